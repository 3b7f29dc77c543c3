"""Any number of relays may run; one leads, and one that was overtaken stores nothing more."""

import asyncio
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from chassis.eventstore.store import Page
from chassis.messaging.rewind import relay_from
from chassis.messaging.settling import OtherHistory
from chassis.messaging.wire import Publishing
from tests.messaging.reader import Running
from tests.messaging.source import CODEC, PUBLISHING, Source, holes_in, person, positions, to_message
from tests.waiting import eventually


async def test_of_two_relays_one_leads_and_the_other_takes_over_when_it_stops(source: Source) -> None:
    one, two = source.relay(), source.relay()
    await source.contact_many(100)
    async with Running(two), Running(one):
        await eventually(lambda: _at(source, 100))
        assert sorted([one.leads, two.leads]) == [False, True]
        leader = one if one.leads else two
        await leader.stop()
        await source.contact_many(100)
        await eventually(lambda: _at(source, 200))
        assert (one.sent, two.sent) == (100, 100)
    assert len(await source.records()) == 200
    assert holes_in(await source.records()) == []


class Paused:
    """A log whose reader is held still after a page was read, as a stopped process would be."""

    def __init__(self, log: Any) -> None:
        self._log = log
        self.go_on, self.holding = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    async def read(self, after: int, limit: int) -> Page:
        page = await self._log.read(after, limit)
        if page.events and not self.go_on.is_set():
            self.holding.set()
            await self.go_on.wait()
        return page

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


async def test_a_relay_that_was_stopped_and_overtaken_repeats_a_page_at_most_and_steps_down(source: Source) -> None:
    log = Paused(source.store)
    slow, quick = source.relay(store=log), source.relay()
    async with Running(slow):
        await eventually(lambda: slow.leads)
        log.go_on.clear()
        await source.contact_many(50)
        await asyncio.wait_for(log.holding.wait(), 10)
        # Its session ends on the server's side, as after a broken line; it does not know yet.
        ended = await source.pool.fetchval(
            """select pg_terminate_backend(pid) from pg_locks
               where locktype = 'advisory' and classid = 21093 and granted
                 and database = (select oid from pg_database where datname = current_database())"""
        )
        assert ended
        async with Running(quick):
            await eventually(lambda: _at(source, 50))
            await source.contact_many(50)
            await eventually(lambda: _at(source, 100))
            log.go_on.set()
            await eventually(lambda: not slow.leads)
            await source.contact_many(50)
            await eventually(lambda: _at(source, 150))
    records = await source.records()
    assert positions(records) == set(range(1, 151))
    assert holes_in(records) == []
    assert len(records) <= 200


async def test_a_checkpoint_of_an_older_epoch_is_refused(source: Source) -> None:
    log = Paused(source.store)
    relay = source.relay(store=log)
    async with Running(relay):
        await eventually(lambda: relay.leads)
        log.go_on.clear()
        await source.contact_many(50)
        await asyncio.wait_for(log.holding.wait(), 10)
        await source.pool.execute("update checkpoint set epoch = epoch + 1")
        log.go_on.set()
        await eventually(lambda: relay.epoch_conflicts == 1)
        await eventually(lambda: _at(source, 50))
    records = await source.records()
    assert positions(records) == set(range(1, 51))
    assert len(records) > 50
    assert holes_in(records) == []


async def test_a_broker_that_refuses_a_batch_leaves_no_hole(source: Source) -> None:
    await source.contact_many(30, people=30)
    await _largest_batch(source, 900)
    relay = source.relay(page=10, compression=None)
    async with Running(relay):
        await source.contact_many(400, people=1, partition=2)
        await eventually(lambda: relay.notes())
        assert relay.notes() == (f"{source.topic} is not being published: MessageSizeTooLargeError",)
        assert holes_in(await source.records()) == []
        assert 0 < relay.backlog <= 430
        await _largest_batch(source, 1_048_588)
        await eventually(lambda: _at(source, 430), within=20)
        await eventually(lambda: relay.notes() == ())
    records = await source.records()
    assert positions(records) == set(range(1, 431))
    assert holes_in(records) == []


async def test_while_the_broker_is_away_lag_and_notes_tell_and_the_watchdog_is_not_woken(source: Source) -> None:
    await source.contact_many(30)
    relay = source.relay(bootstrap="127.0.0.1:9")
    async with Running(relay):
        await eventually(lambda: relay.backlog == 30)
        assert relay.lag > 0
        assert relay.notes() == (f"{source.topic} is not being published: KafkaConnectionError",)
        assert not relay.leads
        assert relay.progress_age() < 5


async def test_a_log_that_is_another_than_the_published_one_stops_the_relay_for_good(source: Source) -> None:
    await source.contact_many(30)
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 30))
    await source.pool.execute(
        """update checkpoint set partitions =
           jsonb_set(partitions::jsonb, '{last,id}', '"00000000-0000-4000-8000-000000000000"')"""
    )
    with pytest.raises(OtherHistory, match="has another event at position 30 than the one that was published"):
        await asyncio.wait_for(source.relay().run(), 10)


async def test_a_log_that_ends_before_the_checkpoint_stops_the_relay_for_good(source: Source) -> None:
    await source.contact_many(30)
    await source.pool.execute("insert into checkpoint (name, position) values ('relay', 31)")
    with pytest.raises(OtherHistory, match="ends at 30, before the checkpoint 31"):
        await asyncio.wait_for(source.relay().run(), 10)


async def test_more_partitions_are_told_and_keys_stay_where_they_are(source: Source) -> None:
    await source.contact_many(60)
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 60))
    admin = await _admin(source)
    await admin.create_partitions({source.topic: NewPartitions(total_count=8)})
    await admin.close()
    await source.contact_many(60)
    relay = source.relay(partitions=8)
    async with Running(relay):
        await eventually(lambda: _at(source, 120))
        assert "has 8 partitions, 8 are set, and its messages are divided among 6" in " ".join(relay.notes())
    keys: dict[bytes | None, set[int]] = {}
    for record in await source.records():
        keys.setdefault(record.key, set()).add(record.partition)
    assert {len(partitions) for partitions in keys.values()} == {1}


async def test_a_topic_that_is_not_there_is_told(source: Source) -> None:
    await source.contact(person(1))
    relay = source.relay(contract=f"{source.contract}-away")
    async with Running(relay):
        await eventually(lambda: relay.notes())
        (note,) = relay.notes()
    missing = f"{source.contract}-away.referrals.v1"
    assert note == f"{missing} is not being published: {missing} has 0 partitions, 6 are needed"


async def test_a_changed_mapping_is_told(source: Source) -> None:
    await source.contact_many(10)
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 10))
    relay = source.relay(publishing=Publishing(to_message, 2))
    async with Running(relay):
        await eventually(lambda: relay.notes())
        (note,) = relay.notes()
    assert note == (
        f"{source.topic} is published with mapping 2 after position 10, with 1 before: send all again "
        "(relay --from 1) and rebuild"
    )


async def test_an_event_that_nothing_reads_stops_it_before_and_sends_nothing_twice(source: Source) -> None:
    await source.contact_many(20)
    await source._append("strange", ("unheard-of.v1", b"{}"), None, None)
    relay = source.relay(page=20)
    async with Running(relay):
        await eventually(lambda: relay.notes())
        await eventually(lambda: _at(source, 20))
        assert relay.notes() == (
            f"{source.topic} is not being published: unknown-type: no event is stored as unheard-of.v1",
        )
    assert len(await source.records()) == 20


async def test_moving_it_back_sends_the_same_chain_again(source: Source) -> None:
    await source.contact_many(40, people=7)
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 40))
    first = {record.headers for record in await source.records()}
    moved = await relay_from(source.pool, 11, store=source.store, codec=CODEC, publishing=PUBLISHING)
    assert moved.position == 10
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 40))
    records = await source.records()
    assert len(records) == 70
    assert {record.headers for record in records} == first


@pytest.mark.parametrize("position", [0, -1, 42])
async def test_it_cannot_be_moved_to_where_it_has_not_been(source: Source, position: int) -> None:
    await source.contact_many(40)
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 40))
    with pytest.raises(ValueError, match=f"--from {position} is not between 1 and 41"):
        await relay_from(source.pool, position, store=source.store, codec=CODEC, publishing=PUBLISHING)
    assert await source.checkpoint() == 40


async def _admin(source: Source) -> AIOKafkaAdminClient:
    admin = AIOKafkaAdminClient(bootstrap_servers=source.kafka)
    await admin.start()
    return admin


async def _largest_batch(source: Source, size: int) -> None:
    admin = await _admin(source)
    resource = ConfigResource(ConfigResourceType.TOPIC, source.topic, configs={"max.message.bytes": str(size)})
    await admin.alter_configs([resource])
    await admin.close()


async def _at(source: Source, position: int) -> bool:
    return await source.checkpoint() >= position
