"""Reading topics in batches: positions come from the reader's database, and no hole is passed over in silence."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from types import MappingProxyType

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError, KafkaError, NoOffsetForPartitionError, OffsetOutOfRangeError

from chassis.clock import now
from chassis.errors import RedroseError, Unavailable
from chassis.inbox import Superseded
from chassis.messaging.holes import Hole, OpenHoles
from chassis.messaging.membership import CONNECT_WITHIN, Listener, join, leave
from chassis.messaging.parking import Sorted
from chassis.messaging.topics import look_at_topics
from chassis.messaging.watchdog import Stuck, watch_over
from chassis.messaging.wire import Received
from chassis.telemetry import measures, names
from chassis.telemetry.logs import log
from contracts.messages.catalogue import PARTITIONS

OUTAGE = (KafkaError, Superseded, Unavailable, OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""After one of these the outcome is unknown: seek again to where the database says, and go on."""

_POLL_MS = 200
_POLL_WITHIN = 1.0
"""While the group is handing out partitions anew a poll would wait for that, however long it takes."""
_COMMIT_EVERY, _COMMIT_WITHIN = 1.0, 2.0
_BACKOFF, _SLOWEST_BACKOFF = 0.1, 5.0
_LIVE = 100
"""Up to so many messages in a batch each one's delay is measured; in a longer one, which catches up, the last one's."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records as they came, those of one partition in their order, with the holes that are open there."""

    received: Sequence[Received]
    holes: Mapping[tuple[str, int], Hole] = field(default_factory=lambda: MappingProxyType({}))


Apply = Callable[[Batch], Awaitable[Sorted]]
"""Does what `parking.sort_batch` says about a batch in one transaction, and gives it back once that is committed."""

Positions = Callable[[set[TopicPartition]], Awaitable[Mapping[TopicPartition, int]]]
"""Takes partitions over (`inbox.claim`) and gives the offset from which to read each; none, from the beginning."""


class Consumer:
    """One member of a group that shares the partitions of `topics`.

    Kafka's committed offsets are written for tools that show lag, and never read.
    """

    def __init__(
        self,
        *,
        bootstrap: str,
        group: str,
        topics: Sequence[str],
        apply: Apply,
        positions: Positions,
        name: str = "consumer",
        max_records: int = 2000,
        watchdog_after: float = 60.0,
        retry_parking_after: float = 10.0,
        session_timeout: float = 10.0,
        instance: str | None = None,
        partitions: int = PARTITIONS,
    ) -> None:
        self.name = name
        self._bootstrap, self._group, self._topics = bootstrap, group, tuple(topics)
        self._apply, self._positions, self._max_records = apply, positions, max_records
        self._watchdog_after, self._retry_parking_after = watchdog_after, retry_parking_after
        self._session_timeout_ms, self._partitions = int(session_timeout * 1000), partitions
        self._stopping, self._ended = asyncio.Event(), asyncio.Event()
        self._running = self._measured = False
        self._busy = asyncio.Lock()
        self._progress = self._committed = monotonic()
        self._assigned, self._instance = False, instance
        self._to_place: set[TopicPartition] = set()
        self._at: dict[TopicPartition, int] = {}
        """Offset to be read next, of each partition that has been sought to from the database."""
        self._ends: dict[TopicPartition, int] = {}
        self._holes = OpenHoles()
        self._paused: dict[TopicPartition, float] = {}
        self._to_commit: dict[TopicPartition, int] = {}
        self._notes: dict[str, str] = {}
        self.repeats = self.applied = self.parked = self.rebalances = 0

    # --- for the process ---------------------------------------------------------------------------

    async def run(self) -> None:
        """Consume until stopped. Raises `Stuck` if there is something to read and nothing gets on."""
        self._measure()
        self._running = True
        self._moved()
        try:
            async with asyncio.TaskGroup() as group:
                watching = group.create_task(
                    watch_over(self.name, self.progress_age, self._watchdog_after, self._excused)
                )
                await self._consume()
                watching.cancel()
        except BaseExceptionGroup as several:
            stuck = several.subgroup(Stuck)
            raise (stuck or several).exceptions[0] from None
        finally:
            self._running = False
            self._ended.set()

    async def stop(self) -> None:
        """Stop polling, finish the batch in hand and leave the group; gives back when that is done."""
        self._stopping.set()
        if self._running:
            await self._ended.wait()

    def progress_age(self) -> float:
        """Seconds since a batch was applied, or since it was known that there is none or that a server is away."""
        return monotonic() - self._progress

    def notes(self) -> Sequence[str]:
        """What an operator should know now: holes and for how long, what is parked full, what is away."""
        told = [f"{hole}; for {self.hole_age(tp):.0f} s" for tp, hole in self._holes.open.items()]
        return (*told, *self._notes.values())

    @property
    def holes(self) -> Mapping[tuple[str, int], Hole]:
        """Open holes, by topic and partition."""
        return self._holes.open

    def hole_age(self, place: tuple[str, int]) -> float:
        """Seconds since the hole at a topic and partition was found."""
        return self._holes.age(place)

    def lag(self) -> dict[TopicPartition, int]:
        """Messages between what was read and the end, by partition, as far as the ends are known."""
        return {tp: max(0, end - self._at.get(tp, end)) for tp, end in dict(self._ends).items()}

    # --- the loop ----------------------------------------------------------------------------------

    async def _consume(self) -> None:
        backoff = _BACKOFF
        while not self._stopping.is_set():
            try:
                consumer = await self._connect()
                try:
                    await self._turn(consumer)
                finally:
                    await self._disconnect(consumer)
            except (KafkaError, OSError, TimeoutError) as error:
                if isinstance(error, KafkaConnectionError | OSError):
                    self._moved()  # the broker is known to be away, and that is no reason to start the process anew
                self._trouble("broker", error)
                await self._rest(backoff)
                backoff = min(backoff * 2, _SLOWEST_BACKOFF)
            else:
                backoff = _BACKOFF

    async def _turn(self, consumer: AIOKafkaConsumer) -> None:
        backoff = _BACKOFF
        while not self._stopping.is_set():
            try:
                await self._place(consumer)
                received = await self._poll(consumer)
                self._resume(consumer)
                if not received:
                    continue
                async with self._busy:
                    # A partition may have gone to another member while this waited for its listener.
                    here = [record for record in received if TopicPartition(*record[:2]) in self._at]
                    if here:
                        sorted_batch = await self._apply(Batch(here, self._holes.open))
                        self._moved()
                        await self._follow(consumer, sorted_batch)
                await self._commit(consumer)
                for about in ("trouble", "broker"):
                    self._notes.pop(about, None)
                backoff = _BACKOFF
            except OUTAGE as error:
                if isinstance(error, KafkaError):
                    raise
                # Whether the batch was applied is unknown; the database knows.
                self._trouble("trouble", error)
                self._moved()
                self._at.clear()
                self._to_place = set(consumer.assignment())
                await self._rest(backoff)
                backoff = min(backoff * 2, _SLOWEST_BACKOFF)

    async def _poll(self, consumer: AIOKafkaConsumer) -> list[Received]:
        try:
            async with asyncio.timeout(_POLL_WITHIN):
                records = await consumer.getmany(timeout_ms=_POLL_MS, max_records=self._max_records)
        except (TimeoutError, NoOffsetForPartitionError):
            return []
        except OffsetOutOfRangeError as error:
            # After a loss offsets may mean other records than before: from the start, and repeats are recognised.
            lost = [tp for tp in error.args[0] if tp in self._at]
            log("consumer.offset-out-of-range", level="warning", group=self._group, count=len(lost))
            await self._to_beginning(consumer, lost)
            return []
        received = []
        for tp, batch in records.items():
            # The client may begin at Kafka's committed offset before the database has been asked for its own.
            if tp not in self._at:
                continue
            self._at[tp] = batch[-1].offset + 1
            self._ends[tp] = consumer.highwater(tp) or self._at[tp]
            topic, partition = tp
            received += [Received(topic, partition, r.offset, r.key, r.headers, r.value) for r in batch]
        return received

    async def _place(self, consumer: AIOKafkaConsumer) -> None:
        """Seek to where the database says, in partitions that came since the last turn."""
        wanted = self._to_place & consumer.assignment()
        if not wanted:
            return
        positions = await self._positions(wanted)
        for tp in wanted & consumer.assignment():
            consumer.seek(tp, positions.get(tp, 0))
            self._at[tp] = positions.get(tp, 0)
            self._to_place.discard(tp)
        for name in {tp.topic for tp in wanted}:
            there = len(consumer.partitions_for_topic(name) or ())
            if there != self._partitions:
                self._say(
                    f"partitions {name}",
                    f"{name} has {there} partitions, not {self._partitions}: if keys moved rebuild what was made of it",
                )

    async def _to_beginning(self, consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> None:
        if not partitions:
            return
        async with asyncio.timeout(CONNECT_WITHIN):
            starts = await consumer.beginning_offsets(partitions)
        for tp, start in starts.items():
            if tp in self._at:
                consumer.seek(tp, start)
                self._at[tp] = start

    # --- after a batch -----------------------------------------------------------------------------

    async def _follow(self, consumer: AIOKafkaConsumer, done: Sorted) -> None:
        self.repeats += done.repeats
        self.applied += len(done.apply)
        self.parked += len(done.park)
        self._count(done)
        for source, old, new in done.remapped:
            note = f"{source} now publishes with mapping {new} after {old}: rebuild what was made of its messages"
            self._say(f"mapping {source}", note)
        self._to_commit |= {TopicPartition(mark.topic, mark.partition): mark.offset for mark in done.marks}
        for place, offset in done.full.items():
            tp = TopicPartition(*place)
            consumer.seek(tp, offset)
            consumer.pause(tp)
            self._at[tp], self._paused[tp] = offset, monotonic()
            self._say(f"full {tp.topic}", f"{tp.topic} is not read on: its parking is full; replay what is parked")
        await self._see_holes(consumer, done.holes)

    async def _see_holes(self, consumer: AIOKafkaConsumer, found: Mapping[tuple[str, int], Hole]) -> None:
        new, healed = self._holes.now(found)
        for topic, partition in healed:
            log("consumer.hole-healed", topic=topic, partition=partition)
        for hole in new:
            measures.count(names.CONSUMER_HOLES, 1, topic=hole.topic, partition=hole.partition)
            log(
                "consumer.hole",
                level="error",
                topic=hole.topic,
                partition=hole.partition,
                position=hole.position,
                previous=hole.previous,
                offset=hole.offset,
            )
        # Once for each hole: what is missing may stand where it is not expected. If it does not, reading goes on to the
        # end, and what the relay sends again, the missing message and all after it, is applied as it comes.
        await self._to_beginning(consumer, [TopicPartition(hole.topic, hole.partition) for hole in new])

    def _resume(self, consumer: AIOKafkaConsumer) -> None:
        for tp, since in list(self._paused.items()):
            if monotonic() - since > self._retry_parking_after:
                del self._paused[tp]
                self._notes.pop(f"full {tp.topic}", None)
                if tp in consumer.assignment():
                    consumer.resume(tp)

    async def _commit(self, consumer: AIOKafkaConsumer, *, at_once: bool = False) -> None:
        if not self._to_commit or not (at_once or monotonic() - self._committed > _COMMIT_EVERY):
            return
        offsets = {tp: offset for tp, offset in self._to_commit.items() if tp in consumer.assignment()}
        self._to_commit.clear()
        self._committed = monotonic()
        try:
            async with asyncio.timeout(_COMMIT_WITHIN):
                await consumer.commit(offsets)
        except (KafkaError, TimeoutError) as error:  # only tools that show lag would have read it
            log("consumer.commit-failed", level="debug", group=self._group, error=error)

    # --- the client --------------------------------------------------------------------------------

    async def _connect(self) -> AIOKafkaConsumer:
        self._assigned = False
        listener = Listener(self._revoked, self._given)
        consumer = await join(
            self._bootstrap, self._group, self._topics, listener, self._session_timeout_ms, self._instance
        )
        self._notes.pop("broker", None)
        return consumer

    async def _disconnect(self, consumer: AIOKafkaConsumer) -> None:
        await self._commit(consumer, at_once=True)
        await leave(consumer, self._group)
        self._forget()

    async def _revoked(self) -> None:
        async with self._busy:  # the batch in hand is finished first
            self._forget()

    async def _given(self, assigned: set[TopicPartition]) -> None:
        self._assigned = True
        self._to_place = set(assigned)
        if assigned:
            self.rebalances += 1
            measures.count(names.CONSUMER_REBALANCES, 1, group=self._group)
            log("consumer.assigned", group=self._group, count=len(assigned))

    def _forget(self) -> None:
        self._assigned = False
        self._holes = OpenHoles()
        self._to_place.clear()
        for known in (self._at, self._ends, self._paused, self._to_commit):
            known.clear()

    async def _excused(self) -> bool:
        """Whether standing still is right; asked over a connection of its own, as this one may be what is stuck."""
        try:
            async with look_at_topics(self._bootstrap, f"{self._group}-watchdog") as look:
                for topic in {tp.topic for tp in self._at}:
                    mine = [tp for tp in self._at if tp.topic == topic]
                    for partition, end in (await look.ends(topic, [tp.partition for tp in mine])).items():
                        self._ends[TopicPartition(topic, partition)] = end
        except (KafkaError, OSError, TimeoutError) as error:
            self._trouble("broker", error)
            self._moved()
            return True
        self._notes.pop("broker", None)
        behind = any(n > 0 for tp, n in self.lag().items() if tp not in self._paused)
        if self._busy.locked() or behind or not self._assigned or self._to_place:
            return False
        self._moved()
        return True

    # --- telling -----------------------------------------------------------------------------------

    def _moved(self) -> None:
        self._progress = monotonic()

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass

    def _say(self, about: str, note: str) -> None:
        if self._notes.get(about) != note:
            self._notes[about] = note
            log("consumer.note", level="warning", group=self._group, detail=note)

    def _trouble(self, about: str, error: Exception) -> None:
        detail = str(error) if isinstance(error, RedroseError) else type(error).__name__
        note = f"{self.name} waits: {detail}"
        if self._notes.get(about) != note:
            self._notes[about] = note
            log("consumer.trouble", level="warning", group=self._group, detail=detail, error=error)

    def _count(self, done: Sorted) -> None:
        if done.repeats:
            measures.count(names.CONSUMER_DUPLICATES, done.repeats, group=self._group)
        for parked in done.park:
            measures.count(names.PARKED, 1, topic=parked.topic, reason=parked.reason)
        moment = now()
        for _, message in done.apply if len(done.apply) <= _LIVE else done.apply[-1:]:
            delay = (moment - message.envelope.time).total_seconds()
            measures.observe(names.CONSUMER_DELAY, max(0.0, delay), contract=message.envelope.contract)

    def _measure(self) -> None:
        if self._measured:
            return
        self._measured = True
        measures.watch(
            names.CONSUMER_LAG,
            lambda: [(n, {"topic": tp.topic, "partition": tp.partition}) for tp, n in self.lag().items()],
        )
