"""What has to come before what: the process of the terms, and what any referral's life must keep."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from services.referrals.domain import events
from services.referrals.domain.events import DAYS, ReferralEvent, kind_of
from services.referrals.domain.state import CURRENT, Referral, Standing, Status
from services.referrals.domain.terms import SAME_DAY, STEP_MISSING, STEP_ORDER, ProcessStep, ReferralTerms, TakenBy


def day_of_step(step: ProcessStep, state: Referral) -> date | None:
    """Day on which a step of the process was taken, by whatever takes it."""
    match step.by:
        case TakenBy.REFERRER_CONTACT:
            return state.referrer_contacted.contacted_on if state.referrer_contacted else None
        case TakenBy.TRIAGE:
            return state.triaged.triaged_on if state.triaged else None
        case TakenBy.FIRST_CONTACT:
            return state.first_contact.contacted_on if state.first_contact else None
        case _:
            return next((each.taken_on for each in state.steps if each.step == step.step), None)


def breaches(terms: ReferralTerms, step: str, on: date, state: Referral) -> Iterator[tuple[str, str]]:
    """Rules of the order that a step on this day breaks, each with a sentence."""
    days = [(each.step, day_of_step(each, state)) for each in terms.process_before(step)]
    missing = [each for each, day in days if day is None]
    later = [each for each, day in days if day is not None and day > on]
    if missing:
        yield STEP_MISSING, f"the terms put {', '.join(missing)} before the step {step}"
    if later:
        yield STEP_ORDER, f"on {on} lies before the day of {', '.join(later)}, which the terms put before {step}"
    spec = terms.process_step(step)
    if spec is not None and spec.same_day_as is not None and dict(days).get(spec.same_day_as) not in (None, on):
        yield SAME_DAY, f"the terms put {step} on the day of {spec.same_day_as}"


def disorder(terms: ReferralTerms, state: Referral) -> frozenset[str]:
    """What in a referral's life cannot be, each said in a sentence; nothing where it was recorded in order.

    Compared before and after a correction: what was out of order already, perhaps under other terms, forbids nothing.
    """
    return frozenset(
        (*_impossible(state), *_before_the_receipt(state), *_out_of_order(terms, state), *_unexcepted(terms, state))
    )


def _impossible(state: Referral) -> Iterator[str]:
    """Events that could not happen to a referral as it stood then."""
    status = Status.UNKNOWN
    for each in state.standing:
        after = _AFTER.get(type(each.event))
        if each.by_hand is not None and status not in _WHEN.get(type(each.event), tuple(Status)):
            yield f"{_name(each)} needs another standing of the referral than {status}"
        if isinstance(each.event, events.RuleExcepted) and each.event.support_until and status is not Status.ACCEPTED:
            yield f"{_name(each)} needs an accepted referral"
        status = status if after is None else after


def _before_the_receipt(state: Referral) -> Iterator[str]:
    first = state.received
    for each in state.standing:
        told = type(each.event) in DAYS and not isinstance(each.event, events.ReleaseRecorded)
        if first and told and each.on < first.received_on:
            yield f"{_name(each)} would lie before the receipt"


def _out_of_order(terms: ReferralTerms, state: Referral) -> Iterator[str]:
    accepted = _latest(state, events.ReferralAccepted)
    required = [(step, state.taken_on(step)) for step in terms.steps_before_acceptance]
    for (one, day), (other, later) in pairwise(required):
        if later is not None and (day is None or day > later):
            yield f"{other} would lie before {one}"
    for step, day in required:
        if accepted and (day is None or day > accepted.on):
            yield f"{_name(accepted)} would lie before {step}"
    chain = [each for each in state.standing if isinstance(each.event, _TURNS)]
    allocated = [each for each in state.standing if isinstance(each.event, events.ReferralAllocated)]
    contact = _latest(state, events.FirstContactMade)
    closed = next((each for each in chain if isinstance(each.event, events.ReferralClosed)), None)
    pairs = [*pairwise(chain), *pairwise(allocated)]
    if contact and closed and contact.version < closed.version:
        pairs.append((contact, closed))
    if contact and accepted and contact.by_hand and not terms.contacts_before_acceptance:
        pairs.append((accepted, contact))
    for before, after in pairs:
        if before.on > after.on:
            yield f"{_name(after)} would lie before {_name(before)}"


def _unexcepted(terms: ReferralTerms, state: Referral) -> Iterator[str]:
    excepted = {(each.step, each.rule) for each in state.exceptions}
    for taken in state.steps:
        if taken.cause is None:
            for rule, detail in breaches(terms, taken.step, taken.taken_on, state):
                # Where it was set aside that a step is missing, it may be taken later, and on another day.
                if not excepted & {(taken.step, rule), (taken.step, STEP_MISSING)}:
                    yield detail


def _latest(state: Referral, kind: type[ReferralEvent]) -> Standing | None:
    return next((each for each in reversed(state.standing) if isinstance(each.event, kind)), None)


def _name(each: Standing) -> str:
    return f"{kind_of(each.event)} (version {each.version})"


_TURNS = (events.ReferralAccepted, events.ReferralClosed, events.ReferralReopened)
_AFTER: dict[type[ReferralEvent], Status] = {
    events.ReferralReceived: Status.RECEIVED,
    events.ReferralAccepted: Status.ACCEPTED,
    events.ReferralDeclined: Status.DECLINED,
    events.ReferralWithdrawn: Status.WITHDRAWN,
    events.ReferralClosed: Status.CLOSED,
    events.ReferralReopened: Status.ACCEPTED,
    events.ReferralTransferred: Status.TRANSFERRED,
}
_WHEN: dict[type[ReferralEvent], tuple[Status, ...]] = {
    events.ReferralAccepted: (Status.RECEIVED,),
    events.ReferralDeclined: (Status.RECEIVED,),
    events.ReferralWithdrawn: tuple(CURRENT),
    events.ReferralAllocated: (Status.ACCEPTED,),
    events.FirstContactMade: (Status.ACCEPTED,),
    events.ReferralClosed: (Status.ACCEPTED,),
    events.ReferralReopened: (Status.CLOSED,),
    events.ReferralTransferred: tuple(CURRENT),
}
