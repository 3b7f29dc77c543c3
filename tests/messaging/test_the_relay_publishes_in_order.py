"""What stands in the log comes to stand on the topic, in order, each message naming its predecessor."""

from functools import partial

from tests.messaging.reader import Running
from tests.messaging.source import Source, chains, holes_in, people_of, person, positions
from tests.waiting import eventually

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03"


async def test_each_message_names_the_position_before_it_in_its_partition(source: Source) -> None:
    zero, one = people_of(0, 1)[0], people_of(1, 1)[0]
    await source.contact(zero, one, zero, one, one, zero)
    async with Running(source.relay()):
        await eventually(lambda: source.published())
        await eventually(lambda: _at(source, 6))
    assert chains(await source.records()) == {0: [(1, 0), (3, 1), (6, 3)], 1: [(2, 0), (4, 2), (5, 4)]}


async def test_private_events_are_passed_over_and_the_checkpoint_moves_past_them(source: Source) -> None:
    await source.contact(person(1), thoughts=3)
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 4))
    assert positions(await source.records()) == {1}


async def test_a_stored_trace_context_is_sent_unchanged_and_once(source: Source) -> None:
    await source.contact(person(1), traceparent=PARENT)
    async with Running(source.relay()):
        await eventually(lambda: _at(source, 1))
    (record,) = await source.records()
    assert [value for name, value in record.headers if name == "traceparent"] == [PARENT.encode()]
    assert record.key == person(1).encode()


async def test_what_is_appended_while_it_runs_follows_at_once_when_woken(source: Source) -> None:
    relay = source.relay()
    async with Running(relay):
        await eventually(lambda: relay.leads)
        for n in range(20):
            await source.contact(person(n))
            relay.wake()
        await eventually(lambda: _at(source, 20), within=3)
    assert positions(await source.records()) == set(range(1, 21))


async def test_a_relay_started_anew_goes_on_where_the_last_one_stopped_with_the_same_chain(source: Source) -> None:
    for turn in (1, 2, 3):
        await source.contact_many(100)
        async with Running(source.relay(page=30)):
            await eventually(partial(_at, source, 100 * turn))
    records = await source.records()
    assert len(records) == 300
    assert holes_in(records) == []


async def test_messages_that_do_not_fit_into_one_batch_go_in_several(source: Source, monkeypatch) -> None:
    monkeypatch.setattr("chassis.messaging.producer._BATCH_BYTES", 2000)
    await source.contact_many(200, people=3, partition=2)
    async with Running(source.relay(compression=None)):
        await eventually(lambda: _at(source, 200))
    records = await source.records()
    assert [place[0] for place in chains(records)[2]] == list(range(1, 201))


async def test_stopping_it_finishes_the_page_in_hand(source: Source) -> None:
    await source.contact_many(500)
    relay = source.relay(page=50)
    async with Running(relay):
        await eventually(lambda: relay.sent)
    assert relay.sent == len(await source.records())
    assert await source.checkpoint() == relay.sent


async def _at(source: Source, position: int) -> bool:
    return await source.checkpoint() >= position
