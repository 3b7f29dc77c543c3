"""`verify`: does the log still hold what was sealed, event by event, and are its seals those that left the house?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from chassis.database.pool import CONNECT_WITHIN, Pool
from chassis.eventstore.postgres import PostgresStore
from chassis.eventstore.seal import BYTES, GENESIS, next_seal
from chassis.eventstore.store import Stored

# One statement, and so one moment: the newest seal, how many events are above it, and how many of them the relay had
# passed already.
_STANDING = """
    select newest.position, newest.hash, above.events, above.passed
        from (values (1)) as once (once)
        left join (select position, hash from seals order by position desc limit 1) as newest on true
        cross join lateral (
            select count(*) as events,
                   count(*) filter (where position <= (select max(position) from checkpoint)) as passed
                from events where position > coalesce(newest.position, 0)
        ) as above
"""
_SEAL = "select hash from seals where position = $1"
_BETWEEN = "select position, hash from seals where position > $1 and position <= $2"
_NEXT = """select least((select min(position) from events where position > $1),
                        (select min(position) from seals where position > $1))"""
_BEFORE_ALL = -(2**63)
"""A position is never below 1, unless somebody wrote an event by hand."""
_PAGE = 2000
_TELL_EVERY = 5.0


@dataclass(frozen=True, slots=True)
class Head:
    """A seal with its position, as a report or a message names it: all events up to there, in 64 digits."""

    position: int
    seal: bytes

    def __str__(self) -> str:
        return f"{self.position}:{self.seal.hex()}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk through log and seals found."""

    events: int
    """Events that are what was sealed, up to the end or to the first break."""
    head: Head | None
    """The newest seal; None if nothing is sealed yet."""
    unsealed: int
    """Events above the newest seal."""
    passed: int
    """How many of those the relay has sent nevertheless, as it did before there were seals."""
    broken: str | None
    """Where and how the log first differs from its seals; None if nowhere."""
    heads: Sequence[tuple[Head, str | None]]
    """The heads that were asked about, each with what is wrong with it."""

    @property
    def whole(self) -> bool:
        """Whether nothing differs."""
        return self.broken is None and all(wrong is None for _, wrong in self.heads)

    def lines(self) -> Sequence[str]:
        """The verdict for people."""
        said = [f"head {head}: {wrong or 'it is the one that the log has'}" for head, wrong in self.heads]
        if self.head is not None:
            said.append(f"{self.events} events are what was sealed; the newest seal is {self.head}")
        if self.unsealed:
            said.append(f"not sealed yet: {self.unsealed} events, which the relay seals when it comes to them")
        if self.passed:
            said.append(
                f"{self.passed} of them were sent: so it is before the relay first runs on a log older than its seals; "
                "at any other time the newest seals were removed, and heads tell which"
            )
        if self.broken is not None:
            said.append(f"BROKEN at {self.broken}")
        return [*said, "whole" if self.whole else "NOT WHOLE: keep the database as it is, and a copy of it"]


def read_head(text: str) -> Head:
    """A head written as `POSITION:HASH`. Raises `ValueError` for anything else."""
    position, colon, seal = text.partition(":")
    if not (
        colon and position.isascii() and position.isdigit() and len(seal) == 2 * BYTES and 0 < int(position) < 2**63
    ):
        raise ValueError(f"{text!r} is not a position, a colon and {2 * BYTES} hexadecimal digits")
    return Head(int(position), bytes.fromhex(seal))


async def verify(pool: Pool, heads: Sequence[Head] = (), told: Callable[[int, int], None] = lambda *_: None) -> Verdict:
    """Walk through everything that is sealed, from the first event to the first break.

    It may run beside a relay and appends. `told` is given the position reached and the one to be reached, every few
    seconds.
    """
    walk = _Walk(pool, told)
    async with pool.acquire(timeout=CONNECT_WITHIN) as connection:
        # First, so that what is appended and sealed meanwhile is left out on both sides.
        position, seal, unsealed, passed = await connection.fetchrow(_STANDING)
        head = Head(position, seal) if position is not None else None
        compared = [(each, await _wrong(connection, each, head)) for each in heads]
    broken = await walk.to(head.position) if head is not None else None
    return Verdict(walk.events, head, unsealed, passed, broken, compared)


async def _wrong(connection: Any, head: Head, newest: Head | None) -> str | None:
    kept = await connection.fetchval(_SEAL, head.position)
    if kept == head.seal:
        return None
    if kept is not None:
        return (
            f"NOT the seal of this log, which has {kept.hex()} there: the log was written anew since that head left it"
        )
    end = newest.position if newest is not None else 0
    if head.position > end:
        return f"NOT in this log, whose seals end at position {end}: what came after was removed, or it is another log"
    return "NOT in this log, which has no seal at that position"


class _Walk:
    """Goes through positions from the first, keeping the seal that is computed anew."""

    def __init__(self, pool: Pool, told: Callable[[int, int], None]) -> None:
        self._pool, self._store, self._told = pool, PostgresStore(pool), told
        self._before = GENESIS
        self._last = 0
        """Position of the last event that was whole."""
        self.events = 0

    async def to(self, end: int) -> str | None:
        """What is broken first, up to position `end`."""
        after, spoke = _BEFORE_ALL, monotonic()
        while (start := await self._fetchval(_NEXT, after)) is not None and start <= end:
            # A window of positions and not of events: a seal without its event must be seen as well.
            upto = min(end, start + _PAGE - 1)
            events = {event.position: event for event in await self._store.read_between(after, upto, _PAGE)}
            async with self._pool.acquire(timeout=CONNECT_WITHIN) as connection:
                kept: dict[int, bytes] = dict(await connection.fetch(_BETWEEN, after, upto))
            for position in sorted(events.keys() | kept.keys()):
                event, seal = events.get(position), kept.get(position)
                if event is None or seal is None or next_seal(self._before, event) != seal:
                    return await self._broken(position, event, seal)
                self._before, self._last = seal, position
                self.events += 1
            after = upto
            if monotonic() - spoke > _TELL_EVERY:
                spoke = monotonic()
                self._told(after, end)
        return None

    async def _broken(self, position: int, event: Stored | None, seal: bytes | None) -> str:
        following = await self._fetchval(_NEXT, position)
        after: Stored | None = None
        sealed: bytes | None = None
        if following is not None:
            found = await self._store.read_between(following - 1, following, 1)
            after, sealed = (found[0] if found else None), await self._fetchval(_SEAL, following)
        return f"position {position}: {what_happened(self._before, self._last, (event, seal), (after, sealed))}"

    async def _fetchval(self, query: str, position: int) -> Any:
        async with self._pool.acquire(timeout=CONNECT_WITHIN) as connection:
            return await connection.fetchval(query, position)


def what_happened(
    before: bytes,
    last: int,
    here: tuple[Stored | None, bytes | None],
    following: tuple[Stored | None, bytes | None],
) -> str:
    """A break in words.

    `before` is the seal at position `last`, up to which all is whole; `here` and `following` are the next two events
    with the seals that are kept of them. The second tells whether the event was touched or its seal: it was made from
    the one that was there at the time.
    """
    event, seal = here
    after, sealed = following

    def made_from(earlier: bytes) -> bool:
        return after is not None and sealed is not None and next_seal(earlier, after) == sealed

    if event is None:
        if made_from(before):
            return "there is a seal and there was never an event: the seal was put in"
        return "the event that was sealed there is missing from the log"
    what = f"the event there ({event.stream}, version {event.version})"
    computed = next_seal(before, event)
    if seal is None:
        if made_from(computed):
            return f"the seal is missing; {what} is the one that was sealed"
        if made_from(before):
            return f"{what} was put in after later ones were sealed"
        return f"{what} has no seal, and later ones have: it was put in, or changed, and its seal removed"
    if made_from(computed):
        return f"the seal was overwritten; {what} is the one that was sealed"
    said = f"{what} is not the one that was sealed: its seal would be {computed.hex()}, kept is {seal.hex()}"
    if event.position > last + 1:
        said += f". Or an event between {last} and {event.position} was removed together with its seal"
    return said
