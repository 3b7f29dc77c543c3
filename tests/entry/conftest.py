"""A database with a log and the list of entries, and what is made on it; each test finds it empty."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from chassis.database.migrations import migrate
from chassis.database.pool import open_pool
from deploy.local.databases import DatabaseUrls
from tests.conftest import PostgresServer


@pytest.fixture(scope="session")
def entries_database(postgres_server: PostgresServer) -> Iterator[DatabaseUrls]:
    """A database with the schema, made once."""
    name = f"test_entries_{uuid4().hex[:12]}"
    urls = asyncio.run(postgres_server.create_database(name))
    migrate(urls.owner_url, "tests.entry.migrations", urls.role)
    yield urls
    asyncio.run(postgres_server.drop_database(name))


@pytest.fixture
async def pool(entries_database: DatabaseUrls) -> AsyncIterator[Any]:
    """The service's pool on an empty log and list."""
    owner = await asyncpg.connect(entries_database.owner_url)
    await owner.execute("truncate events, streams, commands, entry_list restart identity")
    await owner.close()
    opened = await open_pool(entries_database.service_url, max_size=8, application="test")
    yield opened
    await opened.close()
