"""Runs contenders in turns, each in a process of its own, and takes the median of their rounds."""

import asyncio
import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import strftime
from typing import Any

from bench.plan import LONGEST, Measure, Task
from bench.stage import ROOT, Stage


class TaskFailed(Exception):
    """A task ended without figures; says what it wrote last."""


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of every round of each contender; a contender that failed has none."""

    measure: Measure
    figures: Mapping[str, Sequence[Mapping[str, Any]]]
    failures: Mapping[str, str]

    def median(self, contender: str, field: str) -> float | None:
        """The middle of what the rounds gave for a field; None where there is no such figure."""
        values = [each[field] for each in self.figures.get(contender, ()) if field in each]
        return statistics.median(values) if values else None


class Rounds:
    """Carries out measures on a stage. Preparations that measures share are made once."""

    def __init__(self, stage: Stage, peers: Path, rounds: int) -> None:
        self._stage, self._peers, self._rounds = stage, peers, rounds
        self._prepared: set[str] = set()

    async def measure(self, measure: Measure) -> Result:
        figures: dict[str, list[Mapping[str, Any]]] = {name: [] for name in measure.contenders}
        failures: dict[str, str] = {}
        for task in measure.prepare:
            try:
                await self._prepare(task)
            except TaskFailed as failed:
                failures[f"preparing {task.script} {task.task}"] = str(failed)
        for number in range(min(self._rounds, measure.rounds or self._rounds)):
            # Turned round every time, so that nobody always runs on the heels of the same neighbour.
            order = list(measure.contenders.items())
            for name, task in order if number % 2 == 0 else reversed(order):
                if name in failures:
                    continue
                self._say(f"{measure.key}: {name}")
                try:
                    figures[name].append(await self._run(task, number))
                except TaskFailed as failed:
                    failures[name] = str(failed)
        return Result(measure, figures, failures)

    async def _prepare(self, task: Task) -> None:
        if (key := repr(task)) not in self._prepared:
            self._say(f"preparing {task.script} {task.task} {task.history}".rstrip())
            await self._run(task, 0)
            self._prepared.add(key)

    @staticmethod
    def _say(line: str) -> None:
        print(f"{strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)

    async def _run(self, task: Task, number: int) -> Mapping[str, Any]:
        orders = {**task.orders, "round": number, "kafka": self._stage.kafka, "run": self._stage.run}
        if task.database:
            urls = await self._stage.database(task.database.format(round=number))
            orders |= {"postgres": urls.owner_url, "service_url": urls.service_url, "role": urls.role}
        if task.beside:
            beside = await self._stage.database(task.beside.format(round=number))
            orders["beside"] = {"owner_url": beside.owner_url, "service_url": beside.service_url, "role": beside.role}
        if task.history:
            contracts = await self._stage.history(task.history)
            orders |= {"contracts": contracts, "topics": self._stage.topics(contracts)}
        if task.topic:
            contract = await self._stage.contract(task.topic.format(round=number))
            orders |= {"contract": contract, "topic": self._stage.topic(contract)}
            orders["group"] = f"{contract}-{task.script}-{task.task}-{number}"
        python = str(self._peers) if task.peers else sys.executable
        return await run_script(python, task.script, task.task, orders, task.longest)


async def run_script(
    python: str, script: str, task: str, orders: Mapping[str, Any], longest: float = LONGEST
) -> Mapping[str, Any]:
    """One task in a process of its own; the last line that it prints is its figures."""
    process = await asyncio.create_subprocess_exec(
        python,
        "-m",
        f"bench.contenders.{script}",
        task,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(json.dumps(orders).encode()), longest)
    except BaseException as error:
        process.kill()
        await process.wait()
        if isinstance(error, TimeoutError):
            raise TaskFailed(f"{script} {task}: not done after {longest:.0f} s") from error
        raise
    if process.returncode != 0:
        last = err.decode(errors="replace").strip().splitlines()[-1:] or ["no word"]
        raise TaskFailed(f"{script} {task}: {last[0]}")
    figures: Mapping[str, Any] = json.loads(out.decode().strip().splitlines()[-1])
    return figures
