"""Figures taken apart: which records a figure was observed of, each with its observations as known by the end of a day.

The observations that are kept give the figure again, by the metric's own reading, so that its parts add up to it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from chassis.errors import Fault, Invalid
from services.reporting.domain.metric import ORGANISATION, Adding, Figure, Metric, Observation, Tally
from services.reporting.domain.metrics.report import Asked
from services.reporting.domain.records.activity import ActivityRecord, activity_of
from services.reporting.domain.records.facts import F, known_days
from services.reporting.domain.records.gathering import GatheringRecord, gathering_of
from services.reporting.domain.records.journey import JourneyRecord, journey_of
from services.reporting.domain.records.person import GATHERING, JOURNEY, LINK, PersonRecord, link_id, people_of

_REMEMBERED = 10_000
PERSON = "person"
"""The kind of a part that is somebody, whatever records speak of them."""

RecordKey = tuple[str, str, str]
"""Contract, kind and id of a record whose messages tell of something."""
Words = Mapping[str, Tally]
"""Tallies by the coded word behind a scope; the empty one where there is none."""


class Opened(NamedTuple):
    """A record of which something was observed. A person is named by reference, a pseudonym."""

    kind: str
    id: str
    observations: tuple[Observation, ...]
    told_by: tuple[RecordKey, ...]
    """The records whose events are behind it: itself, or those that speak of a person."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event behind an observation: where it stands in which log, and the trace that led to it."""

    contract: str
    kind: str
    record_id: UUID
    version: int
    service: str
    position: int
    event_id: UUID
    name: str
    recorded_at: datetime
    trace_id: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Figures to take apart: those of a metric in scopes taken together, one of them by its name or all."""

    metric: Metric
    scopes: Sequence[str]
    asked: Asked
    name: str | None = None

    def read(self, words: Words) -> Sequence[Figure]:
        """The figures of tallies."""
        figures = self.metric.figures(words, self.asked.period, self.asked.until)
        return [each for each in figures if self.name is None or each.name == self.name]


@dataclass(frozen=True, slots=True)
class Taken:
    """Figures taken apart: a page of their parts, each with its events."""

    figures: Sequence[Figure]
    adds_up: bool
    """Whether the records were observed as the report says, and the parts alone give the figures again."""
    total: int
    """Parts on all pages."""
    parts: Sequence[tuple[Opened, Sequence[Event]]]


class Parts:
    """The parts of figures, taken in one by one: all are counted, a page of them is kept, the others are let go.

    A part is a record whose observations alone give other figures than nothing does. Where records give a figure only
    together, `whole` takes every record of which anything was observed.
    """

    def __init__(self, wanted: Wanted, words: Words, limit: int, offset: int, *, whole: bool = False) -> None:
        """`words` is what the report reads. Raises `Invalid` if a figure of that name is not in it."""
        self.figures = wanted.read(words)
        if not self.figures and wanted.name is not None:
            raise Invalid((Fault("figure", "is none that the metric has in that period", "unknown-figure"),))
        self._wanted, self._words, self._whole = wanted, words, whole
        self._first, self._end = offset, offset + limit
        self._nothing = wanted.read({})
        self._seen: _Counted = {}
        self._given: _Counted = {}
        # Most records are observed like others: what is worked out once for many.
        self._counts = lru_cache(maxsize=_REMEMBERED)(self._counts_alone)
        self.total = 0
        self.page: list[Opened] = []

    def take(self, record: Opened) -> None:
        """Take in what was observed of a record."""
        scopes, last = self._wanted.scopes, self._wanted.asked.period.last
        observed = [each for each in record.observations if each[1] <= last and each[0].partition("/")[0] in scopes]
        _count(self._seen, observed)
        since = self._wanted.asked.period.first if self._wanted.metric.adding is Adding.FLOW else 0
        kept = tuple([each for each in observed if since <= each[1]])
        if not kept or not (self._whole or self._counts(kept)):
            return
        _count(self._given, kept)
        if self._first <= self.total < self._end:
            self.page.append(record._replace(observations=kept))
        self.total += 1

    @property
    def give_the_figures(self) -> bool:
        """Whether what was kept gives the figures again."""
        return self._read(self._given) == self.figures

    @property
    def add_up(self) -> bool:
        """Whether that is so, and what was observed of all records is what the report reads."""
        return self._seen == self._words and self.give_the_figures

    def _counts_alone(self, observed: tuple[Observation, ...]) -> bool:
        alone: _Counted = {}
        _count(alone, observed)
        return self._read(alone) != self._nothing

    def _read(self, words: Words) -> Sequence[Figure] | None:
        try:
            return self._wanted.read(words)
        except ValueError:
            # Less than nothing, as of a wait that was told to end before it began: it has no median.
            return None


_Counted = dict[str, dict[tuple[int, int], int]]


def _count(words: _Counted, observed: Iterable[Observation]) -> None:
    for scope, month, number in observed:
        tally = words.setdefault(scope.partition("/")[2], {})
        tally[month, number] = tally.get((month, number), 0) + 1


def scopes_of(metric: Metric, scope: str, contracts: Sequence[str]) -> Sequence[str]:
    """The scopes whose observations make the figure of a scope: those of all contracts where they add up."""
    if scope == ORGANISATION and not metric.once:
        return contracts
    return (scope,)


def of_journey(metric: Metric, record: JourneyRecord, day: date) -> Opened | None:
    """What a metric observes of a referral as known by a day; nothing of one that it passes over."""
    facts = known_by(record.facts, day)
    if metric.of_journey is None or not facts:
        return None
    return _opened(
        JOURNEY, record.contract, str(record.referral_id), metric.of_journey(journey_of(record.contract, facts))
    )


def of_activity(metric: Metric, record: ActivityRecord, day: date) -> Opened | None:
    """The same of a contact, an outcome and the like."""
    facts = known_by(record.facts, day)
    if metric.of_activity is None or not facts:
        return None
    return _opened(
        record.kind, record.contract, str(record.activity_id), metric.of_activity(activity_of(record.contract, facts))
    )


def of_gathering(metric: Metric, record: GatheringRecord, day: date) -> Opened | None:
    """The same of a session with its register."""
    facts = known_by(record.facts, day)
    if metric.of_gathering is None or not facts:
        return None
    return _opened(
        GATHERING, record.contract, str(record.session_id), metric.of_gathering(gathering_of(record.contract, facts))
    )


def of_person(
    metric: Metric, record: PersonRecord, day: date, contracts: Collection[str] | None = None
) -> Opened | None:
    """The same of a person, or of several of whom it was not yet known that they are one.

    Who reads `contracts` alone sees what these tell of them, under a reference that these know. Of all that speaks of a
    person, only what the metric looks at is behind it, with the links between their references.
    """
    if metric.of_person is None:
        return None
    observed = [each for person in people_of(record, day) for each in metric.of_person(person)]
    if not observed:
        return None
    reaches = [key for key in record.reaches if contracts is None or key[0] in contracts]
    told_by = {
        key[:3]
        for key in reaches
        if any(each.kind in metric.kinds for known_on, said in record.reaches[key] if known_on <= day for each in said)
    }
    links = {
        (contract, LINK, str(link_id(link)))
        for link, known_on in record.links.items()
        if known_on <= day
        for contract in {key[0] for key in reaches}
    }
    name = min((ref for *_, ref in reaches), default=record.canonical)
    return Opened(PERSON, name, tuple(observed), tuple(sorted(told_by | links)))


def _opened(kind: str, contract: str, id: str, observed: Iterable[Observation]) -> Opened | None:
    kept = tuple(observed)
    return Opened(kind, id, kept, ((contract, kind, id),)) if kept else None


def known_by(facts: Sequence[F], day: date) -> Sequence[F]:
    """The facts that were known by the end of a day: those of the last day of knowledge up to it, and before."""
    count = 0
    for known_on, end in known_days(facts):
        if known_on > day:
            break
        count = end
    return facts[:count]
