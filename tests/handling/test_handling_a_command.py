"""A command is carried out once, on what stands in its stream, with what follows beside it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.errors import KeyReused, Refused
from chassis.eventstore.memory import MemoryStore
from chassis.eventstore.store import Alongside, Write
from chassis.handling import Actor, Desk, Order, fingerprint
from chassis.ids import derived_id
from tests.handling.jars import (
    CODEC,
    COMMAND,
    DAY,
    DECIDER,
    OTHER_COMMAND,
    AddMarbles,
    Jar,
    JarLabelled,
    LabelJar,
    MarbleAdded,
)

ACTOR = Actor("somebody", "worker", "ORG1")
ORDER = Order(COMMAND, ACTOR)
OTHER_ORDER = Order(OTHER_COMMAND, ACTOR)
KNOWN = "3288f8220d11b9db92c25665e4072efa35d6364286537cae4c9c49849dc3c378"


@pytest.fixture
def lists() -> list[Any]:
    """What the service's list was told."""
    return []


@pytest.fixture
def store(lists: list[Any]) -> MemoryStore:
    return MemoryStore(alongside={"list_jar": lists.append, "note": lists.append})


@pytest.fixture
def desk(store: MemoryStore) -> Desk[Any, Any, Jar]:
    return desk_on(store)


def desk_on(store: Any) -> Desk[Any, Any, Jar]:
    return Desk(store, CODEC, DECIDER, terms_version="2025-04", topic="test.jars.v1", follow=follow)


def follow(stream: str, jar: Jar, events: Sequence[Any]) -> list[Alongside]:
    return [Alongside("list_jar", {"jar": stream, "marbles": jar.marbles, "changes": len(events)})]


async def test_a_command_becomes_events_and_the_state_after_them(desk: Desk[Any, Any, Jar]) -> None:
    outcome = await desk.handle("jar-1", AddMarbles(2, DAY), ORDER)
    assert (outcome.state, outcome.version, outcome.repeated) == (Jar(2), 2, False)
    assert list(outcome.events) == [MarbleAdded(DAY), MarbleAdded(DAY)]
    assert await desk.state("jar-1") == (Jar(2), 2)
    assert await desk.state("jar-2") == (Jar(), 0)


async def test_an_event_carries_its_cause_actor_terms_and_subject(
    desk: Desk[Any, Any, Jar], store: MemoryStore
) -> None:
    cause = uuid4()
    await desk.handle("jar-1", LabelJar("0123"), Order(COMMAND, ACTOR, cause))
    (stored,) = (await store.load("jar-1")).events
    assert (stored.name, stored.data, stored.subject) == ("jar-labelled.v1", b'{"owner":"0123"}', "0123")
    assert (stored.command_id, stored.id) == (COMMAND, derived_id(COMMAND, "jar-1", 1))
    assert stored.metadata == {
        "actor": "somebody",
        "role": "worker",
        "organisation": "ORG1",
        "terms": "2025-04",
        "cause": str(cause),
    }


async def test_the_list_follows_in_the_same_write_and_so_does_what_the_caller_adds(
    desk: Desk[Any, Any, Jar], lists: list[Any]
) -> None:
    await desk.handle("jar-1", AddMarbles(2, DAY), ORDER, [Alongside("note", "mine")])
    assert lists == [{"jar": "jar-1", "marbles": 2, "changes": 2}, "mine"]


async def test_the_same_command_again_answers_as_before_whatever_came_after(
    desk: Desk[Any, Any, Jar], lists: list[Any]
) -> None:
    first = await desk.handle("jar-1", AddMarbles(2, DAY), ORDER)
    await desk.handle("jar-1", AddMarbles(5, DAY), OTHER_ORDER)
    again = await desk.handle("jar-1", AddMarbles(2, DAY), ORDER, [Alongside("note", "twice")])
    assert (again.state, again.version, list(again.events)) == (first.state, first.version, list(first.events))
    assert (first.repeated, again.repeated) == (False, True)
    assert await desk.state("jar-1") == (Jar(7), 7)
    assert len(lists) == 2


async def test_a_repetition_on_another_day_is_the_same_command(desk: Desk[Any, Any, Jar]) -> None:
    await desk.handle("jar-1", AddMarbles(2, DAY, today=date(2025, 4, 1)), ORDER)
    assert (await desk.handle("jar-1", AddMarbles(2, DAY, today=date(2025, 4, 2)), ORDER)).repeated


async def test_what_the_request_left_to_us_makes_no_other_command_of_it(desk: Desk[Any, Any, Jar]) -> None:
    left_out = Order(COMMAND, ACTOR, unsaid=frozenset({"on"}))
    await desk.handle("jar-1", AddMarbles(2, DAY), left_out)
    assert (await desk.handle("jar-1", AddMarbles(2, DAY + timedelta(days=1)), left_out)).repeated
    with pytest.raises(KeyReused):
        await desk.handle("jar-1", AddMarbles(2, DAY), ORDER)


async def test_how_a_command_was_answered_can_be_asked_without_what_was_left_to_us(
    desk: Desk[Any, Any, Jar], lists: list[Any]
) -> None:
    left_out = Order(COMMAND, ACTOR, unsaid=frozenset({"on"}))
    unknown = AddMarbles(2, None)  # type: ignore[arg-type]
    assert await desk.repetition("jar-1", unknown, left_out) is None
    assert lists == []
    first = await desk.handle("jar-1", AddMarbles(2, DAY), left_out)
    assert await desk.repetition("jar-1", unknown, left_out) == replace(first, repeated=True)
    with pytest.raises(KeyReused):
        await desk.repetition("jar-1", AddMarbles(3, DAY), left_out)


def test_what_makes_two_requests_the_same_stays_as_it_was_stored() -> None:
    order = Order(COMMAND, ACTOR, beside=b"red", unsaid=frozenset({"on"}))
    assert fingerprint("jar-1", AddMarbles(2, DAY), order).hex() == KNOWN


@pytest.mark.parametrize(
    ("stream", "command", "actor"),
    [
        ("jar-1", AddMarbles(3, DAY), ACTOR),
        ("jar-1", LabelJar("0123"), ACTOR),
        ("jar-2", AddMarbles(2, DAY), ACTOR),
        ("jar-1", AddMarbles(2, DAY), Actor("somebody-else", "worker")),
    ],
    ids=["another content", "another kind", "another stream", "another caller"],
)
async def test_an_id_that_comes_again_for_something_else_is_refused(
    desk: Desk[Any, Any, Jar], stream: str, command: Any, actor: Actor
) -> None:
    await desk.handle("jar-1", AddMarbles(2, DAY), ORDER)
    with pytest.raises(KeyReused):
        await desk.handle(stream, command, Order(COMMAND, actor))
    assert await desk.state("jar-1") == (Jar(2), 2)


async def test_an_id_that_comes_again_with_something_else_beside_it_is_refused(desk: Desk[Any, Any, Jar]) -> None:
    await desk.handle("jar-1", AddMarbles(2, DAY), Order(COMMAND, ACTOR, beside=b"red ones"))
    assert (await desk.handle("jar-1", AddMarbles(2, DAY), Order(COMMAND, ACTOR, beside=b"red ones"))).repeated
    for beside in (b"blue ones", b""):
        with pytest.raises(KeyReused):
            await desk.handle("jar-1", AddMarbles(2, DAY), Order(COMMAND, ACTOR, beside=beside))


async def test_a_command_that_changes_nothing_is_remembered_with_what_the_caller_adds(
    desk: Desk[Any, Any, Jar], lists: list[Any]
) -> None:
    await desk.handle("jar-1", LabelJar("0123"), OTHER_ORDER)
    lists.clear()
    outcome = await desk.handle("jar-1", LabelJar("0123"), ORDER, [Alongside("note", "seen")])
    assert (list(outcome.events), outcome.version, outcome.repeated) == ([], 1, False)
    assert lists == ["seen"]
    await desk.handle("jar-1", LabelJar("4567"), Order(uuid4(), ACTOR))
    again = await desk.handle("jar-1", LabelJar("0123"), ORDER)
    assert (again.state, list(again.events), again.version, again.repeated) == (Jar(0, "0123"), [], 1, True)


async def test_a_refusal_leaves_nothing_behind_and_the_id_may_come_again(
    desk: Desk[Any, Any, Jar], store: MemoryStore, lists: list[Any]
) -> None:
    with pytest.raises(Refused, match="jar-full"):
        await desk.handle("jar-1", AddMarbles(101, DAY), ORDER)
    assert ((await store.load("jar-1", COMMAND)).done, lists) == (None, [])
    assert (await desk.handle("jar-1", AddMarbles(1, DAY), ORDER)).version == 1


class Beaten:
    """A store in which somebody else is faster a given number of times: he puts a marble in before each append."""

    def __init__(self, store: MemoryStore, times: int, command: UUID | None = None) -> None:
        self._store, self._times, self._command = store, times, command

    async def append(self, write: Write) -> Any:
        if self._times:
            self._times -= 1
            other = desk_on(self._store)
            await other.handle("jar-1", AddMarbles(1, DAY), Order(self._command or uuid4(), ACTOR))
        return await self._store.append(write)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


async def test_a_command_that_was_beaten_is_decided_again_on_what_stands_there_now(store: MemoryStore) -> None:
    outcome = await desk_on(Beaten(store, 3)).handle("jar-1", AddMarbles(2, DAY), ORDER)
    assert (outcome.state, outcome.version, len(outcome.events)) == (Jar(5), 5, 2)


async def test_a_command_that_was_beaten_may_then_be_refused(store: MemoryStore) -> None:
    with pytest.raises(Refused, match="jar-full"):
        await desk_on(Beaten(store, 1)).handle("jar-1", AddMarbles(100, DAY), ORDER)
    assert await desk_on(store).state("jar-1") == (Jar(1), 1)


async def test_a_command_that_was_beaten_by_its_own_repetition_answers_as_that_did(store: MemoryStore) -> None:
    outcome = await desk_on(Beaten(store, 1, COMMAND)).handle("jar-1", AddMarbles(1, DAY), ORDER)
    assert (outcome.state, outcome.version, outcome.repeated) == (Jar(1), 1, True)


async def test_a_long_stream_is_handled_by_all_its_events(desk: Desk[Any, Any, Jar]) -> None:
    for number in range(100):
        await desk.handle("jar-1", AddMarbles(1, DAY), Order(derived_id(COMMAND, number), ACTOR))
    with pytest.raises(Refused):
        await desk.handle("jar-1", AddMarbles(1, DAY), ORDER)


async def test_an_event_that_is_stored_and_repeated_is_labelled_once(desk: Desk[Any, Any, Jar]) -> None:
    answers = await asyncio.gather(*(desk.handle("jar-1", LabelJar("0123"), ORDER) for _ in range(5)))
    assert [list(answer.events) for answer in answers] == [[JarLabelled("0123")]] * 5
    assert sorted(answer.repeated for answer in answers) == [False, True, True, True, True]
