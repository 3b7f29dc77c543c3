"""Closing a Kafka client: in limited time, and without being ended by what it cancels inside."""

import asyncio
from collections.abc import Awaitable

from aiokafka.errors import KafkaError


async def part(closing: Awaitable[object], within: float) -> bool:
    """Await `closing`; whether it went well.

    A client that is stopped right after its start lets the cancellation of its own tasks out (aiokafka 0.14). Passed
    on, it would end whoever closes, without an error, as if somebody had asked for that.
    """
    try:
        async with asyncio.timeout(within):
            await closing
    except (TimeoutError, KafkaError, OSError):
        return False
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
    return True
