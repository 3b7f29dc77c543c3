"""What outcomes does because of other services' messages: a referral that ends takes its plan along.

The plans of a referral share a stream that is named after it (`state`), so that the message alone says where to go.
The referral's end is recorded there whether or not it has a plan, and the same append closes the plan that is open.
A plan that is entered after the message meets the recorded end: agreed by that day, it is recorded and closes at once;
agreed later, it is refused. So the order in which the two arrive changes nothing, and nothing has to be looked up.
An end that is corrected or withdrawn, and a reopening, are known by their version in the referral's own stream.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis.messaging.wire import Message
from chassis.reacting import Reaction
from contracts.messages import referrals
from services.outcomes.domain.plan import commands
from services.outcomes.domain.plan.state import stream_of_referral
from services.outcomes.domain.plan.terms import Ending

_ENDINGS = frozenset(ending.value for ending in Ending)
_REOPENING = "referral-reopened"


def reactions(message: Message, today: date) -> Sequence[Reaction]:  # noqa: ARG001
    """The commands that follow from a message of `referrals`."""
    body, turn = message.body, message.envelope.stream_version
    match body:
        case referrals.ReferralClosed():
            return _end(body.referral_id, body.person_ref, turn, body.closed_on, Ending.CLOSED)
        case referrals.ReferralWithdrawn():
            return _end(body.referral_id, body.person_ref, turn, body.withdrawn_on, Ending.WITHDRAWN)
        case referrals.ReferralTransferred():
            return _end(body.referral_id, body.person_ref, turn, body.transferred_on, Ending.TRANSFERRED)
        case referrals.ReferralDeclined():
            return _end(body.referral_id, body.person_ref, turn, body.declined_on, Ending.DECLINED)
        case referrals.ReferralReopened():
            reopened = commands.ReopenForReferral(referral_id=body.referral_id, person_ref=body.person_ref, turn=turn)
            return _plans(body.referral_id, reopened)
        case referrals.StepCorrected() if body.event in _ENDINGS:
            corrected = commands.CorrectEndOfReferral(turn=body.stream_version, on=body.on)
            return _plans(body.referral_id, corrected)
        case referrals.StepWithdrawn() if body.event in (*_ENDINGS, _REOPENING):
            return _plans(body.referral_id, commands.ForgetTurnOfReferral(turn=body.stream_version))
        case _:
            return ()


def _end(referral_id: UUID, person_ref: str, turn: int, on: date, because: Ending) -> Sequence[Reaction]:
    ended = commands.CloseForReferral(referral_id=referral_id, person_ref=person_ref, turn=turn, on=on, because=because)
    return _plans(referral_id, ended)


def _plans(referral_id: UUID, command: commands.PlanCommand) -> Sequence[Reaction]:
    return [Reaction("plans", stream_of_referral(referral_id), command)]
