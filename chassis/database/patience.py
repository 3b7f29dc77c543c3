"""What to do when PostgreSQL does not answer: ask again for a while, then say that it is not available."""

from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import asyncpg
import stamina

from chassis.errors import Unavailable

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds for which a statement is tried again: longer than a restart of the server, shorter than a client's own."""

_GONE = (
    OSError,  # refused, reset, unreachable; a time-out too, which may have come after the commit
    asyncpg.InterfaceError,  # the connection closed under the statement
    asyncpg.InternalClientError,  # the server was killed in the middle of an answer
)
_PASSING = (
    "08",  # connection
    "57",  # operator intervention: shutting down, starting up, cancelled
    "40",  # rolled back: deadlock, serialization
)
_PASSING_CODES = frozenset({"53300", "55P03"})  # too many connections; a lock that was not free in time


async def persist(attempt: Callable[[], Awaitable[T]], patience: float = PATIENCE) -> T:
    """The answer of `attempt`, made again while the database is away.

    An attempt that failed may have been carried out: only what does no harm twice may be given here. Raises
    `Unavailable` when patience or the disk is at its end; any other error passes through.
    """
    try:
        return await attempt()  # Without the machinery of repetition, which costs a tenth of an append.
    except (*_GONE, asyncpg.PostgresError) as error:
        if not _may_pass(error):
            _tell(error)
    try:
        async for trial in stamina.retry_context(
            on=_may_pass, attempts=None, timeout=patience, wait_initial=0.02, wait_max=1.0, wait_jitter=0.05
        ):
            with trial:
                return await attempt()
    except (*_GONE, asyncpg.PostgresError) as error:
        _tell(error)
    raise AssertionError("stamina ended without an answer or an error")


def _may_pass(error: Exception) -> bool:
    if isinstance(error, asyncpg.PostgresError):
        code = error.sqlstate or ""
        return code.startswith(_PASSING) or code in _PASSING_CODES
    return isinstance(error, _GONE) and not isinstance(error, ValueError)  # asyncpg's word for a wrong argument is both


def _tell(error: Exception) -> NoReturn:
    if _may_pass(error) or isinstance(error, asyncpg.InsufficientResourcesError):
        raise Unavailable("postgresql", getattr(error, "sqlstate", None) or type(error).__name__) from error
    raise error
