"""Marks and parked messages: moved by their newest owner alone, kept whole, replayed in order."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from chassis.database.migrations import migrate
from chassis.database.pool import open_pool
from chassis.inbox import (
    Mark,
    Parked,
    Superseded,
    advance,
    claim,
    marks,
    park,
    parked_keys,
    replayable,
    replayed,
    waiting,
    waiting_count,
)
from deploy.local.databases import DatabaseUrls

RIO, TOPIC = "/rio/referrals", "rio.referrals.v1"
PLACES = [(RIO, TOPIC, 0), (RIO, TOPIC, 1)]


@pytest.fixture
async def pool(database: DatabaseUrls) -> AsyncIterator[Any]:
    await asyncio.to_thread(migrate, database.owner_url, "tests.eventstore.migrations", database.role)
    opened = await open_pool(database.service_url, application="test")
    yield opened
    await opened.close()


@pytest.fixture
async def connection(pool: Any) -> AsyncIterator[Any]:
    async with pool.acquire() as lent:
        yield lent


async def test_a_partition_that_nobody_read_begins_at_nothing(connection: Any) -> None:
    assert await marks(connection) == {}
    claimed = await claim(connection, PLACES)
    assert claimed == {(RIO, 0): Mark(RIO, TOPIC, 0, epoch=1), (RIO, 1): Mark(RIO, TOPIC, 1, epoch=1)}
    assert await marks(connection) == claimed


async def test_a_mark_moves_for_its_owner(connection: Any) -> None:
    claimed = await claim(connection, PLACES)
    moved = replace(claimed[RIO, 1], position=7, offset=5, mapping=1)
    await advance(connection, [moved])
    assert await marks(connection) == {(RIO, 0): claimed[RIO, 0], (RIO, 1): moved}


async def test_a_new_owner_takes_over_where_the_old_one_stood_and_the_old_one_moves_nothing(connection: Any) -> None:
    old = await claim(connection, PLACES)
    await advance(connection, [replace(old[RIO, 0], position=7, offset=5)])
    new = await claim(connection, PLACES[:1])
    assert new == {(RIO, 0): Mark(RIO, TOPIC, 0, 7, 5, epoch=2)}
    with pytest.raises(Superseded) as refusal:
        async with connection.transaction():
            await advance(connection, [replace(old[RIO, 1], position=3), replace(old[RIO, 0], position=9)])
    assert refusal.value.mark.partition == 0
    assert {place: mark.position for place, mark in (await marks(connection)).items()} == {(RIO, 0): 7, (RIO, 1): 0}
    await advance(connection, [replace(new[RIO, 0], position=9)])


async def test_nobody_takes_a_partition_over_in_the_middle_of_a_batch(pool: Any) -> None:
    async with pool.acquire() as first, pool.acquire() as second:
        old = await claim(first, PLACES)
        transaction = first.transaction()
        await transaction.start()
        await advance(first, [replace(old[RIO, 0], position=7)])
        taking = asyncio.create_task(claim(second, PLACES))
        done, _ = await asyncio.wait({taking}, timeout=0.2)
        assert not done
        await transaction.commit()
        assert (await taking)[RIO, 0] == Mark(RIO, TOPIC, 0, 7, epoch=2)


POISON = Parked(
    TOPIC,
    0,
    5,
    b"key-1",
    "not-json",
    [("ce_id", b"1"), ("odd", b"\x00\xff")],
    b"\x00{",
    "line 1",
    RIO,
    9,
    "x.v1",
    "00-a",
)


async def test_a_parked_message_keeps_everything_that_came_byte_by_byte(connection: Any) -> None:
    assert await park(connection, [POISON]) == 1
    (kept,) = await waiting(connection)
    assert replace(kept, id=0, parked_at=None) == POISON
    assert kept.parked_at is not None
    assert await waiting_count(connection) == 1


async def test_a_message_is_parked_once(connection: Any) -> None:
    assert await park(connection, [POISON]) == 1
    assert await park(connection, [replace(POISON, reason="other"), replace(POISON, offset=6)]) == 1
    assert [message.reason for message in await waiting(connection)] == ["not-json", "not-json"]
    assert await park(connection, []) == 0


async def test_what_is_parked_holds_its_key_back_until_it_is_replayed_in_order(connection: Any) -> None:
    behind = replace(POISON, offset=8, reason="behind")
    other_key, other_topic = replace(POISON, offset=6, key=b"key-2"), replace(POISON, topic="x.referrals.v1")
    await park(connection, [POISON, other_key, other_topic, replace(POISON, offset=7, key=None), behind])
    assert await parked_keys(connection) == {(TOPIC, b"key-1"), (TOPIC, b"key-2"), ("x.referrals.v1", b"key-1")}
    assert await parked_keys(connection, [TOPIC]) == {(TOPIC, b"key-1"), (TOPIC, b"key-2")}
    queue = await replayable(connection, TOPIC, b"key-1")
    assert [(message.offset, message.reason) for message in queue] == [(5, "not-json"), (8, "behind")]
    await replayed(connection, queue[:1])
    assert [message.offset for message in await replayable(connection, TOPIC, b"key-1")] == [8]
    await replayed(connection, queue[1:])
    assert await parked_keys(connection, [TOPIC]) == {(TOPIC, b"key-2")}
    assert [message.offset for message in await replayable(connection, TOPIC, None)] == [7]
    assert await waiting_count(connection) == 3


async def test_what_came_without_an_envelope_holds_nobody_back(connection: Any) -> None:
    await park(connection, [replace(POISON, position=None, source=None)])
    assert await parked_keys(connection) == set()
    assert len(await replayable(connection, TOPIC, b"key-1")) == 1


async def test_what_is_rolled_back_was_never_marked_nor_parked(connection: Any) -> None:
    claimed = await claim(connection, PLACES)
    transaction = connection.transaction()
    await transaction.start()
    await advance(connection, [replace(claimed[RIO, 0], position=7)])
    await park(connection, [POISON])
    await transaction.rollback()
    assert (await marks(connection), await waiting_count(connection)) == (claimed, 0)
