"""What follows of itself once something was recorded: first contact and steps from noted contacts, exceptions found.

The same contacts lead to the same referral in whatever order they come, are corrected and withdrawn: each time, what
stands is compared with what should.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from typing import NamedTuple
from uuid import UUID

from services.referrals.domain import events
from services.referrals.domain.decisions.order import breaches
from services.referrals.domain.events import ReferralEvent, kind_of
from services.referrals.domain.state import Referral, Standing, Status, evolve
from services.referrals.domain.terms import FOUND_AFTERWARDS, RECORDED_ELSEWHERE, ReferralTerms


class _Target(NamedTuple):
    """What should stand; of two on one day that which was recorded here comes first."""

    on: date
    elsewhere: bool
    order: str
    cause: UUID | None
    word: str | None
    """Channel of a contact, site of a step."""
    follow_up_by: date | None = None


def following(terms: ReferralTerms, state: Referral) -> Sequence[ReferralEvent]:
    """The events that follow from what stands; none if all of them have been recorded."""
    if not (state.contacts or state.plans or state.exceptions or state.release):
        return []
    found: list[ReferralEvent] = []
    for part in (_first_contact, _steps, _exceptions):
        new = list(part(terms, state))
        state = reduce(evolve, new, state)
        found += new
    return found


def _first_contact(terms: ReferralTerms, state: Referral) -> Iterator[ReferralEvent]:
    stands = _latest(state, events.FirstContactMade)
    targets = []
    if stands and isinstance(stands.by_hand, events.FirstContactMade):
        hand = stands.by_hand
        targets.append(_Target(hand.contacted_on, False, "", None, hand.channel, hand.follow_up_by))
    made = state.first_contact
    now = (made.contacted_on, made.cause) if made else None
    targets += [
        _Target(each.contacted_on, True, str(each.contact_id), each.contact_id, each.channel)
        for each in state.contacts
        if each.qualifies
        and not each.withdrawn
        and _counts(terms, state, each.contacted_on, (each.contacted_on, each.contact_id) == now)
    ]
    target = min(targets, default=None, key=lambda each: each[:3])
    if stands is None and target is not None:
        assert target.word is not None
        yield events.FirstContactMade(*_about(state), target.on, target.word, None, target.cause)
    elif stands is not None:
        assert made is not None  # It stands.
        yield from _moved(state, stands, (made.contacted_on, made.channel, made.cause), target)


def _steps(terms: ReferralTerms, state: Referral) -> Iterator[ReferralEvent]:
    noted = [
        *((each.step, each.contacted_on, each.contact_id) for each in state.contacts if not each.withdrawn),
        *((each.step, each.agreed_on, each.plan_id) for each in state.plans if not each.withdrawn),
    ]
    derived = {each.step for each in state.steps if each.cause is not None}
    codes = sorted(
        {step for step, _, _ in noted if step} | derived, key=lambda step: (len(terms.process_before(step)), step)
    )
    for code in codes:
        stands = _latest(state, events.StepTaken, code)
        targets = []
        if stands and isinstance(stands.by_hand, events.StepTaken):
            targets.append(_Target(stands.by_hand.taken_on, False, "", None, stands.by_hand.site))
        now = (stands.on, getattr(stands.event, "cause", None)) if stands else None
        for step, on, cause in noted:
            if step == code and _counts(terms, state, on, (on, cause) == now):
                targets.append(_Target(on, True, str(cause), cause, None))
        target = min(targets, default=None, key=lambda each: each[:3])
        if stands is None and target is not None:
            yield events.StepTaken(*_about(state), target.on, code, None, target.cause)
        elif stands is not None:
            taken = stands.event
            assert isinstance(taken, events.StepTaken)
            yield from _moved(state, stands, (taken.taken_on, taken.site, taken.cause), target)


def _exceptions(terms: ReferralTerms, state: Referral) -> Iterator[ReferralEvent]:
    """Rules that were broken elsewhere or by a correction are listed; what holds no longer is listed no more."""
    broken: dict[tuple[str | None, str], date] = {}
    for taken in state.steps:
        if taken.cause is not None:
            broken |= {
                (taken.step, rule): taken.taken_on for rule, _ in breaches(terms, taken.step, taken.taken_on, state)
            }
    if state.release and state.received:
        accepted_on = state.accepted.accepted_on if state.accepted else None
        for each in terms.release_rules:
            if each.broken(state.release.released_on, state.received.received_on, accepted_on):
                broken[None, each.rule] = accepted_on or state.received.received_on
    taken_steps = {each.step for each in state.steps}
    stands: set[tuple[str | None, str]] = set()
    for standing in state.standing:
        told = standing.event
        if not isinstance(told, events.RuleExcepted) or told.support_until is not None:
            continue
        on = broken.get((told.step, told.rule))
        found = told.reason == FOUND_AFTERWARDS
        if told.step is not None and not found:  # It was granted, and stands as long as its step.
            holds = told.step in taken_steps
        else:
            holds = on is not None and (on == told.excepted_on or not found)
        if holds:
            stands.add((told.step, told.rule))
        else:
            yield _taken_back(state, standing, told.step)
    for (step, rule), on in broken.items():
        if (step, rule) not in stands:
            yield events.RuleExcepted(*_about(state), on, rule, FOUND_AFTERWARDS, step)


def _counts(terms: ReferralTerms, state: Referral, on: date, counts_now: bool) -> bool:
    """Whether a day can be that of the first contact or of a step: of an accepted referral, until its end.

    What counted when the end came goes on counting.
    """
    if state.accepted is None or state.received is None or on < state.received.received_on:
        return False
    if not terms.contacts_before_acceptance and on < state.accepted.accepted_on:
        return False
    ended_on = None
    if state.status is Status.CLOSED and state.closed:
        ended_on = state.closed.closed_on
    elif state.status is Status.WITHDRAWN and state.withdrawn:
        ended_on = state.withdrawn.withdrawn_on
    elif state.status is Status.TRANSFERRED and state.transferred:
        ended_on = state.transferred.transferred_on
    return counts_now or ended_on is None or on <= ended_on


def _moved(
    state: Referral, stands: Standing, now: tuple[date, str | None, UUID | None], target: _Target | None
) -> Iterator[ReferralEvent]:
    step = stands.event.step if isinstance(stands.event, events.StepTaken) else None
    if target is None:
        yield _taken_back(state, stands, step)
    elif now[0] != target.on or now[2] != target.cause or (target.word is not None and now[1] != target.word):
        yield events.StepCorrected(
            *_about(state),
            kind_of(stands.event),
            stands.version,
            target.on,
            RECORDED_ELSEWHERE,
            channel=target.word if step is None else None,
            step=step,
            site=None if step is None else target.word,
            cause=target.cause,
            follow_up_by=target.follow_up_by,
        )


def _taken_back(state: Referral, stands: Standing, step: str | None) -> ReferralEvent:
    return events.StepWithdrawn(*_about(state), kind_of(stands.event), stands.version, RECORDED_ELSEWHERE, step)


def _latest(state: Referral, kind: type[ReferralEvent], step: str | None = None) -> Standing | None:
    found = (
        each
        for each in reversed(state.standing)
        if isinstance(each.event, kind) and (step is None or getattr(each.event, "step", None) == step)
    )
    return next(found, None)


def _about(state: Referral) -> tuple[UUID, str]:
    assert state.received is not None  # Only what was received is told of contacts.
    return state.received.referral_id, state.received.person_ref
