"""Connections to PostgreSQL: a pool in which nothing waits for ever."""

from typing import TypeAlias

import asyncpg

Pool: TypeAlias = asyncpg.Pool
"""What `open_pool` gives. Its connections have no JSON codec: json and jsonb travel as text."""

CONNECT_WITHIN = 5.0
"""Seconds to make a connection, and to wait for a free one."""
ANSWER_WITHIN = 30.0
"""Seconds for one statement. A rebuild's long steps ask for more by their own `timeout`."""

_SESSION = {
    # The published lower bound is read under this level; a repeatable snapshot would hide what committed meanwhile.
    "default_transaction_isolation": "read committed",
    # A transaction that its client forgot holds back every reader of the log.
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "10s",
    # The server gives up on a client that is gone, even in the middle of a statement.
    "client_connection_check_interval": "5s",
    "tcp_keepalives_idle": "30",
    # Compiling costs more than any statement of ours takes.
    "jit": "off",
    "timezone": "UTC",
}


async def open_pool(url: str, *, min_size: int = 1, max_size: int = 8, application: str) -> Pool:
    """Opens a pool at `url`; `application` is the name under which operators see its connections.

    A connection goes back as it is, but for an open transaction, which is rolled back: the usual reset costs a second
    round trip for each statement. Whoever takes a session lock or changes a setting must therefore undo it, or use a
    connection of its own.
    """
    pool: Pool = await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=max_size,
        timeout=CONNECT_WITHIN,
        command_timeout=ANSWER_WITHIN,
        max_cached_statement_lifetime=0,  # Plans stay good; asyncpg prepares again when a table changes.
        reset=_keep,
        server_settings={**_SESSION, "application_name": application},
    )
    return pool


async def _keep(connection: object) -> None:
    """The driver has rolled back an open transaction before it calls this; nothing else is left to undo."""
