"""The log in PostgreSQL: one round trip for an append, and pages in the order of commit. See `schema.sql`."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NoReturn, TypeVar

import asyncpg
import orjson

from chassis.database.patience import PATIENCE, persist
from chassis.database.pool import CONNECT_WITHIN, Pool
from chassis.errors import Conflict, KeyReused, Refused, RefusedBeside
from chassis.eventstore.limits import checked
from chassis.eventstore.store import Appended, Done, History, Page, Stored, Write

T = TypeVar("T")

_APPEND = """select repeated, result, last
    from append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"""
_BOUNDS = "select head, bound from log_bounds()"
_BOUND_AGE = "select bound_age()"

# The statements below differ after the columns; every part of them is a constant of this file.
_COLUMNS = """position, id, stream, version, name, data, metadata, recorded_at, e.command_id, subject, traceparent,
    tracestate"""
_PAGE = f"select {_COLUMNS} from events e where position > $1 and position <= $2 order by position limit $3"  # noqa: S608
_BACK = f"select {_COLUMNS} from events e where position < $1 order by position desc limit $2"  # noqa: S608
_STREAM = f"select {_COLUMNS} from events e where stream = $1 order by version"  # noqa: S608
# One statement, so that events and command are seen at one moment. The command's row repeats beside each event.
_STREAM_AND_COMMAND = f"""select {_COLUMNS}, c.request_hash, c.result
    from (values ($2::uuid)) as asked (command)
    left join commands c on c.command_id = asked.command
    left join events e on e.stream = $1
    order by version"""  # noqa: S608
# The command's result names every stream of a batch: it stands in the first row alone.
_STREAMS_AND_COMMAND = f"""select {_COLUMNS}, c.request_hash,
           case when row_number() over (order by stream, version) = 1 then c.result end as result
    from (values ($2::uuid)) as asked (command)
    left join commands c on c.command_id = asked.command
    left join events e on e.stream = any($1)
    order by stream, version"""  # noqa: S608

_SPARE = 64
"""Positions that a page looks at beyond its size, for those that rollbacks left empty."""


class PostgresStore:
    """Keeps the log in the database behind `pool`. `appended` is called after each append that wrote events."""

    def __init__(self, pool: Pool, appended: Callable[[], None] | None = None, *, patience: float = PATIENCE) -> None:
        self._pool, self._appended, self._patience = pool, appended, patience

    async def load(self, stream: str, command_id: Any = None) -> History:
        if command_id is None:
            return History(_stored(await self._fetch(_STREAM, stream)), None)
        rows = await self._fetch(_STREAM_AND_COMMAND, stream, command_id)
        done = None
        if rows[0]["request_hash"] is not None:
            done = Done(rows[0]["request_hash"], _versions(rows[0]["result"]))
        return History(_stored(row[:-2] for row in rows if row["position"] is not None), done)

    async def load_many(self, streams: Sequence[str], command_id: Any = None) -> Sequence[History]:
        rows = await self._fetch(_STREAMS_AND_COMMAND, list(streams), command_id)
        done = None
        if rows[0]["request_hash"] is not None:
            done = Done(rows[0]["request_hash"], _versions(rows[0]["result"]))
        events: dict[str, list[Stored]] = {stream: [] for stream in streams}
        for stored in _stored(row[:-2] for row in rows if row["position"] is not None):
            events[stored.stream].append(stored)
        return [History(events[stream], done) for stream in streams]

    async def append(self, write: Write) -> Appended:
        # An attempt whose outcome is unknown is made again under the same command id, which finds what it did.
        arguments = _arguments(checked(write))
        try:
            row = await self._on_connection(lambda connection: connection.fetchrow(_APPEND, *arguments))
        except asyncpg.PostgresError as error:
            _raise_named(error, write)
        if self._appended is not None and any(append.events for append in write.appends):
            self._appended()
        return Appended(_versions(row["result"]), row["last"], row["repeated"])

    async def read(self, after: int, limit: int) -> Page:
        # Head and bound first, the events in a statement after them: the order is what makes the page complete.
        async def page(connection: "asyncpg.Connection[asyncpg.Record]") -> Page:
            head, bound = await connection.fetchrow(_BOUNDS)
            at, safe = after, max(after, bound)
            events: list[Stored] = []
            while at < safe and len(events) < limit:
                # A narrow window: over a wide one the planner may sort the whole rest of the log for each page.
                upper = min(safe, at + limit - len(events) + _SPARE)
                events += _stored(await connection.fetch(_PAGE, at, upper, limit - len(events)))
                at = upper
            return Page(events, events[-1].position if len(events) == limit else safe, head)

        return await self._on_connection(page)

    async def bound_age(self) -> float:
        """Seconds since the oldest append began that readers wait for; 0 if none runs."""
        return float((await self._fetch(_BOUND_AGE))[0][0])

    async def read_back(self, before: int, limit: int) -> Sequence[Stored]:
        """Up to `limit` events below position `before`, the newest first; for positions that were read before."""
        return _stored(await self._fetch(_BACK, before, limit))

    async def read_between(self, after: int, upto: int, limit: int) -> Sequence[Stored]:
        """Up to `limit` events above `after` and up to `upto`, in order; for positions that were read before."""
        return _stored(await self._fetch(_PAGE, after, upto, limit))

    async def _fetch(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        return await self._on_connection(lambda connection: connection.fetch(query, *arguments))

    async def _on_connection(self, work: Callable[[Any], Awaitable[T]]) -> T:
        async def attempt() -> T:
            async with self._pool.acquire(timeout=CONNECT_WITHIN) as connection:
                return await work(connection)

        return await persist(attempt, self._patience)


def _arguments(write: Write) -> tuple[Any, ...]:
    appends = sorted(write.appends, key=lambda append: append.stream)
    events = [event for append in appends for event in append.events]
    return (
        write.command_id,
        write.request_hash,
        orjson.dumps(dict(write.metadata)).decode(),
        [append.stream for append in appends],
        [append.expected for append in appends],
        [len(append.events) for append in appends],
        [append.subject for append in appends],
        [event.id for event in events],
        [event.name for event in events],
        [event.data.decode() for event in events],
        _some([event.traceparent or write.traceparent for event in events]),
        _some([event.tracestate if event.traceparent else write.tracestate for event in events]),
        [follower.call for follower in write.alongside],
        [orjson.dumps(follower.rows).decode() for follower in write.alongside],
    )


def _some(texts: list[str | None]) -> list[str | None] | None:
    """The texts if there are any: the driver looks at each element of an array, which a single null spares it."""
    return texts if any(texts) else None


def _raise_named(error: asyncpg.PostgresError, write: Write) -> NoReturn:
    match error.sqlstate:
        case "RR001":
            raise Conflict(**orjson.loads(error.detail or "{}")) from None
        case "RR002":
            raise KeyReused(write.command_id) from None
        case "RR010":
            refused = orjson.loads(error.detail or "[]")
            raise RefusedBeside(
                {each["stream"]: Refused(each["code"], each["detail"], each["field"]) for each in refused}
            ) from None
        case "23505" if getattr(error, "constraint_name", None) == "events_id_key":
            # Ids of events follow from the id of their command: another command made this one.
            raise KeyReused(write.command_id) from None
        case _:
            raise error


def _versions(result: str) -> dict[str, int]:
    return {stream: int(version) for stream, version in orjson.loads(result).items()}


def _stored(rows: Iterable[Any]) -> list[Stored]:
    known: dict[str, tuple[Any, bytes]] = {}  # Neighbours mostly share their metadata, which is then read once.
    made: list[Stored] = []
    for position, event_id, stream, version, name, data, metadata, moment, command, subject, parent, state in rows:
        read = known.get(metadata)
        if read is None:
            read = known[metadata] = (orjson.loads(metadata), metadata.encode())
        said, text = read
        body = data.encode()
        made.append(
            Stored(position, event_id, stream, version, name, body, said, moment, command, subject, parent, state, text)
        )
    return made
