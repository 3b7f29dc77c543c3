"""Beside each consuming loop: one that no longer gets anywhere ends, so that its process is started anew."""

import asyncio
from collections.abc import Awaitable, Callable

from chassis.errors import RedroseError
from chassis.telemetry.logs import log


class Stuck(RedroseError):
    """A loop made no progress although there is work and the broker answers; its process must end."""


async def watch_over(
    name: str, progress_age: Callable[[], float], after: float, excused: Callable[[], Awaitable[bool]]
) -> None:
    """Raise `Stuck` once `progress_age` exceeds `after` seconds.

    From a quarter of that on, `excused` is asked whether standing still is right (nothing to do, or the broker is
    away); if so, it sees to it that the age begins again.
    """
    task = asyncio.current_task()
    while True:
        await asyncio.sleep(after / 8)
        try:
            if progress_age() > after / 4 and await excused():
                continue
        except asyncio.CancelledError:
            if task is not None and not task.cancelling():
                raise Stuck(f"the watchdog of {name} was ended by nobody") from None  # it must never die in silence
            raise
        if progress_age() > after:
            log("consumer.stuck", level="critical", worker=name, seconds=round(progress_age(), 1))
            raise Stuck(f"{name} has made no progress for {progress_age():.0f} s although there is something to read")
