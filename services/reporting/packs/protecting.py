"""What is hidden of all counts, decided once for each set of them, beside the requests that wait for it."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from hashlib import sha256

from chassis.errors import Unavailable
from services.reporting.domain.disclosure.profiles import Profile
from services.reporting.domain.disclosure.protection import Protection, protect
from services.reporting.domain.metrics.catalogue import METRICS
from services.reporting.domain.metrics.report import Asked, Shown, Tallies
from services.reporting.domain.pack.lattice import families_of
from services.reporting.domain.period import month_of

PATIENCE = 8.0
"""Seconds that a request waits. Over many months and words it takes a minute or two: whoever asks again finds it."""
KEPT = 4
"""Decisions kept: those of the days for which reports are asked."""

_Key = tuple[int, bytes]


class Protecting:
    """Decides in a thread of its own, one set of counts after the other, and keeps the last decisions.

    A decision hangs on the counts and on nothing else: for a day that is over it stays, whatever comes in meanwhile.
    """

    def __init__(self, contracts: Sequence[str], exits: Mapping[str, Profile]) -> None:
        self._contracts, self._exits = tuple(contracts), exits
        self._deciding: OrderedDict[_Key, asyncio.Task[Protection]] = OrderedDict()
        self._turn = asyncio.Lock()

    async def shown(self, tallies: Tallies, asked: Asked) -> Shown:
        """How figures are shown outside: of all contracts at once, so that no report gives away what another hides.

        Months are decided in their order, and what is decided of one hangs on no later one: those up to the end of the
        period are enough. Raises `Unavailable` while it is not decided yet; asked again later, it is.
        """
        until = min(asked.period.last, month_of(asked.as_at))
        key = until, _digest(tallies, asked, until)
        task = self._deciding.get(key)
        if task is None or (task.done() and task.exception() is not None):
            task = self._deciding[key] = asyncio.create_task(self._decide(tallies, asked, until))
        self._deciding.move_to_end(key)
        while len(self._deciding) > KEPT:
            self._deciding.popitem(last=False)
        await asyncio.wait({task}, timeout=PATIENCE)
        if not task.done():
            raise Unavailable("report", "what small numbers would follow from is still being worked out; ask again")
        return task.result().shown

    async def _decide(self, tallies: Tallies, asked: Asked, until: int) -> Protection:
        def decided() -> Protection:
            return protect(families_of(METRICS, tallies, self._contracts, until, asked.as_at), self._exits, until)

        async with self._turn:
            return await asyncio.to_thread(decided)


def _digest(tallies: Tallies, asked: Asked, until: int) -> bytes:
    """The counts up to a month, and the day by which months that run on are looked at."""
    rows = sorted(
        (metric, scope, word, month, number, times)
        for (metric, scope), words in tallies.items()
        for word, tally in words.items()
        for (month, number), times in tally.items()
        if month <= until
    )
    # Of a day after the last month nothing more hangs on the day itself.
    return sha256(repr((min(asked.as_at, asked.period.ends_on), rows)).encode()).digest()
