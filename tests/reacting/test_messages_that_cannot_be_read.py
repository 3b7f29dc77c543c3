"""What cannot be read is parked with what waits behind it; the rest flows, and a replay reacts after all."""

from contextlib import suppress
from pathlib import Path

import orjson
from aiokafka import TopicPartition

from chassis.messaging.consumer import Batch
from chassis.messaging.wire import Received
from tests.conftest import Tokens
from tests.messaging.reader import Running
from tests.messaging.source import Source, people_of
from tests.reacting.notes import Notes, failing_at
from tests.reacting.noting import STRANGE, THRICE
from tests.reacting.processes import NotesProcess
from tests.waiting import eventually

A, B = people_of(0, 2)


async def parked(source: Source, notes: Notes, *subjects: str, spoilt: int) -> list[Received]:
    """Messages of one partition, of which the one at a position came without a readable body."""
    await source.contact(*subjects)
    async with Running(source.relay()):
        await eventually(lambda: _on_the_topic(source, len(subjects)), within=20)
    records = await source.records()
    broken = [each._replace(body=b"{") if _position(each) == spoilt else each for each in records]
    made = notes.reactor()
    await made.positions({TopicPartition(*each[:2]) for each in broken})
    await made.apply(Batch(broken))
    return records


async def test_its_key_waits_and_others_flow(source: Source, notes: Notes) -> None:
    await parked(source, notes, A, A, B, A, B, spoilt=2)
    assert await notes.noted() == {A: [1], B: [3, 5]}
    assert await notes.parked() == [("not-json", 2), ("queued-behind", 4)]
    assert await notes.marked() == 5


async def test_parked_ones_keep_their_order_though_the_process_ends_in_between(source: Source, notes: Notes) -> None:
    await source.contact(A, A, B, A, B)
    async with Running(source.relay()):
        await eventually(lambda: _on_the_topic(source, 5), within=20)
    broken = [each._replace(body=b"{") if _position(each) == 2 else each for each in await source.records()]
    for nth in (2, 2, 1):  # The nth command meets an outage; the batch comes again.
        made = notes.reactor()
        await made.positions({TopicPartition(*each[:2]) for each in broken})
        handle = notes.desk.handle
        notes.desk.handle = failing_at(handle, nth)  # type: ignore[method-assign]
        with suppress(ConnectionError):
            await made.apply(Batch(broken))
        notes.desk.handle = handle  # type: ignore[method-assign]
    made = notes.reactor()
    await made.positions({TopicPartition(*each[:2]) for each in broken})
    await made.apply(Batch(broken))
    assert (await notes.noted(), await notes.parked()) == ({A: [1], B: [3, 5]}, [("not-json", 2), ("queued-behind", 4)])


async def test_a_message_that_reactions_do_not_understand_is_parked(source: Source, notes: Notes) -> None:
    await source.contact(STRANGE, A)
    async with Running(source.relay(), notes.consumer()):
        await eventually(lambda: _marked(notes, 2), within=20)
    assert (await notes.noted(), await notes.parked()) == ({A: [2]}, [("not-understood", 1)])


async def test_replayed_by_its_commands_it_is_reacted_to_once(
    source: Source, notes: Notes, tokens: Tokens, tmp_path: Path
) -> None:
    records = await parked(source, notes, THRICE, THRICE, spoilt=1)
    process = NotesProcess(notes, tokens, tmp_path)
    listed = [orjson.loads(line) for line in process.run("parked").stdout.splitlines()]
    assert [line["reason"] for line in listed] == ["not-json", "queued-behind"]
    still = process.run("replay", str(listed[0]["id"]))
    assert (still.returncode, await notes.noted()) == (1, {})
    first = next(each for each in records if _position(each) == 1)
    await notes.pool.execute("update parked set body = $1 where reason = 'not-json'", first.body)
    marked = await notes.marked()
    assert process.run("replay", str(listed[1]["id"])).returncode == 0
    assert (await notes.noted(), await notes.parked()) == ({THRICE: [1, -1, 2, 2, -2]}, [])
    assert (await notes.refused(), await notes.marked()) == ([(1, "nothing-noted")], marked)
    assert process.run("replay", str(listed[1]["id"])).returncode == 1  # Nothing waits there any more.
    # A replay that broke off before it said what it had done is made again.
    await notes.pool.execute("update parked set replayed_at = null")
    assert process.run("replay", str(listed[1]["id"])).returncode == 0
    assert (await notes.noted(), await notes.refused()) == ({THRICE: [1, -1, 2, 2, -2]}, [(1, "nothing-noted")])


def _position(record: Received) -> int:
    return int(dict(record.headers)["ce_position"])


async def _on_the_topic(source: Source, count: int) -> bool:
    return await source.published() == count


async def _marked(notes: Notes, position: int) -> bool:
    return await notes.marked() >= position
