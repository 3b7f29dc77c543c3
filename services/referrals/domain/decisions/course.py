"""From assessment to closure: what a team decides about a referral."""

from collections.abc import Sequence
from datetime import date

from chassis.errors import Refused
from services.referrals.domain import commands, events
from services.referrals.domain.decisions.checks import (
    Events,
    begin,
    not_before,
    once,
    one_of,
    require_accepted,
    require_current,
    require_undecided,
)
from services.referrals.domain.decisions.releases import excepted_release
from services.referrals.domain.state import Referral, Status
from services.referrals.domain.terms import SUPPORT_AFTER_RELEASE, SUPPORT_LENGTH, ReferralTerms, Step


def contact_referrer(command: commands.ContactReferrer, state: Referral) -> Events:
    """Record the talk with the referrer, once."""
    contacted = events.ReferrerContacted(*begin(command.on, command.today, state), command.on)
    if state.referrer_contacted:
        return once(contacted == state.referrer_contacted, "the contact with the referrer")
    require_current("talked about with its referrer", state)
    return [contacted]


def triage(terms: ReferralTerms, command: commands.TriageReferral, state: Referral) -> Events:
    """Record an assessment; a later one takes the place of an earlier."""
    triaged = events.ReferralTriaged(*begin(command.on, command.today, state), command.on, command.risk_level)
    if triaged == state.triaged:
        return []
    one_of("risk_level", command.risk_level, terms.risk_levels)
    require_current("triaged", state)
    _require_steps(terms.steps_before(Step.TRIAGED), command.on, state)
    not_before(command.on, state.taken_on(Step.TRIAGED), "the referral was last triaged")
    return [triaged]


def accept(terms: ReferralTerms, command: commands.AcceptReferral, state: Referral) -> Events:
    """Take the person on, and write down until when."""
    about = begin(command.on, command.today, state)
    if state.accepted:
        return once(command.on == state.accepted.accepted_on, "the acceptance")
    require_undecided("accepted", state)
    _require_steps(terms.steps_before_acceptance, command.on, state)
    accepted = events.ReferralAccepted(*about, command.on, terms.support_until(command.on), terms.checks_on(command.on))
    if state.release is None or state.received is None:
        return [accepted]
    days = (state.release.released_on, state.received.received_on, command.on)
    return [accepted, *excepted_release(terms, about, command.on, days, command.exception, state)]


def decline(terms: ReferralTerms, command: commands.DeclineReferral, state: Referral) -> Events:
    """Do not take the person on; the steps before an acceptance need not have been taken."""
    declined = events.ReferralDeclined(*begin(command.on, command.today, state), command.on, command.reason)
    if declined == state.declined:
        return []
    one_of("reason", command.reason, terms.decline_reasons)
    require_undecided("declined", state)
    return [declined]


def allocate(command: commands.AllocateReferral, state: Referral) -> Events:
    """Name the worker of an accepted referral, or another in place of the first."""
    about = begin(command.on, command.today, state)
    if state.allocated and state.allocated.worker_id == command.worker_id:
        return []
    require_accepted("allocated", state)
    if state.allocated:
        not_before(command.on, state.allocated.allocated_on, "the referral was last allocated")
    return [events.ReferralAllocated(*about, command.on, command.worker_id)]


def make_first_contact(terms: ReferralTerms, command: commands.MakeFirstContact, state: Referral) -> Events:
    """Record the first attended contact, once, by a channel that stops the clock: a text or an e-mail does not."""
    due = terms.follow_up_by(command.on)
    made = events.FirstContactMade(*begin(command.on, command.today, state), command.on, command.channel, due)
    if state.first_contact:
        stands = (state.first_contact, *(each.by_hand for each in state.standing))
        same = any(
            isinstance(each, events.FirstContactMade)
            and (each.contacted_on, each.channel) == (command.on, command.channel)
            for each in stands
        )
        return once(same, "the first contact")
    one_of("channel", command.channel, terms.first_contact_channels)
    require_accepted("contacted for the first time", state)
    if not terms.contacts_before_acceptance and state.accepted:
        not_before(command.on, state.accepted.accepted_on, "the referral was accepted")
    return [made]


def close(terms: ReferralTerms, command: commands.CloseReferral, state: Referral) -> Events:
    """End the support. What was never accepted is declined or withdrawn, not closed."""
    closed = events.ReferralClosed(*begin(command.on, command.today, state), command.on, command.reason)
    if state.status is Status.CLOSED and closed == state.closed:
        return []
    one_of("reason", command.reason, terms.closure_reasons)
    require_accepted("closed", state)
    if state.accepted:
        not_before(command.on, state.accepted.accepted_on, "the referral was accepted")
    if state.first_contact:
        not_before(command.on, state.first_contact.contacted_on, "the first contact was made")
    if state.reopened:
        not_before(command.on, state.reopened.reopened_on, "the referral was re-opened")
    return [closed]


def transfer(terms: ReferralTerms, command: commands.TransferReferral, state: Referral) -> Events:
    """Hand the person over to another contract; what was done until then stays with this one."""
    about = begin(command.on, command.today, state)
    transferred = events.ReferralTransferred(*about, command.on, command.to_contract)
    if state.transferred:
        return once(transferred == state.transferred, "the transfer")
    one_of("to_contract", command.to_contract, terms.transfers_to)
    require_current("transferred", state)
    for done in (state.accepted, state.first_contact, state.reopened):
        if done is not None:
            not_before(command.on, getattr(done, events.DAYS[type(done)]), "the referral was last worked on")
    return [transferred]


def reopen(terms: ReferralTerms, command: commands.ReopenReferral, state: Referral) -> Events:
    """Open a closed referral again."""
    reopened = events.ReferralReopened(*begin(command.on, command.today, state), command.on, command.reason)
    if state.status is Status.ACCEPTED and reopened == state.reopened:
        return []
    one_of("reason", command.reason, terms.reopening_reasons)
    if state.status is not Status.CLOSED:
        raise Refused("not-closed", f"the referral is {state.status}; only a closed one can be re-opened")
    if state.closed:
        not_before(command.on, state.closed.closed_on, "the referral was closed")
    return [reopened]


def extend_support(terms: ReferralTerms, command: commands.ExtendSupport, state: Referral) -> Events:
    """Let support last longer than the terms say: an exception, with its reason."""
    about = begin(command.on, command.today, state)
    rule = SUPPORT_AFTER_RELEASE if state.release and state.release.support_until else SUPPORT_LENGTH
    extended = events.RuleExcepted(*about, command.on, rule, command.reason, support_until=command.until)
    if state.exceptions and extended == state.exceptions[-1]:
        return []
    one_of("reason", command.reason, terms.exception_reasons)
    require_accepted("extended", state)
    if state.support_until is None:
        raise Refused("support-open", "support has no end that could be put off", "until")
    if command.until <= state.support_until:
        detail = f"until {command.until} does not lie after {state.support_until}, to which support lasts already"
        raise Refused("too-early", detail, "until")
    return [extended]


def _require_steps(steps: Sequence[Step], on: date, state: Referral) -> None:
    for step in steps:
        if state.taken_on(step) is None:
            raise Refused("step-missing", f"the terms require the step {step} first")
        not_before(on, state.taken_on(step), f"the required step {step} was taken")
