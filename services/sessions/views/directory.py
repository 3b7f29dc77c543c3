"""The directory of services as a list, kept in the append's transaction; what each is called stands beside it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import asyncpg
import orjson

from chassis.database.pool import Pool
from chassis.database.rows import rows_in_pages
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import Alongside
from services.sessions.domain.directory.events import DirectoryEvent
from services.sessions.domain.directory.state import INITIAL, ListedService, evolve


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service in the list, as it stands."""

    code: str
    title: str
    category: str
    districts: tuple[str, ...]
    listed_on: date
    since: date
    retired_on: date | None


@dataclass(frozen=True, slots=True)
class DirectoryFilters:
    """Which services are asked for; what is None asks for nothing."""

    category: str | None = None
    district: str | None = None
    """Services of this area, and those of every area."""
    listed_at: date | None = None
    """Those to which somebody may be signposted on this day."""


def follow(stream: str, state: ListedService, events: Sequence[DirectoryEvent]) -> Sequence[Alongside]:  # noqa: ARG001
    """Keeps a service's row beside the log, as it stands after its events."""
    return (Alongside("follow_directory", [asdict(state)]),) if state.known else ()


def named(code: str, title: str) -> Alongside:
    """Keeps what a service is called: words, which stand beside the list and in no event."""
    return Alongside("name_services", [{"code": code, "title": title}])


class Directory:
    """The list, asked."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, filters: DirectoryFilters, limit: int, offset: int) -> tuple[Sequence[ServiceRow], int]:
        """A page by category and code, and how many there are in all."""
        asked = (filters.category, filters.district, filters.listed_at)
        rows = await self._pool.fetch(_PAGE, *asked, limit, offset)
        if rows:
            return [_row(row) for row in rows], rows[0]["total"]
        return [], 0 if offset == 0 else await self._pool.fetchval(_COUNT, *asked)

    async def service(self, code: str) -> ServiceRow | None:
        """One service, retired or not; None if the directory never had it."""
        row = await self._pool.fetchrow(_ONE, code)
        return None if row is None else _row(row)


async def refill(connection: "asyncpg.Connection[Any]", codec: Codec) -> int:
    """Make the list anew from the log, in the connection's transaction; how many services it holds."""
    await connection.execute("select empty_directory_list()")
    states: dict[str, ListedService] = {}  # A directory has hundreds of services, so all fit in memory.
    async for stored in rows_in_pages(connection, _EVENTS):
        event = codec.decode(stored["name"], stored["data"].encode())
        states[stored["stream"]] = evolve(states.get(stored["stream"], INITIAL), event)
    rows = [asdict(state) for state in states.values()]
    await connection.execute("select follow_directory($1)", orjson.dumps(rows).decode())
    return len(rows)


def _row(record: asyncpg.Record) -> ServiceRow:
    return ServiceRow(
        record["code"],
        record["title"],
        record["category"],
        tuple(record["districts"]),
        record["listed_on"],
        record["since"],
        record["retired_on"],
    )


_FROM = "from directory_list left join directory_titles using (code)"
_COLUMNS = "code, coalesce(title, code) as title, category, districts, listed_on, since, retired_on"
_WHERE = f"""
    {_FROM}
    where ($1::text is null or category = $1)
      and ($2::text is null or districts = '{{}}' or districts @> array[$2::text])
      and ($3::date is null or retired_on is null or retired_on > $3)
"""
_PAGE = f"select {_COLUMNS}, count(*) over () as total {_WHERE} order by category, code limit $4 offset $5"
_COUNT = f"select count(*) {_WHERE}"
_ONE = f"select {_COLUMNS} {_FROM} where code = $1"
_EVENTS = "select stream, name, data from events where stream like 'directory-%' order by stream, version"
