"""The record of one person over all contracts: when journeys reached them, and which references are the same person.

Facts come from several sources in any order, so a record is a union of sets; whom it describes on a past day follows
from the links known by then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from services.reporting.domain.records.journey import Fact, JourneyKey, JourneyRecord, Kind, known_days


@dataclass(frozen=True, slots=True)
class Reach:
    """What one journey says about having reached its person: per day of knowledge, the day of first contact."""

    person_ref: str
    known: tuple[tuple[date, date], ...]


Pair = tuple[str, str]
"""Two references, the smaller first."""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Everything known of one connected set of references."""

    refs: frozenset[str]
    reaches: Mapping[JourneyKey, Reach] = field(default_factory=lambda: MappingProxyType({}))
    links: Mapping[Pair, date] = field(default_factory=lambda: MappingProxyType({}))
    """Each link with the first day on which any contract recorded it."""

    @property
    def canonical(self) -> str:
        """The reference under which the record is kept."""
        return min(self.refs)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as known on some day: for each contract the days on which one of its journeys reached them."""

    reached: Mapping[str, tuple[date, ...]]


def reach_of(record: JourneyRecord) -> Reach | None:
    """What a journey's record says about its person, or nothing if no contact was made."""
    known: list[tuple[date, date]] = []
    for day, count in known_days(record.facts):
        on = _first_contact(record.facts[:count])
        if on is not None and (not known or known[-1][1] != on):
            known.append((day, on))
    return Reach(record.person_ref, tuple(known)) if known else None


def _first_contact(facts: Iterable[Fact]) -> date | None:
    return min((fact.on for fact in facts if fact.kind == Kind.CONTACTED), default=None)


def pair(one: str, other: str) -> Pair:
    """Two references in the order in which a link is kept: it has no direction."""
    return (one, other) if one < other else (other, one)


def joined(records: Iterable[PersonRecord], link: Pair, known_on: date) -> PersonRecord:
    """One record out of those of both ends of a link, known from the earliest day on which it was recorded."""
    refs: set[str] = set(link)
    reaches: dict[JourneyKey, Reach] = {}
    links: dict[Pair, date] = {}
    for record in records:
        refs |= record.refs
        reaches |= record.reaches
        links |= record.links
    links[link] = min(known_on, links.get(link, known_on))
    return PersonRecord(frozenset(refs), reaches, links)


def with_reach(record: PersonRecord, journey: JourneyKey, reach: Reach) -> PersonRecord:
    """The record with what a journey now says in place of what it said."""
    return PersonRecord(record.refs, {**record.reaches, journey: reach}, record.links)


def days_of(record: PersonRecord) -> list[date]:
    """Days on which something became known of the record, ascending."""
    days = {day for reach in record.reaches.values() for day, _ in reach.known}
    return sorted(days.union(record.links.values()))


def people_of(record: PersonRecord, day: date) -> list[Person]:
    """The people whom the record's references were known to be on a day: one, or several before a link was known."""
    whole = _Union(record.refs)
    for (one, other), known_on in record.links.items():
        if known_on <= day:
            whole.join(one, other)
    reached: dict[str, dict[str, list[date]]] = {}
    for (contract, _), reach in record.reaches.items():
        told = [on for known_on, on in reach.known if known_on <= day]
        if told:
            contracts = reached.setdefault(whole.find(reach.person_ref), {})
            contracts.setdefault(contract, []).append(told[-1])
    return [
        Person({contract: tuple(sorted(days)) for contract, days in contracts.items()})
        for contracts in reached.values()
    ]


class _Union:
    """Sets of references that links join."""

    def __init__(self, refs: Iterable[str]) -> None:
        self._above = {ref: ref for ref in refs}

    def find(self, ref: str) -> str:
        while self._above[ref] != ref:
            ref = self._above[ref]
        return ref

    def join(self, one: str, other: str) -> None:
        self._above[self.find(one)] = self.find(other)
