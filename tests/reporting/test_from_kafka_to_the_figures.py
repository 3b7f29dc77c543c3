"""The projector on a real broker and a real database: everything sent is in the figures once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from chassis.messaging.consumer import Consumer
from chassis.messaging.wire import Received
from contracts.messages.catalogue import topic
from services.reporting.projection.projector import Projector
from services.reporting.projection.rebuild import rebuild
from tests.reporting.figures import folded
from tests.reporting.records import poison, sent
from tests.reporting.rows import cells_of_rows, rows_of
from tests.reporting.telling import Telling, all_of
from tests.reporting.working import working_weeks
from tests.waiting import eventually

Send = Callable[..., Awaitable[None]]


@pytest.fixture
async def send(kafka: str) -> AsyncIterator[Send]:
    """Sends records to the partitions that they name."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, enable_idempotence=True)
    await producer.start()

    async def sending(*records: Received) -> None:
        for each in records:
            await producer.send(each.topic, each.body, each.key, each.partition, headers=list(each.headers))
        await producer.flush()

    yield sending
    await producer.stop()


@asynccontextmanager
async def projecting(kafka: str, pool: Any, group: str, *topics: str) -> AsyncIterator[Consumer]:
    """A projector that runs, and is stopped in order."""
    projector = Projector(pool)
    consumer = Consumer(
        bootstrap=kafka,
        group=group,
        topics=topics,
        apply=projector.apply,
        positions=projector.positions,
        max_records=50,
        session_timeout=6.0,
    )
    running = asyncio.create_task(consumer.run())
    try:
        yield consumer
    finally:
        await consumer.stop()
        await running


def some_months(contract: str, people: int = 40) -> Telling:
    """Many journeys, a person with two of them now and then, and links."""
    telling, start = Telling(contract), date(2025, 1, 10)
    for number in range(people):
        received_on = start + timedelta(days=3 * number)
        journey = telling.referral(number, of=number % (people - 5)).received(received_on)
        if number % 4 == 0:
            journey.declined(received_on + timedelta(days=2))
            continue
        journey.accepted(received_on + timedelta(days=1)).contacted(received_on + timedelta(days=number % 20))
        if number % 3 == 0:
            journey.closed(received_on + timedelta(days=60))
    telling.link(1, 2, date(2025, 6, 1))
    return telling


async def all_applied(pool: Any, telling: Telling) -> bool:
    """Whether every partition is applied up to its last message."""
    rows = await pool.fetch("select partition, position from figures.applied where position > 0")
    return {row["partition"]: row["position"] for row in rows} == {
        record.partition: int(dict(record.headers)["ce_position"]) for record in sent(telling)
    }


async def test_what_was_sent_is_in_the_figures_and_a_rebuild_gives_them_again(
    kafka: str, topics: Any, contract_slug: str, figures: Any, database: Any, send: Send
) -> None:
    name = topic(contract_slug, "referrals")
    await topics.make(name)
    telling = some_months(contract_slug)
    expected = folded(*telling.messages)
    records = sent(telling)
    async with projecting(kafka, figures, contract_slug, name):
        await send(*records)
        await send(poison(records[0], 0, key=b"somebody-else", position=b"nothing"))
        await eventually(lambda: all_applied(figures, telling), within=20)
        await send(*records[:30])
        assert await cells_of_rows(figures) == expected.cells

        before = await rows_of(figures)
        rebuilt = await rebuild(database.owner_url, database.role, kafka)
        assert (rebuilt.differences, rebuilt.swapped) == ([], True)
        assert await rows_of(figures) == before

        telling.referral(1000, of=1000).received(date(2025, 9, 1)).contacted(date(2025, 9, 3))
        await send(*sent(telling)[len(records) :])
        await eventually(lambda: all_applied(figures, telling), within=20)
    assert await cells_of_rows(figures) == folded(*telling.messages).cells
    assert await figures.fetchval("select count(*) from figures.parked") == 1


async def test_sessions_and_outcomes_are_in_the_figures_beside_referrals_and_survive_a_rebuild(
    kafka: str, topics: Any, contract_slug: str, figures: Any, database: Any, send: Send
) -> None:
    tellings = [some_months(contract_slug, people=10), *working_weeks(contract_slug)]
    names = [topic(contract_slug, telling.service) for telling in tellings]
    await topics.make(*names)
    async with projecting(kafka, figures, contract_slug, *names):
        for telling in tellings:
            await send(*sent(telling))

        async def everything_applied() -> bool:
            rows = await figures.fetch("select source, partition, position from figures.applied where position > 0")
            return {(row["source"], row["partition"]): row["position"] for row in rows} == {
                (f"/{contract_slug}/{telling.service}", record.partition): int(dict(record.headers)["ce_position"])
                for telling in tellings
                for record in sent(telling)
            }

        await eventually(everything_applied, within=20)
        before = await rows_of(figures)
        rebuilt = await rebuild(database.owner_url, database.role, kafka)
        assert (rebuilt.differences, rebuilt.swapped) == ([], True)
    expected = folded(*all_of(*tellings))
    assert await rows_of(figures) == before
    assert (before.activities, before.gatherings) == (expected.activities, expected.gatherings)
    assert await cells_of_rows(figures) == expected.cells
    assert await figures.fetchval("select count(*) from figures.parked") == 0


async def test_a_rebuild_that_finds_a_difference_swaps_only_when_forced(
    kafka: str, topics: Any, contract_slug: str, figures: Any, database: Any, send: Send
) -> None:
    name = topic(contract_slug, "referrals")
    await topics.make(name)
    telling = some_months(contract_slug, people=10)
    async with projecting(kafka, figures, contract_slug, name):
        await send(*sent(telling))
        await eventually(lambda: all_applied(figures, telling), within=20)
    await figures.execute("update figures.cells set times = times + 1 where metric = 'referrals-received'")
    kept = await rebuild(database.owner_url, database.role, kafka)
    assert ([each.table for each in kept.differences], kept.swapped) == (["cells"], False)
    assert await cells_of_rows(figures) != folded(*telling.messages).cells
    forced = await rebuild(database.owner_url, database.role, kafka, force=True)
    assert ([each.table for each in forced.differences], forced.swapped) == (["cells"], True)
    assert await cells_of_rows(figures) == folded(*telling.messages).cells


async def test_two_projectors_count_nothing_twice(
    kafka: str, topics: Any, contract_slug: str, figures: Any, send: Send
) -> None:
    name = topic(contract_slug, "referrals")
    await topics.make(name)
    telling = some_months(contract_slug)
    records = sent(telling)
    async with projecting(kafka, figures, contract_slug, name):
        await send(*records[:40])
        async with projecting(kafka, figures, contract_slug, name):
            await send(*records[40:])
            await send(*records[:20])
            await eventually(lambda: all_applied(figures, telling), within=30)
    assert await cells_of_rows(figures) == folded(*telling.messages).cells
