"""The table of kept messages: kept in one step with the check of its ids, and settled in one step with its effect."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from chassis.errors import Refused
from chassis.eventstore.store import Alongside
from chassis.handling import Actor
from services.referrals.intake.fhir_r4.objections import Objection
from services.referrals.intake.letterbox.kept import Arrival, Entry, Settlement, State

LEASE = timedelta(seconds=20)
"""How long a message is in one process's hands. Four times what a sender waits: after that its process is dead."""


class Keeping(StrEnum):
    """What happened to a message at the door."""

    TAKEN = "taken"
    IN_HAND = "in-hand"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether the message is ours to take now, and under which id it is kept."""

    keeping: Keeping
    id: UUID
    same_body: bool


class Letterbox:
    """Kept messages. Nothing here reads a body."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    async def keep(self, arrival: Arrival) -> Kept:
        """Keep a message, committed when this returns, unless its pair of ids is in hand or settled."""
        row = await self._pool.fetchrow(_KEEP, *_parameters(arrival), LEASE)
        return Kept(Keeping(row["verdict"]), row["kept_id"] or arrival.id, bool(row["same_body"]))

    async def refuse(self, arrival: Arrival, objection: Objection) -> None:
        """Keep a message that is turned away at the door, with the reason."""
        await self._pool.execute(_REFUSE, *_parameters(arrival), orjson.dumps([asdict(objection)]).decode())

    async def settle(self, settlement: Settlement) -> None:
        """Say what became of a message that caused nothing in the log."""
        await self._pool.execute("select settle_message($1)", orjson.dumps(settlement.as_json()).decode())

    async def release(self, id: UUID) -> None:
        """Let go of a message that could not be finished; it is taken up again at once."""
        await self._pool.execute(
            "update letterbox set lease_until = clock_timestamp() where id = $1 and state = 'processing'", id
        )

    async def take_up(self, limit: int) -> Sequence[Arrival]:
        """Messages that a process left behind, taken in hand."""
        return [_arrival(row) for row in await self._pool.fetch(_TAKE_UP, limit, LEASE)]

    async def take_in_hand(self, id: UUID, state: State) -> Arrival | None:
        """A message in a certain state, taken in hand; None if it is in another, or in somebody else's hand."""
        try:
            row = await self._pool.fetchrow(_TAKE_IN_HAND, id, state.value, LEASE)
        except asyncpg.UniqueViolationError:
            raise Refused(
                "sent-again-since", "the sender has sent the message again since it was turned away"
            ) from None
        return _arrival(row) if row else None

    async def load(self, id: UUID) -> Arrival | None:
        """A message as it came."""
        row = await self._pool.fetchrow("select * from letterbox where id = $1", id)
        return _arrival(row) if row else None

    async def attempts(self, id: UUID) -> int:
        """How often it was tried to take a message."""
        return int(await self._pool.fetchval("select attempts from letterbox where id = $1", id) or 0)

    async def entry(self, id: UUID) -> Entry | None:
        """A message's line in the list."""
        row = await self._pool.fetchrow(f"{_ENTRY} where id = $1", id)
        return _entry(row) if row else None

    async def page(self, state: State | None, feed: str | None, limit: int, offset: int) -> tuple[list[Entry], int]:
        """A page of the list, latest first, and how many there are in all."""
        total = await self._pool.fetchval(_COUNT, state, feed)
        rows = await self._pool.fetch(
            f"{_ENTRY} {_LISTED} order by received_at desc, id limit $3 offset $4", state, feed, limit, offset
        )
        return [_entry(row) for row in rows], total

    async def of_referral(self, referral_id: UUID) -> Entry | None:
        """The message for which we gave this id to a referral."""
        row = await self._pool.fetchrow(f"{_ENTRY} where referral_id = $1 and asks = 'new' limit 1", referral_id)
        return _entry(row) if row else None

    async def waiting_start(self, correlation_id: UUID) -> UUID | None:
        """The latest new request of a conversation that waits for a person; None if none does."""
        found: UUID | None = await self._pool.fetchval(_WAITING_START, correlation_id)
        return found

    async def held_back(self, correlation_id: UUID) -> Sequence[UUID]:
        """Messages of a conversation that wait for an earlier one, in the order in which they came."""
        return [row["id"] for row in await self._pool.fetch(_HELD_BACK, correlation_id)]

    async def last_sent_at(self, referral_id: UUID, apart_from: UUID) -> datetime | None:
        """The sender's own time of the latest message that was taken for a referral."""
        moment: datetime | None = await self._pool.fetchval(_LAST_SENT, referral_id, apart_from)
        return moment

    async def waiting(self) -> tuple[int, float]:
        """How many messages wait for a person or a process, and since when the oldest does, in seconds."""
        row = await self._pool.fetchrow(_WAITING)
        return row["waiting"], row["oldest"]


def settled(settlement: Settlement) -> Alongside:
    """Settles the message in the same transaction as what it caused."""
    return Alongside("settle_message", settlement.as_json())


def _parameters(arrival: Arrival) -> tuple[object, ...]:
    return (
        arrival.id,
        arrival.feed,
        arrival.request_id,
        arrival.correlation_id,
        arrival.received_at,
        arrival.media_type,
        orjson.dumps(dict(arrival.headers)).decode(),
        hashlib.sha256(arrival.body).digest(),
        arrival.body,
        orjson.dumps(asdict(arrival.sent_by)).decode(),
        arrival.traceparent,
        arrival.tracestate,
    )


def _arrival(row: asyncpg.Record) -> Arrival:
    return Arrival(
        id=_plain(row["id"]),
        feed=row["feed"],
        request_id=_plain(row["request_id"]),
        correlation_id=_plain(row["correlation_id"]),
        received_at=row["received_at"],
        media_type=row["media_type"],
        headers=orjson.loads(row["headers"]),
        body=row["body"],
        sent_by=Actor(**orjson.loads(row["sent_by"])),
        traceparent=row["traceparent"],
        tracestate=row["tracestate"],
    )


def _plain(value: Any) -> Any:
    """A UUID of the standard library: the driver's own subclass cannot be written as JSON, as a command's hash asks."""
    return None if value is None else UUID(int=value.int)


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(
        id=row["id"],
        feed=row["feed"],
        request_id=row["request_id"],
        correlation_id=row["correlation_id"],
        received_at=row["received_at"],
        state=State(row["state"]),
        asks=row["asks"],
        referral_id=row["referral_id"],
        objections=tuple(Objection(**each) for each in orjson.loads(row["objections"])),
        attempts=row["attempts"],
        size=row["size"],
    )


_KEEP = "select * from keep_message($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
_REFUSE = """
    insert into letterbox (id, feed, request_id, correlation_id, received_at, media_type, headers, sha256, body,
                           sent_by, traceparent, tracestate, state, objections, settled_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'rejected', $13, clock_timestamp())
"""
_TAKE_UP = """
    update letterbox set lease_until = clock_timestamp() + $2, attempts = attempts + 1
    where id in (
        select id from letterbox where state = 'processing' and lease_until < clock_timestamp()
        order by received_at limit $1 for update skip locked
    )
    returning *
"""
_TAKE_IN_HAND = """
    update letterbox set state = 'processing', lease_until = clock_timestamp() + $3
    where id = $1 and state = $2
    returning *
"""
_ENTRY = """
    select id, feed, request_id, correlation_id, received_at, state, asks, referral_id, objections, attempts,
           octet_length(body) as size
    from letterbox
"""
_LISTED = "where ($1::text is null or state = $1) and ($2::text is null or feed = $2)"
_COUNT = """
    select count(*) from letterbox where ($1::text is null or state = $1) and ($2::text is null or feed = $2)
"""
_WAITING_START = """
    select id from letterbox where correlation_id = $1 and asks = 'new' and state in ('quarantined', 'processing')
    order by received_at desc, id limit 1
"""
_HELD_BACK = """
    select id from letterbox
    where correlation_id = $1 and state = 'quarantined' and objections @> '[{"issue": "waits-for-earlier-message"}]'
    order by received_at, id
"""
_LAST_SENT = """
    select max(sent_at) from letterbox
    where referral_id = $1 and id <> $2 and asks in ('new', 'update') and state in ('translated', 'quarantined')
"""
_WAITING = """
    select count(*) as waiting,
           coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0)::float8 as oldest
    from letterbox where state in ('processing', 'quarantined')
"""
