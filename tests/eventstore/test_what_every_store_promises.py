"""The contract of `EventStore`, kept by the store in memory and the store in PostgreSQL alike."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis.errors import Conflict, KeyReused, RefusedBeside, TooLarge
from chassis.eventstore.store import MAX_EVENT_BYTES, Alongside, Append, Done, NewEvent
from tests.eventstore.conftest import Stand
from tests.eventstore.writing import append, event, fresh_events, note, write


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.servers)])
def stand(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def no(refused: list[dict[str, str]]) -> Alongside:
    return Alongside("say_no", refused)


async def test_a_stream_that_nobody_wrote_is_empty(stand: Stand) -> None:
    history = await stand.store.load("thing-1", uuid4())
    assert (list(history.events), history.done) == ([], None)


async def test_an_event_comes_back_as_it_was_written(stand: Stand) -> None:
    command = uuid4()
    exact = b'{"b":1,  "a":[2.50, "\\u0000 \xc3\xa9"]}'
    new = NewEvent(uuid4(), "thing-happened.v1", exact)
    before = datetime.now(UTC) - timedelta(seconds=1)
    await stand.store.append(
        write(
            Append("thing-1", 0, [new], "0123"),
            command=command,
            metadata={"actor": "somebody", "terms": "2025"},
            traceparent="00-aa-bb-01",
            tracestate="x=1",
        )
    )
    (stored,) = (await stand.store.load("thing-1")).events
    assert (stored.position, stored.id, stored.stream, stored.version) == (1, new.id, "thing-1", 1)
    assert (stored.name, stored.data, stored.command_id, stored.subject) == (new.name, exact, command, "0123")
    assert stored.metadata == {"actor": "somebody", "terms": "2025"}
    assert (stored.traceparent, stored.tracestate) == ("00-aa-bb-01", "x=1")
    assert before < stored.recorded_at < datetime.now(UTC) + timedelta(seconds=1)
    assert (await stand.store.read(0, 10)).events == [stored]


async def test_an_event_may_have_a_trace_context_of_its_own(stand: Stand) -> None:
    own = NewEvent(uuid4(), "thing-happened.v1", b"{}", "00-own", None)
    shared = NewEvent(uuid4(), "thing-happened.v1", b"{}")
    await stand.store.append(write(Append("thing-1", 0, [own, shared]), traceparent="00-all", tracestate="x=1"))
    contexts = [(stored.traceparent, stored.tracestate) for stored in (await stand.store.load("thing-1")).events]
    assert contexts == [("00-own", None), ("00-all", "x=1")]


async def test_versions_and_positions_count_from_one_without_gap(stand: Stand) -> None:
    first = await stand.store.append(write(append("thing-1", 0, 2)))
    second = await stand.store.append(write(append("thing-2", 0)))
    third = await stand.store.append(write(append("thing-1", 2, 3)))
    assert [dict(first.versions), dict(second.versions), dict(third.versions)] == [
        {"thing-1": 2},
        {"thing-2": 1},
        {"thing-1": 5},
    ]
    assert [first.position, second.position, third.position] == [2, 3, 6]
    history = await stand.store.load("thing-1")
    assert [(stored.version, stored.position) for stored in history.events] == [(1, 1), (2, 2), (3, 4), (4, 5), (5, 6)]


@pytest.mark.parametrize("expected", [0, 1, 3])
async def test_a_stream_at_another_version_is_a_conflict(stand: Stand, expected: int) -> None:
    await stand.store.append(write(append("thing-1", 0, 2)))
    with pytest.raises(Conflict) as conflict:
        await stand.store.append(write(append("thing-1", expected)))
    assert (conflict.value.stream, conflict.value.expected, conflict.value.actual) == ("thing-1", expected, 2)
    assert len((await stand.store.load("thing-1")).events) == 2


async def test_a_stream_that_does_not_exist_is_at_version_zero(stand: Stand) -> None:
    with pytest.raises(Conflict) as conflict:
        await stand.store.append(write(append("thing-1", 4)))
    assert (conflict.value.expected, conflict.value.actual) == (4, 0)


async def test_a_conflict_leaves_nothing_behind_and_the_command_may_come_again(stand: Stand) -> None:
    await stand.store.append(write(append("thing-2", 0)))
    command = uuid4()
    with pytest.raises(Conflict):
        await stand.store.append(
            write(append("thing-1", 0), append("thing-2", 7), command=command, alongside=[note("lost")])
        )
    assert (await stand.store.load("thing-1", command)).events == []
    assert (await stand.store.load("thing-1", command)).done is None
    assert await stand.notes() == []
    again = await stand.store.append(write(append("thing-1", 0), append("thing-2", 1), command=command))
    assert (dict(again.versions), again.repeated) == ({"thing-1": 1, "thing-2": 2}, False)


async def test_several_streams_are_written_in_one_go_whatever_their_order(stand: Stand) -> None:
    appended = await stand.store.append(write(append("thing-2", 0, 2), append("thing-1", 0), append("thing-10", 0)))
    assert dict(appended.versions) == {"thing-1": 1, "thing-10": 1, "thing-2": 2}
    page = await stand.store.read(0, 10)
    assert [(stored.stream, stored.version) for stored in page.events] == [
        ("thing-1", 1),
        ("thing-10", 1),
        ("thing-2", 1),
        ("thing-2", 2),
    ]


async def test_a_write_that_names_a_stream_twice_is_a_mistake(stand: Stand) -> None:
    with pytest.raises(ValueError, match="a write names a stream twice"):
        await stand.store.append(write(append("thing-1", 0), append("thing-1", 1)))


async def test_the_same_command_again_writes_nothing_and_answers_as_before(stand: Stand) -> None:
    command = uuid4()
    events = [event("one"), event("two")]
    first = await stand.store.append(write(Append("thing-1", 0, events), command=command, alongside=[note(1)]))
    await stand.store.append(write(append("thing-1", 2)))
    again = await stand.store.append(write(Append("thing-1", 0, events), command=command, alongside=[note(1)]))
    assert (first.repeated, again.repeated) == (False, True)
    assert (dict(again.versions), again.position) == ({"thing-1": 2}, 0)
    assert len((await stand.store.load("thing-1")).events) == 3
    assert await stand.notes() == [1]


async def test_a_repeated_command_is_found_before_its_version_is_looked_at(stand: Stand) -> None:
    command = uuid4()
    await stand.store.append(write(append("thing-1", 0), command=command))
    again = await stand.store.append(write(append("thing-1", 1), command=command))
    assert (again.repeated, dict(again.versions)) == (True, {"thing-1": 1})


async def test_the_same_command_with_another_content_is_refused(stand: Stand) -> None:
    command = uuid4()
    await stand.store.append(write(append("thing-1", 0), command=command, content=b"one"))
    with pytest.raises(KeyReused) as refusal:
        await stand.store.append(write(append("thing-2", 0), command=command, content=b"two"))
    assert refusal.value.command_id == command
    assert (await stand.store.load("thing-2")).events == []


async def test_an_event_id_belongs_to_one_command(stand: Stand) -> None:
    await stand.store.append(write(Append("thing-1", 0, [event("one")])))
    with pytest.raises(KeyReused):
        await stand.store.append(write(Append("thing-2", 0, [event("one")])))
    assert (await stand.store.load("thing-2")).events == []


async def test_a_history_says_what_became_of_the_command(stand: Stand) -> None:
    command = uuid4()
    await stand.store.append(write(append("thing-1", 0, 2), append("thing-2", 0), command=command, content=b"hash"))
    await stand.store.append(write(append("thing-1", 2)))
    history = await stand.store.load("thing-1", command)
    assert history.done == Done(b"hash", {"thing-1": 2, "thing-2": 1})
    assert [stored.command_id == command for stored in history.events] == [True, True, False]
    assert (await stand.store.load("thing-1", uuid4())).done is None


async def test_several_streams_are_read_at_once_in_the_order_asked(stand: Stand) -> None:
    command = uuid4()
    await stand.store.append(write(append("thing-2", 0), append("thing-1", 0, 2), command=command, content=b"hash"))
    await stand.store.append(write(append("thing-10", 0), append("thing-2", 1)))
    done = Done(b"hash", {"thing-1": 2, "thing-2": 1})
    asked = ["thing-2", "thing-9", "thing-1", "thing-2"]
    histories = await stand.store.load_many(asked, command)
    assert [[(event.stream, event.version) for event in history.events] for history in histories] == [
        [("thing-2", 1), ("thing-2", 2)],
        [],
        [("thing-1", 1), ("thing-1", 2)],
        [("thing-2", 1), ("thing-2", 2)],
    ]
    assert [history.done for history in histories] == [done] * 4
    assert list(histories) == [await stand.store.load(stream, command) for stream in asked]
    assert [history.done for history in await stand.store.load_many(asked)] == [None] * 4
    assert [(await stand.store.load_many(["thing-9"], each))[0].done for each in (command, uuid4())] == [done, None]


async def test_a_command_without_events_is_remembered_too(stand: Stand) -> None:
    await stand.store.append(write(append("thing-1", 0, 3)))
    command = uuid4()
    done = await stand.store.append(write(Append("thing-1", 3, []), command=command, alongside=[note("seen")]))
    assert (dict(done.versions), done.position, done.repeated) == ({"thing-1": 3}, 0, False)
    assert (await stand.store.load("thing-1", command)).done == Done(b"content", {"thing-1": 3})
    assert await stand.notes() == ["seen"]
    assert (await stand.store.append(write(Append("thing-1", 3, []), command=command))).repeated


async def test_a_command_without_events_still_asks_for_its_version(stand: Stand) -> None:
    await stand.store.append(write(append("thing-1", 0)))
    with pytest.raises(Conflict):
        await stand.store.append(write(Append("thing-1", 0, [])))
    nothing = await stand.store.append(write(Append("thing-9", 0, [])))
    assert dict(nothing.versions) == {"thing-9": 0}


async def test_a_command_may_touch_no_stream_at_all(stand: Stand) -> None:
    command = uuid4()
    assert dict((await stand.store.append(write(command=command, alongside=[note("only")]))).versions) == {}
    assert (await stand.store.append(write(command=command, alongside=[note("only")]))).repeated
    assert await stand.notes() == ["only"]


async def test_what_follows_is_written_with_the_events_in_its_order(stand: Stand) -> None:
    await stand.store.append(write(append("thing-1", 0), alongside=[note({"n": 1}), note([2]), note("three")]))
    assert await stand.notes() == [{"n": 1}, [2], "three"]


async def test_what_cannot_follow_takes_the_events_with_it(stand: Stand) -> None:
    command = uuid4()
    with pytest.raises(Exception, match=r"forbidden|notes_note_check"):
        await stand.store.append(write(append("thing-1", 0), command=command, alongside=[note("forbidden")]))
    assert await stand.store.load("thing-1", command) == await stand.store.load("thing-0")
    assert await stand.notes() == []
    page = await stand.store.read(0, 10)
    assert page.events == []


async def test_what_follows_may_refuse_streams_by_name_and_takes_everything_with_it(stand: Stand) -> None:
    command = uuid4()
    refused = [{"stream": "thing-2", "code": "too-many", "detail": "there are enough", "field": "kind"}]
    write_both = write(append("thing-1", 0), append("thing-2", 0), command=command, alongside=[note(1), no(refused)])
    with pytest.raises(RefusedBeside) as refusal:
        await stand.store.append(write_both)
    assert list(refusal.value.refusals) == ["thing-2"]
    told = refusal.value.refusals["thing-2"]
    assert (told.code, told.detail, told.field) == ("too-many", "there are enough", "kind")
    assert (await stand.store.load("thing-1", command)).done is None
    assert (await stand.store.read(0, 10)).events == []


async def test_an_event_too_large_for_a_message_is_refused_before_it_is_written(stand: Stand) -> None:
    fits = b'{"a":"%s"}' % (b"x" * (MAX_EVENT_BYTES - 8))
    await stand.store.append(write(Append("thing-1", 0, [NewEvent(uuid4(), "thing-happened.v1", fits)])))
    with pytest.raises(TooLarge) as refusal:
        await stand.store.append(
            write(Append("thing-1", 1, [*fresh_events(1), NewEvent(uuid4(), "thing-happened.v1", fits + b" ")]))
        )
    assert (refusal.value.size, refusal.value.limit) == (262_145, 262_144)
    assert len((await stand.store.load("thing-1")).events) == 1


async def test_pages_follow_each_other_to_the_end(stand: Stand) -> None:
    for number in range(5):
        await stand.store.append(write(append(f"thing-{number}", 0)))
    pages = [await stand.store.read(after, 2) for after in (0, 2, 4, 5)]
    assert [[stored.position for stored in page.events] for page in pages] == [[1, 2], [3, 4], [5], []]
    assert [(page.safe, page.head) for page in pages] == [(2, 5), (4, 5), (5, 5), (5, 5)]


async def test_an_empty_log_is_safe_up_to_nothing(stand: Stand) -> None:
    page = await stand.store.read(0, 10)
    assert (list(page.events), page.safe, page.head) == ([], 0, 0)


async def test_a_reader_ahead_of_the_log_is_told_and_not_sent_back(stand: Stand) -> None:
    await stand.store.append(write(append("thing-1", 0)))
    page = await stand.store.read(7, 10)
    assert (list(page.events), page.safe, page.head) == ([], 7, 1)


async def test_the_log_is_read_backwards_below_a_position(stand: Stand) -> None:
    await stand.store.append(write(append("thing-1", 0, 5)))
    assert [stored.position for stored in await stand.store.read_back(4, 2)] == [3, 2]
    assert [stored.position for stored in await stand.store.read_back(1, 2)] == []
    assert [stored.position for stored in await stand.store.read_back(99, 2)] == [5, 4]


async def test_the_one_who_appends_wakes_the_relay(stand: Stand) -> None:
    await stand.store.append(write(append("thing-1", 0, 2)))
    assert len(stand.wakes) == 1
    await stand.store.append(write(Append("thing-1", 2, [])))
    assert len(stand.wakes) == 1
    with pytest.raises(Conflict):
        await stand.store.append(write(append("thing-1", 0)))
    assert len(stand.wakes) == 1


async def test_of_many_who_decide_on_the_same_version_one_wins(stand: Stand) -> None:
    async def attempt() -> bool:
        try:
            await stand.store.append(write(append("thing-1", 0), append("thing-2", 0)))
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*(attempt() for _ in range(12)))) == 1
    assert len((await stand.store.read(0, 100)).events) == 2


async def test_the_same_command_sent_many_times_at_once_is_carried_out_once(stand: Stand) -> None:
    command = uuid4()
    events = [event("one"), event("two")]
    answers = await asyncio.gather(
        *(
            stand.store.append(write(Append("thing-1", 0, events), command=command, alongside=[note(1)]))
            for _ in range(12)
        )
    )
    assert sorted(answer.repeated for answer in answers) == [False] + [True] * 11
    assert [dict(answer.versions) for answer in answers] == [{"thing-1": 2}] * 12
    assert len((await stand.store.load("thing-1")).events) == 2
    assert await stand.notes() == [1]


async def test_writers_of_many_streams_in_any_order_never_block_each_other_for_ever(stand: Stand) -> None:
    async def attempt(number: int) -> bool:
        streams = [f"thing-{(number * 7 + step) % 5}" for step in range(3)]
        for _ in range(40):
            at = {stream: len((await stand.store.load(stream)).events) for stream in streams}
            try:
                await stand.store.append(write(*(append(stream, at[stream]) for stream in streams)))
            except Conflict:
                continue
            return True
        return False

    assert all(await asyncio.gather(*(attempt(number) for number in range(10))))
    assert len((await stand.store.read(0, 100)).events) == 30
