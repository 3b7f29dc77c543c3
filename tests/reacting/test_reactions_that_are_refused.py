"""A refused reaction stops nobody: it is kept for the team, said and counted."""

import logging
from pathlib import Path
from typing import Any

import orjson
import pytest

from chassis import refusals
from chassis.errors import Fault, Invalid
from chassis.telemetry import measures
from tests.conftest import Tokens
from tests.messaging.reader import Running
from tests.messaging.source import Source, person
from tests.reacting.notes import Notes
from tests.reacting.noting import THRICE, UNLUCKY
from tests.reacting.processes import NotesProcess
from tests.waiting import eventually


async def test_it_is_kept_said_and_counted_and_the_next_is_carried_out(
    source: Source, notes: Notes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counted: list[dict[str, Any]] = []
    monkeypatch.setattr(measures, "count", lambda name, amount=1, **labels: counted.append({"name": name, **labels}))
    caplog.set_level(logging.INFO, "redrose")
    await source.contact(UNLUCKY, person(1))
    consumer = notes.consumer()
    async with Running(source.relay(), consumer):
        await eventually(lambda: _marked(notes, 2), within=20)
    assert (await notes.noted(), await notes.refused(), consumer.parked) == (
        {person(1): [2]},
        [(1, "no-complaints")],
        0,
    )
    async with notes.pool.acquire() as connection:
        (kept,), total = await refusals.page(connection)
    assert (total, kept.type, kept.source, kept.number, kept.detail) == (
        1,
        "referrer-contacted.v1",
        source.source,
        1,
        "complaints are not taken",
    )
    assert [each for each in counted if each["name"] == "redrose.reactions" and each["outcome"] == "refused"] == [
        {
            "name": "redrose.reactions",
            "event": "referrer-contacted.v1",
            "outcome": "refused",
            "code": "no-complaints",
        }
    ]
    (said,) = [record for record in caplog.records if record.msg == "reaction.refused"]
    assert UNLUCKY not in str(vars(said))


async def test_the_other_reactions_to_its_message_are_carried_out(source: Source, notes: Notes) -> None:
    await source.contact(THRICE, THRICE)
    async with Running(source.relay(), notes.consumer()):
        await eventually(lambda: _marked(notes, 2), within=20)
    assert (await notes.noted(), await notes.refused()) == ({THRICE: [1, -1, 2, 2, -2]}, [(1, "nothing-noted")])


async def test_a_command_with_faults_is_kept_with_all_of_them(
    source: Source, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def faulty(*_: Any, **__: Any) -> None:
        raise Invalid(
            (Fault("channel", "is none of the terms'", "unknown-channel"), Fault("on", "is to come", "future"))
        )

    monkeypatch.setattr(notes.desk, "handle", faulty)
    await source.contact(person(1))
    async with Running(source.relay(), notes.consumer()):
        await eventually(lambda: _marked(notes, 1), within=20)
    assert await notes.refused() == [(1, "unknown-channel")]
    detail = await notes.pool.fetchval("select detail from refused_reactions")
    assert detail == "channel: is none of the terms'; on: is to come"


async def test_a_command_lists_them(source: Source, notes: Notes, tokens: Tokens, tmp_path: Path) -> None:
    await source.contact(UNLUCKY)
    async with Running(source.relay(), notes.consumer()):
        await eventually(lambda: _marked(notes, 1), within=20)
    shown = NotesProcess(notes, tokens, tmp_path).run("refused")
    assert shown.returncode == 0, shown.stderr
    (line,) = [orjson.loads(each) for each in shown.stdout.splitlines()]
    assert (line["code"], line["position"]) == ("no-complaints", 1)


async def _marked(notes: Notes, position: int) -> bool:
    return await notes.marked() >= position
