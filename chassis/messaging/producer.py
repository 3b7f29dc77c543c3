"""Sending batches in order with the idempotent producer: one batch of a partition at a time, all of it or an error."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError, KafkaTimeoutError

from chassis.errors import RedroseError
from chassis.messaging.parting import part
from chassis.messaging.wire import Headers

CONNECT_WITHIN = 10.0
SEND_WITHIN = 30.0
"""Seconds until a page that is not acknowledged counts as failed. The idempotent producer would try for ever, which
also hides a topic that is gone."""
_STOP_WITHIN = 5.0
_CANCELS = 10
_REQUEST_WITHIN_MS = 10_000
_BATCH_BYTES = 512 * 1024
"""Of a batch before compression. One message may be larger, up to what the store accepts: it goes in a batch alone."""


class Outgoing(NamedTuple):
    """A record on its way."""

    key: bytes
    body: bytes
    headers: Headers
    timestamp: int
    """Milliseconds since 1970: when the event was recorded, so that offsets can be found by time."""


class SendFailed(RedroseError):
    """Not everything was acknowledged; what of it stands in the topic is unknown."""


class Producer:
    """One idempotent producer. After its first error it is of no more use: `close` throws it away."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._failed = False

    @classmethod
    async def open(cls, bootstrap: str, name: str, compression: str | None = "zstd") -> "Producer":
        """Connects. Raises `KafkaError` or `OSError` if no broker answers in time."""
        producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
            client_id=name,
            acks="all",
            enable_idempotence=True,
            compression_type=compression,
            max_batch_size=_BATCH_BYTES,
            linger_ms=0,
            request_timeout_ms=_REQUEST_WITHIN_MS,
            retry_backoff_ms=100,
        )
        opened = cls(producer)
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                await producer.start()
        except BaseException as error:
            await opened._throw_away()
            if isinstance(error, TimeoutError):
                raise KafkaConnectionError(f"no broker answered within {CONNECT_WITHIN} s") from None
            raise
        return opened

    async def send(self, topic: str, records: Mapping[int, Sequence[Outgoing]]) -> dict[int, tuple[int, int]]:
        """Send to each partition its records, in their order; gives the offsets of the first and last of each.

        At the first error of any partition nothing more is sent to any, and `SendFailed` tells the cause.
        """
        if self._failed:
            raise SendFailed("the producer failed before")
        try:
            async with asyncio.timeout(SEND_WITHIN), asyncio.TaskGroup() as group:
                tasks = {p: group.create_task(self._send(topic, p, batch)) for p, batch in records.items()}
        except BaseExceptionGroup as several:
            self._failed = True
            raise SendFailed(type(several.exceptions[0]).__name__) from several.exceptions[0]
        except BaseException as error:
            self._failed = True
            if isinstance(error, TimeoutError):
                raise SendFailed(f"not acknowledged within {SEND_WITHIN} s") from error
            raise
        return {partition: task.result() for partition, task in tasks.items()}

    async def _send(self, topic: str, partition: int, records: Sequence[Outgoing]) -> tuple[int, int]:
        first = last = -1
        left = iter(records)
        record = next(left, None)
        while record is not None:
            batch = self._producer.create_batch()
            while record is not None and batch.append(
                key=record.key, value=record.body, timestamp=record.timestamp, headers=record.headers
            ):
                record = next(left, None)
            count = batch.record_count()
            if not count:
                raise KafkaError("a record does not fit into an empty batch")
            batch.close()
            acknowledged = await (await self._producer.send_batch(batch, topic, partition=partition))
            if acknowledged is None or acknowledged.offset < 0:
                # The broker knew the batch already and not where it stands: nothing can be told of its place.
                raise KafkaTimeoutError("acknowledged without an offset")
            first = acknowledged.offset if first < 0 else first
            last = acknowledged.offset + count - 1
        return first, last

    async def close(self) -> None:
        """Disconnect, in order if all went well, else dropping what is not acknowledged."""
        if self._failed:
            await self._throw_away()
            return
        if not await part(self._producer.stop(), _STOP_WITHIN):
            await self._throw_away()

    async def _throw_away(self) -> None:
        # stop() would wait until every batch is sent, for ever if need be. There is no public way to give them up.
        producer = self._producer
        producer._closed = True
        sender = producer._sender.sender_task
        await part(producer.client.close(), _STOP_WITHIN)  # requests in flight fail at once
        # Cancelled, the sender waits for what is in flight, which connects anew; cancelled again, it gives that up.
        for _ in range(_CANCELS):
            if sender is None or sender.done():
                break
            sender.cancel()
            await asyncio.wait({sender}, timeout=_STOP_WITHIN / _CANCELS)
        await part(producer.client.close(), _STOP_WITHIN)
        if sender is not None and sender.done() and not sender.cancelled():
            sender.exception()  # looked at, so that nobody warns of it
