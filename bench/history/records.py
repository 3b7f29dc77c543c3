"""What a contract told as records for Kafka: envelope headers as its relays write them, each naming its predecessor."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from bench.history.days import ISO
from bench.history.telling import Told
from chassis.messaging.partitions import partition_of
from contracts.messages.catalogue import PUBLISHERS, topic

_OPENS, _OPEN_FOR = 8 * 3600, 10 * 3600
"""Seconds after midnight, UTC, when recording begins, and for how long it goes on: the same civil day in London."""
_MILLISECONDS_A_DAY = 86_400_000
_FIRST_MILLISECOND = 1_648_771_200_000
"""Midnight, UTC, of the history's first day."""


class Record(NamedTuple):
    """A record on its way: everything but compression is done."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]
    timestamp: int


class Relays:
    """The relays of one contract: each source counts its positions, links each partition, and seals what it sent."""

    def __init__(self, contract: str, partitions: int) -> None:
        self._partitions = partitions
        self._sources = [_Source(contract, service) for service in PUBLISHERS]

    def records(self, today: int, told: Sequence[Told]) -> Iterator[Record]:
        """The records of a day of recording, in their order; moments are spread over the day."""
        iso, start = ISO[today], _FIRST_MILLISECOND + today * _MILLISECONDS_A_DAY
        for number, each in enumerate(told):
            microsecond = (_OPENS * 1_000_000) + _OPEN_FOR * 1_000_000 * number // len(told)
            second, rest = divmod(microsecond, 1_000_000)
            moment = f"{iso}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.{rest:06d}+00:00"
            key = each.key.encode()
            partition = partition_of(key, self._partitions)
            source = self._sources[each.service]
            value = each.body.encode()
            headers = source.headers(each, partition, value, moment.encode())
            yield Record(source.topic, partition, key, value, headers, start + microsecond // 1000)


class _Source:
    def __init__(self, contract: str, service: str) -> None:
        self.topic = topic(contract, service)
        self._constant = [
            ("content-type", b"application/json"),
            ("ce_specversion", b"1.0"),
            ("ce_source", f"/{contract}/{service}".encode()),
            ("ce_mapping", b"1"),
        ]
        self._position = 0
        self._previous: dict[int, int] = {}
        self._seal = sha256(self.topic.encode())

    def headers(self, told: Told, partition: int, value: bytes, moment: bytes) -> list[tuple[str, bytes]]:
        self._position += 1
        previous, self._previous[partition] = self._previous.get(partition, 0), self._position
        # A chain over everything sent, as a seal is; ids and traces come out of it too, so that each is another.
        self._seal.update(value)
        seal = self._seal.hexdigest()
        return [
            *self._constant,
            ("ce_type", told.kind.encode()),
            ("ce_id", f"{seal[:8]}-{seal[8:12]}-{seal[12:16]}-{seal[16:20]}-{seal[20:32]}".encode()),
            ("ce_time", moment),
            ("ce_position", b"%d" % self._position),
            ("ce_previous", b"%d" % previous),
            ("ce_streamversion", b"%d" % told.version),
            ("ce_seal", seal.encode()),
            ("traceparent", f"00-{seal[32:]}-{seal[:16]}-01".encode()),
        ]
