"""What the relay sends is applied once each, whatever is sent twice, stopped, handed over or interrupted."""

import asyncio
from collections.abc import Callable

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.messaging.reader import Reader, Running
from tests.messaging.source import Source, person
from tests.waiting import eventually

ReaderOf = Callable[..., Reader]


async def test_everything_published_is_applied_once_and_each_partition_in_order(
    source: Source, reader: ReaderOf
) -> None:
    await source.contact_many(500, people=40)
    one = reader()
    async with Running(source.relay(page=60), one.consumer):
        await eventually(lambda: _seen(one, 500))
    rows = await one.pool.fetch("select partition, position from seen order by id")
    for partition in range(6):
        mine = [row["position"] for row in rows if row["partition"] == partition]
        assert mine == sorted(mine)
    assert sorted(row["position"] for row in rows) == list(range(1, 501))


async def test_a_page_that_is_sent_again_is_counted_and_not_applied(source: Source, reader: ReaderOf) -> None:
    await source.contact_many(100)
    one = reader()
    async with Running(source.relay(), one.consumer):
        await eventually(lambda: _seen(one, 100))
        await source.put(*await source.records())
        await eventually(lambda: one.consumer.repeats == 100)
    assert len(await one.seen()) == 100


async def test_it_begins_where_the_database_says_whatever_kafka_has_kept(source: Source, reader: ReaderOf) -> None:
    await source.contact_many(100)
    one = reader()
    async with Running(source.relay(), one.consumer):
        await eventually(lambda: _seen(one, 100))
    # Kafka is told that everything was read again from the start, and that most of it has not been.
    tps = [TopicPartition(source.topic, partition) for partition in range(6)]
    liar = AIOKafkaConsumer(
        bootstrap_servers=source.kafka, group_id=f"{source.contract}-readers", enable_auto_commit=False
    )
    await liar.start()
    liar.assign(tps)
    await liar.commit(dict.fromkeys(tps, 1))
    await liar.stop()
    await source.contact_many(50)
    two = reader()
    async with Running(source.relay(), two.consumer):
        await eventually(lambda: _seen(two, 150))
    assert two.consumer.repeats == 0


async def test_two_members_share_the_partitions_and_one_goes_on_when_the_other_leaves(
    source: Source, reader: ReaderOf
) -> None:
    one, two = reader(), reader()
    async with Running(source.relay(), one.consumer):
        await source.contact_many(60, people=40)
        await eventually(lambda: _seen(one, 60))
        async with Running(two.consumer):
            await eventually(lambda: len(two.consumer.lag()) or two.consumer.rebalances)
            await source.contact_many(200, people=40)
            await eventually(lambda: _seen(one, 260), within=20)
            await eventually(lambda: two.consumer.applied and one.consumer.applied)
        await source.contact_many(100, people=40)
        await eventually(lambda: _seen(one, 360), within=20)
    assert sorted(await one.seen()) == list(range(1, 361))


async def test_a_member_that_was_superseded_writes_nothing_and_seeks_again(source: Source, reader: ReaderOf) -> None:
    one = reader()
    async with Running(source.relay(), one.consumer):
        await source.contact_many(10)
        await eventually(lambda: _seen(one, 10))
        await one.pool.execute("update applied set epoch = epoch + 1")
        await source.contact_many(10)
        await eventually(lambda: _seen(one, 20))
    assert one.claims == 2
    assert sorted(await one.seen()) == list(range(1, 21))


async def test_it_goes_on_after_its_database_was_away(source: Source, reader: ReaderOf) -> None:
    one = reader()
    failures = iter([asyncpg.InterfaceError("gone"), OSError("gone"), TimeoutError()])

    async def fail() -> None:
        for error in failures:
            raise error

    async with Running(source.relay(), one.consumer):
        await source.contact_many(10)
        await eventually(lambda: _seen(one, 10))
        one.before_apply = fail
        await source.contact(person(1))
        await eventually(lambda: _seen(one, 11))
        await eventually(lambda: one.consumer.notes() == ())


async def test_stopping_it_finishes_the_batch_in_hand(source: Source, reader: ReaderOf) -> None:
    one = reader()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        begun.set()
        await go_on.wait()

    one.before_apply = hold
    await source.contact_many(30, people=1)
    async with Running(source.relay(), one.consumer):
        await asyncio.wait_for(begun.wait(), 10)
        stopping = asyncio.create_task(one.consumer.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        go_on.set()
        await asyncio.wait_for(stopping, 10)
    marks = await one.mark_positions()
    assert len(await one.seen()) == max(marks.values()) > 0


async def test_lag_tells_what_has_not_been_read(source: Source, reader: ReaderOf) -> None:
    one = reader(max_records=10)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        begun.set()
        await go_on.wait()

    await source.contact_many(100, people=1)
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 100))
    one.before_apply = hold
    async with Running(one.consumer):
        await asyncio.wait_for(begun.wait(), 10)
        assert sum(one.consumer.lag().values()) == 90
        go_on.set()
        await eventually(lambda: _seen(one, 100))
        assert sum(one.consumer.lag().values()) == 0


async def _seen(reader: Reader, count: int) -> bool:
    return len(await reader.seen()) >= count


async def _at(source: Source, position: int) -> bool:
    return await source.checkpoint() >= position
