"""Messages as Kafka records in partitions, each naming its predecessor there: what a relay would have sent."""

from collections import defaultdict
from datetime import datetime
from types import MappingProxyType

from pydantic import BaseModel

from chassis.eventstore.store import Stored
from chassis.messaging.partitions import partition_of
from chassis.messaging.wire import Encoder, Received
from contracts.messages.catalogue import PARTITIONS, topic
from contracts.messages.envelope import Envelope
from tests.reporting.telling import Telling, stream_of


def sent(telling: Telling, offsets_from: int = 0) -> list[Received]:
    """Every message of a contract as its record, in the order of the log."""
    encoder = Encoder(telling.contract, telling.service, 1)
    previous: dict[int, int] = defaultdict(int)
    offsets: dict[int, int] = defaultdict(lambda: offsets_from)
    records = []
    for envelope, body in telling.messages:
        key = _key(body)
        partition = partition_of(key, PARTITIONS)
        headers, content = encoder.encode(body, _stored(envelope, envelope.time), previous[partition])
        place = (topic(telling.contract, telling.service), partition, offsets[partition])
        records.append(Received(*place, key, headers, content))
        previous[partition] = envelope.position
        offsets[partition] += 1
    return records


def _key(body: BaseModel) -> bytes:
    """Whom a stream is about, or the stream: a session is about nobody, whoever was there."""
    ref = None if hasattr(body, "session_id") else getattr(body, "person_ref", None)
    return (ref or stream_of(body)).encode()


def poison(like: Received, offset: int, *, key: bytes | None = None, body: bytes = b"{", **headers: bytes) -> Received:
    """A record of the same partition that cannot be read, by its body or by the headers given."""
    changed = {**dict(like.headers), **{f"ce_{name}": value for name, value in headers.items()}}
    return like._replace(offset=offset, key=key or like.key, headers=list(changed.items()), body=body)


def _stored(envelope: Envelope, recorded_at: datetime) -> Stored:
    return Stored(
        position=envelope.position,
        id=envelope.id,
        stream="",
        version=envelope.stream_version,
        name="",
        data=b"",
        metadata=MappingProxyType({}),
        recorded_at=recorded_at,
        command_id=envelope.id,
        traceparent=envelope.traceparent,
    )
