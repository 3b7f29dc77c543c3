"""The service that reacts, as a test looks into it and turns it."""

from typing import Any

from chassis.eventstore.postgres import PostgresStore
from chassis.messaging.consumer import Consumer
from chassis.reactor import Reactor
from contracts.messages.catalogue import topic
from deploy.local.databases import DatabaseUrls
from tests.messaging.source import Source
from tests.reacting.noting import NAME, desk, reactions


class Notes:
    """Its database, and workers as a process turns them."""

    def __init__(self, pool: Any, urls: DatabaseUrls, source: Source) -> None:
        self.pool, self.urls, self.source = pool, urls, source
        self.topic, self.group = topic(source.contract, NAME), f"{source.contract}-{NAME}"
        self.desk = desk(PostgresStore(pool), self.topic)

    def reactor(self, **more: Any) -> Reactor:
        settings: dict[str, Any] = {"desks": {"notes": self.desk}, "reactions": reactions, "group": self.group} | more
        return Reactor(self.pool, **settings)

    def consumer(self, made: Reactor | None = None, **more: Any) -> Consumer:
        """A worker as a process turns it."""
        made = made or self.reactor()
        settings: dict[str, Any] = {"session_timeout": 6.0, "max_records": 50} | more
        return Consumer(
            bootstrap=self.source.kafka,
            group=self.group,
            topics=[self.source.topic],
            apply=made.apply,
            positions=made.positions,
            **settings,
        )

    async def noted(self) -> dict[str, list[int]]:
        """Numbers that were set down, praise as well, by person, in the order of the log."""
        rows = await self.pool.fetch("select stream, data->>'number' as number from events order by position")
        found: dict[str, list[int]] = {}
        for row in rows:
            found.setdefault(row["stream"].removeprefix("notes-"), []).append(int(row["number"]))
        return found

    async def all_noted(self) -> list[int]:
        """Every number that was set down, in ascending order."""
        return sorted(number for numbers in (await self.noted()).values() for number in numbers)

    async def refused(self) -> list[tuple[int, str]]:
        """Position and code of what was refused."""
        rows = await self.pool.fetch("select position, code from refused_reactions order by position, number")
        return [tuple(row) for row in rows]

    async def parked(self) -> list[tuple[str, int | None]]:
        """Reason and position of what waits, in the order of parking."""
        rows = await self.pool.fetch("select reason, position from parked where replayed_at is null order by id")
        return [tuple(row) for row in rows]

    async def marked(self) -> int:
        """The highest position that is marked as applied."""
        return await self.pool.fetchval("select max(position) from applied") or 0


def failing_at(handle: Any, nth: int) -> Any:
    """Handling during which the database goes away once, before the nth command."""
    count = 0

    async def handling(*args: Any, **more: Any) -> Any:
        nonlocal count
        count += 1
        if count == nth:
            raise ConnectionError("the database is away")
        return await handle(*args, **more)

    return handling
