"""The relay's part in sealing the log: it goes on from the last seal that is kept, and never passes one that is wrong.

Only the relay reads committed events in their final order and alone, so it alone can seal without making appends wait
for each other. New seals are stored with the checkpoint.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from chassis.database.pool import CONNECT_WITHIN, Pool
from chassis.errors import RedroseError
from chassis.eventstore.seal import GENESIS, seals_of
from chassis.eventstore.store import EventStore, Page, Stored
from chassis.messaging import checkpoint as checkpoints
from chassis.messaging.checkpoint import Checkpoint
from chassis.messaging.tracing import quiet
from chassis.telemetry.logs import log

_LAST = "select position, hash from seals where position <= $1 order by position desc limit 1"
_BETWEEN = "select position, hash from seals where position > $1 and position <= $2"
_FURTHEST = 2**63 - 1
_PAGE = 2000
_YIELD_EVERY = 500
"""Events sealed before other work of the process, such as a request, gets its turn."""


class BrokenSeal(RedroseError):
    """The log is not the one that was sealed: an event or a seal was changed since. Nothing more may be sent."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"the log was changed after it was sealed, at position {position}: run `verify`, and send nothing before "
            "somebody has decided what holds"
        )
        self.position = position


class Sealed(NamedTuple):
    """The seals of a page: of every event, and those that are not kept yet, with their positions."""

    seals: Sequence[bytes]
    new: Sequence[tuple[int, bytes]]


class Sealer:
    """Seals what a relay reads, page after page, from its checkpoint on."""

    def __init__(self, pool: Pool, before: bytes, end: int) -> None:
        self._pool, self._before = pool, before
        self._end = end
        """Last position that had a seal when the relay took over: up to there seals are compared, not written."""

    @classmethod
    async def begin(
        cls,
        pool: Pool,
        connection: Any,
        name: str,
        checkpoint: Checkpoint,
        store: EventStore,
        moved: Callable[[], None],
    ) -> "Sealer":
        """Stands at the checkpoint. What is missing up to it is sealed first, as in a log older than its seals.

        `moved` is called for each page of that. Raises `Fenced` if another relay has taken over.
        """
        end, last = await _last(connection, _FURTHEST)
        if end > checkpoint.position:
            # The relay was moved back: it goes on from the seal that stood there.
            return cls(pool, (await _last(connection, checkpoint.position))[1], end)
        return cls(pool, await _fill(connection, name, checkpoint, store, (end, last), moved), end)

    async def seal(self, after: int, page: Page) -> Sealed:
        """The seals of a page's events; those at or below the last one kept must be those that are kept.

        Raises `BrokenSeal` if one is not, or if a seal has lost its event.
        """
        seals: list[bytes] = []
        for start in range(0, len(page.events), _YIELD_EVERY):
            seals += seals_of(self._before, page.events[start : start + _YIELD_EVERY])
            self._before = seals[-1]
            if len(seals) < len(page.events):
                await asyncio.sleep(0)
        if after < self._end:
            await self._compare(after, page, seals)
        return Sealed(seals, _new(page.events, seals, self._end))

    async def _compare(self, after: int, page: Page, seals: Sequence[bytes]) -> None:
        upto = min(page.safe, self._end)
        async with self._pool.acquire(timeout=CONNECT_WITHIN) as connection:
            with quiet():
                kept = dict(await connection.fetch(_BETWEEN, after, upto))
        found = {event.position: seal for event, seal in zip(page.events, seals, strict=True) if event.position <= upto}
        wrong = [position for position in kept.keys() | found.keys() if kept.get(position) != found.get(position)]
        if wrong:
            raise BrokenSeal(min(wrong))


async def _fill(
    connection: Any,
    name: str,
    checkpoint: Checkpoint,
    store: EventStore,
    kept: tuple[int, bytes],
    moved: Callable[[], None],
) -> bytes:
    """Seals what was published without a seal, up to the checkpoint, and gives the last one."""
    at, before = kept
    count = 0
    while at < checkpoint.position:
        page = await store.read(at, _PAGE)
        events = [event for event in page.events if event.position <= checkpoint.position]
        if events:
            if not count:
                log("relay.sealing", after=kept[0], expected=checkpoint.position)
            seals = seals_of(before, events)
            before = seals[-1]
            await checkpoints.store(connection, name, checkpoint, _new(events, seals, at))
            count += len(events)
            moved()
        if page.safe <= at:
            break  # The log ends before the checkpoint: what reads on says so.
        at = page.safe
        await asyncio.sleep(0)
    if count:
        log("relay.sealed", after=kept[0], position=checkpoint.position, count=count)
    return before


def _new(events: Sequence[Stored], seals: Sequence[bytes], end: int) -> list[tuple[int, bytes]]:
    return [(event.position, seal) for event, seal in zip(events, seals, strict=True) if event.position > end]


async def _last(connection: Any, upto: int) -> tuple[int, bytes]:
    row = await connection.fetchrow(_LAST, upto)
    return (row["position"], row["hash"]) if row is not None else (0, GENESIS)
