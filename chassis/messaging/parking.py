"""Sorting a batch into what is applied, parked, a repetition or a hole; and replaying what is parked.

    async with pool.acquire() as connection, connection.transaction():
        keys = await inbox.parked_keys(connection, topics)
        batch = sort_batch(batch.received, marks, keys, batch.holes)
        ...                                             # make something of batch.apply
        await inbox.park(connection, batch.park)
        await inbox.advance(connection, batch.marks)    # all of it or nothing

`marks` are those that `inbox.claim` gave when the partitions were assigned, moved on by each commit. `apply` of the
consumer returns the `Sorted` after the commit; the consumer learns from it where there is a hole and what to stop.
"""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from chassis.errors import Unreadable
from chassis.inbox import Connection, Depth, Mark, Parked, replayable, replayed
from chassis.messaging import holes
from chassis.messaging.holes import Hole, Verdict
from chassis.messaging.wire import Message, Received, body_of, decode, envelope_of, place_of, source_of
from contracts.messages.envelope import Envelope

TopicKey = tuple[str, bytes]
Spot = tuple[str, int, int]
"""Topic, partition and offset of one record."""

PARKING_LIMIT = 1_000
"""Messages that a topic may have parked before reading of it stops: a bad deployment must not empty it into there."""

_TRACEPARENT = re.compile(rb"[0-9a-f-]{55}")

QUEUED = "queued-behind"
"""Reason of a message that is well itself but waits for a parked one of its key."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is to be done with a batch, in one transaction. The order of `apply` and `park` is that of the batch."""

    apply: Sequence[tuple[Received, Message]]
    park: Sequence[Parked]
    marks: Sequence[Mark]
    """Every mark after the batch, for `inbox.advance`: where the partition's next reading begins, and up to where its
    source is applied. While there is a hole the offset stays at it."""
    repeats: int = 0
    """Messages that had been applied before: counted and skipped."""
    beyond: int = 0
    """Messages beyond a hole: not applied; they come again when the page is sent again."""
    holes: Mapping[tuple[str, int], Hole] = field(default_factory=lambda: MappingProxyType({}))
    """Open holes by topic and partition, after the batch."""
    full: Mapping[tuple[str, int], int] = field(default_factory=lambda: MappingProxyType({}))
    """Partitions whose topic may park no more, with the offset at which reading must stop until there is room."""
    remapped: Sequence[tuple[str, int, int]] = ()
    """Sources whose mapping changed with this batch (source, old, new): what was made of them asks for a rebuild."""


def sort_batch(
    received: Sequence[Received],
    marks: Mapping[tuple[str, int], Mark],
    parked_keys: Collection[TopicKey] = (),
    known_holes: Mapping[tuple[str, int], Hole] = MappingProxyType({}),
    *,
    room: Mapping[str, int] = MappingProxyType({}),
    doomed: Mapping[Spot, Unreadable] = MappingProxyType({}),
) -> Sorted:
    """Decide on each record of a batch; records of one partition come in their order. Pure.

    - `marks`: by (source, partition); a missing one is at 0. `parked_keys`: by (topic, key).
    - A record without a readable envelope, or of a source that has no right to its topic, is parked and moves only the
      offset: no relay of ours counts it in its chain, so it holds up nobody and touches no source's mark.
    - A repetition is skipped before its body is read. Beyond a hole nothing is applied.
    - A message of a readable envelope with an unreadable body or unknown type is parked and moves the mark; later
      messages of its key queue behind it.
    - `doomed`: records at which an earlier attempt at this batch failed; they are parked with the error given.
    - `room`: how many messages each topic may still park (no entry, no limit). What does not fit is not taken: its
      partition stops there (`full`), while others flow.
    """
    work = _Sorting(marks, set(parked_keys), dict(known_holes), dict(room), doomed)
    for record in received:
        work.take(record)
    return work.result()


class _Sorting:
    def __init__(
        self,
        marks: Mapping[tuple[str, int], Mark],
        keys: set[TopicKey],
        holes: dict[tuple[str, int], Hole],
        room: dict[str, int],
        doomed: Mapping[Spot, Unreadable],
    ) -> None:
        self._marks, self._keys, self._holes, self._room, self._doomed = marks, keys, holes, room, doomed
        self._at: dict[tuple[str, int], list[int]] = {}  # position, next offset and mapping, by topic and partition
        self._apply: list[tuple[Received, Message]] = []
        self._park: list[Parked] = []
        self._full: dict[tuple[str, int], int] = {}
        self._remapped: dict[tuple[str, int, int], None] = {}
        self._repeats = self._beyond = 0

    def take(self, record: Received) -> None:
        tp = (record.topic, record.partition)
        at = self._at.get(tp) or self._begin(tp)
        if tp in self._full:
            return
        try:
            place = place_of(record)
        except Unreadable as fault:
            if self._parked(record, fault):
                at[1] = record.offset + 1
            return
        verdict = holes.sort(at[0], place.position, place.previous)
        if verdict is Verdict.APPLY:
            try:
                envelope = envelope_of(record, place)
            except Unreadable as fault:
                if self._parked(record, fault):
                    at[1] = record.offset + 1
                return
            if not self._taken(record, envelope):
                return
            at[0] = place.position
            if place.mapping != at[2]:
                if at[2]:
                    self._remapped[place.source, at[2], place.mapping] = None
                at[2] = place.mapping
            hole = self._holes.get(tp)
            if hole is not None and hole.healed(place.position):
                del self._holes[tp]
        elif verdict is Verdict.REPEAT:
            self._repeats += 1
        else:
            self._beyond += 1
            if tp not in self._holes:
                self._holes[tp] = Hole(*tp, record.offset, place.position, place.previous, at[0])
        at[1] = record.offset + 1

    def result(self) -> Sorted:
        moved = []
        for tp, (position, offset, mapping) in self._at.items():
            hole = self._holes.get(tp)
            mark = self._mark(tp)
            next_offset = min(offset, hole.offset) if hole is not None else offset
            moved.append(replace(mark, topic=tp[0], position=position, offset=next_offset, mapping=mapping))
        return Sorted(
            self._apply,
            self._park,
            moved,
            self._repeats,
            self._beyond,
            self._holes,
            self._full,
            tuple(self._remapped),
        )

    def _begin(self, tp: tuple[str, int]) -> list[int]:
        mark = self._mark(tp)
        self._at[tp] = at = [mark.position, mark.offset, mark.mapping]
        return at

    def _mark(self, tp: tuple[str, int]) -> Mark:
        source = source_of(tp[0])
        return self._marks.get((source, tp[1])) or Mark(source, *tp)

    def _taken(self, record: Received, envelope: Envelope) -> bool:
        """Apply the message, or park it for what is wrong with it; False if there is no room to park."""
        try:
            if self._doomed and (doom := self._doomed.get(record[:3])) is not None:
                raise doom
            message = Message(envelope, body_of(envelope.type, record.body))
        except Unreadable as fault:
            return self._parked(record, fault, envelope)
        if self._keys and record.key is not None and (record.topic, record.key) in self._keys:
            waits = Unreadable(QUEUED, "an earlier message of the same key is parked")
            return self._parked(record, waits, envelope)
        self._apply.append((record, message))
        return True

    def _parked(self, record: Received, fault: Unreadable, envelope: Envelope | None = None) -> bool:
        left = self._room.get(record.topic)
        if left is not None:
            if left <= 0:
                self._full[record.topic, record.partition] = record.offset
                return False
            self._room[record.topic] = left - 1
        self._park.append(_parked(record, fault, envelope))
        if envelope is not None and record.key is not None:
            self._keys.add((record.topic, record.key))
        return True


def _parked(record: Received, fault: Unreadable, envelope: Envelope | None) -> Parked:
    parent = dict(record.headers).get("traceparent")
    return Parked(
        record.topic,
        record.partition,
        record.offset,
        record.key,
        fault.reason,
        [(name, value or b"") for name, value in record.headers],
        record.body,
        fault.detail,
        source=None if envelope is None else envelope.source,
        position=None if envelope is None else envelope.position,
        type=None if envelope is None else envelope.type,
        traceparent=parent.decode() if parent and _TRACEPARENT.fullmatch(parent) else None,
    )


def room_left(topics: Collection[str], depths: Mapping[str, Depth]) -> Mapping[str, int]:
    """How many messages each topic may still park."""
    return {topic: PARKING_LIMIT - (depths[topic].messages if topic in depths else 0) for topic in topics}


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did: how many messages were applied, and the first that still cannot be, with why."""

    applied: int
    stopped_at: Parked | None = None
    fault: Unreadable | None = None


async def replay(
    connection: Connection,
    topic: str,
    key: bytes | None,
    apply: Callable[[Sequence[tuple[Received, Message]]], Awaitable[None]],
) -> Replayed:
    """Apply the parked messages of one key in their order, in the caller's transaction, up to the first that still
    cannot be read. No mark moves: the positions of these messages were passed when they were parked."""
    queue = [parked for parked in await replayable(connection, topic, key) if parked.position is not None]
    ready: list[tuple[Received, Message]] = []
    stopped, fault = None, None
    for parked in queue:
        try:
            record = Received(topic, parked.partition, parked.offset, key, parked.headers, parked.body)
            ready.append((record, decode(record)))
        except Unreadable as error:
            stopped, fault = parked, error
            break
    if ready:
        await apply(ready)
        await replayed(connection, queue[: len(ready)])
    return Replayed(len(ready), stopped, fault)
