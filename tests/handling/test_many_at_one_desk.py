"""Many callers at once, on the real database: each command counts once, and a limit holds."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chassis.database.migrations import migrate
from chassis.database.pool import open_pool
from chassis.errors import Refused
from chassis.eventstore.postgres import PostgresStore
from chassis.handling import Actor, Desk, Order
from chassis.ids import derived_id
from deploy.local.databases import DatabaseUrls
from tests.handling.jars import CODEC, COMMAND, DAY, DECIDER, AddMarbles, Jar


@pytest.fixture
async def desk(database: DatabaseUrls) -> AsyncIterator[Desk[Any, Any, Jar]]:
    await asyncio.to_thread(migrate, database.owner_url, "tests.eventstore.migrations", database.role)
    pool = await open_pool(database.service_url, max_size=16, application="test")
    yield Desk(PostgresStore(pool), CODEC, DECIDER, terms_version="1", topic="test.jars.v1")
    await pool.close()


async def test_a_limit_holds_and_each_command_counts_once_however_often_it_is_sent(desk: Desk[Any, Any, Jar]) -> None:
    async def send(number: int) -> str:
        try:
            outcome = await desk.handle(
                "jar-1", AddMarbles(30, DAY), Order(derived_id(COMMAND, number), Actor("a", "b"))
            )
        except Refused as refusal:
            return refusal.code
        return "again" if outcome.repeated else "done"

    answers = await asyncio.gather(*(send(number % 6) for number in range(24)))
    assert {answer: answers.count(answer) for answer in set(answers)} == {"done": 3, "again": 9, "jar-full": 12}
    assert await desk.state("jar-1") == (Jar(90), 90)


async def test_a_contested_stream_takes_everybody_in_the_end(desk: Desk[Any, Any, Jar]) -> None:
    outcomes = await asyncio.gather(
        *(
            desk.handle("jar-1", AddMarbles(1, DAY), Order(derived_id(COMMAND, number), Actor("a", "b")))
            for number in range(40)
        )
    )
    assert sorted(outcome.version for outcome in outcomes) == list(range(1, 41))
    assert await desk.state("jar-1") == (Jar(40), 40)
