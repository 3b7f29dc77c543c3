"""A command follows from each message once, in the order of its key, whatever is repeated or breaks in between."""

from typing import Any

import pytest
from aiokafka import TopicPartition

from chassis import inbox
from chassis.inbox import Superseded
from chassis.messaging.consumer import Batch
from tests.messaging.reader import Running
from tests.messaging.source import Source, person
from tests.reacting.notes import Notes, failing_at
from tests.reacting.noting import SILENT, THRICE, UNLUCKY
from tests.waiting import eventually


async def test_every_message_is_reacted_to_once_and_each_key_in_order(source: Source, notes: Notes) -> None:
    for _ in range(4):
        await source.contact(*(person(n) for n in range(25)), thoughts=3)
    async with Running(source.relay(page=17), notes.consumer()):
        await eventually(lambda: _noted(notes, 100), within=20)
    assert await notes.noted() == {person(n): [number * 28 + n + 1 for number in range(4)] for n in range(25)}
    rows = await notes.pool.fetch("select metadata from events")
    assert len({row["metadata"] for row in rows}) == 100  # Each names the message that caused it.


async def test_messages_sent_again_are_passed_over(source: Source, notes: Notes) -> None:
    await source.contact_many(60, people=10)
    consumer = notes.consumer()
    async with Running(source.relay(), consumer):
        await eventually(lambda: _noted(notes, 60), within=20)
        await source.put(*await source.records())
        await eventually(lambda: consumer.repeats == 60)
    assert await notes.all_noted() == list(range(1, 61))


async def test_a_lost_mark_repeats_commands_that_are_found_done(source: Source, notes: Notes) -> None:
    await source.contact_many(60, people=10)
    async with Running(source.relay(), notes.consumer()):
        await eventually(lambda: _noted(notes, 60), within=20)
    marks = await notes.pool.fetch("select * from applied order by partition")
    await notes.pool.execute('update applied set position = 0, "offset" = 0')
    async with Running(notes.consumer()):
        await eventually(lambda: _marked_as(notes, [row["position"] for row in marks]), within=20)
    assert await notes.all_noted() == list(range(1, 61))


async def test_the_mark_moves_with_the_command_and_not_before(source: Source, notes: Notes) -> None:
    await source.contact(person(1), person(1), SILENT)
    batch = await _published(source, 3)
    made = await _placed(notes, batch)
    notes.desk.handle = failing_at(notes.desk.handle, nth=2)  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        await made.apply(batch)
    assert (await notes.all_noted(), await notes.marked()) == ([1], 1)
    await (await _placed(notes, batch)).apply(batch)
    assert (await notes.all_noted(), await notes.marked()) == ([1, 2], 3)


async def test_what_was_refused_before_an_outage_stays_refused_though_a_rule_would_say_yes(
    source: Source, notes: Notes
) -> None:
    await source.contact(THRICE)
    batch = await _published(source, 1)
    made = await _placed(notes, batch)
    notes.desk.handle = failing_at(notes.desk.handle, nth=3)  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        await made.apply(batch)
    assert (await notes.noted(), await notes.marked()) == ({THRICE: [1]}, 0)
    await (await _placed(notes, batch)).apply(batch)
    assert (await notes.noted(), await notes.refused()) == ({THRICE: [1, -1]}, [(1, "nothing-noted")])


async def test_a_process_that_lost_its_partitions_carries_nothing_out(source: Source, notes: Notes) -> None:
    await source.contact(person(1), UNLUCKY, SILENT)
    whole = await _published(source, 3)
    for record in whole.received:
        batch = Batch([record])
        made = await _placed(notes, batch)
        async with notes.pool.acquire() as connection, connection.transaction():
            await inbox.claim(connection, [(source.source, source.topic, record.partition)])
        with pytest.raises(Superseded):
            await made.apply(batch)
    assert (await notes.noted(), await notes.refused(), await notes.marked()) == ({}, [], 0)


async def test_a_consumer_that_lost_its_partitions_seeks_again_and_goes_on(source: Source, notes: Notes) -> None:
    async with Running(source.relay(), notes.consumer()):
        await source.contact(person(1))
        await eventually(lambda: _noted(notes, 1), within=20)
        await notes.pool.execute("update applied set epoch = epoch + 1")
        await source.contact(person(1), person(1))
        await eventually(lambda: _noted(notes, 3), within=20)
    assert await notes.noted() == {person(1): [1, 2, 3]}


async def test_two_processes_share_the_work_and_nothing_is_done_twice(source: Source, notes: Notes) -> None:
    async with Running(source.relay(), notes.consumer()):
        await source.contact_many(60, people=40)
        async with Running(notes.consumer()):
            await source.contact_many(60, people=40)
            await eventually(lambda: _noted(notes, 120), within=30)
    assert await notes.all_noted() == list(range(1, 121))


async def _noted(notes: Notes, count: int) -> bool:
    return len(await notes.all_noted()) >= count


async def _marked_as(notes: Notes, positions: list[int]) -> bool:
    rows = await notes.pool.fetch("select position from applied order by partition")
    return [row["position"] for row in rows] == positions


async def _published(source: Source, count: int) -> Batch:
    async with Running(source.relay()):
        await eventually(lambda: _on_the_topic(source, count), within=20)
    records = await source.records()
    return Batch(sorted(records, key=lambda record: int(dict(record.headers)["ce_position"])))


async def _on_the_topic(source: Source, count: int) -> bool:
    return await source.published() == count


async def _placed(notes: Notes, batch: Batch) -> Any:
    made = notes.reactor()
    await made.positions({TopicPartition(*record[:2]) for record in batch.received})
    return made
