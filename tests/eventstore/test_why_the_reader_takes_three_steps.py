"""Each part of the rule left out, against the real database: the event that is then missed."""

import asyncio
from importlib.resources import files
from typing import Any

import asyncpg

from chassis.database.migrations import migrate
from chassis.database.pool import open_pool
from chassis.eventstore.postgres import PostgresStore
from deploy.local.databases import DatabaseUrls
from tests.eventstore.conftest import Stand
from tests.eventstore.holding import hold
from tests.eventstore.writing import append, write

EVENTS = "select stream from events where position > $1 and position <= $2 order by position"


async def test_a_position_drawn_and_not_committed_holds_the_reader_back(
    postgres: Stand, log_database: DatabaseUrls
) -> None:
    await postgres.store.append(write(append("first", 0)))
    async with hold(log_database.owner_url) as held:
        waiting = asyncio.create_task(postgres.store.append(write(append("held-1", 0))))
        await held.caught()
        await postgres.store.append(write(append("later", 0)))
        page = await postgres.store.read(0, 10)
        assert ([event.stream for event in page.events], page.safe, page.head) == (["first"], 1, 3)
        assert 0 < await postgres.store.bound_age() < 10
        await held.release()
        await waiting
    page = await postgres.store.read(page.safe, 10)
    assert ([event.stream for event in page.events], page.safe, page.head) == (["held-1", "later"], 3, 3)
    assert await postgres.store.bound_age() == 0


async def test_the_first_position_of_a_log_is_held_too(postgres: Stand, log_database: DatabaseUrls) -> None:
    async with hold(log_database.owner_url) as held:
        waiting = asyncio.create_task(postgres.store.append(write(append("held-1", 0))))
        await held.caught()
        page = await postgres.store.read(0, 10)
        assert (list(page.events), page.safe, page.head) == ([], 0, 1)
        await held.release()
        await waiting
    assert [event.stream for event in (await postgres.store.read(0, 10)).events] == ["held-1"]


async def test_a_rolled_back_position_is_a_hole_that_stops_nobody(postgres: Stand, pool: Any) -> None:
    await postgres.store.append(write(append("first", 0)))
    await roll_back(pool, 3)
    assert (await postgres.store.read(1, 10)).safe == 4
    await postgres.store.append(write(append("later", 0)))
    page = await postgres.store.read(0, 10)
    assert ([event.position for event in page.events], page.safe) == ([1, 5], 5)


async def test_a_page_is_full_in_spite_of_many_holes(postgres: Stand, pool: Any) -> None:
    await roll_back(pool, 150)
    await postgres.store.append(write(append("later", 0, 3)))
    page = await postgres.store.read(0, 2)
    assert ([event.position for event in page.events], page.safe) == ([151, 152], 152)


async def test_an_old_transaction_elsewhere_holds_nobody_back(postgres: Stand, pool: Any, owner: Any) -> None:
    async with owner.transaction():
        await owner.fetchval("select pg_current_xact_id()")
        await postgres.store.append(write(append("first", 0)))
        assert (await postgres.store.read(0, 10)).safe == 1


async def test_a_lock_of_another_database_or_namespace_is_not_a_bound(
    postgres: Stand, owner: Any, make_database: Any
) -> None:
    other = await asyncpg.connect((await make_database()).owner_url)
    await other.execute("select pg_advisory_lock_shared((21061::bigint << 48) | 0)")
    await owner.execute("select pg_advisory_lock_shared((21062::bigint << 48) | 0), pg_advisory_lock(21061, 0)")
    await postgres.store.append(write(append("first", 0)))
    assert (await postgres.store.read(0, 10)).safe == 1
    await owner.execute("select pg_advisory_lock_shared((21061::bigint << 48) | 0)")
    assert (await postgres.store.read(0, 10)).safe == 0
    await owner.execute("select pg_advisory_unlock_all()")
    await other.close()


async def test_without_a_bound_the_held_event_is_missed(postgres: Stand, pool: Any, log_database: DatabaseUrls) -> None:
    async with hold(log_database.owner_url) as held:
        waiting = asyncio.create_task(postgres.store.append(write(append("held-1", 0))))
        await held.caught()
        await postgres.store.append(write(append("later", 0)))
        head = await pool.fetchval("select last_position()")
        first = await pool.fetch(EVENTS, 0, head)
        await held.release()
        await waiting
    assert [row["stream"] for row in first] == ["later"]
    assert await pool.fetch(EVENTS, head, 99) == []
    assert len((await postgres.store.read(0, 10)).events) == 2


async def test_with_the_bound_read_before_the_head_the_held_event_is_missed(
    postgres: Stand, pool: Any, log_database: DatabaseUrls
) -> None:
    async with hold(log_database.owner_url) as held:
        no_lock_seen = await pool.fetchrow("select head, bound from log_bounds()")
        assert tuple(no_lock_seen) == (0, 0)
        waiting = asyncio.create_task(postgres.store.append(write(append("held-1", 0))))
        await held.caught()
        await postgres.store.append(write(append("later", 0)))
        head = await pool.fetchval("select last_position()")
        first = await pool.fetch(EVENTS, 0, head)
        await held.release()
        await waiting
    assert [row["stream"] for row in first] == ["later"]
    assert await pool.fetch(EVENTS, head, 99) == []


async def test_with_one_snapshot_for_all_steps_what_committed_meanwhile_is_missed(postgres: Stand, pool: Any) -> None:
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        assert await connection.fetchval("select count(*) from events") == 0
        await postgres.store.append(write(append("meanwhile", 0)))
        head, bound = await connection.fetchrow("select head, bound from log_bounds()")
        first = await connection.fetch(EVENTS, 0, bound)
    assert (head, bound, first) == (1, 1, [])
    assert await pool.fetch(EVENTS, bound, 99) == []


async def test_with_the_lock_taken_after_drawing_the_held_event_is_missed(database: DatabaseUrls) -> None:
    await asyncio.to_thread(migrate, database.owner_url, "tests.eventstore.migrations", database.role)
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute(lock_after_drawing())
    pool = await open_pool(database.service_url, application="test")
    store = PostgresStore(pool)
    async with hold(database.owner_url) as held:
        waiting = asyncio.create_task(store.append(write(append("held-1", 0))))
        await held.caught()
        await store.append(write(append("later", 0)))
        first = await store.read(0, 10)
        await held.release()
        await waiting
    second = await store.read(first.safe, 10)
    assert [event.stream for event in first.events] == ["later"]
    assert second.events == []
    await pool.close()
    await owner.close()


def lock_after_drawing() -> str:
    """The append function with its two steps exchanged."""
    schema = files("chassis.eventstore").joinpath("schema.sql").read_text(encoding="utf-8")
    function = schema[schema.index("create function append_events") : schema.index("revoke all on function")]
    lock = "        perform pg_advisory_xact_lock_shared((21061::bigint << 48) | last_position());\n"
    after = "        last := currval('events_position');\n"
    assert function.count(lock) == function.count(after) == 1
    return (
        function.replace(lock, "").replace(after, lock + after).replace("create function", "create or replace function")
    )


async def roll_back(pool: Any, count: int) -> None:
    """Draws positions in a transaction that is rolled back."""
    from chassis.eventstore.postgres import _APPEND, _arguments

    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.fetchrow(_APPEND, *_arguments(write(append("rolled-back", 0, count))))
        await transaction.rollback()
