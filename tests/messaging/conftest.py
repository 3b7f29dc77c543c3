"""A source with its log and topic, and readers of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from importlib.resources import files
from typing import Any

import asyncpg
import pytest

from chassis.database.pool import open_pool
from deploy.local.databases import DatabaseUrls
from tests.conftest import Topics
from tests.messaging.reader import Reader
from tests.messaging.source import Source

SEEN = """
create table seen (
    id bigint generated always as identity primary key, source text, partition int, position bigint, key bytea,
    unique (source, partition, position)
);
grant select, insert on seen to ${service_role};
"""
"""What a reader made of messages: a second application of one would break the unique key."""


async def make_tables(urls: DatabaseUrls) -> None:
    """The log, the inbox and what readers of the tests write."""
    scripts = [
        (files("chassis.eventstore") / "schema.sql").read_text(),
        (files("chassis.eventstore") / "seals.sql").read_text(),
        (files("chassis") / "inbox.sql").read_text(),
        SEEN,
    ]
    connection = await asyncpg.connect(urls.owner_url)
    try:
        for script in scripts:
            await connection.execute(script.replace("${service_role}", f'"{urls.role}"'))
    finally:
        await connection.close()


@pytest.fixture
async def pool(database: DatabaseUrls) -> AsyncIterator[Any]:
    """The service's pool on a database with the chassis's tables."""
    await make_tables(database)
    opened = await open_pool(database.service_url, max_size=12, application="test")
    yield opened
    await asyncio.wait_for(opened.close(), 10)


@pytest.fixture
async def source(pool: Any, database: DatabaseUrls, contract_slug: str, kafka: str, topics: Topics) -> Source:
    """A log with its topic of six partitions."""
    made = Source(pool, database, contract_slug, kafka)
    await topics.make(made.topic)
    return made


@pytest.fixture
def reader(pool: Any, source: Source) -> Callable[..., Reader]:
    """Makes readers of the source's topic, all of one group."""

    def make(*more_topics: str, **settings: Any) -> Reader:
        settings = {"group": f"{source.contract}-readers", "session_timeout": 6.0} | settings
        return Reader(pool, source.kafka, source.topic, *more_topics, **settings)

    return make
