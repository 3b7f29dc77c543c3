"""Done, not done, unknown: what is unknown is tried again under the same command id and happens once."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from chassis.errors import Unavailable
from chassis.eventstore.postgres import PostgresStore
from chassis.eventstore.store import Append
from deploy.local.databases import DatabaseUrls
from tests.eventstore.conftest import Stand
from tests.eventstore.cutting import line
from tests.eventstore.holding import hold
from tests.eventstore.writing import append, event, note, write


@pytest.mark.parametrize("how", ["reset", "silence"])
async def test_a_lost_answer_is_asked_for_again_and_the_event_is_written_once(
    postgres: Stand, log_database: DatabaseUrls, how: str
) -> None:
    command = uuid4()
    async with line(log_database.service_url) as cable:
        pool = await asyncpg.create_pool(cable.url, min_size=1, max_size=2, command_timeout=0.5)
        store = PostgresStore(pool)
        await store.append(write(append("warm-up", 0)))  # The statement is prepared; what is lost is the answer to it.
        cable.lose_next_answer(how)
        appended = await store.append(
            write(Append("thing-1", 0, [event("one")]), command=command, alongside=[note("once")])
        )
        pool.terminate()
    assert cable.lost == 1
    assert (dict(appended.versions), appended.repeated) == ({"thing-1": 1}, True)
    assert len((await postgres.store.load("thing-1")).events) == 1
    assert await postgres.notes() == ["once"]


async def test_an_append_whose_connection_is_killed_is_done_by_another(
    postgres: Stand, log_database: DatabaseUrls, postgres_server: Any
) -> None:
    admin = await asyncpg.connect(postgres_server.admin_url)
    async with hold(log_database.owner_url) as held:
        waiting = asyncio.create_task(postgres.store.append(write(append("held-1", 0), alongside=[note("once")])))
        await held.caught()
        killed = await admin.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory' and objid = 4711 "
            "and not granted"
        )
        await held.release()
        appended = await waiting
    await admin.close()
    assert killed == 1
    assert (dict(appended.versions), appended.repeated) == ({"held-1": 1}, False)
    assert len((await postgres.store.load("held-1")).events) == 1
    assert await postgres.notes() == ["once"]
    page = await postgres.store.read(0, 10)
    assert (len(page.events), page.safe == page.head) == (1, True)


async def test_a_database_that_stays_away_is_said_to_be_unavailable(log_database: DatabaseUrls) -> None:
    async with line(log_database.service_url) as cable:
        pool = await asyncpg.create_pool(cable.url, min_size=1, max_size=2, command_timeout=0.5)
    store = PostgresStore(pool, patience=0.3)
    with pytest.raises(Unavailable, match="postgresql is not available"):
        await store.append(write(append("thing-1", 0)))
    with pytest.raises(Unavailable):
        await store.load("thing-1", uuid4())
    with pytest.raises(Unavailable):
        await store.read(0, 10)
    pool.terminate()
