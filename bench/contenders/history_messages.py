"""Writes the history of every contract to its topics: encoded here, in batches, by two processes."""

import asyncio
import sys
import time

import uvloop
from aiokafka import AIOKafkaProducer

from bench.history.records import Record, Relays
from bench.history.years import history, shares
from bench.rounds import run_script
from bench.stopwatch import Figures, Orders, perform, rate

BATCH_BYTES = 512 * 1024
"""As the relay's."""
PROCESSES = 2
ON_THEIR_WAY = 16
"""Batches that are not acknowledged yet, at most."""


async def fill(orders: Orders) -> Figures:
    """Topics of `messages` messages in all; the contracts are shared among the processes by their size."""
    sizes = shares(sorted(orders["contracts"]), orders["messages"])
    groups: list[list[str]] = [[] for _ in range(PROCESSES)]
    for slug in sorted(sizes, key=lambda each: -sizes[each]):
        min(groups, key=lambda group: sum(sizes[each] for each in group)).append(slug)
    started = time.perf_counter()
    parts = [
        run_script(
            sys.executable, "history_messages", "part", {**orders, "part": {slug: sizes[slug] for slug in group}}
        )
        for group in groups
    ]
    done = await asyncio.gather(*parts)
    return rate(sum(int(each["count"]) for each in done), time.perf_counter() - started)


async def part(orders: Orders) -> Figures:
    """The contracts of `part`, one after the other, each from its first day to its last."""
    producer = AIOKafkaProducer(
        bootstrap_servers=orders["kafka"],
        acks="all",
        enable_idempotence=True,
        compression_type="zstd",
        max_batch_size=BATCH_BYTES,
        linger_ms=0,
    )
    await producer.start()
    started, count = time.perf_counter(), 0
    for slug, messages in orders["part"].items():
        sending = Sending(producer)
        relays = Relays(slug, orders["partitions"])
        # The history of a contract is that of its terms' name: the name of a run would make it another each time.
        for today, told in enumerate(history(orders["contracts"][slug], messages)):
            for record in relays.records(today, told):
                await sending.take(record)
            count += len(told)
        await sending.finish()
    elapsed = time.perf_counter() - started
    await producer.stop()
    return rate(count, elapsed)


class Sending:
    """Batches of each partition, sent as they become full."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._open: dict[tuple[str, int], object] = {}
        self._sent: list[asyncio.Future] = []

    async def take(self, record: Record) -> None:
        """Put a record into the batch of its partition; sends the batch if it is full."""
        place = record.topic, record.partition
        batch = self._open.get(place)
        if batch is None:
            batch = self._open[place] = self._producer.create_batch()
        if self._append(batch, record) is None:
            await self._send(place)
            self._append(self._open.setdefault(place, self._producer.create_batch()), record)

    async def finish(self) -> None:
        """Send what is left and wait until everything is acknowledged."""
        for place in list(self._open):
            await self._send(place)
        await asyncio.gather(*self._sent)

    @staticmethod
    def _append(batch, record: Record):
        return batch.append(key=record.key, value=record.value, timestamp=record.timestamp, headers=record.headers)

    async def _send(self, place: tuple[str, int]) -> None:
        batch = self._open.pop(place)
        batch.close()
        self._sent.append(await self._producer.send_batch(batch, place[0], partition=place[1]))
        if len(self._sent) >= ON_THEIR_WAY:
            await asyncio.gather(*self._sent)
            self._sent.clear()


if __name__ == "__main__":
    uvloop.install()
    perform({"fill": fill, "part": part})
