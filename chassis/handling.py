"""From a command to stored events: load, decide, append, and decide again if somebody else was faster."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from time import perf_counter
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
import stamina

from chassis.creation import created
from chassis.decider import Decider
from chassis.errors import Conflict, Fault, Invalid, KeyReused, RedroseError, Refused, RefusedBeside
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import Alongside, Append, Appended, EventStore, History, NewEvent, Stored, Write
from chassis.ids import derived_id
from chassis.telemetry import measures, names

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")

DECIDE_WITHIN = 10.0
"""Seconds for which a command is decided again after conflicts; a stream that busy has another fault."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, by pseudonymous id; kept in the metadata of every event that follows."""

    subject: str
    role: str
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A command on its way, or several as one: under which id, from whom, and because of which message, if of one."""

    command_id: UUID
    actor: Actor
    cause: UUID | None = None
    beside: bytes = b""
    """Of what the request says beside the command, such as personal details, a keyed hash: it makes requests differ."""
    unsaid: frozenset[str] = frozenset()
    """Fields of the command that the request left out, such as a day that is then today's: they make none differ.

    In a batch each is named after its row: `rows.3.on`.
    """


@dataclass(frozen=True, slots=True)
class Outcome(Generic[E, S]):
    """What a command led to. A repetition gets the state and events of the first time, whatever came after."""

    state: S
    version: int
    events: Sequence[E]
    repeated: bool


def nothing(*_: Any) -> Sequence[Alongside]:
    """Follows a service that keeps no list beside its log."""
    return ()


@dataclass(frozen=True, slots=True)
class _Job(Generic[C]):
    """What is carried out as one: a command for each of some streams, under one id."""

    rows: Sequence[tuple[str, C]]
    order: Order
    request: bytes
    alongside: Sequence[Alongside]
    batch: bool = False
    expected: int | None = None


class Desk(Generic[C, E, S]):
    """Where commands to one kind of aggregate are handled: the joint of store, codec, decider and lists.

    `follow` gives what is written beside a stream's events. In a batch, rows that it gives as a list for one call are
    joined to one list.
    """

    def __init__(
        self,
        store: EventStore,
        codec: Codec,
        decider: Decider[C, E, S],
        *,
        terms_version: str,
        topic: str,
        follow: Callable[[str, S, Sequence[E]], Sequence[Alongside]] = nothing,
    ) -> None:
        self._store, self._codec, self._decider = store, codec, decider
        self._terms_version, self._topic, self._follow = terms_version, topic, follow

    async def handle(
        self,
        stream: str,
        command: C,
        order: Order,
        alongside: Sequence[Alongside] = (),
        *,
        fresh: bool = False,
        expected: int | None = None,
    ) -> Outcome[E, S]:
        """Carries a command out once, however often it comes, and keeps `alongside` in the same transaction.

        Raises what `decide` refuses, `KeyReused` if the id came before with another content, and `Conflict` only if
        the stream stays contested for `DECIDE_WITHIN`. Of a stream that should be `fresh` nothing is read before the
        append, which finds out whether that is so: one round trip instead of two. A command that is meant for the
        stream at version `expected` alone meets a `Conflict` at any other.
        """
        request = fingerprint(stream, command, order)
        (outcome,) = await self._handled(_Job(((stream, command),), order, request, alongside, False, expected), fresh)
        return outcome

    async def handle_all(
        self,
        items: Sequence[tuple[str, C]],
        order: Order,
        alongside: Sequence[Alongside] = (),
        *,
        fresh: bool = False,
    ) -> Sequence[Outcome[E, S]]:
        """Carries out a command for each of several streams, all of them or none, once under the order's one id.

        The outcomes stand in the order of the items. Raises one `Invalid` with every fault of every row, what `decide`
        refuses among them, each at `rows.<n>.<field>` from 0; for the rest as `handle`.
        """
        if not items:
            raise ValueError("a batch has at least one command")
        return await self._handled(_Job(items, order, fingerprint_of_all(items, order), alongside, batch=True), fresh)

    async def repetition(self, stream: str, command: C, order: Order) -> Outcome[E, S] | None:
        """How a command was answered that was carried out before, None of one that was not; raises `KeyReused`.

        For who cannot make the whole command again, since what it looks up has changed: what the order calls unsaid
        may be left open.
        """
        job = _Job(((stream, command),), order, fingerprint(stream, command, order), ())
        outcomes = self._before(job, await self._histories(job))
        return outcomes[0] if outcomes else None

    async def repetition_of_all(self, items: Sequence[tuple[str, C]], order: Order) -> Sequence[Outcome[E, S]] | None:
        """The same of a batch."""
        job = _Job(items, order, fingerprint_of_all(items, order), (), batch=True)
        return self._before(job, await self._histories(job))

    async def state(self, stream: str) -> tuple[S, int]:
        """The state of a stream as it stands, and its version; 0 for one that does not exist."""
        events = self._decoded(await self._store.load(stream))
        return self._decider.fold(events), len(events)

    async def history(self, stream: str) -> Sequence[tuple[Stored, E]]:
        """Everything that happened to a stream, in its order: each event as the log keeps it, and as it is read."""
        events = (await self._store.load(stream)).events
        return [(stored, self._codec.decode(stored.name, stored.data)) for stored in events]

    def folded(self, events: Sequence[E]) -> S:
        """The state that events add up to."""
        return self._decider.fold(events)

    async def _handled(self, job: _Job[C], fresh: bool) -> Sequence[Outcome[E, S]]:
        if fresh:
            outcomes = await self._unread(job)
            if outcomes is not None:
                return outcomes
        try:
            return await self._decided(job)
        except Conflict:
            if job.expected is not None:
                # Once more, for it may have been beaten by its own repetition; by another it stays beaten.
                return await self._decided(job)
        async for trial in stamina.retry_context(
            on=Conflict, attempts=None, timeout=DECIDE_WITHIN, wait_initial=0.002, wait_max=0.25, wait_jitter=0.01
        ):
            with trial:
                return await self._decided(job)
        raise AssertionError("stamina ended without an outcome or an error")

    async def _unread(self, job: _Job[C]) -> Sequence[Outcome[E, S]] | None:
        """Decided as if nothing had happened yet; None if the streams' history has to say."""
        try:
            return await self._carry_out(job, [()] * len(job.rows))
        except (Conflict, Refused, Invalid):
            # A refusal too: of a repetition the first answer counts, though a rule may say no today.
            return None

    async def _decided(self, job: _Job[C]) -> Sequence[Outcome[E, S]]:
        outcomes = await self._once(job)
        if outcomes is None:  # The same command was carried out elsewhere since it was looked up: now it is found.
            outcomes = await self._once(job)
        assert outcomes is not None
        return outcomes

    async def _once(self, job: _Job[C]) -> Sequence[Outcome[E, S]] | None:
        histories = await self._histories(job)
        outcomes = self._before(job, histories)
        if outcomes is not None:
            return outcomes
        before = [self._decoded(history) for history in histories]
        if job.expected is not None and len(before[0]) != job.expected:
            raise Conflict(job.rows[0][0], job.expected, len(before[0]))
        return await self._carry_out(job, before)

    async def _histories(self, job: _Job[C]) -> Sequence[History]:
        if not job.batch:
            return [await self._store.load(job.rows[0][0], job.order.command_id)]
        return await self._store.load_many([stream for stream, _ in job.rows], job.order.command_id)

    async def _carry_out(self, job: _Job[C], before: Sequence[Sequence[E]]) -> Sequence[Outcome[E, S]] | None:
        """Decided on the events `before` and appended; None if the command had been carried out already."""
        outcomes = self._all_decided(job.rows, before) if job.batch else [self._outcome(job.rows[0][1], before[0])]
        followers = [
            follower
            for (stream, _), outcome in zip(job.rows, outcomes, strict=True)
            if outcome.events
            for follower in self._follow(stream, outcome.state, outcome.events)
        ]
        if job.batch:
            followers = _joined(followers)
        try:
            appended = await self._append(job, outcomes, (*followers, *job.alongside))
        except RefusedBeside as refused:
            rows = [(at, refused.refusals[row[0]]) for at, row in enumerate(job.rows) if row[0] in refused.refusals]
            if not job.batch:
                raise rows[0][1] from None
            raise Invalid(tuple(fault for row in rows for fault in of_row(*row))) from None
        return None if appended.repeated else outcomes

    def _all_decided(self, rows: Sequence[tuple[str, C]], before: Sequence[Sequence[E]]) -> Sequence[Outcome[E, S]]:
        """What each row leads to. Raises `Invalid` with the faults of all rows."""
        outcomes: list[Outcome[E, S]] = []
        faults: list[Fault] = []
        seen: set[str] = set()
        for number, (stream, command) in enumerate(rows):
            if stream in seen:
                detail = "an earlier row is about the same thing; send the two after one another"
                faults.append(Fault(f"rows.{number}", detail, "twice-in-the-batch"))
                continue
            seen.add(stream)
            try:
                outcomes.append(self._outcome(command, before[number]))
            except (Refused, Invalid) as refusal:
                faults += of_row(number, refusal)
        if faults:
            raise Invalid(tuple(faults))
        return outcomes

    def _outcome(self, command: C, before: Sequence[E]) -> Outcome[E, S]:
        state = self._decider.fold(before)
        events = self._decider.decide(command, state)
        return Outcome(self._decider.fold(events, state), len(before) + len(events), events, repeated=False)

    async def _append(
        self, job: _Job[C], outcomes: Sequence[Outcome[E, S]], followers: Sequence[Alongside]
    ) -> Appended:
        order = job.order
        encoded = [
            NewEvent(derived_id(order.command_id, stream, number), *self._codec.encode(event))
            for (stream, _), outcome in zip(job.rows, outcomes, strict=True)
            for number, event in enumerate(outcome.events, start=1)
        ]
        started = perf_counter()
        said = "failed"
        try:
            with created(self._topic, encoded) as creation:
                appends = self._appends(job.rows, outcomes, creation.events)
                write = Write(order.command_id, job.request, appends, followers, self._metadata(order))
                appended = await self._store.append(write)
                if appended.repeated:
                    creation.spans.clear()
            said = "repeated" if appended.repeated else "appended"
        except Conflict:
            said = "conflict"
            raise
        except RedroseError:
            said = "refused"
            raise
        finally:
            measures.observe(names.APPEND_DURATION, perf_counter() - started, outcome=said)
        if not appended.repeated:
            for event in encoded:
                measures.count(names.APPEND_EVENTS, event=event.name)
        return appended

    def _appends(
        self, rows: Sequence[tuple[str, C]], outcomes: Sequence[Outcome[E, S]], events: Sequence[NewEvent]
    ) -> Sequence[Append]:
        appends: list[Append] = []
        at = 0
        for (stream, _), outcome in zip(rows, outcomes, strict=True):
            count = len(outcome.events)
            subject = self._decider.subject(outcome.state)
            appends.append(Append(stream, outcome.version - count, events[at : at + count], subject))
            at += count
        return appends

    def _before(self, job: _Job[C], histories: Sequence[History]) -> Sequence[Outcome[E, S]] | None:
        """What the job led to when it was carried out; None if it was not."""
        done = histories[0].done
        if done is None:
            return None
        if done.request_hash != job.request:
            raise KeyReused(job.order.command_id)
        return [
            self._as_before(history, done.versions[stream], job.order)
            for history, (stream, _) in zip(histories, job.rows, strict=True)
        ]

    def _as_before(self, history: History, version: int, order: Order) -> Outcome[E, S]:
        until = history.events[:version]
        state = self._decider.fold([self._codec.decode(event.name, event.data) for event in until])
        own = [self._codec.decode(event.name, event.data) for event in until if event.command_id == order.command_id]
        return Outcome(state, version, own, repeated=True)

    def _decoded(self, history: History) -> list[E]:
        return [self._codec.decode(event.name, event.data) for event in history.events]

    def _metadata(self, order: Order) -> dict[str, str]:
        actor = order.actor
        known = {
            "actor": actor.subject,
            "role": actor.role,
            "organisation": actor.organisation,
            "terms": self._terms_version,
            "cause": None if order.cause is None else str(order.cause),
        }
        return {name: value for name, value in known.items() if value is not None}


def of_row(number: int, refusal: Refused | Invalid) -> Sequence[Fault]:
    """What is wrong with one row of a batch, as faults of the batch."""
    if isinstance(refusal, Refused):
        faults: Sequence[Fault] = (Fault(refusal.field or "", refusal.detail, refusal.code),)
    else:
        faults = refusal.faults
    row = f"rows.{number}"
    return [replace(fault, field=f"{row}.{fault.field}" if fault.field else row) for fault in faults]


def fingerprint(stream: str, command: Any, order: Order) -> bytes:
    """What makes two requests the same one: stream, kind and content of the command, who asks, and what is beside.

    What the machine adds differs when a client asks again tomorrow, and is left out: a field that does not compare
    (`field(compare=False)`), and one that the request left to us (`Order.unsaid`).
    """
    return _hashed([stream, type(command).__name__, _said(command, order.unsaid)], order)


def fingerprint_of_all(items: Sequence[tuple[str, Any]], order: Order) -> bytes:
    """The same of a batch: of each row in its place."""
    unsaid: dict[str, list[str]] = {}
    for path in order.unsaid:
        _, number, field = path.split(".", 2)
        unsaid.setdefault(number, []).append(field)
    rows = [
        [stream, type(command).__name__, _said(command, unsaid.get(str(number), ()))]
        for number, (stream, command) in enumerate(items)
    ]
    return _hashed([rows], order)


def _hashed(request: list[Any], order: Order) -> bytes:
    request = [*request, order.actor.subject, order.beside.hex()]
    return sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS)).digest()


def _said(command: Any, unsaid: Collection[str]) -> dict[str, Any]:
    """The fields of a command that the request itself says."""
    said = [field.name for field in fields(command) if field.compare and field.name not in unsaid]
    return {name: getattr(command, name) for name in said}


def _joined(followers: Sequence[Alongside]) -> list[Alongside]:
    """The lists of rows for the same call as one list, where the first of them stood."""
    lists: dict[str, list[Any]] = {}
    joined: list[Alongside] = []
    for follower in followers:
        if not isinstance(follower.rows, list):
            joined.append(follower)
        elif follower.call in lists:
            lists[follower.call].extend(follower.rows)
        else:
            lists[follower.call] = list(follower.rows)
            joined.append(Alongside(follower.call, lists[follower.call]))
    return joined
