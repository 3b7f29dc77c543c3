"""The database of reporting, migrated and open, and projections into it without a broker."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chassis.database.migrations import migrate
from chassis.database.pool import open_pool


@pytest.fixture
async def figures(database: Any) -> AsyncIterator[Any]:
    """A pool of the service's own role, on a database that holds the tables of reporting."""
    await asyncio.to_thread(migrate, database.owner_url, "services.reporting.migrations", database.role)
    pool = await open_pool(database.service_url, application="test-reporting")
    yield pool
    await pool.close()
