"""What a consumer remembers in its own database: how far each source is applied, and what is parked.

Every function works inside the caller's transaction, so that marks and parked messages stand or fall with what was
made of the messages. Tables are found through the search path; `inbox.sql` makes them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from chassis.errors import RedroseError

Connection = Any
"""An asyncpg connection, or one that a pool lent, with a transaction open."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one source has been applied from one partition."""

    source: str
    topic: str
    partition: int
    position: int = 0
    """High-water mark: position in the source's log of the last message applied."""
    offset: int = 0
    """Offset on Kafka to read next."""
    epoch: int = 0
    """Counts the owners of this mark; only the newest may move it."""
    mapping: int = 0
    """Version of the publisher's mapping under which the last message was made; 0 before the first."""


class Superseded(RedroseError):
    """Another process has taken over a partition: roll back, and seek again if the partition comes back."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(f"{mark.topic}/{mark.partition} is owned by a later epoch than {mark.epoch}")
        self.mark = mark


async def marks(connection: Connection) -> Mapping[tuple[str, int], Mark]:
    """Every mark, by source and partition."""
    rows = await connection.fetch('select source, topic, partition, position, "offset", epoch, mapping from applied')
    return {(row["source"], row["partition"]): Mark(*row) for row in rows}


async def claim(connection: Connection, places: Iterable[tuple[str, str, int]]) -> Mapping[tuple[str, int], Mark]:
    """Takes over marks, given as (source, topic, partition), from whoever had them before, by raising their epoch."""
    ordered = sorted(set(places))  # Two processes that claim the same partitions must not wait in a circle.
    rows = await connection.fetch(
        """insert into applied as mine (source, topic, partition, epoch)
           select source, topic, partition, 1
           from unnest($1::text[], $2::text[], $3::int[]) as u (source, topic, partition)
           on conflict (source, partition) do update set epoch = mine.epoch + 1, topic = excluded.topic
           returning source, topic, partition, position, "offset", epoch, mapping""",
        [source for source, _, _ in ordered],
        [topic for _, topic, _ in ordered],
        [partition for _, _, partition in ordered],
    )
    return {(row["source"], row["partition"]): Mark(*row) for row in rows}


async def advance(connection: Connection, moved: Sequence[Mark]) -> None:
    """Moves marks to where they stand now. Raises `Superseded` if one has another owner: compare-and-set on the epoch.

    The rows stay locked until the transaction ends, so no other owner can come between.
    """
    if not moved:
        return
    ordered = sorted(moved, key=lambda mark: (mark.source, mark.partition))
    rows = await connection.fetch(
        """update applied as mine
           set position = new.position, "offset" = new.next, mapping = new.mapping
           from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::int[], $6::bigint[])
                as new (source, partition, position, next, mapping, epoch)
           where mine.source = new.source and mine.partition = new.partition and mine.epoch = new.epoch
           returning mine.source, mine.partition""",
        [mark.source for mark in ordered],
        [mark.partition for mark in ordered],
        [mark.position for mark in ordered],
        [mark.offset for mark in ordered],
        [mark.mapping for mark in ordered],
        [mark.epoch for mark in ordered],
    )
    done = {(row["source"], row["partition"]) for row in rows}
    for mark in ordered:
        if (mark.source, mark.partition) not in done:
            raise Superseded(mark)


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that could not be applied, or that waits behind one of its key: everything that came, and why."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    reason: str
    headers: Sequence[tuple[str, bytes]]
    body: bytes | None
    detail: str = ""
    source: str | None = None
    position: int | None = None
    type: str | None = None
    traceparent: str | None = None
    id: int = 0
    """Given when it is parked: the order of replay within a key."""
    parked_at: datetime | None = None
    replayed_at: datetime | None = None


async def park(connection: Connection, messages: Sequence[Parked]) -> int:
    """Parks messages in their order; one that is parked already stays as it is. The number of those that are new."""
    if not messages:
        return 0
    rows = await connection.fetch(
        """insert into parked (topic, partition, "offset", key, reason, headers, body, detail, source, position, type,
                               traceparent)
           select * from unnest($1::text[], $2::int[], $3::bigint[], $4::bytea[], $5::text[], $6::json[], $7::bytea[],
                                $8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[])
           on conflict (topic, partition, "offset") do nothing
           returning id""",
        *(list(column) for column in zip(*map(_row, messages), strict=True)),
    )
    return len(rows)


async def parked_keys(connection: Connection, topics: Iterable[str] | None = None) -> set[tuple[str, bytes]]:
    """Topic and key of each queue in which something waits: later messages of that key queue behind it.

    What has no position is no part of its source's log (no envelope, or of a wrong source) and holds up nobody.
    """
    rows = await connection.fetch(
        """select distinct topic, key from parked
           where replayed_at is null and key is not null and position is not null
             and ($1::text[] is null or topic = any($1))""",
        None if topics is None else list(topics),
    )
    return {(row["topic"], row["key"]) for row in rows}


async def waiting(connection: Connection, limit: int = 100) -> Sequence[Parked]:
    """What is parked and not replayed, oldest first, for operators."""
    return _parked(await connection.fetch(_SELECT + " where replayed_at is null order by id limit $1", limit))


async def waiting_count(connection: Connection) -> int:
    """How many messages are parked and not replayed."""
    return int(await connection.fetchval("select count(*) from parked where replayed_at is null"))


@dataclass(frozen=True, slots=True)
class Depth:
    """How much of a topic is parked, and since when."""

    messages: int
    oldest_at: datetime


async def depths(connection: Connection) -> dict[str, Depth]:
    """The topics of which something waits in the parking."""
    rows = await connection.fetch(
        "select topic, count(*) as messages, min(parked_at) as oldest_at from parked where replayed_at is null"
        " group by topic"
    )
    return {topic: Depth(messages, oldest_at) for topic, messages, oldest_at in rows}


async def queue_of(connection: Connection, id: int) -> tuple[str, bytes | None] | None:
    """Topic and key of the queue in which a parked message waits; nothing if there is no such message."""
    row = await connection.fetchrow("select topic, key from parked where id = $1 and replayed_at is null", id)
    return (row["topic"], row["key"]) if row else None


async def replayable(connection: Connection, topic: str, key: bytes | None) -> Sequence[Parked]:
    """The queue of one key in its order, locked, so that it is replayed by one process and whole."""
    return _parked(
        await connection.fetch(
            _SELECT
            + " where replayed_at is null and topic = $1 and key is not distinct from $2 order by id for update",
            topic,
            key,
        )
    )


async def replayed(connection: Connection, messages: Sequence[Parked]) -> None:
    """Says that messages have been applied after all. They stay, as evidence."""
    await connection.execute(
        "update parked set replayed_at = clock_timestamp() where id = any($1::bigint[])",
        [message.id for message in messages],
    )


_SELECT = """select topic, partition, "offset", key, reason, headers, body, detail, source, position, type,
    traceparent, id, parked_at, replayed_at from parked"""


def _row(message: Parked) -> tuple[object, ...]:
    # Bytes of a header may be anything; Latin-1 gives each byte a letter and loses none.
    headers = orjson.dumps([[name, value.decode("latin-1")] for name, value in message.headers]).decode()
    return (
        message.topic,
        message.partition,
        message.offset,
        message.key,
        message.reason,
        headers,
        message.body,
        message.detail,
        message.source,
        message.position,
        message.type,
        message.traceparent,
    )


def _parked(rows: Iterable[Any]) -> list[Parked]:
    return [
        Parked(**{**row, "headers": [(name, value.encode("latin-1")) for name, value in orjson.loads(row["headers"])]})
        for row in rows
    ]
