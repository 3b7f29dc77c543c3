"""Writers, rollbacks, old transactions and an event held back: nothing is missed, nothing out of order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any

import asyncpg

from chassis.errors import Conflict
from chassis.eventstore.postgres import _APPEND, PostgresStore, _arguments
from chassis.eventstore.store import Page, Stored
from deploy.local.databases import DatabaseUrls
from tests.conftest import PostgresServer
from tests.eventstore.conftest import Stand
from tests.eventstore.holding import hold
from tests.eventstore.writing import append, write

WRITERS, HOT_STREAMS = 12, 20
SEED = 20_260_401

Read = Callable[[int, int], Awaitable[Page]]


@dataclass(slots=True)
class Story:
    """What happened, as the adversaries and the follower saw it."""

    over: bool = False
    quiet: bool = False
    """Every writer has ended."""
    committed_at: dict[int, float] = field(default_factory=dict)
    """Moment at which a writer knew its commit, by position of the write's last event."""
    rolled_back: int = 0
    followed: list[Stored] = field(default_factory=list)
    followed_at: dict[int, float] = field(default_factory=dict)
    held: tuple[float, float] = (0.0, 0.0)
    """Moments between which one event was held back."""


async def test_nothing_is_missed_and_no_stream_is_out_of_order(
    postgres: Stand, pool: Any, log_database: DatabaseUrls, postgres_server: PostgresServer, owner: Any
) -> None:
    async with old_transaction(postgres_server.admin_url), old_transaction(log_database.owner_url):
        story = await attacked(pool, log_database, postgres.store, postgres.store.read, seconds=6.0)

    log = await pool.fetch("select position, stream, version from events order by position")
    assert [event.position for event in story.followed] == [row["position"] for row in log]
    assert inversions(story.followed) == 0
    assert len({row["stream"] for row in log}) == HOT_STREAMS + 1
    assert story.rolled_back > len(story.committed_at) * 0.05
    assert log[-1]["position"] > len(log), "rollbacks must have left holes"
    lags = sorted(
        story.followed_at[position] - moment
        for position, moment in story.committed_at.items()
        if not story.held[0] <= moment <= story.held[1]
    )
    assert len(lags) > 500
    # 18 and 31 ms were measured on a quiet machine; no adversary keeps a transaction for more than 20 ms.
    assert lags[len(lags) // 2] < 0.5
    assert lags[len(lags) * 99 // 100] < 2.0


async def test_the_same_attack_shows_what_a_reader_without_the_bound_misses(
    postgres: Stand, pool: Any, log_database: DatabaseUrls
) -> None:
    async def read_to_the_head(after: int, limit: int) -> Page:
        events = [event for event in (await postgres.store.read_back(2**62, limit)) if event.position > after][::-1]
        last = events[-1].position if events else after
        return Page(events, last, last)

    story = await attacked(pool, log_database, postgres.store, read_to_the_head, seconds=1.5, limit=2_000)

    committed = await pool.fetchval("select count(*) from events")
    assert 0 < len(story.followed) < committed


async def attacked(
    pool: Any, database: DatabaseUrls, store: PostgresStore, read: Read, *, seconds: float, limit: int = 50
) -> Story:
    """The whole attack, with a follower that reads by `read`."""
    story = Story()
    follower = asyncio.create_task(follow(read, limit, story))
    writers = [asyncio.create_task(attack(pool, Random(SEED + number), story)) for number in range(WRITERS)]
    story.held = await hold_one_back(store, database.owner_url, story)
    await asyncio.sleep(seconds)  # So long the attack lasts; nothing is waited for.
    story.over = True
    await asyncio.gather(*writers)
    story.quiet = True
    await follower
    return story


@asynccontextmanager
async def old_transaction(url: str) -> AsyncIterator[None]:
    """A transaction that began before everything else and stays open."""
    connection = await asyncpg.connect(url)
    await connection.execute("begin")
    await connection.fetchval("select pg_current_xact_id()")
    yield
    await connection.close()


async def attack(pool: Any, chance: Random, story: Story) -> None:
    """Writes to hot streams until the story is over: at once, or late in a transaction that is old by then."""
    while not story.over:
        stream = f"hot-{chance.randrange(HOT_STREAMS)}"
        roll_back, old = chance.random() < 0.1, chance.random() < 0.3
        async with pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                if old:
                    await connection.fetchval("select pg_current_xact_id()")
                    await asyncio.sleep(chance.uniform(0, 0.01))
                at = await connection.fetchval("select version from streams where stream = $1", stream) or 0
                row = await append_within(connection, stream, at, chance.randint(1, 3))
                if chance.random() < 0.3:
                    await asyncio.sleep(chance.uniform(0, 0.01))
            except Conflict:
                await transaction.rollback()
                continue
            if roll_back:
                story.rolled_back += 1
                await transaction.rollback()
            else:
                await transaction.commit()
                story.committed_at[row["last"]] = perf_counter()


async def append_within(connection: Any, stream: str, at: int, count: int) -> Any:
    """An append inside a transaction of the writer's own, which the store never does: the worst of writers."""
    try:
        return await connection.fetchrow(_APPEND, *_arguments(write(append(stream, at, count))))
    except asyncpg.PostgresError as error:
        if error.sqlstate != "RR001":
            raise
        raise Conflict(stream, at, -1) from None


async def hold_one_back(store: PostgresStore, owner_url: str, story: Story) -> tuple[float, float]:
    """Holds one event for half a second with its position drawn; the moments between which that was so."""
    async with hold(owner_url) as held:
        waiting = asyncio.create_task(store.append(write(append("held-1", 0))))
        await held.caught()
        begun = perf_counter()
        await asyncio.sleep(0.5)  # Others commit meanwhile, above the held position.
        blocked = await store.read(0, 100_000)
        assert blocked.head - blocked.safe > 10
        await held.release()
        position = (await waiting).position
        story.committed_at[position] = perf_counter()
        assert blocked.safe < position
    return begun, perf_counter() + 0.1


async def follow(read: Read, limit: int, story: Story) -> None:
    """Reads page after page until every writer has ended and the end is reached."""
    after = 0
    while True:
        quiet = story.quiet
        page = await read(after, limit)
        moment = perf_counter()
        story.followed += page.events
        story.followed_at.update((event.position, moment) for event in page.events)
        after = page.safe
        if len(page.events) < limit:
            if quiet:
                return
            await asyncio.sleep(0.005)


def inversions(events: list[Stored]) -> int:
    """How often an event of a stream is not the next version of it."""
    newest: dict[str, int] = {}
    wrong = 0
    for event in events:
        wrong += event.version != newest.get(event.stream, 0) + 1
        newest[event.stream] = event.version
    return wrong
