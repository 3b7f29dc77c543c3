"""Folding messages into records and records into changes of the figures. Pure: what stands is handed in.

A batch is folded in two steps, because only the journeys can tell which people they concern: first journeys, then
people. Each leaves what stands afterwards, and adds to the changes of the figures that follow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache

from pydantic import BaseModel

from chassis.clock import london_day
from chassis.errors import Unreadable
from contracts.messages.envelope import Envelope
from contracts.messages.referrals import PeopleLinked
from services.reporting.domain.metric import Changes, journey_changes, person_changes
from services.reporting.domain.metrics.catalogue import JOURNEY_METRICS, PERSON_METRICS
from services.reporting.domain.records.journey import (
    Fact,
    JourneyKey,
    JourneyRecord,
    Kind,
    read_fact,
    with_facts,
)
from services.reporting.domain.records.person import Pair, PersonRecord, Reach, joined, pair, reach_of, with_reach


@dataclass(slots=True)
class Told:
    """What the messages of a batch tell, sorted by whom they are about: facts in their order, and links."""

    facts: dict[JourneyKey, list[Fact]] = field(default_factory=dict)
    persons: dict[JourneyKey, str] = field(default_factory=dict)
    links: list[tuple[Pair, date]] = field(default_factory=list)

    def take(self, envelope: Envelope, body: BaseModel) -> None:
        """Take in one message; raises `Unreadable` if no record can keep it."""
        known_on = _known_on(envelope.time)
        fact = read_fact(body, envelope.stream_version, known_on)
        if fact is not None:
            key: JourneyKey = (envelope.contract, body.referral_id)  # type: ignore[attr-defined]
            facts = self.facts.get(key)
            if facts is None:
                self.facts[key] = [fact]
                self.persons[key] = body.person_ref  # type: ignore[attr-defined]
            else:
                facts.append(fact)
        elif isinstance(body, PeopleLinked):
            self.links.append((pair(body.person_ref, body.same_as_ref), known_on))
        else:
            raise Unreadable("unknown-type", f"{envelope.type} is kept in no record")


def _known_on(moment: datetime) -> date:
    """The civil day of a moment, remembered by the hour: summer time begins and ends on a full one."""
    if moment.tzinfo is not UTC:
        return london_day(moment)
    return _london_hour(moment.toordinal(), moment.hour)


@lru_cache(maxsize=4096)
def _london_hour(day: int, hour: int) -> date:
    return london_day(datetime.combine(date.fromordinal(day), time(hour), UTC))


def fold_journeys(
    told: Told, stands: Mapping[JourneyKey, JourneyRecord], changes: Changes
) -> tuple[list[JourneyRecord], dict[JourneyKey, Reach]]:
    """The journeys that the batch altered, and what they now say about reaching their people."""
    altered: list[JourneyRecord] = []
    reaches: dict[JourneyKey, Reach] = {}
    for key, added in told.facts.items():
        before = stands.get(key)
        facts = with_facts(before.facts if before else (), added)
        if before and facts == before.facts:
            continue
        after = JourneyRecord(key[0], key[1], before.person_ref if before else told.persons[key], facts)
        journey_changes(JOURNEY_METRICS, before, after, changes)
        altered.append(after)
        if Kind.CONTACTED in [fact.kind for fact in added] or (before and _is_late(before, added)):
            reach = reach_of(after)
            if reach:
                reaches[key] = reach
    return altered, reaches


def _is_late(before: JourneyRecord, added: Sequence[Fact]) -> bool:
    """Whether facts came after later ones: these may then count as known on another day."""
    return min([fact.version for fact in added]) < before.facts[-1].version


def people_named(reaches: Mapping[JourneyKey, Reach], links: Iterable[tuple[Pair, date]]) -> set[str]:
    """The references of people whom a batch concerns."""
    refs = {reach.person_ref for reach in reaches.values()}
    for (one, other), _ in links:
        refs |= {one, other}
    return refs


def fold_people(
    stands: Iterable[PersonRecord],
    reaches: Mapping[JourneyKey, Reach],
    links: Iterable[tuple[Pair, date]],
    changes: Changes,
) -> list[PersonRecord]:
    """The people whom the batch altered; records that a link joined are one afterwards."""
    before = {record.canonical: record for record in stands}
    now = {ref: record for record in before.values() for ref in record.refs}
    for key, reach in reaches.items():
        record = now.get(reach.person_ref) or PersonRecord(frozenset({reach.person_ref}))
        if record.reaches.get(key) != reach:
            _put(now, with_reach(record, key, reach))
    for link, known_on in links:
        ends = _distinct(now[ref] for ref in link if ref in now)
        whole = joined(ends, link, known_on)
        if ends != [whole]:
            _put(now, whole)
    altered = [record for record in _distinct(now.values()) if before.get(record.canonical) is not record]
    gone = {ref for record in altered for ref in record.refs} & before.keys()
    for ref in gone:
        person_changes(PERSON_METRICS, before[ref], -1, changes)
    for record in altered:
        person_changes(PERSON_METRICS, record, 1, changes)
    return altered


def _put(now: dict[str, PersonRecord], record: PersonRecord) -> None:
    for ref in record.refs:
        now[ref] = record


def _distinct(records: Iterable[PersonRecord]) -> list[PersonRecord]:
    return list({record.canonical: record for record in records}.values())
