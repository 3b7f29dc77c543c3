"""Topics read again from their beginning up to given offsets, for a rebuild; of no group and without a trace."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from time import monotonic

from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.errors import Unavailable
from chassis.messaging.wire import Received

PATIENCE = 30.0
"""Seconds without a record after which a broker that should have more is said to be silent."""
_POLL_MS = 500


class Replay:
    """Records from the first on, in the order of each partition; it goes on where it stopped."""

    def __init__(self, consumer: AIOKafkaConsumer, size: int) -> None:
        self._consumer, self._size = consumer, size
        self._next: dict[TopicPartition, int] = {}

    async def until(self, ends: Mapping[tuple[str, int], int]) -> AsyncIterator[Sequence[Received]]:
        """Batches of every record below the given offsets that has not been given before."""
        wanted = {TopicPartition(*place): end for place, end in ends.items()}
        await self._assign(wanted)
        left = {place for place, end in wanted.items() if self._next[place] < end}
        heard = monotonic()
        while left:
            found = await self._consumer.getmany(*left, timeout_ms=_POLL_MS, max_records=self._size)
            batch = []
            for place, records in found.items():
                taken = [record for record in records if record.offset < wanted[place]]
                batch += [
                    Received(place.topic, place.partition, each.offset, each.key, each.headers, each.value)
                    for each in taken
                ]
                if len(taken) < len(records):
                    self._consumer.seek(place, wanted[place])
            for place in list(left):
                self._next[place] = await self._consumer.position(place)
                if self._next[place] >= wanted[place]:
                    left.discard(place)
            if batch:
                heard = monotonic()
                yield batch
            elif monotonic() - heard > PATIENCE:
                silent = ", ".join(f"{place.topic}/{place.partition}" for place in sorted(left))
                raise Unavailable(
                    "Kafka", f"no more records for {PATIENCE:.0f} s, although more were applied: {silent}"
                )

    async def _assign(self, wanted: Mapping[TopicPartition, int]) -> None:
        self._consumer.assign(list(wanted.keys() | self._next.keys()))
        for place in wanted:
            if place not in self._next:
                await self._consumer.seek_to_beginning(place)
                self._next[place] = await self._consumer.position(place)
            self._consumer.seek(place, self._next[place])


@asynccontextmanager
async def replaying(bootstrap: str, size: int) -> AsyncIterator[Replay]:
    """A reader of topics from their beginning, in batches of at most `size` records."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, client_id="reporting-rebuild", group_id=None, enable_auto_commit=False
    )
    await consumer.start()
    try:
        yield Replay(consumer, size)
    finally:
        await consumer.stop()
