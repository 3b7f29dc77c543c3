"""The list of sessions and the rows of their registers, kept in the append's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from chassis.database.pool import Pool
from chassis.database.rows import rows_in_pages
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import Alongside
from services.sessions.domain.session.events import (
    AttendanceCorrected,
    AttendanceRecorded,
    AttendanceWithdrawn,
    SessionEvent,
)
from services.sessions.domain.session.state import INITIAL, Session, Status, evolve


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session in the list, as it stands."""

    session_id: UUID
    group_id: UUID | None
    kind: str
    programme: str
    activity: str
    place: str
    channel: str
    happens_on: date
    status: str
    reason: str | None
    """Why it was cancelled or withdrawn or, if it stands, corrected last."""
    minutes: int | None
    leaders: tuple[UUID, ...]
    staff: tuple[UUID, ...]
    volunteers: tuple[UUID, ...]
    capacity: int | None
    present: int
    exception: str | None


@dataclass(frozen=True, slots=True)
class SessionFilters:
    """Which sessions are asked for; what is None asks for nothing."""

    worker_id: UUID | None = None
    """Who leads it or ran it."""
    status: str | None = None
    happens_from: date | None = None
    happens_to: date | None = None
    programme: str | None = None
    group_id: UUID | None = None
    kind: str | None = None
    excepted: bool = False
    """Those alone in which more took part than fit in."""
    led_by: UUID | None = None
    """Sessions of this leader's groups alone: what a group leader may see."""


def row_of(state: Session) -> SessionRow | None:
    """A session's row; None of one that nobody set down."""
    planned, held = state.planned, state.held
    if planned is None:
        return None
    return SessionRow(
        session_id=planned.session_id,
        group_id=planned.group_id,
        kind=planned.kind,
        programme=planned.programme,
        activity=planned.activity,
        place=state.place,
        channel=planned.channel,
        happens_on=state.on,
        status=state.status,
        reason=_reason(state),
        minutes=None if held is None else held.minutes,
        leaders=planned.leaders,
        staff=() if held is None else held.staff,
        volunteers=() if held is None else held.volunteers,
        capacity=planned.capacity,
        present=state.present,
        exception=None if state.exceeded is None else state.exceeded.exception,
    )


def follow(stream: str, state: Session, events: Sequence[SessionEvent]) -> Sequence[Alongside]:  # noqa: ARG001
    """Keeps a session's row and those of the lines that changed, as they stand after the events."""
    row = row_of(state)
    if row is None:
        return ()
    of_lines = AttendanceRecorded | AttendanceCorrected | AttendanceWithdrawn
    lines = line_rows(state, {event.line_id: None for event in events if isinstance(event, of_lines)})
    also = Alongside("follow_sessions", [asdict(row)])
    return (also, Alongside("follow_register_lines", lines)) if lines else (also,)


def line_rows(state: Session, line_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Rows of some lines of a session's register."""
    planned = state.planned
    if planned is None:
        return []
    gone = state.status is Status.WITHDRAWN
    return [
        {
            "line_id": line_id,
            "session_id": planned.session_id,
            "group_id": planned.group_id,
            "happens_on": state.on,
            **asdict(line.now),
            "status": "standing" if line.stands and not gone else "withdrawn",
        }
        for line_id in line_ids
        if (line := state.lines[line_id])
    ]


class SessionList:
    """The list, asked."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, filters: SessionFilters, limit: int, offset: int) -> tuple[Sequence[SessionRow], int]:
        """A page, the latest day first, and how many there are in all."""
        asked = tuple(getattr(filters, each.name) for each in fields(SessionFilters))
        rows = await self._pool.fetch(_PAGE, *asked, limit, offset)
        if rows:
            return [_row(row) for row in rows], rows[0]["total"]
        return [], 0 if offset == 0 else await self._pool.fetchval(_COUNT, *asked)


async def refill(connection: "asyncpg.Connection[Any]", codec: Codec) -> int:
    """Make the lists anew from the log, in the connection's transaction; how many sessions they hold.

    Whoever appends meanwhile waits, and then follows with its own rows, which are the newer ones.
    """
    await connection.execute("select empty_session_lists()")
    filled, stream, state = 0, "", INITIAL
    waiting: list[Session] = []
    async for stored in rows_in_pages(connection, _EVENTS):
        if stored["stream"] != stream:
            waiting.append(state)
            stream, state = stored["stream"], INITIAL
        if len(waiting) >= _AT_ONCE:
            filled, waiting = filled + await _fill(connection, waiting), []
        state = evolve(state, codec.decode(stored["name"], stored["data"].encode()))
    return filled + await _fill(connection, [*waiting, state])


async def _fill(connection: "asyncpg.Connection[Any]", states: Sequence[Session]) -> int:
    rows = [asdict(row) for state in states if (row := row_of(state))]
    lines = [line for state in states for line in line_rows(state, state.lines)]
    await connection.execute("select follow_sessions($1)", orjson.dumps(rows).decode())
    await connection.execute("select follow_register_lines($1)", orjson.dumps(lines).decode())
    return len(rows)


def _reason(state: Session) -> str | None:
    match state.status:
        case Status.WITHDRAWN:
            return state.withdrawn_because
        case Status.CANCELLED:
            return None if state.cancelled is None else state.cancelled.reason
        case _:
            return getattr(state.held, "reason", None)


def _row(record: asyncpg.Record) -> SessionRow:
    values = {each.name: record[each.name] for each in fields(SessionRow)}
    return SessionRow(**values | {name: tuple(record[name]) for name in ("leaders", "staff", "volunteers")})


_AT_ONCE = 500
_WHERE = """
    from session_list s
    where ($1::uuid is null
           or s.leaders @> array[$1::uuid] or s.staff @> array[$1::uuid] or s.volunteers @> array[$1::uuid])
      and ($2::text is null or s.status = $2)
      and ($3::date is null or s.happens_on >= $3)
      and ($4::date is null or s.happens_on <= $4)
      and ($5::text is null or s.programme = $5)
      and ($6::uuid is null or s.group_id = $6)
      and ($7::text is null or s.kind = $7)
      and (not $8::boolean or s.exception is not null)
      and ($9::uuid is null or s.group_id in (select g.group_id from group_list g where g.leaders @> array[$9::uuid]))
"""
_PAGE = f"select s.*, count(*) over () as total {_WHERE} order by happens_on desc, number desc limit $10 offset $11"
_COUNT = f"select count(*) {_WHERE}"
_EVENTS = "select stream, name, data from events where stream like 'session-%' order by stream, version"
