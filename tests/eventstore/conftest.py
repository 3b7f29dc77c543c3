"""Stores to test: one in memory, one in PostgreSQL, each empty at the start of a test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from chassis.database.migrations import migrate
from chassis.database.pool import open_pool
from chassis.errors import Refused, RefusedBeside
from chassis.eventstore.memory import MemoryStore
from chassis.eventstore.postgres import PostgresStore
from deploy.local.databases import DatabaseUrls
from tests.conftest import PostgresServer

NOTES = """
create table notes (id bigint generated always as identity, note jsonb not null check (note <> '"forbidden"'));
create function take_note(jsonb) returns void language sql as $$ insert into notes (note) values ($1) $$;
create function say_no(jsonb) returns void language plpgsql as $$
begin raise exception 'no' using errcode = 'RR010', detail = $1::text; end $$;
"""
"""A list table; the function that follows an append and fails for the word `forbidden`; and one that refuses."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A store, and the notes that its appends have kept alongside."""

    store: Any
    notes: Callable[[], Awaitable[list[Any]]]
    wakes: list[int]
    """How often the store has said that it appended."""


@pytest.fixture(scope="session")
def log_database(postgres_server: PostgresServer) -> Iterator[DatabaseUrls]:
    """A database with the chassis's tables, shared by the tests of stores, which empty it."""
    name = f"test_log_{uuid4().hex[:12]}"
    urls = asyncio.run(postgres_server.create_database(name))
    migrate(urls.owner_url, "tests.eventstore.migrations", urls.role)
    asyncio.run(_as_owner(urls, NOTES))
    yield urls
    asyncio.run(postgres_server.drop_database(name))


@pytest.fixture
async def owner(log_database: DatabaseUrls) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection of the database's owner, for what the service may not do."""
    connection = await asyncpg.connect(log_database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def pool(log_database: DatabaseUrls) -> AsyncIterator[Any]:
    """The service's pool on an empty log."""
    await _as_owner(
        log_database,
        "truncate events, streams, commands, seals, checkpoint, notes; alter sequence events_position restart with 1",
    )
    opened = await open_pool(log_database.service_url, min_size=1, max_size=20, application="test")
    yield opened
    await opened.close()


@pytest.fixture
def postgres(pool: Any, owner: Any) -> Stand:
    """The store that production runs."""
    wakes: list[int] = []

    async def notes() -> list[Any]:
        import orjson

        return [orjson.loads(row["note"]) for row in await owner.fetch("select note from notes order by id")]

    return Stand(PostgresStore(pool, lambda: wakes.append(1)), notes, wakes)


@pytest.fixture
def memory() -> Stand:
    """The store for tests without a server."""
    wakes: list[int] = []
    kept: list[Any] = []

    def take_note(note: Any) -> None:
        if note == "forbidden":
            raise ValueError("forbidden")
        kept.append(note)

    def say_no(refused: Any) -> None:
        raise RefusedBeside({each.pop("stream"): Refused(**each) for each in refused})

    async def notes() -> list[Any]:
        return kept

    followers = {"take_note": take_note, "say_no": say_no}
    return Stand(MemoryStore(lambda: wakes.append(1), alongside=followers), notes, wakes)


async def _as_owner(urls: DatabaseUrls, script: str) -> None:
    connection = await asyncpg.connect(urls.owner_url)
    await connection.execute(script)
    await connection.close()
