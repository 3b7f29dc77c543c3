"""What every measured process does the same way: reads its orders, runs one task, prints figures and its peak memory.

Standard library only, so that peers in an environment of their own use it too.
"""

import asyncio
import cProfile
import inspect
import io
import json
import pstats
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Orders = Mapping[str, Any]
Figures = dict[str, Any]
Task = Callable[[Orders], Figures | Awaitable[Figures]]


def perform(tasks: Mapping[str, Task]) -> None:
    """Run the task that the first argument names with the JSON of standard input; print one line of JSON."""
    orders = json.load(sys.stdin)
    outcome = tasks[sys.argv[1]](orders)
    figures = asyncio.run(_awaited(outcome)) if inspect.isawaitable(outcome) else outcome
    print(json.dumps({**figures, "peak_mb": peak_mb()}))


def peak_mb() -> float:
    """The largest resident memory that this process has had."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def rate(count: int, seconds: float) -> Figures:
    """Figures of `count` things done in `seconds`."""
    return {"count": count, "seconds": round(seconds, 4), "rate": round(count / seconds, 1)}


class Until:
    """A span of time that loops ask whether it is over."""

    def __init__(self, seconds: float) -> None:
        self._start = time.perf_counter()
        self._end = self._start + seconds

    def over(self) -> bool:
        return time.perf_counter() >= self._end

    def elapsed(self) -> float:
        return time.perf_counter() - self._start


def profiled(title: str, work: Callable[[], Figures], shown: int = 25) -> Figures:
    """The figures of some work under cProfile, which slows it, with the list of where its own time went."""
    profiler = cProfile.Profile()
    figures = profiler.runcall(work)
    out = io.StringIO()
    pstats.Stats(profiler, stream=out).strip_dirs().sort_stats("tottime").print_stats(shown)
    lines = [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]
    head = next(number for number, line in enumerate(lines) if "tottime" in line)
    return {**figures, "profile": "\n".join([f"{title}, by own time", *lines[head:]])}


class Steady:
    """The rate after the first batch: joining, connecting and the first fetch are left out, for everyone alike."""

    def __init__(self, expected: int) -> None:
        self._expected = expected
        self._points: list[tuple[float, int]] = []

    def reached(self, count: int) -> None:
        """So many are done in all."""
        if count and (not self._points or count > self._points[-1][1]):
            self._points = [*self._points[:1], (time.perf_counter(), count)]

    @property
    def over(self) -> bool:
        return bool(self._points) and self._points[-1][1] >= self._expected

    def figures(self) -> Figures:
        (began, first), (ended, last) = self._points[0], self._points[-1]
        if last == first:
            raise RuntimeError(f"all {last} came in one batch: nothing is left to measure")
        return rate(last - first, ended - began)


async def _awaited(outcome: Awaitable[Figures]) -> Figures:
    return await outcome
