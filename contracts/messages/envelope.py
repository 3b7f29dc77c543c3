"""The attributes that every message carries beside its body: CloudEvents 1.0 and our extensions."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Envelope(NamedTuple):
    """Who published a message, when, and at which place of its source's log.

    On Kafka each attribute is a header `ce_<name>` (CloudEvents binary mode); `source` is `/<contract>/<service>`.
    """

    id: UUID
    """Id of the event behind the message; the same at every repetition."""
    type: str
    """Wire name with its version, as in `referral-accepted.v1`."""
    contract: str
    service: str
    time: datetime
    """When the event was recorded (aware, UTC): the moment of knowledge, not the day the thing happened."""
    position: int
    """Place in the source's log, from 1."""
    previous: int
    """Position that this source published before to the same partition; 0 for its first there."""
    stream_version: int
    """Version of the event's own stream, from 1 without gap."""
    mapping: int
    """Version of the publisher's mapping from events to messages; a change asks for a rebuild of what was projected."""
    traceparent: str | None = None
    tracestate: str | None = None
    seal: str | None = None
    """Hash over the event behind the message and all before it in its source's log, in hex; none from older relays."""

    @property
    def source(self) -> str:
        """The CloudEvents source, `/<contract>/<service>`."""
        return f"/{self.contract}/{self.service}"
