"""Being one member of a consumer group: joining, being told of partitions, leaving."""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaConnectionError

from chassis.messaging.parting import part
from chassis.telemetry.logs import log

CONNECT_WITHIN = 15.0
_STOP_WITHIN = 5.0
_REQUEST_WITHIN_MS = 20_000
_LOOK_FOR_NEW_PARTITIONS_MS = 10_000
"""Also how long a member takes to notice a topic that was made anew."""


class Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    """Tells a reader which partitions it is about to lose and which it has been given."""

    def __init__(
        self, revoked: Callable[[], Awaitable[None]], assigned: Callable[[set[TopicPartition]], Awaitable[None]]
    ) -> None:
        self._revoked, self._assigned = revoked, assigned

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:  # noqa: ARG002 - it is always all
        await self._revoked()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        await self._assigned(assigned)


async def join(
    bootstrap: str,
    group: str,
    topics: Sequence[str],
    listener: Listener,
    session_timeout_ms: int,
    instance: str | None = None,
) -> AIOKafkaConsumer:
    """A connected member. Raises `KafkaError` or `OSError` if no broker answers in time.

    With an `instance` the membership is static: a process that was killed and comes back under the same name has its
    partitions again at once, where the group would otherwise wait for the dead member's session to run out. A topic
    that is not there yet is read as soon as it is made, and keeps nobody from the others.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        client_id=group,
        group_id=group,
        group_instance_id=_name_of(instance, topics) if instance else None,
        enable_auto_commit=False,
        # A position that is not there is an error to look into, never a reason to begin somewhere else.
        auto_offset_reset="none",
        session_timeout_ms=session_timeout_ms,
        heartbeat_interval_ms=session_timeout_ms // 3,
        metadata_max_age_ms=_LOOK_FOR_NEW_PARTITIONS_MS,
        request_timeout_ms=_REQUEST_WITHIN_MS,
    )
    # By pattern, since a member that names topics does not start before every one of them is there.
    consumer.subscribe(pattern=f"^(?:{'|'.join(map(re.escape, topics))})$", listener=listener)
    try:
        async with asyncio.timeout(CONNECT_WITHIN):
            await consumer.start()
    except BaseException as error:
        await leave(consumer, group)
        if isinstance(error, TimeoutError):
            raise KafkaConnectionError(f"no broker answered within {CONNECT_WITHIN} s") from None
        raise
    return consumer


def _name_of(instance: str, topics: Sequence[str]) -> str:
    """The name of a static member, another for other topics.

    The broker gives a static member that comes back what it had before and does not ask whether it subscribes to the
    same: it would never be given the topic of a new contract.
    """
    return f"{instance}-{hashlib.sha256(' '.join(sorted(topics)).encode()).hexdigest()[:12]}"


async def leave(consumer: AIOKafkaConsumer, group: str) -> None:
    """Leave the group, so that others take over at once."""
    if not await part(consumer.stop(), _STOP_WITHIN):
        log("consumer.stop-failed", level="warning", group=group)
