"""One leader at a time: a session lock on a connection of its own, gone with the process that holds it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zlib import crc32

import asyncpg

from chassis.database.pool import CONNECT_WITHIN, Pool
from chassis.messaging.tracing import quiet

_LOCKS = 0x5265
"""First half of the lock, apart from the bounds that appenders publish, whose locks have one 64-bit key."""
_UNLOCK_WITHIN = 2.0


@asynccontextmanager
async def leadership(pool: Pool, name: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record] | None"]:
    """A connection that holds the lock `name` of its database while it lives; None if another process has it.

    The lock alone does not fence a process that was paused: whoever writes as leader must also show its epoch.
    """
    key = (_LOCKS, crc32(name.encode()) - 2**31)
    async with pool.acquire(timeout=CONNECT_WITHIN) as connection:
        with quiet():
            held = await connection.fetchval("select pg_try_advisory_lock($1::int, $2::int)", *key)
        try:
            yield connection if held else None
        finally:
            if held:
                await _unlock(connection, key)


async def _unlock(connection: "asyncpg.Connection[asyncpg.Record]", key: tuple[int, int]) -> None:
    try:
        with quiet():
            await connection.execute("select pg_advisory_unlock($1::int, $2::int)", *key, timeout=_UNLOCK_WITHIN)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        # The lock goes with its session: whatever happened to the connection cannot leave it behind.
        connection.terminate()
