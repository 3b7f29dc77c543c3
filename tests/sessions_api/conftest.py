"""A site of one contract for each test, on one database that each test finds empty."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from chassis.database.migrations import migrate
from deploy.local.databases import DatabaseUrls
from services.sessions.main import SERVICE
from tests.conftest import PostgresServer, Tokens
from tests.sessions_api.site import Site, open_site

_TABLES = (
    "select string_agg(format('%I', tablename), ', ') from pg_tables where schemaname = 'public' and tablename <> $1"
)


@pytest.fixture(scope="session")
def sessions_database(postgres_server: PostgresServer) -> Iterator[DatabaseUrls]:
    """A database with the schema of sessions, migrated once: a migration takes longer than most tests."""
    name = f"test_{uuid4().hex[:16]}"
    urls = asyncio.run(postgres_server.create_database(name))
    migrate(urls.owner_url, SERVICE.migrations, urls.role)
    yield urls
    asyncio.run(postgres_server.drop_database(name))


@pytest.fixture
async def migrated(sessions_database: DatabaseUrls) -> DatabaseUrls:
    """The database, empty."""
    owner = await asyncpg.connect(sessions_database.owner_url)
    try:
        tables = await owner.fetchval(_TABLES, "alembic_version")
        await owner.execute(f"truncate {tables} restart identity")
    finally:
        await owner.close()
    return sessions_database


@pytest.fixture
async def site(migrated: DatabaseUrls, tmp_path: Path, tokens: Tokens, contract_slug: str) -> AsyncIterator[Site]:
    """The service of an invented contract."""
    async with open_site(tmp_path, contract_slug, migrated.service_url, tokens) as opened:
        yield opened
