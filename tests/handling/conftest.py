"""Logs to handle commands on: in memory and in PostgreSQL, each empty at the start of a test, each with its notes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
import pytest

from chassis.database.migrations import migrate
from chassis.database.pool import open_pool
from chassis.errors import Refused, RefusedBeside
from chassis.eventstore.memory import MemoryStore
from chassis.eventstore.postgres import PostgresStore
from deploy.local.databases import DatabaseUrls
from tests.conftest import PostgresServer

_NOTES = """
create table notes (id bigint generated always as identity, note jsonb not null);
create function note(jsonb) returns void language sql security definer
set search_path = public, pg_temp as $$ insert into notes (note) values ($1) $$;
create function say_no(jsonb) returns void language plpgsql as $$
begin raise exception 'no' using errcode = 'RR010', detail = $1::text; end $$;
create function list_jars(jsonb) returns void language sql security definer
set search_path = public, pg_temp as $$ insert into notes (note) values ($1) $$;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A log, and what was written beside it."""

    store: Any
    notes: Callable[[], Awaitable[list[Any]]]


@pytest.fixture(scope="session")
def log_of_jars(postgres_server: PostgresServer) -> Iterator[DatabaseUrls]:
    """A database with a log, made once."""
    name = f"test_jars_{uuid4().hex[:12]}"
    urls = asyncio.run(postgres_server.create_database(name))
    migrate(urls.owner_url, "tests.eventstore.migrations", urls.role)
    asyncio.run(_as_owner(urls, _NOTES))
    yield urls
    asyncio.run(postgres_server.drop_database(name))


@pytest.fixture
async def in_postgres(log_of_jars: DatabaseUrls) -> AsyncIterator[Kept]:
    """The log as production keeps it."""
    await _as_owner(
        log_of_jars, "truncate events, streams, commands, notes; alter sequence events_position restart with 1"
    )
    pool = await open_pool(log_of_jars.service_url, max_size=16, application="test")

    async def notes() -> list[Any]:
        connection = await asyncpg.connect(log_of_jars.owner_url)
        try:
            return [orjson.loads(row["note"]) for row in await connection.fetch("select note from notes order by id")]
        finally:
            await connection.close()

    yield Kept(PostgresStore(pool), notes)
    await pool.close()


@pytest.fixture
def in_memory() -> Kept:
    """The log for tests without a server."""
    kept: list[Any] = []

    async def notes() -> list[Any]:
        return kept

    def say_no(refused: Any) -> None:
        raise RefusedBeside({each.pop("stream"): Refused(**each) for each in refused})

    return Kept(MemoryStore(alongside={"note": kept.append, "list_jars": kept.append, "say_no": say_no}), notes)


async def _as_owner(urls: DatabaseUrls, script: str) -> None:
    connection = await asyncpg.connect(urls.owner_url)
    await connection.execute(script)
    await connection.close()
