"""Playing a plan of commands into the logs: in batches, each carried out once however often it is played."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID, uuid5

from chassis.errors import Conflict
from chassis.eventstore.store import Alongside
from chassis.handling import Actor, Desk, Order
from chassis.ids import derived_id

T = TypeVar("T")

NAMESPACE = UUID("0d1f5b52-6f52-4c0e-9b11-2f6f1f2c7a10")
"""Ids of the demonstration follow from this one: of its commands, referrals, sessions, everything."""
ACTOR = Actor("demonstration-year", "team-leader")
AT_ONCE = 200
"""Commands of one batch."""


def demo_id(*parts: object) -> UUID:
    """The id of something in the demonstration, the same at every playing."""
    return uuid5(NAMESPACE, "/".join(map(str, parts)))


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a plan, for a stream, with rows that are written beside it."""

    stream: str
    command: Any
    beside: tuple[Alongside, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a contract's plan: commands of one kind, in any order, each on a stream of its own."""

    name: str
    desk: Desk[Any, Any, Any]
    steps: Sequence[Step]
    fresh: bool = False
    """Whether each step begins a stream."""
    at_once: int = AT_ONCE


@dataclass(slots=True)
class Played:
    """What was played before, by contract and stage: how many batches. Kept in a file, so that playing goes on there.

    A batch that is played again changes nothing, so what the file forgets costs time alone.
    """

    file: Path
    seed: str
    batches: dict[str, int] = field(default_factory=dict)

    @staticmethod
    def read(file: Path, seed: str) -> "Played":
        """What the file remembers of this seed; of another one, nothing."""
        if file.exists():
            told = json.loads(file.read_text())
            if told["seed"] == seed:
                return Played(file, seed, told["batches"])
        return Played(file, seed)

    def write(self) -> None:
        """Keeps it, in place of what was kept before."""
        beside = self.file.with_suffix(".new")
        beside.write_text(json.dumps({"seed": self.seed, "batches": self.batches}, indent=2) + "\n")
        beside.replace(self.file)


async def play(plans: Mapping[str, Sequence[Stage]], played: Played, say: "Bar") -> int:
    """Plays the stages of each contract in their order, the contracts side by side; how many commands there are.

    Raises what a service refuses: a plan that a contract's terms do not allow is a fault of the plan.
    """
    total = sum(len(stage.steps) for stages in plans.values() for stage in stages)
    say.begin(total)
    try:
        async with asyncio.TaskGroup() as group:
            for contract, stages in plans.items():
                group.create_task(_play_contract(contract, stages, played, say))
    except BaseExceptionGroup as failed:
        raise _first(failed) from None
    finally:
        played.write()
        say.end()
    return total


async def _play_contract(contract: str, stages: Sequence[Stage], played: Played, say: "Bar") -> None:
    for stage in stages:
        key = f"{contract}/{stage.name}"
        done = played.batches.get(key, 0)
        for number, batch in enumerate(batched(stage.steps, stage.at_once)):
            if number >= done:
                await _carry_out(stage, batch, demo_id(key, number))
                played.batches[key] = number + 1
            say.more(len(batch), contract, stage.name, skipped=number < done)
        played.write()


async def _carry_out(stage: Stage, batch: Sequence[Step], order_id: UUID) -> None:
    """A batch at once; if the services of a run write to its streams all the time, in halves, down to single steps."""
    try:
        await stage.desk.handle_all(
            [(step.stream, step.command) for step in batch],
            Order(order_id, ACTOR),
            [also for step in batch for also in step.beside],
            fresh=stage.fresh,
        )
    except Conflict:
        if len(batch) == 1:
            raise
        half = len(batch) // 2
        for part, steps in enumerate((batch[:half], batch[half:])):
            await _carry_out(stage, steps, derived_id(order_id, part))


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """The things in lists of a size, the last one shorter."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


def _first(failed: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = failed
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


_TELL_EVERY = {True: 0.2, False: 5.0}
"""Seconds between two words on progress, on a terminal and elsewhere."""
_WIDTH = 28


class Bar:
    """Progress of a long play on the terminal: how much, how fast, how long still; lines where there is no terminal."""

    def __init__(self, out: Any = sys.stderr, clock: Callable[[], float] = monotonic) -> None:
        self._out, self._clock, self._terminal = out, clock, bool(out.isatty())
        self._total = self._done = self._played = 0
        self._began = self._told = clock()
        self._what = ""

    def begin(self, total: int) -> None:
        """Starts the clock on so many commands."""
        self._total, self._began = total, self._clock()

    def more(self, count: int, contract: str, stage: str, *, skipped: bool = False) -> None:
        """So many more are done; `skipped` ones had been played before and do not count for the rate."""
        self._done += count
        self._played += 0 if skipped else count
        self._what = f"{contract}: {stage}"
        if self._clock() - self._told >= _TELL_EVERY[self._terminal]:
            self._tell()

    def end(self) -> None:
        """The last word."""
        self._tell()
        if self._terminal:
            print(file=self._out, flush=True)

    @property
    def carried_out(self) -> int:
        """Commands that were carried out now, those that had been before not counted."""
        return self._played

    @property
    def rate(self) -> float:
        """Commands carried out a second."""
        return self._played / max(1e-9, self._clock() - self._began)

    def _tell(self) -> None:
        self._told = self._clock()
        share = self._done / self._total if self._total else 1.0
        filled = round(share * _WIDTH)
        left = (self._total - self._done) / self.rate if self._played else 0.0
        line = (
            f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {share:4.0%} {self._done:,} of {self._total:,} commands, "
            f"{self.rate:,.0f}/s, {left:,.0f} s left · {self._what}"
        )
        print(f"\r\033[K{line[:150]}" if self._terminal else line, end="" if self._terminal else "\n", file=self._out)
        self._out.flush()
