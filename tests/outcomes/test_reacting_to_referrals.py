"""What a message of referrals asks of plans, and in which stream."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from chassis.messaging.wire import Message
from chassis.reacting import Reaction
from contracts.messages import referrals
from contracts.messages.envelope import Envelope
from services.outcomes.domain.plan import commands
from services.outcomes.domain.plan.terms import Ending
from services.outcomes.reactions import reactions
from tests.outcomes.plans import PERSON, REFERRAL

STREAM = "referral-plans-5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0003"
ABOUT: dict[str, Any] = {"referral_id": REFERRAL, "person_ref": PERSON}
DAY = date(2025, 6, 25)
ENDED = {"reason": "wrong-details", "on": DAY, "stream_version": 4}


def asked(body: BaseModel) -> list[Reaction]:
    at = datetime(2025, 6, 30, tzinfo=UTC)
    envelope = Envelope(UUID(int=1), "x.v1", "any", "referrals", at, 12, 0, 7, 1)
    return list(reactions(Message(envelope, body), date(2025, 6, 30)))


def end(because: Ending) -> commands.CloseForReferral:
    return commands.CloseForReferral(**ABOUT, turn=7, on=DAY, because=because)


@pytest.mark.parametrize(
    ("body", "command"),
    [
        (referrals.ReferralClosed(**ABOUT, closed_on=DAY, reason="goals-met"), end(Ending.CLOSED)),
        (referrals.ReferralWithdrawn(**ABOUT, withdrawn_on=DAY, reason="no-longer-needed"), end(Ending.WITHDRAWN)),
        (referrals.ReferralTransferred(**ABOUT, transferred_on=DAY, to_contract="other"), end(Ending.TRANSFERRED)),
        (referrals.ReferralDeclined(**ABOUT, declined_on=DAY, reason="outside-area"), end(Ending.DECLINED)),
        (
            referrals.ReferralReopened(**ABOUT, reopened_on=DAY, reason="needs-changed"),
            commands.ReopenForReferral(**ABOUT, turn=7),
        ),
        (
            referrals.StepCorrected(**ABOUT, **ENDED, event="referral-closed"),
            commands.CorrectEndOfReferral(turn=4, on=DAY),
        ),
        (
            referrals.StepWithdrawn(**ABOUT, event="referral-declined", reason="wrong-details", stream_version=4),
            commands.ForgetTurnOfReferral(turn=4),
        ),
        (
            referrals.StepWithdrawn(**ABOUT, event="referral-reopened", reason="wrong-details", stream_version=4),
            commands.ForgetTurnOfReferral(turn=4),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_ends_of_a_referral_go_to_the_stream_of_its_plans(body: BaseModel, command: commands.PlanCommand) -> None:
    assert asked(body) == [Reaction("plans", STREAM, command)]


@pytest.mark.parametrize(
    "body",
    [
        referrals.ReferralAccepted(**ABOUT, accepted_on=DAY),
        referrals.StepCorrected(**ABOUT, **ENDED, event="referral-reopened"),
        referrals.StepCorrected(**ABOUT, **ENDED, event="referral-accepted"),
        referrals.StepWithdrawn(**ABOUT, event="referral-accepted", reason="wrong-details", stream_version=4),
    ],
    ids=lambda value: type(value).__name__,
)
def test_nothing_follows_from_the_rest(body: BaseModel) -> None:
    assert asked(body) == []
