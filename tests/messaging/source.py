"""A publishing service in small: a log in PostgreSQL, a topic, relays; and what of it stands on the topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count as count_from
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from pydantic import BaseModel

from chassis.eventstore.codec import Codec
from chassis.eventstore.postgres import PostgresStore
from chassis.eventstore.store import Append, NewEvent, Write
from chassis.messaging.partitions import partition_of
from chassis.messaging.relay import Relay
from chassis.messaging.wire import Publishing, Received, Recorded, place_of
from contracts.messages.catalogue import topic
from contracts.messages.referrals import ReferrerContacted
from deploy.local.databases import DatabaseUrls

ABOUT = UUID("5a1e0000-0000-4000-8000-000000000000")
DAY = date(2025, 4, 1)


@dataclass(frozen=True, slots=True)
class Contacted:
    """The event that becomes a message."""

    number: int


@dataclass(frozen=True, slots=True)
class Thought:
    """An event that stays private."""

    number: int


CODEC = Codec({"contacted.v1": Contacted, "thought.v1": Thought})


def to_message(recorded: Recorded) -> BaseModel | None:
    """Contacts are published, thoughts are not."""
    if isinstance(recorded.event, Thought):
        return None
    return ReferrerContacted(referral_id=ABOUT, person_ref=recorded.stored.subject, contacted_on=DAY)


PUBLISHING = Publishing(to_message, 1)


def person(number: int) -> str:
    """An invented reference."""
    return f"{number:032x}"


def people_of(partition: int, count: int, partitions: int = 6) -> list[str]:
    """References whose messages go to one partition."""
    all_people = (person(n) for n in count_from(0))
    return list(islice((ref for ref in all_people if partition_of(ref.encode(), partitions) == partition), count))


class Source:
    """The log of one contract, and everything around it that a test turns."""

    def __init__(self, pool: Any, urls: DatabaseUrls, contract: str, kafka: str) -> None:
        self.pool, self.urls, self.contract, self.kafka = pool, urls, contract, kafka
        self.topic = topic(contract, "referrals")
        self.source = f"/{contract}/referrals"
        self.store = PostgresStore(pool)
        self._versions: dict[str, int] = {}

    async def contact(self, *subjects: str, thoughts: int = 0, traceparent: str | None = None) -> None:
        """One event for each subject, in order, each in a stream of its own subject; then private ones."""
        for number, subject in enumerate(subjects):
            await self._append(subject, CODEC.encode(Contacted(number)), subject, traceparent)
        for number in range(thoughts):
            await self._append("thoughts", CODEC.encode(Thought(number)), None, traceparent)

    async def contact_many(self, count: int, people: int = 50, partition: int | None = None) -> None:
        """Many contacts in few appends."""
        refs = [person(n) for n in range(people)] if partition is None else people_of(partition, people)
        share = [count // people + (n < count % people) for n in range(people)]
        for ref, mine in zip(refs, share, strict=True):
            version = self._versions.get(ref, 0)
            name, data = CODEC.encode(Contacted(1))
            events = [NewEvent(uuid4(), name, data) for _ in range(mine)]
            if events:
                await self.store.append(Write(uuid4(), b"", [Append(ref, version, events, ref)]))
            self._versions[ref] = version + mine

    async def _append(self, stream: str, encoded: tuple[str, bytes], subject: str | None, parent: str | None) -> None:
        version = self._versions.get(stream, 0)
        name, data = encoded
        write = Write(
            uuid4(), b"", [Append(stream, version, [NewEvent(uuid4(), name, data)], subject)], traceparent=parent
        )
        await self.store.append(write)
        self._versions[stream] = version + 1

    def relay(self, **more: Any) -> Relay:
        """A relay of this log; several may run."""
        settings: dict[str, Any] = {
            "pool": self.pool,
            "store": self.store,
            "codec": CODEC,
            "publishing": PUBLISHING,
            "contract": self.contract,
            "service": "referrals",
            "bootstrap": self.kafka,
        }
        return Relay(**settings | more)

    async def checkpoint(self) -> int:
        """The position that relays have stored."""
        return await self.pool.fetchval("select position from checkpoint") or 0

    async def head(self) -> int:
        """The last position of the log."""
        return (await self.store.read(0, 1)).head

    async def records(self) -> list[Received]:
        """Everything on the topic now, partition by partition."""
        return await read_topic(self.kafka, self.topic)

    async def published(self) -> int:
        """How many records stand on the topic."""
        return len(await self.records())

    async def put(self, *records: Received) -> None:
        """Put records on their topics as they are, by a producer that is no relay."""
        producer = AIOKafkaProducer(bootstrap_servers=self.kafka)
        await producer.start()
        try:
            for record in records:
                await producer.send_and_wait(
                    record.topic,
                    key=record.key,
                    value=record.body,
                    headers=list(record.headers),
                    partition=record.partition,
                )
        finally:
            await producer.stop()


async def read_topic(kafka: str, name: str) -> list[Received]:
    """Everything that stands on a topic now, partition by partition, each in its order."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        cluster = await consumer._client.fetch_all_metadata()
        tps = [TopicPartition(name, p) for p in cluster.partitions_for_topic(name) or ()]
        if not tps:
            return []
        consumer.assign(tps)
        ends = await consumer.end_offsets(tps)
        starts = await consumer.beginning_offsets(tps)
        found: dict[TopicPartition, list[Received]] = {tp: [] for tp in tps}
        for tp in tps:
            consumer.seek(tp, starts[tp])
        while any([await consumer.position(tp) < ends[tp] for tp in tps]):
            for tp, records in (await consumer.getmany(timeout_ms=200)).items():
                found[tp] += [Received(*tp, r.offset, r.key, r.headers, r.value) for r in records]
        return [record for tp in sorted(tps) for record in found[tp]]
    finally:
        await consumer.stop()


def chains(records: Sequence[Received]) -> dict[int, list[tuple[int, int]]]:
    """Position and previous of each record, by partition, in the order of the topic."""
    found: dict[int, list[tuple[int, int]]] = {}
    for record in records:
        place = place_of(record)
        found.setdefault(record.partition, []).append((place.position, place.previous))
    return found


def holes_in(records: Sequence[Received]) -> list[tuple[int, int, int]]:
    """Places where a reader that drops repeats would find its predecessor missing: partition, position, previous."""
    missing = []
    for partition, chain in chains(records).items():
        mark = 0
        for position, previous in chain:
            if position > mark:
                if previous > mark:
                    missing.append((partition, position, previous))
                    continue
                mark = position
    return missing


def positions(records: Sequence[Received]) -> set[int]:
    """Positions that stand on the topic at least once."""
    return {place_of(record).position for record in records}
