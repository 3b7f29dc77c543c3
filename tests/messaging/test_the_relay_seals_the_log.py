"""The relay seals each event once, in the order of the log, whatever befalls it; and stops at a seal that is broken."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from random import Random
from typing import Any

import asyncpg
import pytest

from chassis.errors import Conflict
from chassis.eventstore.postgres import _APPEND, _arguments
from chassis.eventstore.seal import GENESIS, seals_of
from chassis.eventstore.verifying import verify
from chassis.messaging import checkpoint as checkpoints
from chassis.messaging.checkpoint import Checkpoint, Fenced
from chassis.messaging.rewind import relay_from
from chassis.messaging.wire import envelope_of
from deploy.local.databases import DatabaseUrls
from tests.eventstore.writing import append, write
from tests.messaging.reader import Running
from tests.messaging.source import CODEC, PUBLISHING, Contacted, Source, holes_in, person
from tests.waiting import eventually

WRITERS, STREAMS = 8, 12


@pytest.fixture
async def owner(database: DatabaseUrls) -> AsyncIterator[Any]:
    """A connection of the database's owner, who may do what the service may not."""
    connection = await asyncpg.connect(database.owner_url)
    yield connection
    await connection.close()


async def test_each_event_has_a_seal_and_each_message_names_its_own(source: Source) -> None:
    await source.contact(person(1), person(2), thoughts=2)
    await source.contact(person(3))
    async with Running(source.relay()):
        await eventually(partial(_at, source, 5))
    kept = await _kept(source)
    assert list(kept) == [1, 2, 3, 4, 5]  # Private events too: what is not told cannot be changed either.
    assert kept == await _computed(source)
    named = {(envelope := envelope_of(record)).position: envelope.seal for record in await source.records()}
    assert named == {position: kept[position].hex() for position in (1, 2, 5)}


async def test_seals_go_on_through_pages_and_relays_as_if_made_at_once(source: Source) -> None:
    for turn in (1, 2, 3):
        await source.contact_many(700)
        async with Running(source.relay(page=(1000, 64, 333)[turn - 1])):
            await eventually(partial(_at, source, 700 * turn))
    assert await _kept(source) == await _computed(source)
    assert (await verify(source.pool)).events == 2100


async def test_seals_stand_in_the_order_of_the_log_while_many_append_and_relays_change(source: Source) -> None:
    chance = Random(20_260_401)
    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for number in range(WRITERS):
            group.create_task(_attack(source, Random(number), over))
        for _ in range(5):
            async with Running(source.relay(page=chance.choice((7, 50, 2000)))):
                await asyncio.sleep(0.6)  # So long each relay lives under attack; nothing is waited for.
        over.set()
    head = await source.pool.fetchval("select max(position) from events")
    async with Running(source.relay()):
        await eventually(partial(_at, source, head))
    kept, events = await _kept(source), await source.pool.fetchval("select count(*) from events")
    assert head > events > 500, "rollbacks must have left gaps"
    assert kept == await _computed(source)
    assert (await verify(source.pool)).whole
    records = await source.records()
    assert holes_in(records) == []
    assert {(e := envelope_of(record)).position: e.seal for record in records} == {p: s.hex() for p, s in kept.items()}


async def test_a_relay_that_dies_between_send_and_checkpoint_leaves_no_seal_and_the_next_makes_the_same(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    await source.contact_many(300)
    died = asyncio.Event()

    async def die(*_: Any) -> None:
        died.set()
        raise asyncio.CancelledError

    with monkeypatch.context() as broken:
        broken.setattr(checkpoints, "store", die)
        dying = asyncio.create_task(source.relay(page=100).run())
        await asyncio.wait_for(died.wait(), 10)
        dying.cancel()
        await asyncio.wait({dying})
    assert await _kept(source) == {}
    before = await source.records()
    assert before
    async with Running(source.relay(page=70)):
        await eventually(partial(_at, source, 300))
    records = await source.records()
    kept = await _kept(source)
    assert len(records) >= 300 + 100
    assert {(e := envelope_of(record)).position: e.seal for record in before}.items() <= {
        position: seal.hex() for position, seal in kept.items()
    }.items()
    assert len({(e := envelope_of(record)).position for record in records}) == 300
    assert len({(e.position, e.seal) for e in map(envelope_of, records)}) == 300
    assert kept == await _computed(source)


async def test_checkpoint_and_seals_stand_or_fall_together(source: Source) -> None:
    taken = await checkpoints.take_over(source.pool, "relay")
    await checkpoints.take_over(source.pool, "relay")
    with pytest.raises(Fenced):
        await checkpoints.store(source.pool, "relay", taken, [(1, bytes(32))])
    assert await _kept(source) == {}
    now = await checkpoints.take_over(source.pool, "relay")
    await source.pool.execute("insert into seals values (2, $1)", bytes(32))
    with pytest.raises(asyncpg.UniqueViolationError):
        await checkpoints.store(source.pool, "relay", Checkpoint(2, now.epoch), [(1, bytes(32)), (2, bytes(32))])
    assert (await _kept(source), await source.checkpoint()) == ({2: bytes(32)}, 0)


async def test_a_log_older_than_its_seals_is_sealed_from_the_first_event(
    source: Source, owner: Any, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.messaging.sealing._PAGE", 150)
    await source.contact_many(1000)
    async with Running(source.relay()):
        await eventually(partial(_at, source, 1000))
    sent = len(await source.records())
    await owner.execute("truncate seals")  # As it was before there were any.
    said: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr("chassis.messaging.sealing.log", lambda event, **more: said.append((event, more)))
    async with Running(source.relay()):
        await eventually(lambda: _sealed(source, 1000))
        await source.contact_many(10)
        await eventually(partial(_at, source, 1010))
    assert await _kept(source) == await _computed(source)
    assert len(await source.records()) == sent + 10
    assert said == [
        ("relay.sealing", {"after": 0, "expected": 1000}),
        ("relay.sealed", {"after": 0, "position": 1000, "count": 1000}),
    ]


async def test_sealing_an_older_log_goes_on_where_it_was_interrupted(source: Source, owner: Any) -> None:
    await source.contact_many(500)
    async with Running(source.relay()):
        await eventually(partial(_at, source, 500))
    await owner.execute("delete from seals where position > 123")
    async with Running(source.relay()):
        await eventually(lambda: _sealed(source, 500))
    assert await _kept(source) == await _computed(source)


async def test_an_older_log_that_is_moved_back_before_it_is_sealed_is_sealed_all_the_same(
    source: Source, owner: Any
) -> None:
    await source.contact_many(400)
    async with Running(source.relay()):
        await eventually(partial(_at, source, 400))
    await owner.execute("truncate seals")
    await relay_from(source.pool, 200, store=source.store, codec=CODEC, publishing=PUBLISHING)
    async with Running(source.relay()):
        await eventually(partial(_at, source, 400))
        await eventually(lambda: _sealed(source, 400))
    assert await _kept(source) == await _computed(source)


@pytest.mark.parametrize("position", [1, 40, 150, 301])
async def test_a_relay_that_is_moved_back_names_the_same_seals_and_writes_none(source: Source, position: int) -> None:
    await source.contact_many(300)
    async with Running(source.relay(page=64)):
        await eventually(partial(_at, source, 300))
    written = await source.pool.fetch("select position, hash, xmin::text from seals order by position")
    await relay_from(source.pool, position, store=source.store, codec=CODEC, publishing=PUBLISHING)
    async with Running(source.relay(page=50)):
        await eventually(partial(_at, source, 300))
        await source.contact_many(20)
        await eventually(partial(_at, source, 320))
    again = await source.pool.fetch("select position, hash, xmin::text from seals order by position")
    assert again[:300] == written
    assert await _kept(source) == await _computed(source)
    records = await source.records()
    assert len(records) == 320 + 301 - position
    assert len({(e.position, e.seal) for e in map(envelope_of, records)}) == 320


TAMPERED = [
    "update events set data = '{\"number\": 7}' where position = 120",
    "delete from events where position = 120",
    "update seals set hash = sha256('x') where position = 120",
    "delete from seals where position = 120",
]


@pytest.mark.parametrize("tampering", TAMPERED)
async def test_a_relay_that_comes_upon_a_broken_seal_sends_nothing_from_there_on_and_says_so(
    source: Source, owner: Any, tampering: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[tuple[str, str]] = []
    monkeypatch.setattr("chassis.messaging.relay.log", lambda e, level="info", **_: logged.append((e, level)))
    await source.contact_many(200)
    async with Running(source.relay()):
        await eventually(partial(_at, source, 200))
    kept = await source.pool.fetchval("select hash from seals where position = 120")
    (event,) = await source.pool.fetch("select * from events where position = 120")
    await owner.execute(tampering)
    await relay_from(source.pool, 51, store=source.store, codec=CODEC, publishing=PUBLISHING)
    relay = source.relay(page=50)
    async with Running(relay):
        await eventually(lambda: relay.notes())
        await source.contact_many(10)  # Commands are taken all the while.
        await eventually(lambda: relay.backlog == 110)
        (note,) = relay.notes()
        assert note == (
            f"{source.topic} is not being published: the log was changed after it was sealed, at position 120: "
            "run `verify`, and send nothing before somebody has decided what holds"
        )
        assert relay.progress_age() < 6, "the process goes on taking commands, so nothing may end it"
        assert await source.checkpoint() == 100
        assert len(await source.records()) == 250
        assert ("relay.seals", "error") in logged
        # What was changed is put back as it was; then it goes on by itself.
        await owner.execute("delete from events where position = 120; delete from seals where position = 120")
        names = ", ".join(event.keys())
        places = ", ".join(f"${n}" for n in range(1, len(event) + 1))
        await owner.execute(f"insert into events ({names}) values ({places})", *event.values())
        await owner.execute("insert into seals values (120, $1)", kept)
        await eventually(partial(_at, source, 210), within=20)
        assert relay.notes() == ()
    assert await _kept(source) == await _computed(source)


async def _attack(source: Source, chance: Random, over: asyncio.Event) -> None:
    """Appends to hot streams, some rolled back and some late."""
    name, data = CODEC.encode(Contacted(1))
    while not over.is_set():
        stream = f"hot-{chance.randrange(STREAMS)}"
        async with source.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                at = await connection.fetchval("select version from streams where stream = $1", stream) or 0
                written = append(stream, at, chance.randint(1, 3), person(chance.randrange(40)))
                events = [event.__class__(event.id, name, data) for event in written.events]
                told = write(written.__class__(stream, at, events, written.subject), metadata={"n": chance.random()})
                try:
                    await connection.fetchrow(_APPEND, *_arguments(told))
                except asyncpg.PostgresError as error:
                    if error.sqlstate != "RR001":
                        raise
                    raise Conflict(stream, at, -1) from None
                await asyncio.sleep(chance.uniform(0, 0.01))
            except Conflict:
                await transaction.rollback()
                continue
            await (transaction.rollback() if chance.random() < 0.15 else transaction.commit())


async def _kept(source: Source) -> dict[int, bytes]:
    return dict(await source.pool.fetch("select position, hash from seals order by position"))


async def _computed(source: Source) -> dict[int, bytes]:
    """The seals of the log, worked out from nothing."""
    events = (await source.store.read(0, 1_000_000)).events
    return dict(zip([event.position for event in events], seals_of(GENESIS, events), strict=True))


async def _sealed(source: Source, position: int) -> bool:
    return (await source.pool.fetchval("select max(position) from seals") or 0) >= position


async def _at(source: Source, position: int) -> bool:
    return await source.checkpoint() >= position
