"""The pool: what a connection is set to, and that nothing is left on it."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from chassis.database.pool import open_pool
from deploy.local.databases import DatabaseUrls


@pytest.fixture
async def pool(database: DatabaseUrls) -> AsyncIterator[Any]:
    opened = await open_pool(database.service_url, min_size=1, max_size=1, application="rio referrals")
    yield opened
    await opened.close()


SETTINGS = {
    "application_name": "rio referrals",
    "default_transaction_isolation": "read committed",
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "10s",
    "client_connection_check_interval": "5s",
    "jit": "off",
    "TimeZone": "UTC",
    "synchronous_commit": "on",
}


async def test_a_connection_is_set_to_wait_for_nothing_for_ever(pool: Any) -> None:
    assert {name: await pool.fetchval("select current_setting($1)", name) for name in SETTINGS} == SETTINGS


async def test_json_travels_as_text(pool: Any) -> None:
    assert await pool.fetchval("""select '{"b":1,  "a":2}'::json""") == '{"b":1,  "a":2}'


async def test_a_failed_transaction_does_not_reach_who_comes_next(pool: Any) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with pool.acquire() as connection, connection.transaction():
            await connection.fetchval("select 1 / 0")
    assert await pool.fetchval("select 1") == 1


async def test_to_lend_a_connection_costs_no_statement(pool: Any) -> None:
    heard: list[str] = []
    async with pool.acquire() as connection:
        connection.add_query_logger(lambda record: heard.append(record.query))
        assert await connection.fetchval("select 1") == 1
    async with pool.acquire() as connection:
        assert await connection.fetchval("select 2") == 2
    assert heard == ["select 1", "select 2"]
