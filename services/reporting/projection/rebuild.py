"""The figures made anew from the topics beside the live ones, compared with them, and put in their place.

All that the live figures hold at first is filled in at once; what came meanwhile is folded batch by batch.

Projectors go on meanwhile. Only at the end they wait: the rest is read, up to exactly their marks, both sets of figures
are compared row by row, and the new one takes the name of the old.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

import asyncpg
from opentelemetry.context import Context

from chassis import inbox
from chassis.errors import RedroseError
from chassis.inbox import Mark
from chassis.messaging.parking import sort_batch
from chassis.messaging.wire import Received
from chassis.telemetry import measures, names
from chassis.telemetry.context import tracer
from chassis.telemetry.logs import log
from services.reporting.projection import tables
from services.reporting.projection.filling import Filling, Step
from services.reporting.projection.projecting import project, settle
from services.reporting.projection.replacement import NEXT, Difference, differences, make, swap, swap_back
from services.reporting.projection.replay import Replay, replaying
from services.reporting.projection.tables import Connection

BATCH = 2_000
_REBUILD_LOCK = 0x5EED_B11D
"""Held by the session that rebuilds: a second one would empty the schema that the first is filling."""
_WAIT_FOR_PROJECTORS = "60s"
_LONG_STEPS = Step.READING, Step.FOLDING_RECORDS, Step.FOLDING_PEOPLE
_tracer = tracer(__name__)


class RebuildRefused(RedroseError):
    """The figures were not swapped; the live ones stand as they were."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did."""

    messages: int
    differences: Sequence[Difference]
    swapped: bool


async def rebuild(owner_url: str, role: str, bootstrap: str, *, force: bool = False) -> Rebuilt:
    """Rebuild, compare and swap. With differences the figures are swapped only if `force` asks for it."""
    connection = await asyncpg.connect(owner_url, timeout=10, server_settings={"lock_timeout": _WAIT_FOR_PROJECTORS})
    beside = await asyncpg.create_pool(owner_url, timeout=10, min_size=2, max_size=2)
    try:
        if not await connection.fetchval("select pg_try_advisory_lock($1)", _REBUILD_LOCK):
            raise RebuildRefused("another rebuild is running")
        await make(connection, role)
        async with replaying(bootstrap, BATCH) as replay:
            return await _Rebuild(connection, replay, Filling(NEXT, connection, beside)).run(force)
    finally:
        await beside.close()
        await connection.close()


async def go_back(owner_url: str) -> None:
    """Make the figures of before the last rebuild live again; projectors read again what came since."""
    connection = await asyncpg.connect(owner_url, timeout=10, server_settings={"lock_timeout": _WAIT_FOR_PROJECTORS})
    try:
        async with connection.transaction():
            await tables.begin(connection, tables.LIVE)
            if not await swap_back(connection):
                raise RebuildRefused("no figures of before are kept")
        log("rebuild.gone-back")
    finally:
        await connection.close()


class _Rebuild:
    def __init__(self, connection: Connection, replay: Replay, filling: Filling) -> None:
        self._connection, self._replay, self._filling = connection, replay, filling
        self._owned: dict[tuple[str, int], Mark] = {}
        self._read = 0
        self._done = dict.fromkeys(_LONG_STEPS, 0.0)
        self._began = perf_counter()
        measures.watch(names.REBUILD_PROGRESS, lambda: [(sum(self._done.values()) / len(_LONG_STEPS), {})])

    async def run(self, force: bool) -> Rebuilt:
        await self._filling.begin()
        await self._read_up_to(await self._live_marks(), self._set_down)
        await self._filling.finish(self._came)
        left = BATCH + 1
        while left > BATCH:
            left = await self._read_up_to(await self._live_marks(), self._fold)
        async with self._connection.transaction():
            await tables.begin(self._connection, tables.LIVE)
            await self._read_up_to(await self._live_marks(), self._fold)
            self._came(Step.COMPARING, 0, 0)
            found = await differences(self._connection)
            for each in found:
                log(
                    "rebuild.difference",
                    level="warning",
                    table=each.table,
                    expected=each.live_only,
                    found=each.next_only,
                )
            swapped = force or not found
            if swapped:
                await swap(self._connection)
        log("rebuild.ended", outcome="swapped" if swapped else "kept", count=self._read, seconds=self._seconds())
        return Rebuilt(self._read, found, swapped)

    async def _live_marks(self) -> list[Mark]:
        async with self._connection.transaction():
            await tables.begin(self._connection, tables.LIVE, exclusively=False)
            return [mark for mark in (await inbox.marks(self._connection)).values() if mark.offset]

    async def _read_up_to(self, live: Sequence[Mark], take: Callable[[Sequence[Received]], Awaitable[None]]) -> int:
        """Read and take all that the live figures hold, and give how many messages that were."""
        before = self._read
        await self._claim(live)
        ends = {(mark.topic, mark.partition): mark.offset for mark in live}
        of = max(sum(ends.values()), self._read)
        async for batch in self._replay.until(ends):
            with _tracer.start_as_current_span(f"{names.REBUILD} figures", Context()):
                await take(batch)
            self._read += len(batch)
            self._came(Step.READING, self._read, of)
        return self._read - before

    def _came(self, step: Step, done: int, of: int) -> None:
        if of:
            self._done[step] = done / of
        log("rebuild.progress", step=step.value, count=done, limit=of, seconds=self._seconds())

    async def _claim(self, live: Sequence[Mark]) -> None:
        new = [mark for mark in live if (mark.source, mark.partition) not in self._owned]
        async with self._connection.transaction():
            await tables.begin(self._connection, NEXT, exclusively=False)
            places = [(mark.source, mark.topic, mark.partition) for mark in new]
            self._owned |= await inbox.claim(self._connection, places)

    async def _fold(self, batch: Sequence[Received]) -> None:
        topics = {record.topic for record in batch}
        async with self._connection.transaction():
            await tables.begin(self._connection, NEXT, exclusively=False)
            done = await project(self._connection, topics, partial(sort_batch, batch))
            await self._advance(done.sorted.marks)

    async def _set_down(self, batch: Sequence[Received]) -> None:
        topics = {record.topic for record in batch}
        async with self._connection.transaction():
            await self._filling.turn(self._connection)
            done, told = await settle(self._connection, topics, partial(sort_batch, batch))
            await self._filling.set_down(done, told)
            await self._advance(done.marks)

    async def _advance(self, marks: Sequence[Mark]) -> None:
        owned = [replace(mark, epoch=self._owned[mark.source, mark.partition].epoch) for mark in marks]
        await inbox.advance(self._connection, owned)

    def _seconds(self) -> float:
        return round(perf_counter() - self._began, 1)
