"""What a log of events promises, whichever store keeps it; every store passes the same suite of tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol
from uuid import UUID

MAX_EVENT_BYTES = 256 * 1024
"""Largest event in bytes of JSON. A Kafka record takes 1 MiB; a message that does not fit would block its source."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event about to be recorded. `name` is its stored name (`referral-accepted.v1`), `data` its JSON."""

    id: UUID
    name: str
    data: bytes
    traceparent: str | None = None
    """Creation context of this event alone; None if it shares that of the whole write."""
    tracestate: str | None = None


@dataclass(frozen=True, slots=True)
class Append:
    """Events for one stream, in the order in which they happened."""

    stream: str
    expected: int
    """Version of the stream on which the events were decided; 0 for a stream that does not exist."""
    events: Sequence[NewEvent]
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Alongside:
    """Rows that follow in the append's own transaction: a call of the service's own SQL function with JSON.

    `call` is the name of a function `(jsonb) returns void` that the service's migrations made; `rows` its argument, in
    whatever types orjson writes. A function may say no to the whole write: with the error `RR010`, whose DETAIL is a
    JSON list of `{"stream", "code", "detail", "field"}`, one for each stream that it refuses.
    """

    call: str
    rows: Any


@dataclass(frozen=True, slots=True)
class Write:
    """Everything that one command writes, in one transaction and one round trip: all of it or nothing."""

    command_id: UUID
    request_hash: bytes
    appends: Sequence[Append]
    alongside: Sequence[Alongside] = ()
    metadata: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """Actor, version of the terms, cause: coded words and opaque ids only."""
    traceparent: str | None = None
    tracestate: str | None = None


class Stored(NamedTuple):
    """An event as the log keeps it. A tuple, because a page makes a thousand: a frozen dataclass takes far longer."""

    position: int
    id: UUID
    stream: str
    version: int
    name: str
    data: bytes
    metadata: Mapping[str, Any]
    recorded_at: datetime
    command_id: UUID
    subject: str | None = None
    traceparent: str | None = None
    tracestate: str | None = None
    metadata_text: bytes = b""
    """The metadata's JSON byte for byte as it is stored, which a seal needs; a store always fills it."""


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was carried out: its request's hash and the version of each stream after it."""

    request_hash: bytes
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class History:
    """A stream's events from the first, and what is known of the command that is about to be decided."""

    events: Sequence[Stored]
    done: Done | None


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did. `repeated`: the command had been carried out before and nothing was written now."""

    versions: Mapping[str, int]
    position: int
    """Position of the last event written; 0 if the command wrote none or was repeated."""
    repeated: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Events in the order of commit. `safe` is the position up to which the page is complete: the next `after`."""

    events: Sequence[Stored]
    safe: int
    head: int
    """Last position drawn when the page was read; `head - safe` is what a reader cannot see yet."""


class EventStore(Protocol):
    """An append-only log with optimistic concurrency, atomic idempotent commands and reading in commit order."""

    async def load(self, stream: str, command_id: UUID | None = None) -> History:
        """The stream's history in one round trip, and whether the command was carried out before."""
        ...

    async def load_many(self, streams: Sequence[str], command_id: UUID | None = None) -> Sequence[History]:
        """The same of several streams, in their order and in one round trip; each says the same of the command."""
        ...

    async def append(self, write: Write) -> Appended:
        """Write once, all or nothing.

        The same command id with the same hash again writes nothing and answers as before. Raises `KeyReused` for
        another hash, `Conflict` for a stream at another version, `TooLarge` for an event above `MAX_EVENT_BYTES`,
        `RefusedBeside` if a function that follows says no.
        """
        ...

    async def read(self, after: int, limit: int) -> Page:
        """Up to `limit` events above position `after`, none missed and no stream out of its order.

        `safe` is the last event's position if the page is full, else the bound below which nothing can appear later.
        """
        ...
