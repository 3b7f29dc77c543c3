"""Figures kept in memory, and counted again from nothing: what the database's are compared with."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel

from contracts.messages.envelope import Envelope
from services.reporting.domain.metric import Changes, Figure
from services.reporting.domain.metrics.catalogue import OF_ACTIVITIES, OF_GATHERINGS, OF_JOURNEYS, OF_PEOPLE
from services.reporting.domain.metrics.report import (
    Asked,
    Tallies,
    as_it_is,
    contract_measures,
    organisation_measures,
    people,
)
from services.reporting.domain.metrics.report import People as PeopleCounts
from services.reporting.domain.period import read_period
from services.reporting.domain.records.activity import activity_of
from services.reporting.domain.records.gathering import gathering_of
from services.reporting.domain.records.journey import journey_of
from services.reporting.domain.records.person import people_of
from services.reporting.projection.folding import (
    Told,
    fold_activities,
    fold_gatherings,
    fold_journeys,
    fold_people,
    people_named,
)
from services.reporting.projection.stored import (
    read_activity,
    read_gathering,
    read_journey,
    read_person,
    write_journey,
    write_person,
    write_tellings,
)

Messages = Iterable[tuple[Envelope, BaseModel]]
TODAY = date(2026, 11, 22)
"""The day on which tests ask."""


@dataclass
class Figures:
    """Rows as the database has them: records as written, the ledger by its key."""

    journeys: dict[tuple, str] = field(default_factory=dict)
    activities: dict[tuple, str] = field(default_factory=dict)
    gatherings: dict[tuple, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    kept_under: dict[str, str] = field(default_factory=dict)
    ledger: Counter = field(default_factory=Counter)

    def fold(self, batch: Messages) -> None:
        """One batch, step by step as the projection takes it."""
        told, changes, reaches = Told(), Changes(), {}
        for envelope, body in batch:
            told.take(envelope, body)
        journeys, said = fold_journeys(
            told, {key: read_journey(*key, self.journeys[key]) for key in told.facts if key in self.journeys}, changes
        )
        self.journeys |= {(record.contract, record.referral_id): write_journey(record) for record in journeys}
        reaches |= said
        known = {key: read_activity(key, self.activities[key]) for key in told.activities if key in self.activities}
        activities, said = fold_activities(told, known, changes)
        self.activities |= {record.key: write_tellings(record) for record in activities}
        reaches |= said
        held = {key: read_gathering(key, self.gatherings[key]) for key in told.gatherings if key in self.gatherings}
        gatherings, said = fold_gatherings(told, held, changes)
        self.gatherings |= {record.key: write_tellings(record) for record in gatherings}
        reaches |= said
        refs = people_named(reaches, told.links)
        canonical = {self.kept_under[ref] for ref in refs if ref in self.kept_under}
        for record in fold_people([read_person(self.people[ref]) for ref in canonical], reaches, told.links, changes):
            for ref in record.refs:
                self.kept_under[ref] = record.canonical
                self.people.pop(ref, None)
            self.people[record.canonical] = write_person(record)
        for key, by in changes.items():
            self.ledger[key] += by

    @property
    def cells(self) -> dict[tuple, int]:
        """The ledger summed over all days of knowledge, without what came to nothing."""
        return cells_of(self.ledger)

    def recounted(self) -> dict[tuple, int]:
        """The cells counted from the records alone."""
        cells: Counter = Counter()
        for (contract, referral_id), body in self.journeys.items():
            journey = journey_of(contract, read_journey(contract, referral_id, body).facts)
            count(cells, OF_JOURNEYS, journey)
        for key, body in self.activities.items():
            count(cells, OF_ACTIVITIES, activity_of(key[0], read_activity(key, body).facts))
        for key, body in self.gatherings.items():
            count(cells, OF_GATHERINGS, gathering_of(key[0], read_gathering(key, body).facts))
        for body in self.people.values():
            for one in people_of(read_person(body), date.max):
                count(cells, OF_PEOPLE, one)
        return dict(cells)

    def report(self, contract: str, period: str, as_at: date = date(2026, 11, 22)) -> dict[str, Figure]:
        """The figures of a contract by name, nothing hidden; of several with one name that of the first metric."""
        asked = Asked(read_period(period, TODAY), as_at)
        measures = contract_measures(contract, self._tallies(as_at), asked, as_it_is)
        return {figure.name: figure for measure in reversed(measures) for figure in measure.figures}

    def figures(self, metric: str, period: str, *contracts: str, as_at: date = date(2026, 11, 22)) -> dict[str, Any]:
        """The values of one metric by figure: of one contract, or of several together as the organisation."""
        asked, tallies = Asked(read_period(period, TODAY), as_at), self._tallies(as_at)
        if len(contracts) == 1:
            measures = contract_measures(contracts[0], tallies, asked, as_it_is)
        else:
            measures = organisation_measures(contracts, tallies, asked)
        (found,) = [measure for measure in measures if measure.definition.id == metric]
        return {figure.name: figure.value for figure in found.figures}

    def people_report(self, contracts: Sequence[str], period: str, as_at: date = date(2026, 11, 22)) -> PeopleCounts:
        """People of several contracts, once and twice."""
        return people(contracts, self._tallies(as_at), Asked(read_period(period, TODAY), as_at))

    def _tallies(self, as_at: date) -> Tallies:
        tallies: dict[tuple[str, str], dict[str, Counter]] = {}
        for (metric, scope, month, number, known_on), by in self.ledger.items():
            if known_on <= as_at:
                head, _, word = scope.partition("/")
                tallies.setdefault((metric, head), {}).setdefault(word, Counter())[(month, number)] += by
        return tallies


def count(cells: Counter, observers: Any, thing: Any) -> None:
    """Add what metrics observe of a thing as it stands."""
    for metric, observe, *_ in observers:
        cells.update((metric, *observation) for observation in observe(thing))


def cells_of(ledger: Counter) -> dict[tuple, int]:
    """Cells as the sum of a ledger over all days of knowledge."""
    cells: Counter = Counter()
    for key, by in ledger.items():
        cells[key[:4]] += by
    return {key: times for key, times in cells.items() if times}


def folded(*messages: tuple[Envelope, BaseModel]) -> Figures:
    """Figures of messages folded as one batch."""
    figures = Figures()
    figures.fold(messages)
    return figures
