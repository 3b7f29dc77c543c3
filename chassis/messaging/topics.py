"""What a topic still holds: how many partitions, where each ends, and the last message of a source in each."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaConnectionError

from chassis.errors import Unreadable
from chassis.messaging.parting import part
from chassis.messaging.wire import Received, place_of

ANSWER_WITHIN = 10.0
_LOOK_BACK = 500


class Topics:
    """Looks at topics without being of any group."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer

    async def partitions(self, topic: str) -> int:
        """How many partitions the topic has; 0 if there is no such topic."""
        async with asyncio.timeout(ANSWER_WITHIN):
            found = (await self._consumer._client.fetch_all_metadata()).partitions_for_topic(topic)
        return len(found or ())

    async def ends(self, topic: str, partitions: Iterable[int]) -> Mapping[int, int]:
        """The offset after the last record of each partition."""
        wanted = [TopicPartition(topic, partition) for partition in partitions]
        async with asyncio.timeout(ANSWER_WITHIN):
            return {tp.partition: end for tp, end in (await self._consumer.end_offsets(wanted)).items()}

    async def last_position(self, topic: str, partition: int) -> int:
        """Position of the last readable message of the topic's own source in a partition; 0 if none is there."""
        tp = TopicPartition(topic, partition)
        self._consumer.assign([tp])
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                start = (await self._consumer.beginning_offsets([tp]))[tp]
                end = (await self._consumer.end_offsets([tp]))[tp]
            while end > start:
                low = max(start, end - _LOOK_BACK)
                if found := await self._last_between(tp, low, end):
                    return found
                end = low
            return 0
        finally:
            self._consumer.unsubscribe()

    async def _last_between(self, tp: TopicPartition, low: int, end: int) -> int:
        self._consumer.seek(tp, low)
        found, at = 0, low
        while at < end:
            async with asyncio.timeout(ANSWER_WITHIN):
                records = (await self._consumer.getmany(tp, timeout_ms=1000)).get(tp, ())
            for record in records:
                at = record.offset + 1
                if record.offset < end:
                    try:
                        found = place_of(_received(record)).position
                    except Unreadable:
                        continue
            if not records and (await self._consumer.position(tp)) >= end:
                break
        return found


def _received(record: ConsumerRecord) -> Received:
    return Received(record.topic, record.partition, record.offset, record.key, record.headers, record.value)


@asynccontextmanager
async def look_at_topics(bootstrap: str, name: str) -> AsyncIterator[Topics]:
    """A connection to look through. Raises `KafkaError` or `OSError` if no broker answers in time."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        client_id=name,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        request_timeout_ms=int(ANSWER_WITHIN * 1000),
    )
    try:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await consumer.start()
        except TimeoutError:
            raise KafkaConnectionError(f"no broker answered within {ANSWER_WITHIN} s") from None
        yield Topics(consumer)
    finally:
        await part(consumer.stop(), ANSWER_WITHIN)
