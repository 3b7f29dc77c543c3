"""What is hidden of all counts, decided once for each set of them, beside the requests that wait for it."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from types import MappingProxyType

from chassis.errors import NotReady
from services.reporting.domain.disclosure.deciding import Decided
from services.reporting.domain.disclosure.profiles import Profile
from services.reporting.domain.disclosure.protection import Protection, protect
from services.reporting.domain.metrics.catalogue import METRICS
from services.reporting.domain.metrics.report import Shown, Tallies
from services.reporting.domain.pack.lattice import families_of
from services.reporting.domain.pack.laws import is_inside
from services.reporting.domain.period import month_of

_ALL_IN_APRIL: Mapping[str, int] = MappingProxyType({})
PATIENCE = 8.0
"""Seconds that a request waits. Over years of many words it takes a minute the first time: who asks again finds it."""
KEPT = 4
"""Decisions kept: those of the days for which reports are asked."""
PARTS_KEPT = 1_000
"""Parts of decisions kept: a family of counts in a financial year, which moves when one of its own counts does."""


class Protecting:
    """Decides in a thread of its own, one set of counts after the other, and keeps the last decisions.

    A decision hangs on the counts and on nothing else: for a day that is over it stays, whatever comes in meanwhile.
    `year_starts` gives the month in which a contract's own year begins, where that is not April.
    """

    def __init__(
        self, contracts: Sequence[str], exits: Mapping[str, Profile], year_starts: Mapping[str, int] = _ALL_IN_APRIL
    ) -> None:
        self._contracts, self._exits, self._year_starts = tuple(contracts), exits, year_starts
        self._deciding: OrderedDict[bytes, asyncio.Task[Protection]] = OrderedDict()
        self._parts: OrderedDict[bytes, Decided] = OrderedDict()
        self._turn = asyncio.Lock()

    async def shown(self, tallies: Tallies, as_at: date) -> Shown:
        """How figures as known by a day are shown outside: of all contracts and months at once, so that no report gives
        away what another hides. Raises `NotReady` while it is not decided yet; asked again later, it is.
        """
        key = await asyncio.to_thread(_digest, tallies, as_at)
        task = self._deciding.get(key)
        if task is None or (task.done() and task.exception() is not None):
            task = self._deciding[key] = asyncio.create_task(self._decide(tallies, as_at))
        self._deciding.move_to_end(key)
        while len(self._deciding) > KEPT:
            self._deciding.popitem(last=False)
        await asyncio.wait({task}, timeout=PATIENCE)
        if not task.done():
            raise NotReady("report", "what small numbers would follow from is still being worked out; ask again")
        return task.result().shown

    async def _decide(self, tallies: Tallies, as_at: date) -> Protection:
        def decided() -> Protection:
            until = month_of(as_at)
            families = families_of(METRICS, tallies, self._contracts, until, as_at, self._year_starts)
            return protect(families, self._exits, until, is_inside=is_inside, kept=self._parts)

        async with self._turn:
            protection = await asyncio.to_thread(decided)
            while len(self._parts) > PARTS_KEPT:
                self._parts.popitem(last=False)
            return protection


def _digest(tallies: Tallies, as_at: date) -> bytes:
    """The counts of every month up to that of a day, and the day."""
    rows = sorted(
        (metric, scope, word, month, number, times)
        for (metric, scope), words in tallies.items()
        for word, tally in words.items()
        for (month, number), times in tally.items()
        if month <= month_of(as_at)
    )
    return sha256(repr((as_at, rows)).encode()).digest()
