"""From events of a log to records for partitions, each naming its predecessor: the same however often made."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chassis import failpoints
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import EventStore, Stored
from chassis.messaging.partitions import partition_of
from chassis.messaging.producer import Outgoing
from chassis.messaging.wire import Encoder, Publishing, Recorded, key_of

_BACK = 1000
_YIELD_EVERY = 250
"""Events written before other work of the process, such as a request, gets its turn."""


class Log(EventStore, Protocol):
    """A log that can also be read backwards, over positions that were read before."""

    async def read_back(self, before: int, limit: int) -> Sequence[Stored]:
        """Up to `limit` events below position `before`, the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """Records made of a run of events, by partition, and the events that became one."""

    records: Mapping[int, list[Outgoing]]
    published: Sequence[Stored]


class Chain:
    """Makes records of events, in the order of the log, and remembers the last position of each partition."""

    def __init__(
        self, codec: Codec, publishing: Publishing, encoder: Encoder, partitions: int, previous: Mapping[int, int]
    ) -> None:
        self._codec, self._publishing, self._encoder, self._partitions = codec, publishing, encoder, partitions
        self._previous = dict(previous)

    @property
    def previous(self) -> dict[int, int]:
        """By partition, the position of the last record made for it."""
        return dict(self._previous)

    async def write_page(self, events: Sequence[Stored], seals: Sequence[bytes]) -> Written:
        """The same as `write`; of a long page a part at a time, so that other work of the process gets its turn."""
        if len(events) <= _YIELD_EVERY:
            return self.write(events, seals)
        parts = []
        for start in range(0, len(events), _YIELD_EVERY):
            end = start + _YIELD_EVERY
            parts.append(self.write(events[start:end], seals[start:end]))
            await asyncio.sleep(0)
        partitions = {partition for part in parts for partition in part.records}
        records = {p: [record for part in parts for record in part.records.get(p, ())] for p in partitions}
        return Written(records, [stored for part in parts for stored in part.published])

    def write(self, events: Sequence[Stored], seals: Sequence[bytes]) -> Written:
        """The records that `events` become, with their seals. Raises `Unreadable` for an event that no class reads."""
        decode, to_message, encode = self._codec.decode, self._publishing.to_message, self._encoder.encode
        records: dict[int, list[Outgoing]] = {}
        published: list[Stored] = []
        for stored, seal in zip(events, seals, strict=True):
            model = to_message(Recorded(decode(stored.name, stored.data), stored))
            if model is None:
                continue
            key = key_of(stored)
            partition = partition_of(key, self._partitions)
            headers, body = encode(model, stored, self._previous.get(partition, 0), seal)
            self._previous[partition] = stored.position
            if failpoints.hit("relay.skip", position=stored.position):
                continue
            record = Outgoing(key, body, headers, int(stored.recorded_at.timestamp() * 1000))
            records.setdefault(partition, []).append(record)
            published.append(stored)
        return Written(records, published)


async def chain_before(
    log: Log, codec: Codec, publishing: Publishing, partitions: int, position: int
) -> dict[int, int]:
    """By partition, the last position below `position` that is published: what a chain continues from there."""
    found: dict[int, int] = {}
    before = position
    while before > 1 and len(found) < partitions:
        events = await log.read_back(before, _BACK)
        for stored in events:
            partition = partition_of(key_of(stored), partitions)
            if partition not in found:
                event = codec.decode(stored.name, stored.data)
                if publishing.to_message(Recorded(event, stored)) is not None:
                    found[partition] = stored.position
        if len(events) < _BACK:
            break
        before = events[-1].position
    return found
