"""What may stand in a contact under a contract's terms."""

from collections.abc import Iterator
from datetime import date

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand, EntryKind, entry_decider, in_the_future, not_one_of
from chassis.errors import Fault
from services.sessions.domain.contact.events import (
    Contact,
    ContactCorrected,
    ContactEvent,
    ContactRecorded,
    ContactWithdrawn,
)
from services.sessions.domain.faults import length_faults, rule_faults, worker_faults
from services.sessions.domain.terms import ATTENDED, LIVE_CHANNELS, SessionsTerms


def kind(terms: SessionsTerms) -> EntryKind[Contact]:
    """Contacts as a kind of entry. A contact is one person's for ever: whose it is decides where its messages go."""
    return EntryKind(
        noun="contact",
        recorded=ContactRecorded,
        corrected=ContactCorrected,
        withdrawn=ContactWithdrawn,
        subject=lambda contact: contact.person_ref,
        faults=lambda contact, today: _faults(terms, contact, today),
        reasons=terms.correction_reasons,
        fixed=("person_ref",),
    )


def decider(terms: SessionsTerms) -> Decider[EntryCommand[Contact], ContactEvent, Entry[Contact]]:
    """The decider of contacts."""
    return entry_decider(kind(terms))


def _faults(terms: SessionsTerms, contact: Contact, today: date) -> Iterator[Fault]:
    yield from in_the_future("on", contact.on, today)
    yield from not_one_of("channel", contact.channel, terms.channels)
    yield from not_one_of("attendance", contact.attendance, terms.attendance_codes)
    yield from not_one_of("purpose", contact.purpose, terms.purposes)
    yield from not_one_of("programme", contact.programme, terms.programmes)
    yield from worker_faults(contact.workers)
    yield from _minutes(contact)
    yield from rule_faults(terms, list(_unmet(terms, contact)), contact.exception)


def _minutes(contact: Contact) -> Iterator[Fault]:
    if contact.attendance not in ATTENDED:
        if contact.minutes is not None:
            yield Fault("minutes", "a contact that did not take place has no length", "not-attended")
    elif contact.minutes is not None:
        yield from length_faults(contact.minutes)
    elif contact.channel in LIVE_CHANNELS:
        yield Fault("minutes", f"an attended contact by channel {contact.channel} has a length", "missing")


def _unmet(terms: SessionsTerms, contact: Contact) -> Iterator[Fault]:
    """The rules that a contact does not keep; one that did not take place broke none."""
    for rule in terms.rules if contact.attendance in ATTENDED else ():
        if detail := rule.unmet(contact.purpose, len(set(contact.workers))):
            yield Fault("workers", detail, rule.rule)
