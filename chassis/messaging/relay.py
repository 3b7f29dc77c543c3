"""The relay: everything in the log reaches Kafka, in order, at least once, and never with a hole that nobody sees."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic

import asyncpg
from aiokafka.errors import KafkaError

from chassis import failpoints
from chassis.clock import now
from chassis.database.pool import Pool
from chassis.errors import RedroseError, Unreadable
from chassis.eventstore.codec import Codec
from chassis.messaging import checkpoint as checkpoints
from chassis.messaging.chain import Chain, Log, Written
from chassis.messaging.checkpoint import Checkpoint, Fenced
from chassis.messaging.leadership import leadership
from chassis.messaging.producer import Producer, SendFailed
from chassis.messaging.rewind import rewind
from chassis.messaging.sealing import BrokenSeal, Sealer
from chassis.messaging.settling import DataLost, OtherHistory, loss, same_history
from chassis.messaging.topics import Topics, look_at_topics
from chassis.messaging.tracing import quiet, sending
from chassis.messaging.wire import Encoder, Publishing
from chassis.telemetry import measures, names
from chassis.telemetry.logs import log
from contracts.messages.catalogue import PARTITIONS, topic

OUTAGE = (KafkaError, SendFailed, OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a relay meets while a server is away: it waits and begins again at its checkpoint."""

_BUSY, _SLOWEST_POLL = 0.005, 0.25
_LEAD_EVERY = 0.5
_SLOW = 2.0
_LOOK_EVERY = 5.0
"""Seconds between looks at the topic's ends while there is nothing to send: a broker may lose data at any time."""
_CONFIRM_EVERY = 1.0
_BACKOFF, _SLOWEST_BACKOFF = 0.1, 5.0


class Relay:
    """Publishes the log of one service of one contract. Any number may run; one at a time leads.

    `wake` is called by whoever appended in this process; other appends are found by polling.
    """

    def __init__(
        self,
        *,
        pool: Pool,
        store: Log,
        codec: Codec,
        publishing: Publishing,
        contract: str,
        service: str,
        bootstrap: str,
        partitions: int = PARTITIONS,
        name: str = "relay",
        page: int = 2000,
        compression: str | None = "zstd",
        look_every: float = _LOOK_EVERY,
    ) -> None:
        self.name = name
        self._pool, self._store, self._codec, self._publishing = pool, store, codec, publishing
        self._encoder = Encoder(contract, service, publishing.version)
        self._topic, self._bootstrap, self._compression = topic(contract, service), bootstrap, compression
        self._server = bootstrap.split(",", maxsplit=1)[0].rpartition(":")[0]
        self._partitions, self._page, self._look_every = partitions, page, look_every
        self._labels: dict[str, measures.Label] = {"contract": contract, "service": service}
        self._woken, self._stopping, self._ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._running = self._watched = False
        self._progress = monotonic()
        self._notes: dict[str, str] = {}
        self._oldest: datetime | None = None
        self.leads = False
        self.backlog = 0
        """Positions of the log that readers may see and that are not acknowledged yet."""
        self.epoch_conflicts = self.republished = self.sent = 0

    # --- for the process ---------------------------------------------------------------------------

    def wake(self) -> None:
        """Something was appended."""
        self._woken.set()

    async def stop(self) -> None:
        """End after the page in hand is acknowledged and the checkpoint stored; gives back when that is done."""
        self._stopping.set()
        self._woken.set()
        if self._running:
            await self._ended.wait()

    def progress_age(self) -> float:
        """Seconds since a page was acknowledged, or since nothing was to be done, or a server was known to be away."""
        return monotonic() - self._progress

    def notes(self) -> Sequence[str]:
        """What an operator should know now."""
        return tuple(self._notes.values())

    @property
    def lag(self) -> float:
        """Age in seconds of the oldest event that is not sent; 0 if there is none."""
        return max(0.0, (now() - self._oldest).total_seconds()) if self._oldest is not None else 0.0

    async def run(self) -> None:
        """Lead whenever no other relay does, until stopped. Raises `OtherHistory`, after which nothing may be sent."""
        self._watch()
        self._running = True
        backoff = _BACKOFF
        try:
            while not self._stopping.is_set():
                try:
                    async with leadership(self._pool, self.name) as connection:
                        if connection is not None:
                            self._moved()
                            await self._lead(connection)
                            backoff = _BACKOFF
                    self._moved()
                    await self._rest(_LEAD_EVERY)
                except Fenced:
                    self._conflict()
                except OtherHistory as error:
                    self._say("history", str(error))
                    log("relay.other-history", level="critical", topic=self._topic, detail=str(error))
                    raise
                except (*OUTAGE, DataLost, BrokenSeal) as error:
                    # A broken seal is for people to judge: commands go on being taken, so the process must not end.
                    self._moved()
                    self._trouble(error)
                    await self._see_backlog()
                    await self._rest(backoff)
                    backoff = min(backoff * 2, _SLOWEST_BACKOFF)
                except RedroseError as error:  # an event that nothing reads: no progress, and the watchdog will tell
                    self._trouble(error)
                    await self._rest(_SLOWEST_BACKOFF)
        finally:
            self._running = False
            self._ended.set()

    # --- leading -----------------------------------------------------------------------------------

    async def _lead(self, connection: asyncpg.Connection) -> None:
        with quiet():
            checkpoint = await checkpoints.take_over(connection, self.name)
        log("relay.leads", topic=self._topic, epoch=checkpoint.epoch, position=checkpoint.position)
        async with look_at_topics(self._bootstrap, f"{self._topic}-relay-look") as topics:
            checkpoint = await self._settle(connection, checkpoint, topics)
            producer = await Producer.open(self._bootstrap, f"{self._topic}-relay", self._compression)
            try:
                self.leads = True
                for about in ("trouble", "slow"):
                    self._notes.pop(about, None)
                await self._publish(connection, checkpoint, producer, topics)
            finally:
                self.leads = False
                await producer.close()

    async def _settle(self, connection: asyncpg.Connection, checkpoint: Checkpoint, topics: Topics) -> Checkpoint:
        """The checkpoint from which to go on, after looking at the log, the mapping and what the broker still has."""
        with quiet():
            await same_history(self._store, self._topic, checkpoint)
        there = await topics.partitions(self._topic)
        count = checkpoint.partitions or self._partitions
        if there < count:
            raise DataLost(f"{self._topic} has {there} partitions, {count} are needed")
        if there != count or count != self._partitions:
            self._say(
                "partitions",
                f"{self._topic} has {there} partitions, {self._partitions} are set, and its messages are divided among "
                f"{count}: that stays so, because keys must not move; another count needs a new topic and a rebuild",
            )
        if checkpoint.mapping not in (0, self._publishing.version):
            self._say(
                "mapping",
                f"{self._topic} is published with mapping {self._publishing.version} after position "
                f"{checkpoint.position}, with {checkpoint.mapping} before: send all again (relay --from 1) and rebuild",
            )
        checkpoint = replace(checkpoint, partitions=count)
        lost = await loss(self._topic, checkpoint, topics)
        if lost is None:
            return checkpoint
        again = checkpoint.position - lost.position
        self._say("lost", str(lost))
        self.republished += again
        measures.count(names.RELAY_REPUBLISHED, again, **self._labels)
        with quiet():
            return await rewind(
                connection,
                self.name,
                checkpoint,
                lost.position,
                lost.offsets,
                store=self._store,
                codec=self._codec,
                publishing=self._publishing,
            )

    async def _publish(
        self, connection: asyncpg.Connection, checkpoint: Checkpoint, producer: Producer, topics: Topics
    ) -> None:
        chain = Chain(self._codec, self._publishing, self._encoder, checkpoint.partitions, checkpoint.previous)
        with quiet():
            sealer = await Sealer.begin(self._pool, connection, self.name, checkpoint, self._store, self._moved)
        position, poll = checkpoint.position, _BUSY
        looked = confirmed = monotonic()
        delivery: asyncio.Task[Checkpoint] | None = None
        try:
            while not self._stopping.is_set():
                self._woken.clear()
                with quiet():
                    page = await self._store.read(position, self._page)
                if page.head < position:
                    raise OtherHistory(
                        f"the log of {self._topic} ends at {page.head}, before the checkpoint {position}"
                    )
                self.backlog = page.head - checkpoint.position
                # The next page is made while the one before is on its way.
                sealed = await sealer.seal(position, page)
                written = await chain.write_page(page.events, sealed.seals) if page.events else None
                if delivery is not None:
                    checkpoint = await self._acknowledged(delivery)
                    delivery = None
                position = page.safe
                if written is not None:
                    last = page.events[-1]
                    self._oldest = page.events[0].recorded_at
                    reached = replace(
                        checkpoint,
                        position=page.safe,
                        previous=chain.previous,
                        mapping=self._publishing.version,
                        last_event=(last.position, last.id),
                    )
                    delivering = self._deliver(connection, producer, checkpoint, reached, written, sealed.new)
                    delivery = asyncio.create_task(delivering)
                    poll = _BUSY
                    continue
                self._moved()
                self._oldest = None
                self.backlog = page.head - page.safe
                if monotonic() - confirmed > _CONFIRM_EVERY:
                    with quiet():
                        await checkpoints.confirm(connection, self.name, checkpoint.epoch)
                    confirmed = monotonic()
                if monotonic() - looked > self._look_every:
                    if await loss(self._topic, checkpoint, topics) is not None:
                        raise DataLost(f"{self._topic} ends before what was acknowledged")
                    looked = monotonic()
                await self._pause(poll)
                # Above the safe position somebody is about to commit.
                poll = _BUSY if page.head > page.safe else min(poll * 2, _SLOWEST_POLL)
            if delivery is not None:
                await delivery
                delivery = None
        except (Unreadable, BrokenSeal):
            # Stored before giving up, or the page before the one that cannot be sent would be sent at every attempt.
            if delivery is not None:
                await delivery
            raise
        finally:
            if delivery is not None:
                delivery.cancel()
                await asyncio.wait({delivery})
                if not delivery.cancelled():
                    delivery.exception()

    async def _acknowledged(self, delivery: asyncio.Task[Checkpoint]) -> Checkpoint:
        """What a delivery reached; while it takes long, how much waits behind it is kept true."""
        while not delivery.done():
            await asyncio.wait({delivery}, timeout=_SLOW)
            if not delivery.done():
                self._say("slow", f"{self._topic}: the broker takes more than {_SLOW:.0f} s to acknowledge")
                await self._see_backlog()
        reached = delivery.result()
        for about in ("slow", "seals"):
            self._notes.pop(about, None)
        self._moved()
        return reached

    async def _deliver(
        self,
        connection: asyncpg.Connection,
        producer: Producer,
        checkpoint: Checkpoint,
        reached: Checkpoint,
        written: Written,
        seals: Sequence[tuple[int, bytes]],
    ) -> Checkpoint:
        """Send, and store the checkpoint and the new seals once everything is acknowledged."""
        offsets: dict[int, int] = dict(checkpoint.offsets)
        if written.records:
            with sending(self._topic, self._server, written.published):
                acknowledged = await producer.send(self._topic, written.records)
            for partition, (first, last) in acknowledged.items():
                if first <= offsets.get(partition, -1):
                    raise DataLost(f"{self._topic}/{partition} went on at {first}, before what was acknowledged")
                offsets[partition] = last
        await failpoints.reach("relay.before-checkpoint", position=reached.position)
        reached = replace(reached, offsets=offsets)
        with quiet():
            await checkpoints.store(connection, self.name, reached, seals)
        self.sent += len(written.published)
        return reached

    # --- telling -----------------------------------------------------------------------------------

    def _moved(self) -> None:
        self._progress = monotonic()

    async def _rest(self, seconds: float) -> None:
        """Wait after a failure. An append does not cut it short: it would turn the waiting into hammering."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    def _conflict(self) -> None:
        self.epoch_conflicts += 1
        measures.count(names.RELAY_EPOCH_CONFLICTS, 1, **self._labels)
        log("relay.fenced", level="warning", topic=self._topic)

    def _say(self, about: str, note: str, level: str = "warning") -> None:
        if self._notes.get(about) != note:
            self._notes[about] = note
            log(f"relay.{about}", level=level, topic=self._topic, detail=note)

    def _trouble(self, error: Exception) -> None:
        if isinstance(error, BrokenSeal):
            self._say("seals", f"{self._topic} is not being published: {error}", "error")
            return
        cause = error.__cause__ or error
        detail = str(error) if isinstance(error, RedroseError) else type(cause).__name__
        note = f"{self._topic} is not being published: {detail}"
        if self._notes.get("trouble") != note:
            self._notes["trouble"] = note
            log("relay.trouble", level="warning", error=error, topic=self._topic, detail=detail)

    async def _see_backlog(self) -> None:
        """What waits while nothing can be sent, so that lag tells the truth."""
        try:
            with quiet():
                checkpoint = await checkpoints.look(self._pool, self.name)
                page = await self._store.read(checkpoint.position, 1)
        except OUTAGE:
            return
        self.backlog = page.head - checkpoint.position
        self._oldest = page.events[0].recorded_at if page.events else None

    def _watch(self) -> None:
        if self._watched:
            return
        self._watched = True
        measures.watch(names.RELAY_BACKLOG, lambda: [(self.backlog, self._labels)] if self.leads else [])
        measures.watch(names.RELAY_LAG, lambda: [(self.lag, self._labels)])
        measures.watch(names.RELAY_LEADER, lambda: [(int(self.leads), self._labels)])
