"""One batch of messages into the figures, inside the caller's transaction: what applies is folded and written."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chassis import inbox
from chassis.errors import Unreadable
from chassis.inbox import Mark
from chassis.messaging.parking import Sorted, Spot, TopicKey, room_left
from chassis.messaging.wire import Message, Received
from services.reporting.domain.metric import Changes
from services.reporting.projection import tables
from services.reporting.projection.folding import (
    Reaches,
    Told,
    fold_activities,
    fold_gatherings,
    fold_journeys,
    fold_people,
    people_named,
)
from services.reporting.projection.tables import Connection


class Sorting(Protocol):
    """A batch, to be sorted by what stands: see `parking.sort_batch`."""

    def __call__(
        self,
        marks: Mapping[tuple[str, int], Mark],
        parked_keys: Collection[TopicKey],
        *,
        doomed: Mapping[Spot, Unreadable] = ...,
        room: Mapping[str, int] = ...,
    ) -> Sorted:
        """What is to be done with each record."""
        ...


@dataclass(frozen=True, slots=True)
class Projected:
    """What a batch did to the figures."""

    sorted: Sorted
    metrics: frozenset[str]
    """Ids of the metrics of which a cell changed."""


async def project(connection: Connection, topics: Collection[str], sort: Sorting) -> Projected:
    """Sort a batch by what is known now, and take it into the figures. The marks are left to the caller.

    The transaction holds the lock of the projection, so nothing moves between the reading and the writing.
    """
    done, told = await settle(connection, topics, sort)
    changes = await fold(connection, told)
    return Projected(done, frozenset(metric for (metric, *_), by in changes.items() if by))


async def settle(connection: Connection, topics: Collection[str], sort: Sorting) -> tuple[Sorted, Told]:
    """Sort a batch, park what cannot be read, and give what the rest tells. It is left to the caller to fold it."""
    keys = await inbox.parked_keys(connection, topics)
    marks = await inbox.marks(connection)
    done = sort(marks, keys)
    told, doomed = _told(done.apply)
    if doomed or done.park:
        done = sort(marks, keys, doomed=doomed, room=room_left(topics, await inbox.depths(connection)))
        told, _ = _told(done.apply)
    await inbox.park(connection, done.park)
    await tables.write_progress(connection, _progress(done))
    return done, told


async def fold(connection: Connection, told: Told) -> Changes:
    """Take into records, cells and ledger what a batch tells, and give what changed."""
    changes: Changes = {}
    reaches: Reaches = {}
    if told.facts:
        journeys, said = fold_journeys(told, await tables.journeys(connection, list(told.facts)), changes)
        reaches |= said
        if journeys:
            await tables.write_journeys(connection, journeys)
    if told.activities:
        activities, said = fold_activities(told, await tables.activities(connection, list(told.activities)), changes)
        reaches |= said
        if activities:
            await tables.write_activities(connection, activities)
    if told.gatherings:
        gatherings, said = fold_gatherings(told, await tables.gatherings(connection, list(told.gatherings)), changes)
        reaches |= said
        if gatherings:
            await tables.write_gatherings(connection, gatherings)
    if refs := people_named(reaches, told.links):
        people = fold_people(await tables.people(connection, refs), reaches, told.links, changes)
        if people:
            await tables.write_people(connection, people)
    await tables.write_places(connection, told.places)
    await tables.write_changes(connection, changes)
    return changes


def told_by(messages: Iterable[tuple[Received, Message]]) -> Told:
    """What messages tell; raises `Unreadable` at the first that no record can keep."""
    told = Told()
    for _, message in messages:
        told.take(message.envelope, message.body)
    return told


def _told(messages: Sequence[tuple[Received, Message]]) -> tuple[Told, dict[Spot, Unreadable]]:
    told, doomed = Told(), {}
    for record, message in messages:
        try:
            told.take(message.envelope, message.body)
        except Unreadable as fault:
            doomed[record.topic, record.partition, record.offset] = fault
    return told, doomed


def _progress(done: Sorted) -> list[tables.Progress]:
    newest = {(record.topic, record.partition): message.envelope for record, message in done.apply}
    rows = []
    for mark in done.marks:
        hole = done.holes.get((mark.topic, mark.partition))
        missing = hole.previous if hole else None
        last = newest.get((mark.topic, mark.partition))
        if last is None:
            rows.append(tables.Progress(mark.source, mark.partition, None, missing, None, None))
            continue
        seal = bytes.fromhex(last.seal) if last.seal is not None else None
        rows.append(tables.Progress(mark.source, mark.partition, last.time, missing, last.position, seal))
    return rows
