"""The projector: what the consumer hands it goes into the figures, a batch in one transaction, and nothing twice."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import Any

import asyncpg
from aiokafka import TopicPartition

from chassis import failpoints, inbox
from chassis.clock import now
from chassis.inbox import Mark
from chassis.messaging.consumer import Batch
from chassis.messaging.parking import Sorted, sort_batch
from chassis.messaging.wire import source_of
from chassis.telemetry import measures, names
from chassis.telemetry.logs import log
from services.reporting.projection import tables
from services.reporting.projection.projecting import Projected, project
from services.reporting.projection.tracing import trace_batch

GROUP = "reporting"
"""The consumer group: partitions are shared among the projectors that run."""


class Projector:
    """Writes the live figures. Several may run: one writes at a time, and each knows the partitions that it owns."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._owned: dict[tuple[str, int], Mark] = {}
        self._parked: Mapping[str, inbox.Depth] = {}
        self._recorded: dict[str, tuple[datetime, datetime]] = {}
        self._watch()

    async def positions(self, partitions: set[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Take over partitions and tell from which offset each is to be read."""
        places = [(source_of(topic), topic, partition) for topic, partition in partitions]
        async with self._pool.acquire() as connection, connection.transaction():
            await tables.begin(connection, tables.LIVE)
            owned = await inbox.claim(connection, places)
            self._parked = await inbox.depths(connection)
        self._owned |= owned
        return {TopicPartition(mark.topic, mark.partition): mark.offset for mark in owned.values()}

    async def apply(self, batch: Batch) -> Sorted:
        """Take a batch into the figures. Raises `Superseded` where another projector owns a partition of it."""
        started_at, began = now(), perf_counter()
        while True:
            try:
                done = await self._commit(batch)
                break
            except asyncpg.LockNotAvailableError:
                # A rebuild compares and swaps: nothing is wrong, and nothing may be written meanwhile.
                log("projection.waits", seconds=round(perf_counter() - began, 1))
        await failpoints.reach("projector.after-commit")
        measures.observe(names.PROJECTION_BATCH_SIZE, len(batch.received))
        measures.observe(names.PROJECTION_BATCH_DURATION, perf_counter() - began)
        self._tell_lag(done.sorted)
        trace_batch(batch.received, done.sorted, started_at, done.metrics, GROUP)
        return done.sorted

    async def _commit(self, batch: Batch) -> Projected:
        topics = {record.topic for record in batch.received}
        async with self._pool.acquire() as connection, connection.transaction():
            await tables.begin(connection, tables.LIVE)
            done = await project(connection, topics, partial(sort_batch, batch.received, known_holes=batch.holes))
            # The lock kept the positions still; the epoch is the one under which this process took the partition.
            await inbox.advance(connection, [self._as_owner(mark) for mark in done.sorted.marks])
            if done.sorted.park:
                self._parked = await inbox.depths(connection)
            await failpoints.reach("projector.before-commit")
        return done

    def _as_owner(self, mark: Mark) -> Mark:
        owned = self._owned.get((mark.source, mark.partition))
        return replace(mark, epoch=owned.epoch if owned else 0)

    def _tell_lag(self, done: Sorted) -> None:
        moment = now()
        for _, message in done.apply[-1:]:
            self._recorded[message.envelope.source] = (message.envelope.time, moment)

    def _watch(self) -> None:
        measures.watch(
            names.PROJECTION_LAG,
            lambda: _readings("source", {s: (at - of).total_seconds() for s, (of, at) in self._recorded.items()}),
        )
        measures.watch(
            names.PARKING_DEPTH,
            lambda: _readings("topic", {topic: depth.messages for topic, depth in self._parked.items()}),
        )
        measures.watch(
            names.PARKING_OLDEST_AGE,
            lambda: _readings(
                "topic", {t: (now() - depth.oldest_at).total_seconds() for t, depth in self._parked.items()}
            ),
        )


def _readings(label: str, values: Mapping[str, float]) -> Iterable[tuple[float, dict[str, str | int | bool]]]:
    return [(value, {label: name}) for name, value in values.items()]
