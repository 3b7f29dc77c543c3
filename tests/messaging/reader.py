"""A projector in small: it writes down which positions it applied, in one transaction with marks and parking."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiokafka import TopicPartition

from chassis import inbox
from chassis.inbox import Mark
from chassis.messaging.consumer import Batch, Consumer
from chassis.messaging.parking import Sorted, sort_batch
from chassis.messaging.wire import source_of


class Reader:
    """Consumes topics into the table `seen`."""

    def __init__(self, pool: Any, kafka: str, *topics: str, group: str, limit: int | None = None, **more: Any) -> None:
        self.pool, self.limit, self.claims = pool, limit, 0
        self.marks: dict[tuple[str, int], Mark] = {}
        self.batches: list[Batch] = []
        self.before_apply: Callable[[], Awaitable[None]] | None = None
        self.consumer = Consumer(
            bootstrap=kafka, group=group, topics=topics, apply=self.apply, positions=self.positions, **more
        )

    async def positions(self, partitions: set[TopicPartition]) -> Mapping[TopicPartition, int]:
        async with self.pool.acquire() as connection, connection.transaction():
            claimed = await inbox.claim(connection, [(source_of(tp.topic), *tp) for tp in partitions])
        self.marks |= claimed
        self.claims += 1
        return {TopicPartition(mark.topic, mark.partition): mark.offset for mark in claimed.values()}

    async def apply(self, batch: Batch) -> Sorted:
        self.batches.append(batch)
        if self.before_apply is not None:
            await self.before_apply()
        async with self.pool.acquire() as connection, connection.transaction():
            room = {}
            if self.limit is not None:
                waiting = await inbox.waiting_count(connection)
                room = {record.topic: self.limit - waiting for record in batch.received}
            keys = await inbox.parked_keys(connection)
            done = sort_batch(batch.received, self.marks, keys, batch.holes, room=room)
            await connection.executemany(
                "insert into seen (source, partition, position, key) values ($1, $2, $3, $4)",
                [(m.envelope.source, r.partition, m.envelope.position, r.key) for r, m in done.apply],
            )
            await inbox.park(connection, done.park)
            await inbox.advance(connection, done.marks)
        self.marks |= {(mark.source, mark.partition): mark for mark in done.marks}
        return done

    async def seen(self) -> list[int]:
        """Positions applied, in the order in which they were."""
        return [row["position"] for row in await self.pool.fetch("select position from seen order by id")]

    async def parked(self) -> list[tuple[str, int | None]]:
        """Reason and position of what waits, in the order of parking."""
        rows = await self.pool.fetch("select reason, position from parked where replayed_at is null order by id")
        return [tuple(row) for row in rows]

    async def mark_positions(self) -> dict[int, int]:
        """By partition, how far the source is applied; partitions from which nothing came are left out."""
        rows = await self.pool.fetch("select partition, position from applied where position > 0")
        return {row["partition"]: row["position"] for row in rows}


class Running:
    """`async with Running(worker):` runs it, and stops it in order at the end."""

    def __init__(self, *workers: Any) -> None:
        self._workers, self._tasks = workers, []

    async def __aenter__(self) -> "Running":
        self._tasks = [asyncio.create_task(worker.run()) for worker in self._workers]
        return self

    async def __aexit__(self, kind: Any, *_: Any) -> None:
        async with asyncio.timeout(30):
            for worker, task in zip(self._workers, self._tasks, strict=True):
                if task.done():
                    if kind is None:
                        task.result()
                    continue
                await worker.stop()
                await task
