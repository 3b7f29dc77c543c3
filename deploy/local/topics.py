"""Topics of the contracts: made before anything publishes, since brokers do not make them on their own."""

from collections.abc import Iterable

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

KEPT_FOR_EVER = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}
"""A rebuild reads a topic from its beginning; nothing may have gone from it."""

_TOPIC_EXISTS = 36


async def create_topics(bootstrap: str, names: Iterable[str], partitions: int) -> None:
    """Makes each topic that is not there yet."""
    wanted = [NewTopic(name, partitions, 1, topic_configs=dict(KEPT_FOR_EVER)) for name in names]
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=20_000)
    await admin.start()
    try:
        answer = await admin.create_topics(wanted)
    finally:
        await admin.close()
    failed = [(topic, *rest) for topic, code, *rest in answer.topic_errors if code not in (0, _TOPIC_EXISTS)]
    if failed:
        raise RuntimeError(f"topics could not be made: {failed}")


async def delete_topics(bootstrap: str, names: Iterable[str]) -> None:
    """Removes topics that tests made."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=20_000)
    await admin.start()
    try:
        await admin.delete_topics(list(names))
    finally:
        await admin.close()
