"""Commands for several streams under one id: all are carried out or none, once, and all faults of all rows told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.decider import Decider
from chassis.errors import Conflict, Fault, Invalid, KeyReused, Refused
from chassis.eventstore.store import Alongside, Append, NewEvent, Write
from chassis.handling import Actor, Desk, Order, Outcome
from chassis.ids import derived_id
from tests.handling import jars
from tests.handling.conftest import Kept
from tests.handling.jars import CODEC, COMMAND, DAY, DECIDER, OTHER_COMMAND, AddMarbles, Jar, LabelJar, MarbleAdded

ORDER = Order(COMMAND, Actor("somebody", "worker"))
OTHER_ORDER = replace(ORDER, command_id=OTHER_COMMAND)
STREAMS = ["jar-1", "jar-10", "jar-2"]


@pytest.fixture(params=["in_memory", pytest.param("in_postgres", marks=pytest.mark.servers)])
def kept(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


@pytest.fixture
def desk(kept: Kept) -> Desk[Any, Any, Jar]:
    return desk_on(kept.store)


def follow(stream: str, jar: Jar, events: Sequence[Any]) -> list[Alongside]:
    return [Alongside("list_jars", [{"jar": stream, "marbles": jar.marbles, "changes": len(events)}])]


def desk_on(store: Any, decider: Any = DECIDER) -> Desk[Any, Any, Jar]:
    return Desk(store, CODEC, decider, terms_version="1", topic="test.jars.v1", follow=follow)


def marbles(**counts: int) -> list[tuple[str, Any]]:
    """A batch that puts so many marbles into each jar: `marbles(jar_1=2)`."""
    return [(name.replace("_", "-"), AddMarbles(count, DAY)) for name, count in counts.items()]


def told(outcomes: Sequence[Outcome[Any, Jar]]) -> list[tuple[int, int, int, bool]]:
    """Marbles, version, events and whether it is a repetition, of each row."""
    return [(each.state.marbles, each.version, len(each.events), each.repeated) for each in outcomes]


async def test_each_row_becomes_events_of_its_own_stream(desk: Desk[Any, Any, Jar]) -> None:
    await desk.handle("jar-2", AddMarbles(5, DAY), OTHER_ORDER)
    outcomes = await desk.handle_all(marbles(jar_2=2, jar_1=3, jar_10=1), ORDER)
    assert told(outcomes) == [(7, 7, 2, False), (3, 3, 3, False), (1, 1, 1, False)]
    assert [(await desk.state(stream)) for stream in STREAMS] == [(Jar(3), 3), (Jar(1), 1), (Jar(7), 7)]


async def test_ids_of_events_follow_from_command_stream_and_number(desk: Desk[Any, Any, Jar], kept: Kept) -> None:
    await desk.handle_all(marbles(jar_1=2, jar_2=1), ORDER)
    ids = [event.id for event in (await kept.store.read(0, 10)).events]
    assert ids == [
        derived_id(COMMAND, "jar-1", 1),
        derived_id(COMMAND, "jar-1", 2),
        derived_id(COMMAND, "jar-2", 1),
    ]


async def test_each_stream_has_its_own_subject(desk: Desk[Any, Any, Jar], kept: Kept) -> None:
    await desk.handle_all([("jar-1", LabelJar("anna")), ("jar-2", LabelJar("ben"))], ORDER)
    assert [event.subject for event in (await kept.store.read(0, 10)).events] == ["anna", "ben"]


async def test_the_list_is_told_once_and_what_the_caller_adds_follows(desk: Desk[Any, Any, Jar], kept: Kept) -> None:
    await desk.handle_all(marbles(jar_2=2, jar_1=1), ORDER, [Alongside("note", "mine")])
    rows = [{"jar": "jar-2", "marbles": 2, "changes": 2}, {"jar": "jar-1", "marbles": 1, "changes": 1}]
    assert await kept.notes() == [rows, "mine"]


@pytest.mark.parametrize("fresh", [False, True])
async def test_the_same_batch_again_answers_as_before_whatever_came_after(
    desk: Desk[Any, Any, Jar], kept: Kept, fresh: bool
) -> None:
    await desk.handle_all(marbles(jar_1=2, jar_2=3), ORDER, fresh=fresh)
    await desk.handle("jar-1", AddMarbles(90, DAY), OTHER_ORDER)
    again = await desk.handle_all(marbles(jar_1=2, jar_2=3), ORDER, [Alongside("note", "twice")], fresh=fresh)
    assert told(again) == [(2, 2, 2, True), (3, 3, 3, True)]
    assert list(again[0].events) == [MarbleAdded(DAY)] * 2
    assert "twice" not in await kept.notes()


@pytest.mark.parametrize("fresh", [False, True])
async def test_one_row_that_is_refused_keeps_all_from_happening(
    desk: Desk[Any, Any, Jar], kept: Kept, fresh: bool
) -> None:
    with pytest.raises(Invalid) as refusal:
        await desk.handle_all(marbles(jar_1=2, jar_2=101, jar_3=1), ORDER, [Alongside("note", "lost")], fresh=fresh)
    assert refusal.value.faults == (Fault("rows.1.count", "count: 101 marbles do not fit", "jar-full"),)
    page = await kept.store.read(0, 10)
    assert (list(page.events), await kept.notes()) == ([], [])
    assert (await kept.store.load("jar-1", COMMAND)).done is None
    assert told(await desk.handle_all(marbles(jar_1=2), ORDER, fresh=fresh)) == [(2, 2, 2, False)]


@dataclass(frozen=True, slots=True)
class Choosy:
    """What a jar wants nothing of, to be refused in several ways."""

    said: str


def choosy(command: Any, jar: Jar) -> Sequence[Any]:
    match command:
        case Choosy("refused"):
            raise Refused("not-so", "not so")
        case Choosy("invalid"):
            raise Invalid((Fault("content.size", "too small", "size"), Fault("", "odd", "odd")))
        case _:
            return jars.decide(command, jar)


@pytest.mark.parametrize("fresh", [False, True])
async def test_the_faults_of_all_rows_are_told_at_once(kept: Kept, fresh: bool) -> None:
    desk = desk_on(kept.store, Decider(Jar(), choosy, jars.evolve, DECIDER.subject))
    rows = [
        ("jar-0", Choosy("refused")),
        ("jar-1", AddMarbles(1, DAY)),
        ("jar-2", Choosy("invalid")),
        ("jar-1", AddMarbles(1, DAY)),
        ("jar-4", AddMarbles(200, DAY)),
    ]
    with pytest.raises(Invalid) as refusal:
        await desk.handle_all(rows, ORDER, fresh=fresh)
    assert [(fault.field, fault.code) for fault in refusal.value.faults] == [
        ("rows.0", "not-so"),
        ("rows.2.content.size", "size"),
        ("rows.2", "odd"),
        ("rows.3", "twice-in-the-batch"),
        ("rows.4.count", "jar-full"),
    ]


async def test_a_repetition_that_a_rule_refuses_today_answers_as_before(kept: Kept) -> None:
    def strict(command: Any, jar: Jar) -> Sequence[Any]:
        if command.today > DAY:
            raise Invalid((Fault("on", "too late", "too-late"),))
        return jars.decide(command, jar)

    desk = desk_on(kept.store, Decider(Jar(), strict, jars.evolve, DECIDER.subject))
    tomorrow = AddMarbles(2, DAY, today=DAY + timedelta(days=1))
    await desk.handle_all(marbles(jar_1=2), ORDER, fresh=True)
    assert told(await desk.handle_all([("jar-1", tomorrow)], ORDER, fresh=True)) == [(2, 2, 2, True)]
    await desk.handle("jar-5", AddMarbles(2, DAY), OTHER_ORDER, fresh=True)
    assert (await desk.handle("jar-5", tomorrow, OTHER_ORDER, fresh=True)).repeated


@pytest.mark.parametrize(
    ("items", "actor"),
    [
        (marbles(jar_1=3, jar_2=3), ORDER.actor),
        (marbles(jar_1=2), ORDER.actor),
        (marbles(jar_2=3, jar_1=2), ORDER.actor),
        (marbles(jar_1=2, jar_3=3), ORDER.actor),
        (marbles(jar_1=2, jar_2=3), Actor("somebody-else", "worker")),
    ],
    ids=["another content", "a row less", "another order", "another stream", "another caller"],
)
async def test_an_id_that_comes_again_for_another_batch_is_refused(
    desk: Desk[Any, Any, Jar], items: list[Any], actor: Actor
) -> None:
    await desk.handle_all(marbles(jar_1=2, jar_2=3), ORDER)
    with pytest.raises(KeyReused):
        await desk.handle_all(items, Order(COMMAND, actor))
    assert [(await desk.state(stream))[0] for stream in ("jar-1", "jar-2", "jar-3")] == [Jar(2), Jar(3), Jar()]


async def test_an_id_of_one_command_is_not_that_of_a_batch(desk: Desk[Any, Any, Jar]) -> None:
    await desk.handle("jar-1", AddMarbles(2, DAY), ORDER)
    with pytest.raises(KeyReused):
        await desk.handle_all(marbles(jar_1=2), ORDER)


async def test_a_stream_that_should_be_fresh_is_decided_on_as_it_stands(desk: Desk[Any, Any, Jar]) -> None:
    await desk.handle("jar-2", AddMarbles(99, DAY), OTHER_ORDER)
    with pytest.raises(Invalid):
        await desk.handle_all(marbles(jar_1=1, jar_2=2), ORDER, fresh=True)
    outcomes = await desk.handle_all(marbles(jar_1=1, jar_2=1), ORDER, fresh=True)
    assert told(outcomes) == [(1, 1, 1, False), (100, 100, 1, False)]


async def test_rows_without_events_are_remembered_with_the_command(desk: Desk[Any, Any, Jar], kept: Kept) -> None:
    await desk.handle_all([("jar-1", LabelJar("anna")), ("jar-2", LabelJar("ben"))], OTHER_ORDER)
    before = len(await kept.notes())
    outcomes = await desk.handle_all([("jar-1", LabelJar("anna")), ("jar-2", LabelJar("ben"))], ORDER)
    assert told(outcomes) == [(0, 1, 0, False), (0, 1, 0, False)]
    assert (len((await kept.store.read(0, 10)).events), len(await kept.notes())) == (2, before)
    again = await desk.handle_all([("jar-1", LabelJar("anna")), ("jar-2", LabelJar("ben"))], ORDER)
    assert told(again) == [(0, 1, 0, True), (0, 1, 0, True)]


async def test_a_batch_of_nothing_is_a_mistake(desk: Desk[Any, Any, Jar]) -> None:
    with pytest.raises(ValueError, match="a batch has at least one command"):
        await desk.handle_all([], ORDER)


class Beaten:
    """A store in which somebody else puts a marble into the second jar before each of the first appends."""

    def __init__(self, store: Any, times: int) -> None:
        self._store, self._times, self.loads = store, times, 0

    async def load(self, stream: str, command_id: UUID | None = None) -> Any:
        self.loads += 1
        return await self._store.load(stream, command_id)

    async def append(self, write: Write) -> Any:
        if self._times:
            self._times -= 1
            version = len((await self._store.load("jar-2")).events)
            other = UUID(int=self._times + 1)
            await self._store.append(Write(other, b"other", (Append("jar-2", version, (jars_event(other),)),)))
        return await self._store.append(write)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def jars_event(command: UUID) -> NewEvent:
    return NewEvent(derived_id(command, "marble"), *CODEC.encode(MarbleAdded(DAY)))


@pytest.mark.parametrize("fresh", [False, True])
async def test_a_batch_that_was_beaten_is_decided_again_on_what_stands_there_now(kept: Kept, fresh: bool) -> None:
    outcomes = await desk_on(Beaten(kept.store, 3)).handle_all(marbles(jar_1=2, jar_2=2), ORDER, fresh=fresh)
    assert told(outcomes) == [(2, 2, 2, False), (5, 5, 2, False)]


async def test_a_command_for_one_version_meets_a_conflict_at_another(kept: Kept) -> None:
    desk = desk_on(kept.store)
    await desk.handle("jar-2", AddMarbles(2, DAY), ORDER, expected=0)
    with pytest.raises(Conflict):
        await desk.handle("jar-2", AddMarbles(1, DAY), OTHER_ORDER, expected=1)
    assert (await desk.handle("jar-2", AddMarbles(2, DAY), ORDER, expected=0)).repeated
    beaten = Beaten(kept.store, 1)
    with pytest.raises(Conflict):
        await desk_on(beaten).handle("jar-2", AddMarbles(1, DAY), OTHER_ORDER, expected=2)
    assert beaten.loads == 2  # It is not tried until time runs out.
    assert await desk.state("jar-2") == (Jar(3), 3)
    assert (await desk.handle("jar-2", AddMarbles(1, DAY), OTHER_ORDER, expected=3)).version == 4


async def test_what_rows_left_to_us_makes_no_other_batch_of_it(desk: Desk[Any, Any, Jar]) -> None:
    def on(*days: date) -> list[tuple[str, Any]]:
        return [(f"jar-{number}", AddMarbles(1, day)) for number, day in enumerate(days)]

    tomorrow = DAY + timedelta(days=1)
    left_out = replace(ORDER, unsaid=frozenset({"rows.1.on"}))
    await desk.handle_all(on(DAY, DAY), left_out)
    assert (await desk.handle_all(on(DAY, tomorrow), left_out))[1].repeated
    assert [each.repeated for each in await desk.repetition_of_all(on(DAY, tomorrow), left_out) or ()] == [True, True]
    assert await desk.repetition_of_all(on(DAY, DAY), OTHER_ORDER) is None
    for items, order in ((on(tomorrow, DAY), left_out), (on(DAY, DAY), ORDER)):
        with pytest.raises(KeyReused):
            await desk.handle_all(items, order)


async def test_a_batch_sent_many_times_at_once_is_carried_out_once(desk: Desk[Any, Any, Jar], kept: Kept) -> None:
    items = marbles(jar_1=1, jar_2=2, jar_10=1)
    answers = await asyncio.gather(*(desk.handle_all(items, ORDER, fresh=bool(n % 2)) for n in range(8)))
    assert {tuple(each.version for each in answer) for answer in answers} == {(1, 2, 1)}
    assert sorted(answer[0].repeated for answer in answers) == [False] + [True] * 7
    assert len((await kept.store.read(0, 100)).events) == 4


async def test_batches_that_cross_each_other_all_take_effect(desk: Desk[Any, Any, Jar], kept: Kept) -> None:
    async def send(number: int) -> None:
        names = [f"jar-{(number * 7 + step) % 5}" for step in range(3)]
        await desk.handle_all(
            [(name, AddMarbles(1, DAY)) for name in names], replace(ORDER, command_id=derived_id(COMMAND, number))
        )

    await asyncio.gather(*(send(number) for number in range(10)))
    assert sum([(await desk.state(f"jar-{number}"))[0].marbles for number in range(5)]) == 30


def no(*streams: str) -> list[Alongside]:
    """What follows the append says no to these streams."""
    refused = [
        {"stream": stream, "code": "shelf-full", "detail": "the shelf is full", "field": "marbles"}
        for stream in streams
    ]
    return [Alongside("say_no", refused)]


async def test_what_is_refused_beside_the_append_is_told_row_by_row(desk: Desk[Any, Any, Jar], kept: Kept) -> None:
    with pytest.raises(Invalid) as refusal:
        await desk.handle_all(marbles(jar_1=1, jar_2=1, jar_3=1), ORDER, no("jar-3", "jar-2"))
    assert refusal.value.faults == (
        Fault("rows.1.marbles", "the shelf is full", "shelf-full"),
        Fault("rows.2.marbles", "the shelf is full", "shelf-full"),
    )
    assert (await kept.store.read(0, 10)).events == []


async def test_what_is_refused_beside_one_command_is_a_refusal_like_any(desk: Desk[Any, Any, Jar]) -> None:
    for fresh in (False, True):
        with pytest.raises(Refused) as refusal:
            await desk.handle("jar-1", AddMarbles(1, DAY), ORDER, no("jar-1"), fresh=fresh)
        assert (refusal.value.code, refusal.value.field) == ("shelf-full", "marbles")
