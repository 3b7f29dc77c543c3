"""How long an answer takes: cold, over a connection that has asked nothing yet, and warm, over one that has."""

import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

from bench.stopwatch import Figures, Orders
from chassis.database.pool import Pool, open_pool

Ready = Callable[[Pool], Callable[[], Awaitable[Any]]]
"""What a process does once it has a pool; gives what answers."""


async def latency(orders: Orders, ready: Ready) -> Figures:
    """Median and 99th percentile of `runs` answers each, in milliseconds. Connecting is left out."""
    cold = []
    for _ in range(orders["runs"]):
        pool = await open_pool(orders["service_url"], max_size=1, application="bench-reports")
        cold.append(await _timed(ready(pool)))
        await pool.close()
    pool = await open_pool(orders["service_url"], max_size=1, application="bench-reports")
    answer = ready(pool)
    await answer()
    warm = [await _timed(answer) for _ in range(orders["runs"])]
    await pool.close()
    return {
        "count": len(warm),
        "rate": median(warm),
        "median_ms": median(warm),
        "p99_ms": percentile_99(warm),
        "cold_ms": median(cold),
        "cold_p99_ms": percentile_99(cold),
    }


def percentile_99(values: list[float]) -> float:
    """The nearest rank: of fewer than a hundred values the largest."""
    return sorted(values)[-(-99 * len(values) // 100) - 1]


async def _timed(answer: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await answer()
    return (time.perf_counter() - began) * 1000
