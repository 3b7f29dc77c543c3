"""A batch whose streams the services of a run write to all the time is played in halves, each step once."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina

from chassis.errors import Conflict
from chassis.eventstore.memory import MemoryStore
from chassis.eventstore.store import Appended, Write
from chassis.handling import Desk
from deploy.demo.playing import Bar, Played, Stage, Step, play
from tests.handling.jars import CODEC, DAY, DECIDER, AddMarbles, Jar


class Busy(MemoryStore):
    """Somebody is always faster on one of several streams, so that no more than `at_most` can be written at once."""

    def __init__(self, at_most: int) -> None:
        super().__init__()
        self._at_most = at_most

    async def append(self, write: Write) -> Appended:
        if len(write.appends) > self._at_most:
            raise Conflict(write.appends[0].stream, 1, 2)
        return await super().append(write)


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=2)
    yield
    stamina.set_testing(False)


async def jars_after(at_most: int, memory: Path) -> tuple[list[int], Desk[Any, Any, Jar]]:
    desk: Desk[Any, Any, Jar] = Desk(Busy(at_most), CODEC, DECIDER, terms_version="1", topic="test.jars.v1")
    stage = Stage("jars", desk, [Step(f"jar-{number}", AddMarbles(3, DAY)) for number in range(7)])
    await play({"a-contract": [stage]}, Played.read(memory, "seed"), Bar(io.StringIO()))
    return [(await desk.state(f"jar-{number}"))[0].marbles for number in range(7)], desk


@pytest.mark.parametrize("at_most", [1, 2, 3, 7])
async def test_each_step_is_carried_out_once(at_most: int, tmp_path: Path) -> None:
    marbles, _ = await jars_after(at_most, tmp_path / "played.json")
    assert marbles == [3, 3, 3, 3, 3, 3, 3]


async def test_a_stream_that_nobody_can_write_to_stops_the_play(tmp_path: Path) -> None:
    with pytest.raises(Conflict):
        await jars_after(0, tmp_path / "played.json")
