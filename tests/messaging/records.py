"""Builders of records as they come from a topic."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from chassis.eventstore.store import Stored
from chassis.messaging.wire import Encoder, Received
from contracts.messages.referrals import ReferrerContacted

TOPIC, SOURCE = "test.referrals.v1", "/test/referrals"
A, B = b"a" * 32, b"b" * 32
EVENT = UUID("e0000000-0000-4000-8000-000000000001")
COMMAND = UUID("c0000000-0000-4000-8000-000000000001")
REFERRAL = UUID("f0000000-0000-4000-8000-000000000001")
MOMENT = datetime(2025, 4, 1, 10, 0, 0, 250, tzinfo=UTC)


def stored(position: int, version: int = 1, **more: Any) -> Stored:
    """An event as the log keeps it."""
    settings: dict[str, Any] = {"subject": A.decode(), "traceparent": None, "tracestate": None} | more
    return Stored(
        position, EVENT, f"referral-{REFERRAL}", version, "contacted.v1", b"{}", {}, MOMENT, COMMAND, **settings
    )


def body(key: bytes = A) -> ReferrerContacted:
    """The body of a message about the person `key`."""
    return ReferrerContacted(referral_id=REFERRAL, person_ref=key.decode(), contacted_on=date(2025, 4, 1))


def record(
    offset: int,
    position: int,
    previous: int,
    *,
    key: bytes = A,
    partition: int = 0,
    topic: str = TOPIC,
    mapping: int = 1,
) -> Received:
    """A well-formed message at a place of its source's log and of its partition."""
    contract, service, _ = topic.split(".")
    headers, data = Encoder(contract, service, mapping).encode(body(key), stored(position), previous)
    return Received(topic, partition, offset, key, headers, data)


def changed(received: Received, **more: Any) -> Received:
    """The record with another `body` or `key`, or with other values of headers."""
    fields = {name: more.pop(name) for name in ("body", "key") if name in more}
    headers = [(name, more.get(name, value)) for name, value in received.headers]
    return received._replace(headers=headers, **fields)


def without(received: Received, *names: str) -> Received:
    """The record without some headers."""
    return received._replace(headers=[(name, value) for name, value in received.headers if name not in names])
