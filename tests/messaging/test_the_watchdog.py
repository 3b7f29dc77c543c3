"""A consumer that gets nowhere although there is something to read ends; one with a good reason does not."""

import asyncio
from collections.abc import Callable

import pytest

from chassis.messaging.watchdog import Stuck, watch_over
from tests.messaging.reader import Reader, Running
from tests.messaging.source import Source
from tests.waiting import eventually

ReaderOf = Callable[..., Reader]


async def test_a_consumer_held_still_while_messages_wait_ends(source: Source, reader: ReaderOf) -> None:
    one = reader(watchdog_after=1.0)
    running = asyncio.create_task(one.consumer.run())
    async with Running(source.relay()):
        await source.contact_many(10)
        await eventually(lambda: one.seen())

        held = asyncio.Event()

        async def hold(_: object) -> list[object]:
            held.set()
            await asyncio.sleep(0.05)
            return []

        one.consumer._poll = hold  # type: ignore[method-assign,assignment]
        await asyncio.wait_for(held.wait(), 10)
        await source.contact_many(10)
        with pytest.raises(Stuck, match="consumer has made no progress for 1 s although there is something to read"):
            await asyncio.wait_for(running, 10)


async def test_a_batch_that_never_ends_is_a_standstill_too(source: Source, reader: ReaderOf) -> None:
    one = reader(watchdog_after=1.0)

    async def hang() -> None:
        await asyncio.Event().wait()

    one.before_apply = hang
    await source.contact_many(10)
    async with Running(source.relay()):
        with pytest.raises(Stuck):
            await asyncio.wait_for(one.consumer.run(), 20)


async def test_a_consumer_that_has_nothing_to_read_goes_on(source: Source, reader: ReaderOf) -> None:
    one = reader(watchdog_after=2.0)
    async with Running(one.consumer, source.relay()):
        await source.contact_many(10)
        await eventually(lambda: _seen(one, 10))
        await _turns(one, 4.0)
        assert one.consumer.progress_age() < 2.0
        await source.contact_many(10)
        await eventually(lambda: _seen(one, 20))


async def test_a_broker_that_is_away_is_no_reason_to_start_the_process_anew(reader: ReaderOf, source: Source) -> None:
    one = reader(watchdog_after=0.5)
    one.consumer._bootstrap = "127.0.0.1:9"
    async with Running(one.consumer):
        await _turns(one, 2.0)
        assert one.consumer.notes() == ("consumer waits: KafkaConnectionError",)


async def test_one_member_more_than_there_are_partitions_goes_on(source: Source, reader: ReaderOf) -> None:
    members = [reader(watchdog_after=6.0) for _ in range(7)]
    async with Running(*[member.consumer for member in members]):
        await eventually(lambda: sum(len(member.consumer._at) for member in members) == 6, within=30)
        await _turns(members[0], 3.0)
        assert max(member.consumer.progress_age() for member in members) < 3.0


async def test_a_watchdog_that_a_library_cancels_does_not_die_in_silence() -> None:
    async def excused() -> bool:
        raise asyncio.CancelledError

    with pytest.raises(Stuck, match="the watchdog of consumer was ended by nobody"):
        await watch_over("consumer", lambda: 1.0, 0.1, excused)


async def _turns(reader: Reader, seconds: float) -> None:
    """Time passes: the watchdog looks several times."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    await eventually(lambda: loop.time() > end)


async def _seen(reader: Reader, count: int) -> bool:
    return len(await reader.seen()) >= count
