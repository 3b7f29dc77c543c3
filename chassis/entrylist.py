"""The list of entries of every kind, kept in the append's transaction, asked by page and filter: `entrylist.sql`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

import asyncpg
import orjson

from chassis.database.pool import Pool
from chassis.database.rows import rows_in_pages
from chassis.entry import Entry, EntryKind, entry_decider
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import Alongside

T = TypeVar("T")

STANDING, WITHDRAWN = "standing", "withdrawn"
"""What an entry's status can be."""


@dataclass(frozen=True, slots=True)
class Listing:
    """By what an entry is found: its day, who did it, and coded words of its kind's own choice."""

    happened_on: date
    workers: tuple[UUID, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry in the list, as it stands."""

    entry_id: UUID
    subject: str | None
    happened_on: date
    status: str
    reason: str | None
    """Why it was withdrawn or, if it stands, corrected last; None if neither."""
    workers: tuple[UUID, ...]
    labels: tuple[str, ...]
    content: Mapping[str, Any]
    """The content's JSON, read."""


@dataclass(frozen=True, slots=True)
class EntryFilters:
    """Which entries are asked for; what is None asks for nothing."""

    status: str | None = None
    happened_from: date | None = None
    happened_to: date | None = None
    worker_id: UUID | None = None
    label: str | None = None
    subject: str | None = None
    labels: tuple[str, ...] = ()
    """Further labels, all of which an entry must have."""
    hidden: tuple[str, ...] = ()
    """Labels of entries that are left out and not counted."""


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A kind of entry, and by what an entry of it is found."""

    kind: EntryKind[T]
    listing: Callable[[T], Listing]


def follow(
    kind: EntryKind[T], listing: Callable[[T], Listing]
) -> Callable[[str, Entry[T], Sequence[Any]], Sequence[Alongside]]:
    """What keeps the list beside the log, for the `Desk` of a kind."""
    listed = Listed(kind, listing)

    def keep(stream: str, state: Entry[T], events: Sequence[Any]) -> Sequence[Alongside]:  # noqa: ARG001
        row = row_of(listed, state)
        return () if row is None else (Alongside("follow_entries", [row]),)

    return keep


def row_of(listed: Listed[T], state: Entry[T]) -> Mapping[str, Any] | None:
    """An entry's row as it is written; None of one that was not set down."""
    if state.entry_id is None or state.content is None:
        return None
    found = listed.listing(state.content)
    return {
        "kind": listed.kind.noun,
        "entry_id": state.entry_id,
        "subject": listed.kind.subject(state.content),
        "happened_on": found.happened_on,
        "status": STANDING if state.stands else WITHDRAWN,
        "reason": reason_of(state),
        "workers": found.workers,
        "labels": found.labels,
        "content": state.content,
    }


def reason_of(state: Entry[Any]) -> str | None:
    """Why an entry was withdrawn or, if it stands, corrected last."""
    return state.corrected_because if state.withdrawn_because is None else state.withdrawn_because


class EntryList:
    """The list, asked."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, kind: str, filters: EntryFilters, limit: int, offset: int) -> tuple[Sequence[EntryRow], int]:
        """A page of the kind with this noun, the latest day first, and how many there are in all."""
        asked = _parameters(kind, filters)
        rows = await self._pool.fetch(_PAGE, *asked, limit, offset)
        if rows:
            return [_row(row) for row in rows], rows[0]["total"]
        return [], 0 if offset == 0 else await self._pool.fetchval(_COUNT, *asked)


async def refill(connection: "asyncpg.Connection[Any]", codec: Codec, kinds: Sequence[Listed[Any]]) -> int:
    """Make the list of some kinds anew from the log, in the connection's transaction; how many entries it then holds.

    Whoever appends meanwhile waits, and then follows with its own row, which is the newer one.
    """
    known = {listed.kind.noun: (listed, entry_decider(listed.kind)) for listed in kinds}
    await connection.execute("select empty_entry_list($1)", list(known))
    rows: list[Any] = []
    filled, stream = 0, ""
    events: list[Any] = []
    async for stored in rows_in_pages(connection, _EVENTS, list(known)):
        if stored["stream"] != stream:
            rows += _refilled(known, stream, events)
            stream, events = stored["stream"], []
            if len(rows) >= _AT_ONCE:
                filled, rows = filled + await _fill(connection, rows), []
        events.append(codec.decode(stored["name"], stored["data"].encode()))
    return filled + await _fill(connection, rows + _refilled(known, stream, events))


def _refilled(known: Mapping[str, Any], stream: str, events: Sequence[Any]) -> list[Any]:
    if not events:
        return []
    listed, decider = known[stream[:-_BEHIND_NOUN]]
    row = row_of(listed, decider.fold(events))
    return [] if row is None else [row]


async def _fill(connection: "asyncpg.Connection[Any]", rows: list[Any]) -> int:
    await connection.execute("select follow_entries($1)", orjson.dumps(rows).decode())
    return len(rows)


def _row(record: asyncpg.Record) -> EntryRow:
    values = {each.name: record[each.name] for each in fields(EntryRow)}
    read = {"content": orjson.loads(record["content"])}
    return EntryRow(**values | read | {name: tuple(record[name]) for name in ("workers", "labels")})


def _parameters(kind: str, filters: EntryFilters) -> tuple[object, ...]:
    return (
        kind,
        filters.status,
        filters.happened_from,
        filters.happened_to,
        filters.worker_id,
        [*filters.labels, *(() if filters.label is None else (filters.label,))],
        filters.subject,
        list(filters.hidden),
    )


_AT_ONCE = 500
_BEHIND_NOUN = 37
"""Characters behind the noun in the name of an entry's stream: a hyphen and an id."""
_EVENTS = f"""
    select stream, name, data from events
    where left(stream, -{_BEHIND_NOUN}) = any($1)
    order by stream, version
"""  # noqa: S608
_WHERE = """
    from entry_list
    where kind = $1
      and ($2::text is null or status = $2)
      and ($3::date is null or happened_on >= $3)
      and ($4::date is null or happened_on <= $4)
      and ($5::uuid is null or workers @> array[$5::uuid])
      and labels @> $6::text[]
      and ($7::text is null or subject = $7)
      and not labels && $8::text[]
"""
_PAGE = f"select *, count(*) over () as total {_WHERE} order by happened_on desc, number desc limit $9 offset $10"
_COUNT = f"select count(*) {_WHERE}"
