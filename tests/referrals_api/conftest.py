"""A site of one contract for each test, on one database that each test finds empty."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from chassis.database.migrations import migrate
from deploy.local.databases import DatabaseUrls
from services.referrals.main import SERVICE
from tests.conftest import PostgresServer, Tokens
from tests.referrals_api.site import Site, open_site

_TABLES = """
    truncate events, streams, commands, checkpoint, people, people_history, referral_needs, people_links, referral_list,
             release_list, referral_notes, letterbox, applied, parked, refused_reactions restart identity
"""


@pytest.fixture(scope="session")
def referrals_database(postgres_server: PostgresServer) -> Iterator[DatabaseUrls]:
    """A database with the schema of referrals, migrated once: a migration takes longer than most tests."""
    name = f"test_{uuid4().hex[:16]}"
    urls = asyncio.run(postgres_server.create_database(name))
    migrate(urls.owner_url, SERVICE.migrations, urls.role)
    yield urls
    asyncio.run(postgres_server.drop_database(name))


@pytest.fixture
async def migrated(referrals_database: DatabaseUrls) -> DatabaseUrls:
    """The database, empty."""
    owner = await asyncpg.connect(referrals_database.owner_url)
    try:
        await owner.execute(_TABLES)
    finally:
        await owner.close()
    return referrals_database


@pytest.fixture
async def site(migrated: DatabaseUrls, tmp_path: Path, tokens: Tokens, contract_slug: str) -> AsyncIterator[Site]:
    """The service of an invented contract."""
    async with open_site(tmp_path, contract_slug, migrated.service_url, tokens) as opened:
        yield opened
