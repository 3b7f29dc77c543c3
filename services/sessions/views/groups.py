"""The list of groups, kept in the append's transaction; what each is called stands beside it."""

from collections.abc import Sequence
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
from services.sessions.domain.group.events import GroupChanged, GroupEvent
from services.sessions.domain.group.state import INITIAL, Group, evolve

RUNNING, ENDED = "running", "ended"
"""What a group's status can be; one whose end is set counts as ended."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group in the list, as it stands."""

    group_id: UUID
    code: str | None
    programme: str
    activity: str
    place: str
    channel: str
    ways: tuple[str, ...]
    capacity: int | None
    leaders: tuple[UUID, ...]
    started_on: date
    since: date
    """Day from which it is run as it is."""
    ended_on: date | None
    reason: str | None
    """Why it ended."""
    title: str = ""

    @property
    def status(self) -> str:
        """Whether its end is set."""
        return RUNNING if self.ended_on is None else ENDED


@dataclass(frozen=True, slots=True)
class GroupFilters:
    """Which groups are asked for; what is None asks for nothing."""

    programme: str | None = None
    leader: UUID | None = None
    status: str | None = None
    place: str | None = None
    led_by: UUID | None = None
    """Groups of this leader alone: what a group leader may see."""


def row_of(state: Group) -> GroupRow | None:
    """A group's row; None of one that never began."""
    if state.started is None or state.latest is None:
        return None
    latest = state.latest
    return GroupRow(
        group_id=state.started.group_id,
        code=state.started.code,
        programme=latest.programme,
        activity=latest.activity,
        place=latest.place,
        channel=latest.channel,
        ways=latest.ways,
        capacity=latest.capacity,
        leaders=latest.leaders,
        started_on=state.started.started_on,
        since=latest.changed_on if isinstance(latest, GroupChanged) else latest.started_on,
        ended_on=None if state.ended is None else state.ended.ended_on,
        reason=None if state.ended is None else state.ended.reason,
    )


def follow(stream: str, state: Group, events: Sequence[GroupEvent]) -> Sequence[Alongside]:  # noqa: ARG001
    """Keeps a group's row beside the log, as it stands after its events."""
    row = row_of(state)
    return () if row is None else (Alongside("follow_groups", [asdict(row)]),)


def named(group_id: UUID, title: str) -> Alongside:
    """Keeps what a group is called: words, which stand beside the list and in no event."""
    return Alongside("name_groups", [{"group_id": group_id, "title": title}])


class GroupList:
    """The list, asked."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, filters: GroupFilters, limit: int, offset: int) -> tuple[Sequence[GroupRow], int]:
        """A page by title, and how many there are in all."""
        asked = tuple(getattr(filters, each.name) for each in fields(GroupFilters))
        rows = await self._pool.fetch(_PAGE, *asked, limit, offset)
        if rows:
            return [_row(row) for row in rows], rows[0]["total"]
        return [], 0 if offset == 0 else await self._pool.fetchval(_COUNT, *asked)

    async def several(self, group_ids: Sequence[UUID]) -> dict[UUID, GroupRow]:
        """Those of some groups that there are, by id."""
        rows = await self._pool.fetch(_SEVERAL, list(group_ids)) if group_ids else []
        return {row["group_id"]: _row(row) for row in rows}


async def refill(connection: "asyncpg.Connection[Any]", codec: Codec) -> int:
    """Make the list anew from the log, in the connection's transaction; how many groups it holds."""
    await connection.execute("select empty_group_list()")
    states: dict[str, Group] = {}  # A contract has hundreds of groups at most, so all fit in memory.
    async for stored in rows_in_pages(connection, _EVENTS):
        event = codec.decode(stored["name"], stored["data"].encode())
        states[stored["stream"]] = evolve(states.get(stored["stream"], INITIAL), event)
    rows = [asdict(row) for state in states.values() if (row := row_of(state))]
    await connection.execute("select follow_groups($1)", orjson.dumps(rows).decode())
    return len(rows)


def _row(record: asyncpg.Record) -> GroupRow:
    values = {each.name: record[each.name] for each in fields(GroupRow)}
    # The driver's own kind of UUID cannot be written as JSON, and leaders go on into sessions' events.
    leaders = tuple(UUID(int=leader.int) for leader in record["leaders"])
    return GroupRow(**values | {"ways": tuple(record["ways"]), "leaders": leaders})


_FROM = "from group_list left join group_titles using (group_id)"
_COLUMNS = "group_list.*, coalesce(title, code, activity) as title"
_WHERE = f"""
    {_FROM}
    where ($1::text is null or programme = $1)
      and ($2::uuid is null or leaders @> array[$2::uuid])
      and ($3::text is null or $3 = case when ended_on is null then 'running' else 'ended' end)
      and ($4::text is null or place = $4)
      and ($5::uuid is null or leaders @> array[$5::uuid])
"""
_PAGE = f"select {_COLUMNS}, count(*) over () as total {_WHERE} order by title, group_id limit $6 offset $7"
_COUNT = f"select count(*) {_WHERE}"
_SEVERAL = f"select {_COLUMNS} {_FROM} where group_id = any($1)"
_EVENTS = "select stream, name, data from events where stream like 'group-%' order by stream, version"
