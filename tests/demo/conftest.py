"""The logs of two contracts for a small year: six databases, made once for each test that plays."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from chassis.database.migrations import migrate
from deploy.demo.figures import Sizes, read_sizes
from deploy.local.databases import DatabaseUrls
from deploy.local.instances import Instance
from tests.conftest import PostgresServer

SMALL = Path(__file__).with_name("small.toml")
CONTRACTS = ("long-covid", "rio")


@pytest.fixture(scope="session")
def small() -> Sizes:
    """The small year."""
    return read_sizes(SMALL)


@pytest.fixture
async def logs(postgres_server: PostgresServer) -> AsyncIterator[Mapping[Instance, DatabaseUrls]]:
    """Empty databases of both contracts' services."""
    names: list[str] = []
    found: dict[Instance, DatabaseUrls] = {}
    try:
        for contract in CONTRACTS:
            for service in ("referrals", "sessions", "outcomes"):
                one = Instance(service, contract)
                names.append(f"test_{uuid4().hex[:16]}")
                found[one] = await postgres_server.create_database(names[-1])
                await asyncio.to_thread(migrate, found[one].owner_url, one.migrations, found[one].role)
        yield found
    finally:
        for name in names:
            await postgres_server.drop_database(name)
