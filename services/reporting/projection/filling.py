"""Figures filled from nothing, for a rebuild: a whole history at once and not a batch at a time.

Batch by batch, each record would be read, folded and written again for every message of it. Here messages are first set
down as they come. Then each record is folded once, from all its messages; each person once, from all that records say
of them; and what changed is added up once. PostgreSQL sorts in between, so that memory does not grow with the history,
and stores what is done while the rest is folded.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from chassis.messaging.parking import Sorted
from chassis.messaging.wire import body_of
from contracts.messages.envelope import Envelope
from services.reporting.domain.metric import Changes
from services.reporting.domain.metrics.catalogue import OF_PEOPLE, STOCKS
from services.reporting.domain.records.person import Pair
from services.reporting.projection import tables
from services.reporting.projection.folding import (
    PASSED_OVER,
    Reaches,
    Told,
    fold_activities,
    fold_gatherings,
    fold_journeys,
    fold_people,
)
from services.reporting.projection.stored import read_reach, write_reach
from services.reporting.projection.tables import Connection

Pool = Any
"""An asyncpg pool of the owner of the schema, of two connections."""


class Step(StrEnum):
    """What a rebuild is about."""

    READING = "reading"
    FOLDING_RECORDS = "folding-records"
    FOLDING_PEOPLE = "folding-people"
    ADDING_UP = "adding-up"
    COMPARING = "comparing"


Came = Callable[[Step, int, int], None]
"""Told how many of how many messages, or sayings of people, a step has done; that it begins, where it counts none."""

PAGE = 2_000
"""Messages, or sayings of people, that are folded at a time."""
KEPT_CHANGES = 50_000
"""Changes of the figures in memory, before they are set down: most come to nothing but a larger number."""
_COUNTING_PEOPLE = [metric for metric, *_ in OF_PEOPLE]
_SETTINGS = "set_config('work_mem', '64MB', true), set_config('synchronous_commit', 'off', true)"

_WORKING_TABLES = """
    create unlogged table heard (
        contract text, kind text, record_id uuid, version int, service text, position bigint, event_id uuid, name text,
        recorded_at timestamptz, trace_id text, body bytea, arrived bigint generated always as identity
    );
    create unlogged table said (ref text, contract text, kind text, record_id text, reach bytea);
    create unlogged table linked (ref text, under text);
    create unlogged table changed (
        metric text, scope text, month int, number int, known_on date, delta bigint
    )
"""
_PLACE = "contract, kind, record_id, version, service, position, event_id, name, recorded_at, trace_id"
_RECORDS = """
    select contract, kind, record_id, version, service, position, event_id, name, recorded_at, body from heard
    order by contract, kind, record_id, version, arrived
"""
_PEOPLE = """
    select coalesce(under, ref) as whose, ref, contract, kind, record_id, reach from said left join linked using (ref)
    order by whose
"""
_PLACES = f"""
    insert into messages ({_PLACE})
    select {_PLACE} from heard order by contract, kind, record_id, version, arrived on conflict do nothing
"""  # noqa: S608 - columns of our own
_LEDGER = """
    insert into ledger (metric, scope, month, number, known_on, delta)
    select metric, scope, month, number, known_on, sum(delta) from changed where (metric = any($1)) = $2
    group by metric, scope, month, number, known_on having sum(delta) <> 0
    order by metric, scope, month, number, known_on
"""
_CELLS = """
    insert into cells (metric, scope, month, number, times)
    select metric, scope, month, number, sum(delta) from changed where (metric = any($1)) = $2
    group by metric, scope, month, number having sum(delta) <> 0 order by metric, scope, month, number
"""
_BALANCES = tables.to_balances("cells", "times", "$1")


class Filling:
    """Fills an empty schema: set down messages, then `finish`. It writes over one connection and reads over others."""

    def __init__(self, schema: str, writes: Connection, beside: Pool) -> None:
        self._schema, self._writes, self._beside = schema, writes, beside
        self._changes: Changes = {}
        self._links: dict[Pair, date] = {}
        self._heard = self._said = 0

    async def begin(self) -> None:
        """Make the tables that are only for filling."""
        async with self._writes.transaction():
            await self.turn(self._writes)
            await self._writes.execute(_WORKING_TABLES)

    async def turn(self, connection: Connection) -> None:
        """Turn the running transaction to the schema. It ends without waiting for the disk: nobody reads there yet."""
        await tables.begin(connection, self._schema, exclusively=False)
        await connection.execute(f"select {_SETTINGS}")

    async def set_down(self, done: Sorted, told: Told) -> None:
        """Keep the messages of a batch that applies, in the caller's transaction."""
        bodies = [record.body for record, message in done.apply if not isinstance(message.body, PASSED_OVER)]
        await self._copy("heard", zip(*zip(*told.places, strict=True), bodies, strict=True) if bodies else ())
        self._heard += len(bodies)

    async def finish(self, came: Came) -> None:
        """Make records, people, ledger and cells of all that was set down, and drop what was only for that; `came` is
        told after every page how far that is."""
        async with asyncio.TaskGroup() as meanwhile, self._beside.acquire() as reads, reads.transaction():
            await self.turn(reads)
            meanwhile.create_task(self._run(_PLACES))
            await self._fold_records(reads, came)
            above = await self._group_links()
            # People change nothing of what only records are counted by.
            meanwhile.create_task(self._run(_LEDGER, _COUNTING_PEOPLE, False))
            meanwhile.create_task(self._run(_CELLS, _COUNTING_PEOPLE, False))
            await self._fold_people(reads, above, came)
        came(Step.ADDING_UP, 0, 0)
        await asyncio.gather(*(self._run(each, _COUNTING_PEOPLE, True) for each in (_LEDGER, _CELLS)))
        await self._run(_BALANCES, STOCKS)
        await self._run("drop table heard, said, linked, changed")

    async def _run(self, statement: str, *arguments: Any) -> None:
        async with self._beside.acquire() as connection, connection.transaction():
            await self.turn(connection)
            await connection.execute(statement, *arguments, timeout=None)

    async def _fold_records(self, reads: Connection, came: Came) -> None:
        folded = 0
        async for page in _pages(reads, _RECORDS, lambda row: row[:3]):
            told = Told()
            for contract, _, _, version, service, position, event_id, name, recorded_at, body in page:
                envelope = Envelope(event_id, name, contract, service, recorded_at, position, 0, version, 0)
                told.take(envelope, body_of(name, body))
            for link, known_on in told.links:
                self._links[link] = min(known_on, self._links.get(link, known_on))
            journeys, reaches = fold_journeys(told, {}, self._changes)
            activities, of_activities = fold_activities(told, {}, self._changes)
            gatherings, of_gatherings = fold_gatherings(told, {}, self._changes)
            reaches |= of_activities | of_gatherings
            async with self._writes.transaction():
                await self.turn(self._writes)
                if journeys:
                    await tables.write_journeys(self._writes, journeys)
                if activities:
                    await tables.write_activities(self._writes, activities)
                if gatherings:
                    await tables.write_gatherings(self._writes, gatherings)
                await self._copy("said", ((ref, *key, write_reach(reach)) for (*key, ref), reach in reaches.items()))
                await self._flush(KEPT_CHANGES)
            self._said += len(reaches)
            folded += len(page)
            came(Step.FOLDING_RECORDS, folded, self._heard)

    async def _group_links(self) -> dict[str, str]:
        """Say of each linked reference, by another above it, under which one of them its person is looked at."""
        above: dict[str, str] = {ref: ref for link in self._links for ref in link}
        for one, other in self._links:
            above[_top(above, one)] = _top(above, other)
        async with self._writes.transaction():
            await self.turn(self._writes)
            await self._copy("linked", ((ref, _top(above, ref)) for ref in above))
            await self._flush(0)
        return above

    async def _fold_people(self, reads: Connection, above: dict[str, str], came: Came) -> None:
        folded = 0
        links: dict[str, list[tuple[Pair, date]]] = {}
        for link, known_on in self._links.items():
            links.setdefault(_top(above, link[0]), []).append((link, known_on))
        async for page in _pages(reads, _PEOPLE, lambda row: row[0]):
            reaches: Reaches = {(row[2], row[3], row[4], row[1]): read_reach(row[5]) for row in page}
            of_page = [link for whose in {row[0] for row in page} for link in links.pop(whose, ())]
            await self._fold_page_of_people(reaches, of_page)
            folded += len(page)
            came(Step.FOLDING_PEOPLE, folded, self._said)
        # What is left is of people of whom nothing else was told.
        await self._fold_page_of_people({}, [link for each in links.values() for link in each])
        async with self._writes.transaction():
            await self.turn(self._writes)
            await self._flush(0)

    async def _fold_page_of_people(self, reaches: Reaches, links: Sequence[tuple[Pair, date]]) -> None:
        people = fold_people((), reaches, links, self._changes)
        async with self._writes.transaction():
            await self.turn(self._writes)
            if people:
                await tables.write_people(self._writes, people)
            await self._flush(KEPT_CHANGES)

    async def _flush(self, most: int) -> None:
        if len(self._changes) > most:
            await self._copy("changed", ((*key, by) for key, by in self._changes.items() if by))
            self._changes.clear()

    async def _copy(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        await self._writes.copy_records_to_table(
            table, schema_name=self._schema, columns=_COLUMNS[table], records=rows, timeout=None
        )


_COLUMNS = {
    "heard": [*_PLACE.split(", "), "body"],
    "said": ["ref", "contract", "kind", "record_id", "reach"],
    "linked": ["ref", "under"],
    "changed": ["metric", "scope", "month", "number", "known_on", "delta"],
}


def _top(above: dict[str, str], ref: str) -> str:
    while above[ref] != ref:
        ref = above[ref]
    return ref


async def _pages(
    connection: Connection, query: str, key: Callable[[Sequence[Any]], Any]
) -> AsyncIterator[Sequence[Sequence[Any]]]:
    """Rows in their order, about `PAGE` at a time; those of one key are on one page."""
    cursor = await connection.cursor(query, timeout=None)
    kept: list[Sequence[Any]] = []
    while found := await cursor.fetch(PAGE, timeout=None):
        rows = kept + [tuple(row) for row in found]
        end, last = len(rows) - 1, key(rows[-1])
        while end and key(rows[end - 1]) == last:
            end -= 1
        kept = rows[end:]
        if end:
            yield rows[:end]
    if kept:
        yield kept
