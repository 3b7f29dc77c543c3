"""What was asked for: receipt, amendment, withdrawal, flags."""

from collections.abc import Sequence

from chassis.errors import Refused
from services.referrals.domain import commands, events
from services.referrals.domain.decisions.checks import (
    Events,
    begin,
    check_day,
    not_before,
    once,
    one_of,
    require_current,
)
from services.referrals.domain.state import Referral
from services.referrals.domain.terms import (
    ODS_CODE,
    PERSON_REF,
    UNDER_MINIMUM_AGE,
    Flag,
    ReferralTerms,
    Urgency,
)


def receive(terms: ReferralTerms, command: commands.ReceiveReferral, state: Referral) -> Events:
    """Take a referral down; of someone known to be too young, decline it at once."""
    check_day("received_on", command.received_on, command.today)
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
        programme=command.programme,
        transferred_from=command.transferred_from,
    )
    if state.received:
        told = (state.received, state.told or state.received)
        return once(any(received.says_the_same_as(each) for each in told), "the receipt")
    if command.transferred_from is None:  # Of a transfer both are the word for it, in every contract.
        one_of("source", command.source, terms.sources)
        one_of("route", command.route, terms.routes)
    if command.programme is not None:
        one_of("programme", command.programme, terms.programmes)
    if not terms.too_young(command.age):
        return [received]
    about = (command.referral_id, command.person_ref)
    return [received, events.ReferralDeclined(*about, command.received_on, UNDER_MINIMUM_AGE)]


def amend(command: commands.AmendReferral, state: Referral) -> Events:
    """Change urgency or flags of a current referral; what stands so already is no change."""
    about = begin(command.on, command.today, state)
    require_current("amended", state)
    urgency = state.urgency if command.urgency is None else _urgency(command.urgency)
    flags = state.flags if command.flags is None else _in_order(command.flags)
    if (urgency, flags) == (state.urgency, state.flags):
        return []
    if state.amended:
        not_before(command.on, state.amended.amended_on, "the referral was last amended")
    return [events.ReferralAmended(*about, command.on, urgency, flags)]


def withdraw(terms: ReferralTerms, command: commands.WithdrawReferral, state: Referral) -> Events:
    """Take back a referral that is current."""
    withdrawn = events.ReferralWithdrawn(*begin(command.on, command.today, state), command.on, command.reason)
    if withdrawn == state.withdrawn:
        return []
    one_of("reason", command.reason, terms.withdrawal_reasons)
    require_current("withdrawn", state)
    return [withdrawn]


def raise_flag(terms: ReferralTerms, command: commands.RaiseFlag, state: Referral) -> Events:
    """Let whoever opens the referral know of something, from a day on."""
    about = begin(command.on, command.today, state)
    one_of("flag", command.flag, tuple(Flag))
    one_of("reason", command.reason, terms.flag_reasons)
    if command.flag in state.flags:
        return []
    require_current("flagged", state)
    return [events.FlagRaised(*about, command.on, Flag(command.flag), command.reason)]


def lift_flag(terms: ReferralTerms, command: commands.LiftFlag, state: Referral) -> Events:
    """Take a flag down; one that does not stand needs no lifting."""
    about = begin(command.on, command.today, state)
    one_of("flag", command.flag, tuple(Flag))
    one_of("reason", command.reason, terms.flag_reasons)
    if command.flag not in state.flags:
        return []
    for moved in state.flagged:
        if isinstance(moved, events.FlagRaised) and moved.flag == command.flag:
            not_before(command.on, moved.raised_on, "the flag was raised")
    return [events.FlagLifted(*about, command.on, Flag(command.flag), command.reason)]


def _check_form(command: commands.ReceiveReferral) -> None:
    """Refuse what could be a name, a number or a sentence where a reference or a code belongs."""
    if not PERSON_REF.fullmatch(command.person_ref):
        raise Refused("not-a-person-reference", "person_ref is not 32 hexadecimal digits", "person_ref")
    if command.referrer_organisation is not None and not ODS_CODE.fullmatch(command.referrer_organisation):
        field = "referrer_organisation"
        raise Refused("unknown-referrer-organisation", f"{field} is not an ODS code (3 to 8 capitals, digits)", field)
    if command.age is not None and command.age < 0:
        raise Refused("impossible-age", "age is less than 0 on the day of receipt", "age")


def _urgency(urgency: str) -> Urgency:
    one_of("urgency", urgency, tuple(Urgency))
    return Urgency(urgency)


def _in_order(flags: Sequence[str]) -> tuple[Flag, ...]:
    """Flags each once and in one order, so that the same flags make the same event."""
    for flag in flags:
        one_of("flags", flag, tuple(Flag))
    return tuple(sorted({Flag(flag) for flag in flags}))
