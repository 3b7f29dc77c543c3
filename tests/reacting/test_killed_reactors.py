"""A process that is killed between a command and what follows it repeats nothing and leaves nothing out."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.conftest import Tokens
from tests.messaging.reader import Running
from tests.messaging.source import Source, person
from tests.reacting.notes import Notes
from tests.reacting.noting import SILENT, THRICE, UNLUCKY
from tests.reacting.processes import NotesProcess
from tests.waiting import eventually

KILLS = 6


@pytest.mark.parametrize("failpoint", ["reactor.after-command=kill@0.05", "reactor.before-marks=kill#1"])
async def test_killed_at_any_pass_each_message_is_reacted_to_once(
    source: Source, notes: Notes, tokens: Tokens, tmp_path: Path, failpoint: str
) -> None:
    process = NotesProcess(notes, tokens, tmp_path)
    async with Running(source.relay()):
        for kill in range(KILLS):
            for _ in range(4):
                await source.contact(*(person(n) for n in range(6)), UNLUCKY, SILENT, THRICE)
            with process.running(FAILPOINTS=failpoint, FAILPOINTS_SEED=str(kill)) as worker:
                assert await asyncio.to_thread(worker.wait, 60) == -signal.SIGKILL, process.log[-3000:]
        with process.running() as worker:
            await eventually(lambda: _marked(notes, KILLS * 36), within=30)
            await eventually(lambda: _noted(notes, KILLS * 4 * 9 - 1), within=30)
            await eventually(lambda: process.log.count("process.serving") == KILLS + 1, within=30)
            worker.terminate()
            assert await asyncio.to_thread(worker.wait, 30) == 0, process.log[-3000:]
    expected = {person(n): [turn * 9 + n + 1 for turn in range(KILLS * 4)] for n in range(6)}
    thrice = [turn * 9 + 9 for turn in range(KILLS * 4)]
    expected[THRICE] = [number for each in thrice for number in (each, each, -each)][1:]
    assert await notes.noted() == expected
    assert await notes.refused() == sorted(
        [(turn * 9 + 7, "no-complaints") for turn in range(KILLS * 4)] + [(9, "nothing-noted")]
    )


async def _marked(notes: Notes, position: int) -> bool:
    return await notes.marked() == position


async def _noted(notes: Notes, count: int) -> bool:
    return len(await notes.all_noted()) == count
