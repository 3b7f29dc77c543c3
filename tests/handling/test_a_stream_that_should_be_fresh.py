"""A command that begins a stream is appended without a look first; what stands there nevertheless is respected."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from chassis.errors import KeyReused, Refused
from chassis.eventstore.memory import MemoryStore
from chassis.eventstore.store import Alongside, Appended, History, Write
from chassis.handling import Actor, Desk, Order
from tests.handling.jars import CODEC, COMMAND, DAY, DECIDER, OTHER_COMMAND, AddMarbles, Jar, LabelJar

ORDER = Order(COMMAND, Actor("somebody", "worker"))
OTHER_ORDER = Order(OTHER_COMMAND, ORDER.actor)


class Counted:
    """A log that tells how often it was asked for what."""

    def __init__(self, notes: list[Any]) -> None:
        self._store = MemoryStore(alongside={"note": notes.append})
        self.asked: list[str] = []

    async def load(self, stream: str, command_id: UUID | None = None) -> History:
        self.asked.append("load")
        return await self._store.load(stream, command_id)

    async def append(self, write: Write) -> Appended:
        self.asked.append("append")
        return await self._store.append(write)


@pytest.fixture
def notes() -> list[Any]:
    return []


@pytest.fixture
def store(notes: list[Any]) -> Counted:
    return Counted(notes)


@pytest.fixture
def desk(store: Any) -> Desk[Any, Any, Jar]:
    return Desk(store, CODEC, DECIDER, terms_version="1", topic="test.jars.v1")


def note(text: str) -> Sequence[Alongside]:
    return [Alongside("note", text)]


async def test_takes_one_round_trip(desk: Desk[Any, Any, Jar], store: Counted, notes: list[Any]) -> None:
    outcome = await desk.handle("jar-1", AddMarbles(2, DAY), ORDER, note("mine"), fresh=True)
    assert (outcome.state, outcome.version, outcome.repeated) == (Jar(2), 2, False)
    assert store.asked == ["append"]
    assert notes == ["mine"]


async def test_the_same_command_again_answers_as_before(desk: Desk[Any, Any, Jar], notes: list[Any]) -> None:
    await desk.handle("jar-1", AddMarbles(2, DAY), ORDER, note("once"), fresh=True)
    await desk.handle("jar-1", AddMarbles(5, DAY), OTHER_ORDER)
    again = await desk.handle("jar-1", AddMarbles(2, DAY), ORDER, note("twice"), fresh=True)
    assert (again.state, again.version, again.repeated) == (Jar(2), 2, True)
    assert notes == ["once"]


async def test_a_repetition_that_a_rule_refuses_today_answers_as_before(store: Any) -> None:
    def strict(command: Any, jar: Jar) -> list[Any]:
        if command.today > DAY:
            raise Refused("too-late", "today is over")
        return list(DECIDER.decide(command, jar))

    decider = type(DECIDER)(DECIDER.initial, strict, DECIDER.evolve, DECIDER.subject)
    desk: Desk[Any, Any, Jar] = Desk(store, CODEC, decider, terms_version="1", topic="test.jars.v1")
    tomorrow = AddMarbles(2, DAY, today=date(2025, 4, 2))
    with pytest.raises(Refused, match="too-late"):
        await desk.handle("jar-1", tomorrow, ORDER, fresh=True)
    await desk.handle("jar-1", AddMarbles(2, DAY), ORDER, fresh=True)
    assert (await desk.handle("jar-1", tomorrow, ORDER, fresh=True)).repeated


async def test_a_stream_that_exists_is_decided_on_as_it_stands(desk: Desk[Any, Any, Jar]) -> None:
    await desk.handle("jar-1", AddMarbles(99, DAY), ORDER)
    with pytest.raises(Refused, match="jar-full"):
        await desk.handle("jar-1", AddMarbles(2, DAY), OTHER_ORDER, fresh=True)
    outcome = await desk.handle("jar-1", AddMarbles(1, DAY), OTHER_ORDER, fresh=True)
    assert (outcome.state, outcome.version) == (Jar(100), 100)


async def test_a_key_with_another_content_is_refused(desk: Desk[Any, Any, Jar]) -> None:
    await desk.handle("jar-1", AddMarbles(2, DAY), ORDER, fresh=True)
    with pytest.raises(KeyReused):
        await desk.handle("jar-1", LabelJar("0123"), ORDER, fresh=True)
