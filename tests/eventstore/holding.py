"""An adversary inside the database: holds an appended event back after its position was drawn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

_TRIGGER = """
create or replace function hold_back() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(4711);
    return new;
end
$$;
create or replace trigger hold_back before insert on events for each row
    when (new.stream like 'held-%') execute function hold_back();
"""


class Hold:
    """While it holds, events of streams `held-...` wait, with their positions drawn."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def caught(self, count: int = 1) -> None:
        """Returns when `count` appends wait."""
        while (
            await self._connection.fetchval(
                "select count(*) from pg_locks where locktype = 'advisory' and objid = 4711 and not granted"
            )
            < count
        ):
            await asyncio.sleep(0.005)

    async def release(self) -> None:
        await self._connection.execute("select pg_advisory_unlock_all()")


@asynccontextmanager
async def hold(owner_url: str) -> AsyncIterator[Hold]:
    """Holds events back until told to release them."""
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute(_TRIGGER)
        await connection.execute("select pg_advisory_lock(4711)")
        yield Hold(connection)
        await connection.execute("select pg_advisory_unlock_all()")
        await connection.execute("drop trigger hold_back on events")
    finally:
        await connection.close()
