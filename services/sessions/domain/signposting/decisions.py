"""What may stand in a signposting under a contract's terms. Which services there are, the directory knows."""

from collections.abc import Iterator
from datetime import date

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand, EntryKind, entry_decider, in_the_future, not_one_of
from chassis.errors import Fault
from services.sessions.domain.faults import repeated_workers
from services.sessions.domain.signposting.events import (
    Signposting,
    SignpostingCorrected,
    SignpostingEvent,
    SignpostingRecorded,
    SignpostingWithdrawn,
)
from services.sessions.domain.terms import CODE, SessionsTerms


def kind(terms: SessionsTerms) -> EntryKind[Signposting]:
    """Signpostings as a kind of entry."""
    return EntryKind(
        noun="signposting",
        recorded=SignpostingRecorded,
        corrected=SignpostingCorrected,
        withdrawn=SignpostingWithdrawn,
        subject=lambda signposting: signposting.person_ref,
        faults=lambda signposting, today: _faults(terms, signposting, today),
        reasons=terms.correction_reasons,
        fixed=("person_ref",),
    )


def decider(terms: SessionsTerms) -> Decider[EntryCommand[Signposting], SignpostingEvent, Entry[Signposting]]:
    """The decider of signpostings."""
    return entry_decider(kind(terms))


def _faults(terms: SessionsTerms, signposting: Signposting, today: date) -> Iterator[Fault]:
    yield from in_the_future("on", signposting.on, today)
    if not CODE.fullmatch(signposting.service):
        yield Fault("service", "service must be the code of a service in the directory", "unknown-service")
    yield from not_one_of("category", signposting.category, terms.signposting_categories)
    if signposting.programme is not None:
        yield from not_one_of("programme", signposting.programme, terms.programmes)
    yield from repeated_workers(signposting.workers)
