"""A message that is missing stops its partition, is said aloud, and heals when it is sent again."""

from collections.abc import Callable

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from chassis import failpoints
from chassis.messaging.rewind import relay_from
from deploy.local.topics import delete_topics
from tests.conftest import Topics
from tests.messaging.reader import Reader, Running
from tests.messaging.source import CODEC, PUBLISHING, Source, chains, holes_in, people_of
from tests.waiting import eventually

ReaderOf = Callable[..., Reader]


@pytest.fixture
def skipping(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that leaves out position 7 as if it had sent it."""
    monkeypatch.setattr(failpoints, "_rules", failpoints.read("relay.skip=position:7"))


async def test_nothing_beyond_a_skipped_message_is_applied_and_the_notes_say_so(
    source: Source, reader: ReaderOf, skipping: None
) -> None:
    await source.contact_many(20, people=1, partition=2)
    one = reader()
    async with Running(source.relay(), one.consumer):
        await eventually(lambda: one.consumer.holes)
        await eventually(lambda: one.consumer.repeats == 6)  # read again from the start, once
        await source.contact_many(5, people=1, partition=3)
        await eventually(lambda: _seen(one, 11))
        assert await one.seen() == [1, 2, 3, 4, 5, 6, 21, 22, 23, 24, 25]
        (note,) = one.consumer.notes()
        assert note.startswith(
            f"{source.topic}/2 misses messages after position 6 up to 7: nothing beyond is applied until they are sent "
            "again (relay --from 7); for "
        )
        assert one.consumer.repeats == 6


async def test_it_heals_when_the_relay_is_moved_back_while_both_run(
    source: Source, reader: ReaderOf, skipping: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await source.contact_many(20, people=1, partition=2)
    one, relay = reader(), source.relay()
    async with Running(relay, one.consumer):
        await eventually(lambda: one.consumer.holes)
        monkeypatch.setattr(failpoints, "_rules", {})
        await relay_from(source.pool, 7, store=source.store, codec=CODEC, publishing=PUBLISHING)
        await eventually(lambda: _seen(one, 20), within=15)
        await eventually(lambda: not one.consumer.notes())
        assert relay.epoch_conflicts == 1
    assert await one.seen() == list(range(1, 21))
    assert await one.mark_positions() == {2: 20}


async def test_a_hole_is_found_again_after_a_restart(source: Source, reader: ReaderOf, skipping: None) -> None:
    await source.contact_many(20, people=1, partition=2)
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 20))
    for _ in range(2):
        one = reader()
        async with Running(one.consumer):
            await eventually(lambda: one.consumer.holes)  # noqa: B023 - awaited within the turn
    assert await one.seen() == [1, 2, 3, 4, 5, 6]


async def test_records_deleted_before_they_were_read_are_missed_and_heal(source: Source, reader: ReaderOf) -> None:
    await source.contact_many(20, people=1, partition=2)
    one = reader()
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 20))
        admin = AIOKafkaAdminClient(bootstrap_servers=source.kafka)
        await admin.start()
        await admin.delete_records({TopicPartition(source.topic, 2): RecordsToDelete(before_offset=10)})
        await admin.close()
        async with Running(one.consumer):
            await eventually(lambda: one.consumer.holes)
            assert await one.seen() == []
            await relay_from(source.pool, 1, store=source.store, codec=CODEC, publishing=PUBLISHING)
            await eventually(lambda: _seen(one, 20), within=15)
            await eventually(lambda: not one.consumer.holes)
    assert await one.seen() == list(range(1, 21))


async def test_a_topic_made_anew_is_published_again_and_what_was_applied_does_not_move(
    source: Source, reader: ReaderOf, topics: Topics
) -> None:
    await source.contact_many(60)
    one, relay = reader(), source.relay(look_every=0.3)
    async with Running(relay, one.consumer):
        await eventually(lambda: _seen(one, 60))
    await delete_topics(source.kafka, [source.topic])
    await eventually(lambda: _made(source, topics))
    relay, two = source.relay(look_every=0.3), reader()
    async with Running(relay, two.consumer):
        await eventually(lambda: relay.sent == 60, within=15)
        assert "or the topic was made anew" in " ".join(relay.notes())
        await source.contact_many(30)
        await eventually(lambda: _seen(two, 90), within=20)
    assert sorted(await two.seen()) == list(range(1, 91))
    assert holes_in(await source.records()) == []


async def test_a_broker_that_loses_data_while_nothing_is_sent_is_noticed(
    source: Source, reader: ReaderOf, topics: Topics
) -> None:
    await source.contact_many(60)
    relay, one = source.relay(look_every=0.2), reader()
    async with Running(relay, one.consumer):
        await eventually(lambda: _seen(one, 60))
        await delete_topics(source.kafka, [source.topic])
        await eventually(lambda: _made(source, topics))
        await eventually(lambda: relay.sent >= 120, within=30)
        assert relay.republished == 60
        await source.contact_many(30)
        await eventually(lambda: _seen(one, 90), within=30)
    assert sorted(await one.seen()) == list(range(1, 91))
    records = await source.records()
    assert holes_in(records) == []
    assert len({record.key for record in records}) == 50


async def test_a_partition_that_lost_its_end_is_published_again_from_its_last_message(source: Source) -> None:
    first, second = people_of(0, 1)[0], people_of(1, 1)[0]
    await source.contact(first, second, first, second)
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 4))
    # As if the broker had acknowledged two more records of partition 0 than it has.
    await source.pool.execute(
        """update checkpoint set position = 4, partitions = jsonb_set(partitions::jsonb, '{0,offset}', '3')"""
    )
    relay = source.relay()
    async with Running(relay):
        await eventually(lambda: relay.sent == 1)
        assert relay.republished == 1
    assert await _chain(source, 0) == [(1, 0), (3, 1)]
    assert await _chain(source, 1) == [(2, 0), (4, 2), (4, 2)]


async def _chain(source: Source, partition: int) -> list[tuple[int, int]]:
    return chains(await source.records())[partition]


async def _made(source: Source, topics: Topics) -> bool:
    await topics.make(source.topic)
    return True


async def _seen(reader: Reader, count: int) -> bool:
    return len(await reader.seen()) >= count


async def _at(source: Source, position: int) -> bool:
    return await source.checkpoint() >= position
