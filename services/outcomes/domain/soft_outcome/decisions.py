"""What may stand in a soft outcome under a contract's terms."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand, EntryKind, entry_decider, in_the_future, not_one_of
from chassis.errors import Fault
from services.outcomes.domain.faults import in_order, programme_faults, way_faults, worker_faults
from services.outcomes.domain.soft_outcome.events import (
    SoftOutcome,
    SoftOutcomeCorrected,
    SoftOutcomeEvent,
    SoftOutcomeRecorded,
    SoftOutcomeWithdrawn,
)
from services.outcomes.domain.terms import OutcomesTerms


def kind(terms: OutcomesTerms) -> EntryKind[SoftOutcome]:
    """Soft outcomes as a kind of entry."""
    return EntryKind(
        noun="soft-outcome",
        recorded=SoftOutcomeRecorded,
        corrected=SoftOutcomeCorrected,
        withdrawn=SoftOutcomeWithdrawn,
        subject=lambda outcome: outcome.person_ref,
        faults=lambda outcome, today: _faults(terms, outcome, today),
        reasons=terms.correction_reasons,
        fixed=("person_ref",),
    )


def decider(terms: OutcomesTerms) -> Decider[EntryCommand[SoftOutcome], SoftOutcomeEvent, Entry[SoftOutcome]]:
    """The decider of soft outcomes."""
    return entry_decider(kind(terms))


def with_ways(terms: OutcomesTerms, outcome: SoftOutcome) -> SoftOutcome:
    """The outcome with the ways of its area by the terms of today, beside those that were named."""
    of_area = terms.soft_outcome_areas.get(outcome.area, ())
    named = tuple(way for way in outcome.ways if way not in of_area)
    return replace(outcome, ways=in_order((*of_area, *named)))


def _faults(terms: OutcomesTerms, outcome: SoftOutcome, today: date) -> Iterator[Fault]:
    yield from in_the_future("on", outcome.on, today)
    yield from not_one_of("area", outcome.area, tuple(terms.soft_outcome_areas))
    yield from not_one_of("source", outcome.source, terms.soft_outcome_sources)
    yield from programme_faults(terms, outcome.programme)
    yield from worker_faults(outcome.workers)
    yield from way_faults(outcome.ways)
