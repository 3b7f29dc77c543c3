"""Folding messages into records and records into changes of the figures. Pure: what stands is handed in.

A batch is folded in two steps, because only journeys, activities and gatherings can tell which people they concern:
first these, then people. Each leaves what stands afterwards, and adds to the changes of the figures that follow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel

from chassis.clock import london_day
from chassis.errors import Unreadable
from contracts.messages.envelope import Envelope
from contracts.messages.referrals import ConsentGiven, ConsentWithdrawn, PeopleLinked
from services.reporting.domain.metric import Changes, person_changes, record_changes
from services.reporting.domain.metrics.catalogue import OF_ACTIVITIES, OF_GATHERINGS, OF_JOURNEYS, OF_PEOPLE
from services.reporting.domain.records.activity import (
    ActivityKey,
    ActivityRecord,
    activity_key,
    activity_of,
    activity_reaches,
)
from services.reporting.domain.records.facts import Dated, Reach, Telling, with_facts
from services.reporting.domain.records.gathering import (
    GatheringKey,
    GatheringRecord,
    gathering_key,
    gathering_of,
    gathering_reaches,
)
from services.reporting.domain.records.journey import (
    TELLS_OF_PEOPLE,
    Fact,
    JourneyKey,
    JourneyRecord,
    journey_of,
    journey_reaches,
    read_fact,
)
from services.reporting.domain.records.person import (
    GATHERING,
    JOURNEY,
    LINK,
    Pair,
    PersonRecord,
    ReachKey,
    joined,
    link_id,
    pair,
    with_reaches,
)

PASSED_OVER = (ConsentGiven, ConsentWithdrawn)
"""Messages of which nothing is kept: what somebody agreed to says what may be done with a record, and the service that
keeps it watches over that. No figure is made of it."""


class Place(NamedTuple):
    """Where a message stands that a record was made of."""

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


Reaches = dict[ReachKey, Reach]


@dataclass(slots=True)
class Told:
    """What the messages of a batch tell, sorted by what they are about: facts in their order, and links."""

    facts: dict[JourneyKey, list[Fact]] = field(default_factory=dict)
    persons: dict[JourneyKey, str] = field(default_factory=dict)
    activities: dict[ActivityKey, list[Telling]] = field(default_factory=dict)
    gatherings: dict[GatheringKey, list[Telling]] = field(default_factory=dict)
    links: list[tuple[Pair, date]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

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
            self._place(envelope, JOURNEY, key[1])
        elif session := gathering_key(envelope.contract, body):
            self.gatherings.setdefault(session, []).append(Telling(envelope.stream_version, known_on, body))
            self._place(envelope, GATHERING, session[1])
        elif activity := activity_key(envelope.contract, body):
            self.activities.setdefault(activity, []).append(Telling(envelope.stream_version, known_on, body))
            self._place(envelope, activity[1], activity[2])
        elif isinstance(body, PeopleLinked):
            link = pair(body.person_ref, body.same_as_ref)
            self.links.append((link, known_on))
            self._place(envelope, LINK, link_id(link))
        elif not isinstance(body, PASSED_OVER):
            raise Unreadable("unknown-type", f"{envelope.type} is kept in no record")

    def _place(self, envelope: Envelope, kind: str, record_id: UUID) -> None:
        trace_id = envelope.traceparent[3:35] if envelope.traceparent else None
        event = envelope.stream_version, envelope.service, envelope.position, envelope.id, envelope.type, envelope.time
        self.places.append(Place(envelope.contract, kind, record_id, *event, trace_id))


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
) -> tuple[list[JourneyRecord], Reaches]:
    """The journeys that the batch altered, and what they now say of their people."""
    altered: list[JourneyRecord] = []
    reaches: Reaches = {}
    for key, added in told.facts.items():
        before = stands.get(key)
        stood = before.facts if before else ()
        facts = with_facts(stood, added)
        if before and facts == stood:
            continue
        after = JourneyRecord(key[0], key[1], before.person_ref if before else told.persons[key], facts)
        record_changes(OF_JOURNEYS, journey_of, key[0], stood, facts, changes)
        altered.append(after)
        if _tells_of_people(added) or (_is_late(stood, added) and _tells_of_people(facts)):
            _gather(reaches, key[0], JOURNEY, key[1], journey_reaches(after))
    return altered, reaches


def fold_activities(
    told: Told, stands: Mapping[ActivityKey, ActivityRecord], changes: Changes
) -> tuple[list[ActivityRecord], Reaches]:
    """The activities that the batch altered, and what they now say of people."""
    altered: list[ActivityRecord] = []
    reaches: Reaches = {}
    for key, added in told.activities.items():
        before = stands.get(key)
        stood = before.facts if before else ()
        facts = with_facts(stood, added)
        if before and facts == stood:
            continue
        after = ActivityRecord(*key, facts)
        record_changes(OF_ACTIVITIES, activity_of, key[0], stood, facts, changes)
        altered.append(after)
        _gather(reaches, *key, activity_reaches(after))
    return altered, reaches


def fold_gatherings(
    told: Told, stands: Mapping[GatheringKey, GatheringRecord], changes: Changes
) -> tuple[list[GatheringRecord], Reaches]:
    """The sessions that the batch altered, and what they now say of people."""
    altered: list[GatheringRecord] = []
    reaches: Reaches = {}
    for key, added in told.gatherings.items():
        before = stands.get(key)
        stood = before.facts if before else ()
        facts = with_facts(stood, added)
        if before and facts == stood:
            continue
        after = GatheringRecord(*key, facts)
        record_changes(OF_GATHERINGS, gathering_of, key[0], stood, facts, changes)
        altered.append(after)
        _gather(reaches, key[0], GATHERING, key[1], gathering_reaches(after))
    return altered, reaches


def _gather(reaches: Reaches, contract: str, kind: str, record_id: UUID, said: Mapping[str, Reach]) -> None:
    written = str(record_id)
    for ref, reach in said.items():
        reaches[contract, kind, written, ref] = reach


def _tells_of_people(facts: Iterable[Fact]) -> bool:
    return not TELLS_OF_PEOPLE.isdisjoint([fact.kind for fact in facts])


def _is_late(stood: Sequence[Dated], added: Sequence[Dated]) -> bool:
    """Whether facts came after later ones: these may then count as known on another day."""
    return bool(stood) and min([fact.version for fact in added]) < stood[-1].version


def people_named(reaches: Iterable[ReachKey], links: Iterable[tuple[Pair, date]]) -> set[str]:
    """The references of people whom a batch concerns."""
    refs = {key[3] for key in reaches}
    for (one, other), _ in links:
        refs |= {one, other}
    return refs


def fold_people(
    stands: Iterable[PersonRecord], reaches: Reaches, links: Iterable[tuple[Pair, date]], changes: Changes
) -> list[PersonRecord]:
    """The people whom the batch altered; records that a link joined are one afterwards."""
    before = {record.canonical: record for record in stands}
    now = {ref: record for record in before.values() for ref in record.refs}
    said: dict[str, Reaches] = {}
    for key, reach in reaches.items():
        said.setdefault(key[3], {})[key] = reach
    for ref, of_ref in said.items():
        record = now.get(ref)
        altered = with_reaches(record or PersonRecord(frozenset({ref})), of_ref)
        if altered is not record:
            _put(now, altered)
    for link, known_on in links:
        ends = _distinct(now[ref] for ref in link if ref in now)
        whole = joined(ends, link, known_on)
        if ends != [whole]:
            _put(now, whole)
    found = [record for record in _distinct(now.values()) if before.get(record.canonical) is not record]
    for record in found:
        person_changes(OF_PEOPLE, [before[ref] for ref in record.refs if ref in before], record, changes)
    return found


def _put(now: dict[str, PersonRecord], record: PersonRecord) -> None:
    for ref in record.refs:
        now[ref] = record


def _distinct(records: Iterable[PersonRecord]) -> list[PersonRecord]:
    return list({record.canonical: record for record in records}.values())
