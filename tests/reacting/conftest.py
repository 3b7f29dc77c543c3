"""A source with its topic, and the service that notes what it publishes, in a database of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from chassis.database.migrations import migrate
from chassis.database.pool import open_pool
from tests.conftest import Topics
from tests.messaging.conftest import pool, source  # noqa: F401 (fixtures)
from tests.messaging.source import Source
from tests.reacting.notes import Notes


@pytest.fixture
async def notes(make_database: Callable[[], Any], source: Source, topics: Topics) -> AsyncIterator[Notes]:  # noqa: F811
    urls = await make_database()
    await asyncio.to_thread(migrate, urls.owner_url, "tests.reacting.migrations", urls.role)
    opened = await open_pool(urls.service_url, max_size=8, application="notes")
    made = Notes(opened, urls, source)
    await topics.make(made.topic)
    yield made
    await asyncio.wait_for(opened.close(), 10)
