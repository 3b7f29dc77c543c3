"""The limit of aiokafka: its own `send_batch` and `getmany`, and `send` for those who wonder; nothing else is done."""

import asyncio
import time
from collections.abc import Iterator

import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from bench import samples
from bench.stopwatch import Figures, Orders, Steady, perform, rate

BATCH_BYTES = 512 * 1024
"""As the relay's."""


async def send_batch(orders: Orders) -> Figures:
    """One batch a partition at a time, acknowledged by all, as the relay sends (which compresses with zstd)."""
    producer = AIOKafkaProducer(
        bootstrap_servers=orders["kafka"],
        acks="all",
        enable_idempotence=True,
        compression_type=orders.get("compression"),
        max_batch_size=BATCH_BYTES,
        linger_ms=0,
    )
    await producer.start()
    messages = [
        (samples.person_ref(n // 4).encode(), samples.body(n), samples.headers(n)) for n in range(orders["messages"])
    ]
    partitions = sorted(await producer.partitions_for(orders["topic"]))
    shares = [messages[number :: len(partitions)] for number in range(len(partitions))]
    started = time.perf_counter()
    await asyncio.gather(*[_send(producer, orders["topic"], p, s) for p, s in zip(partitions, shares, strict=True)])
    elapsed = time.perf_counter() - started
    await producer.stop()
    return rate(len(messages), elapsed)


async def send(orders: Orders) -> Figures:
    """`send()` a message, pages of 1,000 awaited together."""
    producer = AIOKafkaProducer(bootstrap_servers=orders["kafka"], acks="all", enable_idempotence=True)
    await producer.start()
    messages = [
        (samples.person_ref(n // 4).encode(), samples.body(n), samples.headers(n)) for n in range(orders["messages"])
    ]
    started = time.perf_counter()
    for start in range(0, len(messages), samples.PAGE):
        page = messages[start : start + samples.PAGE]
        sent = [await producer.send(orders["topic"], value, key, headers=headers) for key, value, headers in page]
        await asyncio.gather(*sent)
    elapsed = time.perf_counter() - started
    await producer.stop()
    return rate(len(messages), elapsed)


async def getmany(orders: Orders) -> Figures:
    """Every message of the topic, or of every topic of a history, once, thrown away."""
    return await _consume(orders, read=False)


async def getmany_read(orders: Orders) -> Figures:
    """Every message of the topic once, its JSON and headers read."""
    return await _consume(orders, read=True)


async def _send(producer: AIOKafkaProducer, topic: str, partition: int, messages: list[tuple]) -> None:
    for batch in _batches(producer, messages):
        await (await producer.send_batch(batch, topic, partition=partition))


def _batches(producer: AIOKafkaProducer, messages: list[tuple]) -> Iterator:
    batch = producer.create_batch()
    for key, value, headers in messages:
        if batch.append(key=key, value=value, timestamp=None, headers=headers) is None:
            batch.close()
            yield batch
            batch = producer.create_batch()
            batch.append(key=key, value=value, timestamp=None, headers=headers)
    if batch.record_count():
        batch.close()
        yield batch


async def _consume(orders: Orders, *, read: bool) -> Figures:
    consumer = AIOKafkaConsumer(bootstrap_servers=orders["kafka"], group_id=None, auto_offset_reset="earliest")
    await consumer.start()
    topics = orders.get("topics") or [orders["topic"]]
    partitions = [TopicPartition(topic, number) for topic in topics for number in range(orders["partitions"])]
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    total = sum((await consumer.end_offsets(partitions)).values())
    count, steady, most = 0, Steady(total), orders.get("records", samples.RECORDS)
    while not steady.over:
        for records in (await consumer.getmany(timeout_ms=1_000, max_records=most)).values():
            if read:
                for record in records:
                    orjson.loads(record.value)
                    dict(record.headers)
            count += len(records)
        steady.reached(count)
    await consumer.stop()
    return steady.figures()


if __name__ == "__main__":
    uvloop.install()
    perform({"send_batch": send_batch, "send": send, "getmany": getmany, "getmany_read": getmany_read})
