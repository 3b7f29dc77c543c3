"""Poison is parked with its reason and bytes while others flow; what queues behind it is replayed in order."""

from collections.abc import Callable, Sequence
from typing import Any

from chassis import inbox
from chassis.messaging.parking import replay
from chassis.messaging.partitions import partition_of
from chassis.messaging.wire import Message, Received
from tests.messaging.reader import Reader, Running
from tests.messaging.records import changed, record, without
from tests.messaging.source import Source, people_of
from tests.waiting import eventually

ReaderOf = Callable[..., Reader]
POISONED, WELL = (ref.encode() for ref in people_of(0, 2))


def poison(source: Source) -> dict[str, Received]:
    """One of each kind, on partition 0; those with a place form a chain from 1."""
    places = iter([(1, 0), (2, 1), (3, 2), (4, 3), (5, 4)])

    def next_record() -> Received:
        position, previous = next(places)
        return record(0, position, previous, key=POISONED, topic=source.topic)

    return {
        "no-envelope": Received(source.topic, 0, 0, POISONED, [], b"hello"),
        "no-envelope with some headers": without(
            record(0, 900, 0, key=POISONED, topic=source.topic), "ce_id", "ce_type"
        ),
        "wrong-source": changed(record(0, 901, 900, key=POISONED, topic=source.topic), ce_source=b"/other/referrals"),
        "zero bytes": changed(record(0, 902, 0, key=POISONED, topic=source.topic), ce_type=b"\0", key=b"\0"),
        "not-json": changed(next_record(), body=b"{\xff"),
        "null": changed(next_record(), body=None),
        "unknown-type": changed(next_record(), ce_type=b"moon-landed.v1"),
        "unreadable-body": changed(next_record(), body=b'{"person_ref":"x"}'),
        "too-large": changed(next_record(), body=b'{"a":"' + b"x" * 600_000 + b'"}'),
    }


async def test_each_kind_of_poison_is_parked_once_with_its_reason_while_others_flow(
    source: Source, reader: ReaderOf
) -> None:
    one = reader()
    async with Running(one.consumer):
        await source.put(*poison(source).values())
        await source.put(
            record(0, 6, 5, key=POISONED, topic=source.topic),
            record(0, 7, 6, key=WELL, topic=source.topic),
        )
        await eventually(lambda: one.seen())
        assert await one.seen() == [7]
        expected = [
            ("no-envelope", None),
            ("no-envelope", None),
            ("wrong-source", None),
            ("no-envelope", None),
            ("not-json", 1),
            ("unreadable-body", 2),
            ("unknown-type", 3),
            ("unreadable-body", 4),
            ("too-large", 5),
            ("queued-behind", 6),
        ]
        assert await one.parked() == expected
        assert await one.mark_positions() == {0: 7}
    async with Running(reader().consumer):
        await eventually(lambda: _read_again(one))
    assert await one.parked() == expected


async def test_bytes_headers_and_trace_are_kept_as_they_came(source: Source, reader: ReaderOf) -> None:
    parent = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03"
    came = changed(record(0, 1, 0, key=POISONED, topic=source.topic), body=b"\xff\0{")
    came = came._replace(headers=[*came.headers, ("traceparent", parent), ("odd", b"\xff\0\n")])
    one = reader()
    async with Running(one.consumer):
        await source.put(came)
        await eventually(lambda: one.parked())
    async with source.pool.acquire() as connection:
        (kept,) = await inbox.waiting(connection)
    assert (kept.body, kept.key, kept.traceparent) == (b"\xff\0{", POISONED, parent.decode())
    assert kept.headers == list(came.headers)
    assert kept.detail == "referrer-contacted.v1: the body is not JSON"


async def test_a_key_is_replayed_in_order_once_it_can_be_read_and_no_mark_moves(
    source: Source, reader: ReaderOf
) -> None:
    one = reader()
    async with Running(one.consumer):
        await source.put(
            changed(record(0, 1, 0, key=POISONED, topic=source.topic), ce_type=b"moon-landed.v1"),
            record(0, 2, 1, key=POISONED, topic=source.topic),
            record(0, 3, 2, key=WELL, topic=source.topic),
            record(0, 4, 3, key=POISONED, topic=source.topic),
        )
        await eventually(lambda: _at(one, 4))
        assert await one.seen() == [3]
        assert await _replay(source, POISONED) == ([], 1)
        await _mend(source)
        assert await _replay(source, POISONED) == ([1, 2, 4], None)
        assert await one.parked() == []
        assert await one.mark_positions() == {0: 4}
        await source.put(record(0, 5, 4, key=POISONED, topic=source.topic))
        await eventually(lambda: _at(one, 5))
        assert await one.seen() == [3, 5]


async def test_junk_with_somebodys_key_does_not_hold_that_person_up(source: Source, reader: ReaderOf) -> None:
    one = reader()
    async with Running(one.consumer):
        await source.put(Received(source.topic, 0, 0, WELL, [], b"hello"))
        await eventually(lambda: one.parked())
        await source.put(record(0, 1, 0, key=WELL, topic=source.topic))
        await eventually(lambda: one.seen())
    assert await one.parked() == [("no-envelope", None)]


async def test_above_the_limit_its_topic_stops_and_goes_on_when_there_is_room(source: Source, reader: ReaderOf) -> None:
    one = reader(limit=3, retry_parking_after=0.2)
    bad = [
        changed(record(0, n, n - 1, key=POISONED, topic=source.topic), ce_type=b"moon-landed.v1") for n in range(1, 7)
    ]
    async with Running(one.consumer):
        await source.put(*bad, record(0, 7, 6, key=WELL, topic=source.topic))
        await eventually(lambda: one.consumer.notes())
        assert one.consumer.notes() == (f"{source.topic} is not read on: its parking is full; replay what is parked",)
        assert await one.mark_positions() == {0: 3}
        assert await one.seen() == []
        one.limit = 20
        await eventually(lambda: one.seen())
        await eventually(lambda: one.consumer.notes() == ())
    assert len(await one.parked()) == 6
    assert await one.seen() == [7]


async def _replay(source: Source, key: bytes) -> tuple[list[int], int | None]:
    applied: list[int] = []

    async def apply(ready: Sequence[tuple[Received, Message]]) -> None:
        applied.extend(message.envelope.position for _, message in ready)

    assert partition_of(key, 6) == 0
    async with source.pool.acquire() as connection, connection.transaction():
        done = await replay(connection, source.topic, key, apply)
    return applied, done.stopped_at.position if done.stopped_at is not None else None


async def _mend(source: Source) -> None:
    """As a new version would, to which the type is known."""
    await source.pool.execute(
        "update parked set headers = replace(headers::text, 'moon-landed', 'referrer-contacted')::json"
    )


async def _at(reader: Reader, position: int) -> bool:
    return (await reader.mark_positions()).get(0, 0) >= position


async def _read_again(reader: Reader) -> Any:
    return await reader.pool.fetchval("select max(epoch) from applied") > 1
