"""Messages that a process left behind are taken up again, and the gauges of the letterbox are read."""

import asyncio
from collections.abc import Sequence
from time import monotonic

from chassis.telemetry import measures, names
from chassis.telemetry.logs import log
from services.referrals.intake.fhir_r4.objections import Rejected
from services.referrals.intake.letterbox.kept import Arrival, Hold, Settlement, State, held
from services.referrals.intake.letterbox.letterbox import Letterbox
from services.referrals.intake.letterbox.taking import Taking

EVERY = 5.0
"""Seconds between two looks. A sender gives up after five, so what is left behind is late already."""
AT_ONCE = 20
TRIES = 5
"""Attempts after which a message waits for a person instead: it would fail for ever."""


class Sweeper:
    """The worker of the letterbox."""

    name = "letterbox"

    def __init__(self, letterbox: Letterbox, taking: Taking) -> None:
        self._letterbox, self._taking = letterbox, taking
        self._stopping = asyncio.Event()
        self._turned = monotonic()
        self._waiting: tuple[int, float] = (0, 0.0)
        measures.watch(names.LETTERBOX_WAITING, lambda: [(self._waiting[0], {})])
        measures.watch(names.LETTERBOX_OLDEST_AGE, lambda: [(self._waiting[1], {})])

    async def run(self) -> None:
        """Look at the letterbox now and then until stopped. An outage is logged and outlived."""
        while not self._stopping.is_set():
            try:
                await self.sweep()
                self._waiting = await self._letterbox.waiting()
                self._turned = monotonic()
            except OSError as error:
                log("letterbox.unreachable", level="warning", error=error)
            try:
                async with asyncio.timeout(EVERY):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    async def stop(self) -> None:
        """End after the message in hand."""
        self._stopping.set()

    def progress_age(self) -> float:
        """Seconds since the letterbox was last looked at."""
        return monotonic() - self._turned

    def notes(self) -> Sequence[str]:
        """How many messages wait, if any do."""
        return (f"{self._waiting[0]} messages wait in the letterbox",) if self._waiting[0] else ()

    async def sweep(self) -> int:
        """Take up what was left behind; how many messages that were."""
        left = await self._letterbox.take_up(AT_ONCE)
        for arrival in left:
            await self._take(arrival)
        return len(left)

    async def _take(self, arrival: Arrival) -> None:
        try:
            await self._taking.take(arrival, again=True)
        except Rejected as rejected:
            log("letterbox.rejected", feed=arrival.feed, code=rejected.objection.code)
        except Exception as error:  # noqa: BLE001 (the top of the loop: one bad message must not stop the others)
            log("letterbox.not-taken", level="error", error=error, feed=arrival.feed)
            if await self._letterbox.attempts(arrival.id) >= TRIES:
                objection = held(Hold.UNFORESEEN, f"could not be taken in {TRIES} attempts", "any")
                await self._letterbox.settle(Settlement(arrival.id, State.QUARANTINED, (objection,)))
