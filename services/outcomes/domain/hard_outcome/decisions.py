"""What may stand in a hard outcome under a contract's terms. How many there may be in a year, the list knows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand, EntryKind, entry_decider, in_the_future, not_one_of
from chassis.errors import Fault
from services.outcomes.domain.faults import programme_faults, worker_faults
from services.outcomes.domain.hard_outcome.events import (
    HardOutcome,
    HardOutcomeCorrected,
    HardOutcomeEvent,
    HardOutcomeRecorded,
    HardOutcomeWithdrawn,
)
from services.outcomes.domain.terms import OutcomesTerms


def kind(terms: OutcomesTerms) -> EntryKind[HardOutcome]:
    """Hard outcomes as a kind of entry."""
    return EntryKind(
        noun="hard-outcome",
        recorded=HardOutcomeRecorded,
        corrected=HardOutcomeCorrected,
        withdrawn=HardOutcomeWithdrawn,
        subject=lambda outcome: outcome.person_ref,
        faults=lambda outcome, today: _faults(terms, outcome, today),
        reasons=terms.correction_reasons,
        fixed=("person_ref",),
    )


def decider(terms: OutcomesTerms) -> Decider[EntryCommand[HardOutcome], HardOutcomeEvent, Entry[HardOutcome]]:
    """The decider of hard outcomes."""
    return entry_decider(kind(terms))


def by_the_terms(terms: OutcomesTerms, outcome: HardOutcome) -> HardOutcome:
    """The outcome as the terms of today count it."""
    told = terms.hard_outcome(outcome.kind)
    return replace(outcome, counted=told.counted, cap_per_year=told.cap_per_year, custody=told.custody)


def year_of(day: date) -> tuple[date, date]:
    """First and last day of the financial year of a day: April to March."""
    first = day.year if day.month >= _APRIL else day.year - 1
    return date(first, _APRIL, 1), date(first + 1, _APRIL - 1, 31)


def _faults(terms: OutcomesTerms, outcome: HardOutcome, today: date) -> Iterator[Fault]:
    yield from in_the_future("on", outcome.on, today)
    yield from not_one_of("kind", outcome.kind, tuple(terms.hard_outcomes))
    yield from not_one_of("evidence", outcome.evidence, terms.evidence)
    yield from programme_faults(terms, outcome.programme)
    yield from worker_faults(outcome.workers)
    if outcome.kind in terms.hard_outcomes and by_the_terms(terms, outcome) != outcome:
        yield Fault("kind", "the terms count this kind otherwise", "not-by-the-terms")


_APRIL = 4
