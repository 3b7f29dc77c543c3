"""Which events a command causes under a contract's terms, or which rule refuses it."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import assert_never
from uuid import UUID

from chassis.decider import Decider
from chassis.errors import Refused
from services.referrals.domain import commands, events
from services.referrals.domain.commands import ReferralCommand
from services.referrals.domain.events import ReferralEvent
from services.referrals.domain.state import INITIAL, Referral, Status, evolve, subject
from services.referrals.domain.terms import (
    ODS_CODE,
    PERSON_REF,
    UNDER_MINIMUM_AGE,
    Flag,
    ReferralTerms,
    Step,
    Urgency,
)

FOUNDED_ON = date(2012, 1, 1)
"""The organisation began in 2012; an earlier day is a slip of the keyboard."""

Events = Sequence[ReferralEvent]
ReferralDecider = Decider[ReferralCommand, ReferralEvent, Referral]


def decider(terms: ReferralTerms) -> ReferralDecider:
    """The referral under a contract's terms."""
    return Decider(INITIAL, partial(decide, terms), evolve, subject)


def decide(terms: ReferralTerms, command: ReferralCommand, state: Referral) -> Events:
    """The events that a command causes; none if it has been carried out already."""
    match command:
        case commands.ReceiveReferral():
            return receive(terms, command, state)
        case commands.AmendReferral():
            return amend(command, state)
        case commands.WithdrawReferral():
            return withdraw(terms, command, state)
        case commands.ContactReferrer():
            return contact_referrer(command, state)
        case commands.TriageReferral():
            return triage(terms, command, state)
        case commands.AcceptReferral():
            return accept(terms, command, state)
        case commands.DeclineReferral():
            return decline(terms, command, state)
        case commands.AllocateReferral():
            return allocate(command, state)
        case commands.MakeFirstContact():
            return make_first_contact(terms, command, state)
        case commands.CloseReferral():
            return close(terms, command, state)
        case commands.ReopenReferral():
            return reopen(terms, command, state)
        case _:
            assert_never(command)


def receive(terms: ReferralTerms, command: commands.ReceiveReferral, state: Referral) -> Events:
    """Take a referral down; of someone known to be too young, decline it at once."""
    _check_day("received_on", command.received_on, command.today)
    _check_form(command)
    received = events.ReferralReceived(
        referral_id=command.referral_id,
        person_ref=command.person_ref,
        received_on=command.received_on,
        source=command.source,
        route=command.route,
        urgency=_urgency(command.urgency),
        first_contact_by=terms.first_contact_by(command.received_on),
        flags=_in_order(command.flags),
        referrer_organisation=command.referrer_organisation,
        conversation_id=command.conversation_id,
    )
    if state.received:
        return _once(received.says_the_same_as(state.received), "the receipt")
    _one_of("source", command.source, terms.sources)
    _one_of("route", command.route, terms.routes)
    if not terms.too_young(command.age):
        return [received]
    about = (command.referral_id, command.person_ref)
    return [received, events.ReferralDeclined(*about, command.received_on, UNDER_MINIMUM_AGE)]


def amend(command: commands.AmendReferral, state: Referral) -> Events:
    """Change urgency or flags of a current referral; what stands so already is no change."""
    about = _begin(command.on, command.today, state)
    _require_current("amended", state)
    urgency = state.urgency if command.urgency is None else _urgency(command.urgency)
    flags = state.flags if command.flags is None else _in_order(command.flags)
    if (urgency, flags) == (state.urgency, state.flags):
        return []
    if state.amended:
        _not_before(command.on, state.amended.amended_on, "the referral was last amended")
    return [events.ReferralAmended(*about, command.on, urgency, flags)]


def withdraw(terms: ReferralTerms, command: commands.WithdrawReferral, state: Referral) -> Events:
    """Take back a referral that is current."""
    withdrawn = events.ReferralWithdrawn(*_begin(command.on, command.today, state), command.on, command.reason)
    if withdrawn == state.withdrawn:
        return []
    _one_of("reason", command.reason, terms.withdrawal_reasons)
    _require_current("withdrawn", state)
    return [withdrawn]


def contact_referrer(command: commands.ContactReferrer, state: Referral) -> Events:
    """Record the talk with the referrer, once."""
    contacted = events.ReferrerContacted(*_begin(command.on, command.today, state), command.on)
    if state.referrer_contacted:
        return _once(contacted == state.referrer_contacted, "the contact with the referrer")
    _require_current("talked about with its referrer", state)
    return [contacted]


def triage(terms: ReferralTerms, command: commands.TriageReferral, state: Referral) -> Events:
    """Record an assessment; a later one takes the place of an earlier."""
    triaged = events.ReferralTriaged(*_begin(command.on, command.today, state), command.on, command.risk_level)
    if triaged == state.triaged:
        return []
    _one_of("risk_level", command.risk_level, terms.risk_levels)
    _require_current("triaged", state)
    _require_steps(terms.steps_before(Step.TRIAGED), command.on, state)
    _not_before(command.on, state.taken_on(Step.TRIAGED), "the referral was last triaged")
    return [triaged]


def accept(terms: ReferralTerms, command: commands.AcceptReferral, state: Referral) -> Events:
    """Take the person on, and write down until when."""
    about = _begin(command.on, command.today, state)
    if state.accepted:
        return _once(command.on == state.accepted.accepted_on, "the acceptance")
    _require_undecided("accepted", state)
    _require_steps(terms.steps_before_acceptance, command.on, state)
    return [events.ReferralAccepted(*about, command.on, terms.support_until(command.on))]


def decline(terms: ReferralTerms, command: commands.DeclineReferral, state: Referral) -> Events:
    """Do not take the person on; the steps before an acceptance need not have been taken."""
    declined = events.ReferralDeclined(*_begin(command.on, command.today, state), command.on, command.reason)
    if declined == state.declined:
        return []
    _one_of("reason", command.reason, terms.decline_reasons)
    _require_undecided("declined", state)
    return [declined]


def allocate(command: commands.AllocateReferral, state: Referral) -> Events:
    """Name the worker of an accepted referral, or another in place of the first."""
    about = _begin(command.on, command.today, state)
    if state.allocated and state.allocated.worker_id == command.worker_id:
        return []
    _require_accepted("allocated", state)
    if state.allocated:
        _not_before(command.on, state.allocated.allocated_on, "the referral was last allocated")
    return [events.ReferralAllocated(*about, command.on, command.worker_id)]


def make_first_contact(terms: ReferralTerms, command: commands.MakeFirstContact, state: Referral) -> Events:
    """Record the first attended contact, once, by a channel that stops the clock: a text or an e-mail does not."""
    made = events.FirstContactMade(*_begin(command.on, command.today, state), command.on, command.channel)
    if state.first_contact:
        return _once(made == state.first_contact, "the first contact")
    _one_of("channel", command.channel, terms.first_contact_channels)
    _require_accepted("contacted for the first time", state)
    return [made]


def close(terms: ReferralTerms, command: commands.CloseReferral, state: Referral) -> Events:
    """End the support. What was never accepted is declined or withdrawn, not closed."""
    closed = events.ReferralClosed(*_begin(command.on, command.today, state), command.on, command.reason)
    if state.status is Status.CLOSED and closed == state.closed:
        return []
    _one_of("reason", command.reason, terms.closure_reasons)
    _require_accepted("closed", state)
    if state.accepted:
        _not_before(command.on, state.accepted.accepted_on, "the referral was accepted")
    if state.first_contact:
        _not_before(command.on, state.first_contact.contacted_on, "the first contact was made")
    if state.reopened:
        _not_before(command.on, state.reopened.reopened_on, "the referral was re-opened")
    return [closed]


def reopen(terms: ReferralTerms, command: commands.ReopenReferral, state: Referral) -> Events:
    """Open a closed referral again."""
    reopened = events.ReferralReopened(*_begin(command.on, command.today, state), command.on, command.reason)
    if state.status is Status.ACCEPTED and reopened == state.reopened:
        return []
    _one_of("reason", command.reason, terms.reopening_reasons)
    if state.status is not Status.CLOSED:
        raise Refused("not-closed", f"the referral is {state.status}; only a closed one can be re-opened")
    if state.closed:
        _not_before(command.on, state.closed.closed_on, "the referral was closed")
    return [reopened]


def _begin(on: date, today: date, state: Referral) -> tuple[UUID, str]:
    """Which referral of whom a command is about, once it is known and the day is possible."""
    if state.received is None:
        raise Refused("unknown-referral", "nothing can be done to a referral that has not been received")
    _check_day("on", on, today)
    _not_before(on, state.received.received_on, "the referral was received")
    return state.received.referral_id, state.received.person_ref


def _check_day(field: str, day: date, today: date) -> None:
    if day > today:
        raise Refused("in-the-future", f"{field} {day} lies after today, {today}", field)
    if day < FOUNDED_ON:
        raise Refused("too-early", f"{field} {day} lies before {FOUNDED_ON}, when the organisation began", field)


def _not_before(on: date, earliest: date | None, what: str) -> None:
    if earliest is not None and on < earliest:
        raise Refused("too-early", f"on {on} lies before {earliest}, the day on which {what}", "on")


def _check_form(command: commands.ReceiveReferral) -> None:
    """Refuse what could be a name, a number or a sentence where a reference or a code belongs."""
    if not PERSON_REF.fullmatch(command.person_ref):
        raise Refused("not-a-person-reference", "person_ref is not 32 hexadecimal digits", "person_ref")
    if command.referrer_organisation is not None and not ODS_CODE.fullmatch(command.referrer_organisation):
        field = "referrer_organisation"
        raise Refused("unknown-referrer-organisation", f"{field} is not an ODS code (3 to 8 capitals, digits)", field)
    if command.age is not None and command.age < 0:
        raise Refused("impossible-age", "age is less than 0 on the day of receipt", "age")


def _one_of(field: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        detail = f"{field} must be one of {', '.join(allowed)}"
        raise Refused(f"unknown-{field.replace('_', '-')}", detail, field)


def _urgency(urgency: str) -> Urgency:
    _one_of("urgency", urgency, tuple(Urgency))
    return Urgency(urgency)


def _in_order(flags: Sequence[str]) -> tuple[Flag, ...]:
    """Flags each once and in one order, so that the same flags make the same event."""
    for flag in flags:
        _one_of("flags", flag, tuple(Flag))
    return tuple(sorted({Flag(flag) for flag in flags}))


def _require_current(what: str, state: Referral) -> None:
    if not state.current:
        raise Refused("not-current", f"the referral is {state.status}; only a current one can be {what}")


def _require_undecided(what: str, state: Referral) -> None:
    if state.status is not Status.RECEIVED:
        raise Refused("already-decided", f"the referral is {state.status}; only an undecided one can be {what}")


def _require_accepted(what: str, state: Referral) -> None:
    if state.status is not Status.ACCEPTED:
        raise Refused("not-accepted", f"the referral is {state.status}; only an accepted one can be {what}")


def _require_steps(steps: Sequence[Step], on: date, state: Referral) -> None:
    for step in steps:
        if state.taken_on(step) is None:
            raise Refused("step-missing", f"the terms require the step {step} first")
        _not_before(on, state.taken_on(step), f"the required step {step} was taken")


def _once(same: bool, what: str) -> Events:
    if same:
        return []
    raise Refused("already-recorded", f"{what} was recorded before with another content")
