"""The reactor: what a service's `reactions` say about other services' messages is carried out, each exactly once.

A command has an id that follows from the message's, and the mark of its partition moves inside its append: both stand
or neither does, and an append whose partition has a later owner by now is turned down. A refusal writes no command;
it is kept with the mark in one transaction, so that it is final: tried again later, out of its order, a rule might
say yes. A message with several reactions moves the mark with the last; the earlier ones are found by their ids, or
among what was refused. What nothing follows from only moves marks, together at the end of its batch.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import asyncpg

from chassis import failpoints, inbox, refusals
from chassis.clock import london_day, now
from chassis.database.pool import CONNECT_WITHIN
from chassis.errors import Conflict, Invalid, KeyReused, NotFound, Refused, TooLarge, Unavailable, Unreadable
from chassis.eventstore.store import Alongside
from chassis.handling import Actor, Desk, Order
from chassis.ids import derived_id
from chassis.inbox import Mark, Parked, Superseded
from chassis.messaging import parking
from chassis.messaging.parking import Replayed, Sorted, Spot, room_left, sort_batch
from chassis.messaging.processing import failed, place, processing, started
from chassis.messaging.wire import Message, Received, source_of
from chassis.reacting import Reaction, Reactions
from chassis.refusals import RefusedReaction
from chassis.telemetry import measures, names
from chassis.telemetry.context import MAX_LINKS
from chassis.telemetry.logs import log

if TYPE_CHECKING:
    from aiokafka import TopicPartition

    from chassis.messaging.consumer import Batch

ACTOR = Actor("reaction", "service")
"""Who asks where nobody does: the message is named as the cause."""

_LATER_OWNER = "RR004"
"""What `move_mark` says when another process has taken the partition over."""

Asked = Mapping[Spot, tuple[Message, Sequence[Reaction]]]


class Reactor:
    """Carries out what follows from messages. Several may run: each owns the partitions that it took over last."""

    def __init__(self, pool: Any, desks: Mapping[str, Desk[Any, Any, Any]], reactions: Reactions, group: str) -> None:
        self._pool, self._desks, self._reactions, self._group = pool, desks, reactions, group
        self._marks: dict[tuple[str, int], Mark] = {}
        """As the database has them."""
        self._at: dict[tuple[str, int], Mark] = {}
        """Where the batch in hand has come to, of each of its partitions."""
        self._parked: Mapping[str, inbox.Depth] = {}

    async def positions(self, partitions: "set[TopicPartition]") -> "Mapping[TopicPartition, int]":
        """Take over partitions and tell from which offset each is to be read."""
        async with self._transaction() as connection:
            owned = await inbox.claim(connection, [(source_of(tp.topic), *tp) for tp in partitions])
            self._parked = await inbox.depths(connection)
        self._marks |= owned
        return {tp: owned[source_of(tp.topic), tp.partition].offset for tp in partitions}

    async def apply(self, batch: "Batch") -> Sorted:
        """Carry out what follows from a batch, message by message. Raises `Superseded` where it has a later owner."""
        self._at = {}
        done, asked = await self._sorted(batch)
        live = len(batch.received) <= MAX_LINKS
        unfit = {(each.topic, each.partition, each.offset): each for each in done.park}
        waits: list[Parked] = []
        for record in batch.received:
            if (parked := unfit.get(record[:3])) is not None:
                waits.append(parked)
                if parked.position is not None:
                    self._pass(self._after(record, done, parked.position))
            elif (found := asked.get(record[:3])) is not None:
                message, wanted = found
                moved = self._after(record, done, message.envelope.position, message.envelope.mapping)
                if wanted:
                    if waits:  # The mark must not pass what is parked nowhere yet.
                        await self._settle(waits, {self._mark_of(each) for each in waits})
                        waits = []
                    await self._react(record, message, wanted, moved, live=live)
                self._pass(moved)
        await failpoints.reach("reactor.before-marks")
        if waits or any(self._marks.get(_owner(mark)) != mark for mark in done.marks):
            await self._settle(waits, done.marks)
        return done

    async def replay(self, id: int) -> Replayed:
        """Apply the queue in which a parked message waits, up to the first that still cannot be read; no mark moves.

        A replay that breaks off is made again without harm: what was carried out or refused stays so.
        """
        async with self._transaction() as connection:
            queue = await inbox.queue_of(connection, id)
            if queue is None:
                raise NotFound("parked message", str(id))

            async def apply(messages: Sequence[tuple[Received, Message]]) -> None:
                wanted = [self._wanted(message) for _, message in messages]
                for (record, message), reactions in zip(messages, wanted, strict=True):
                    if reactions:
                        await self._react(record, message, reactions, None, live=False)

            return await parking.replay(connection, *queue, apply)

    def watch(self) -> None:
        """Let the process's gauges show what is parked."""
        measures.watch(
            names.PARKING_DEPTH, lambda: [(depth.messages, {"topic": t}) for t, depth in self._parked.items()]
        )
        measures.watch(
            names.PARKING_OLDEST_AGE,
            lambda: [((now() - depth.oldest_at).total_seconds(), {"topic": t}) for t, depth in self._parked.items()],
        )

    # --- before a batch ----------------------------------------------------------------------------

    async def _sorted(self, batch: "Batch") -> tuple[Sorted, Asked]:
        topics = {record.topic for record in batch.received}
        async with self._pool.acquire(timeout=CONNECT_WITHIN) as connection:
            keys = await inbox.parked_keys(connection, topics)
            sort = partial(sort_batch, batch.received, self._marks, keys, batch.holes)
            done = sort()
            asked, doomed = self._asked(done)
            if doomed or done.park:
                done = sort(doomed=doomed, room=room_left(topics, await inbox.depths(connection)))
                asked, _ = self._asked(done)
        return done, asked

    def _asked(self, done: Sorted) -> tuple[Asked, dict[Spot, Unreadable]]:
        asked: dict[Spot, tuple[Message, Sequence[Reaction]]] = {}
        doomed: dict[Spot, Unreadable] = {}
        for record, message in done.apply:
            spot = (record.topic, record.partition, record.offset)
            try:
                asked[spot] = message, self._wanted(message)
            except Unreadable as fault:
                doomed[spot] = fault
        return asked, doomed

    def _wanted(self, message: Message) -> Sequence[Reaction]:
        # By the day of recording, not of reading: a repetition after midnight must ask for the same.
        return self._reactions(message, london_day(message.envelope.time))

    # --- one message -------------------------------------------------------------------------------

    async def _react(
        self, record: Received, message: Message, wanted: Sequence[Reaction], moved: Mark | None, *, live: bool
    ) -> None:
        """Carry out the reactions to a message in their order; the last takes the mark along, unless there is none."""
        refused = await self._refused_before(message) if len(wanted) > 1 or moved is None else ()
        held = None if moved is None else self._mark_of(record)
        with processing(record, message, self._group, live=live):
            for number, reaction in enumerate(wanted, start=1):
                if number not in refused:
                    await self._carry_out(message, number, reaction, moved if number == len(wanted) else held)
                    await failpoints.reach("reactor.after-command")

    async def _carry_out(self, message: Message, number: int, reaction: Reaction, mark: Mark | None) -> None:
        envelope, said = message.envelope, "done"
        order = Order(derived_id(envelope.id, number), ACTOR, cause=envelope.id)
        beside = () if mark is None else (Alongside("move_mark", asdict(mark)),)
        desk = self._desks[reaction.desk]
        try:
            outcome = await desk.handle(reaction.stream, reaction.command, order, beside, fresh=reaction.fresh)
            if outcome.repeated:  # Whether the mark came along is not known: the end of the batch moves it.
                said = "repeated"
            elif mark is not None:
                self._marks[_owner(mark)] = mark
        except (Refused, Invalid, TooLarge) as refusal:
            await self._refuse(message, number, refusal, mark)
            return
        except KeyReused:
            # Another version of the reactions has asked for something else and was obeyed: that stands.
            log("reaction.differs", level="warning", type=envelope.type, position=envelope.position)
            said = "repeated"
        except Conflict as error:
            raise Unavailable(reaction.desk, "the stream stays contested") from error
        except asyncpg.PostgresError as error:
            if mark is not None and error.sqlstate == _LATER_OWNER:
                raise Superseded(mark) from None
            raise
        measures.count(names.REACTIONS, event=envelope.type, outcome=said)

    async def _refuse(
        self, message: Message, number: int, refusal: Refused | Invalid | TooLarge, mark: Mark | None
    ) -> None:
        envelope, (code, detail) = message.envelope, _reason(refusal)
        kept = RefusedReaction(envelope.id, number, envelope.type, envelope.source, envelope.position, code, detail)
        async with self._transaction() as connection:
            await refusals.keep(connection, kept)
            await inbox.advance(connection, [] if mark is None else [mark])
        if mark is not None:
            self._marks[_owner(mark)] = mark
        measures.count(names.REACTIONS, event=envelope.type, outcome="refused", code=code)
        log(
            "reaction.refused",
            level="warning",
            type=envelope.type,
            source=envelope.source,
            position=envelope.position,
            code=code,
            detail=detail,
        )

    async def _refused_before(self, message: Message) -> Collection[int]:
        async with self._pool.acquire(timeout=CONNECT_WITHIN) as connection:
            return await refusals.refused_before(connection, message.envelope.id)

    # --- marks and parking -------------------------------------------------------------------------

    async def _settle(self, parked: Sequence[Parked], marks: Collection[Mark]) -> None:
        async with self._transaction() as connection:
            await inbox.park(connection, parked)
            await inbox.advance(connection, list(marks))
            if parked:
                self._parked = await inbox.depths(connection)
        self._marks |= {_owner(mark): mark for mark in marks}
        for each in parked:
            span = started(each.topic, self._group, place(each.partition, each.offset), each.traceparent)
            failed(span, each.reason)
            span.end()

    def _after(self, record: Received, done: Sorted, position: int, mapping: int | None = None) -> Mark:
        """The mark when a record has been dealt with. The offset stays at a hole, as in `sort_batch`."""
        mark, hole = self._mark_of(record), done.holes.get((record.topic, record.partition))
        offset = record.offset + 1 if hole is None else min(record.offset + 1, hole.offset)
        return replace(mark, position=position, offset=offset, mapping=mark.mapping if mapping is None else mapping)

    def _mark_of(self, record: Received | Parked) -> Mark:
        owner = (source_of(record.topic), record.partition)
        return self._at.get(owner) or self._marks.get(owner) or Mark(owner[0], record.topic, record.partition)

    def _pass(self, mark: Mark) -> None:
        self._at[_owner(mark)] = mark

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[inbox.Connection]:
        async with self._pool.acquire(timeout=CONNECT_WITHIN) as connection, connection.transaction():
            yield connection


def _owner(mark: Mark) -> tuple[str, int]:
    return mark.source, mark.partition


def _reason(refusal: Refused | Invalid | TooLarge) -> tuple[str, str]:
    """Code and sentence of what a rule said; of several faults the code is the first one's."""
    match refusal:
        case Refused():
            return refusal.code, refusal.detail
        case Invalid():
            told = "; ".join(
                f"{fault.field}: {fault.detail}" if fault.field else fault.detail for fault in refusal.faults
            )
            return refusal.faults[0].code if refusal.faults else "invalid", told
        case TooLarge():
            return "too-large", str(refusal)
