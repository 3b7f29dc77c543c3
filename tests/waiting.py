"""Waiting for what will become true, instead of sleeping for as long as it might take."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

T = TypeVar("T")


async def eventually(predicate: Callable[[], T | Awaitable[T]], within: float = 10.0, every: float = 0.02) -> T:
    """The first true answer of `predicate`, plain or async. If none comes in time, its last error is raised."""
    end = monotonic() + within
    while True:
        error: Exception | None = None
        answer: T | None = None
        try:
            came = predicate()
            answer = await came if inspect.isawaitable(came) else came
        except Exception as raised:  # the thing waited for may not even exist yet
            error = raised
        if answer:
            return answer
        if monotonic() > end:
            if error is not None:
                raise error
            raise AssertionError(f"not true within {within} s; the last answer was {answer!r}")
        await asyncio.sleep(every)
