"""What is tried again, what is not, and when it is given up."""

import asyncpg
import pytest

from chassis.database.patience import persist
from chassis.errors import Refused, Unavailable


class Failing:
    """Fails with an error a number of times and then answers."""

    def __init__(self, error: BaseException, times: int = 2) -> None:
        self.error, self.times, self.attempts = error, times, 0

    async def __call__(self) -> str:
        self.attempts += 1
        if self.attempts <= self.times:
            raise self.error
        return "answer"


PASSING = [
    ConnectionRefusedError(),
    TimeoutError(),
    asyncpg.InternalClientError("got result for unknown protocol state"),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    asyncpg.AdminShutdownError("terminating connection due to administrator command"),
    asyncpg.CannotConnectNowError("the database system is starting up"),
    asyncpg.DeadlockDetectedError("deadlock detected"),
    asyncpg.SerializationError("could not serialize access"),
    asyncpg.TooManyConnectionsError("sorry, too many clients already"),
    asyncpg.LockNotAvailableError("canceling statement due to lock timeout"),
]


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
async def test_what_may_pass_is_tried_again(error: Exception) -> None:
    attempt = Failing(error)
    assert await persist(attempt) == "answer"
    assert attempt.attempts == 3


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
async def test_what_does_not_pass_in_time_is_unavailable(error: Exception) -> None:
    with pytest.raises(Unavailable) as unavailable:
        await persist(Failing(error, times=10_000), patience=0.05)
    assert (unavailable.value.part, unavailable.value.__cause__) == ("postgresql", error)


async def test_a_full_disk_is_unavailable_at_once() -> None:
    attempt = Failing(asyncpg.DiskFullError("could not extend file: No space left on device"))
    with pytest.raises(Unavailable, match="postgresql is not available: 53100"):
        await persist(attempt)
    assert attempt.attempts == 1


@pytest.mark.parametrize(
    "error",
    [
        Refused("jar-full", "no"),
        asyncpg.UniqueViolationError("duplicate key"),
        asyncpg.UndefinedTableError("no such table"),
        asyncpg.DataError("invalid input for query argument $1"),
        KeyError("mistake"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_any_other_error_passes_through_at_once(error: Exception) -> None:
    attempt = Failing(error)
    with pytest.raises(type(error)) as raised:
        await persist(attempt)
    assert (raised.value, attempt.attempts) == (error, 1)
