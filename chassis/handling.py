"""From a command to stored events: load, decide, append, and decide again if somebody else was faster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from time import perf_counter
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
import stamina
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from chassis.decider import Decider
from chassis.errors import Conflict, KeyReused, RedroseError, Refused
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import Alongside, Append, Appended, EventStore, History, NewEvent, Write
from chassis.ids import derived_id
from chassis.telemetry import context, measures, names

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")

DECIDE_WITHIN = 10.0
"""Seconds for which a command is decided again after conflicts; a stream that busy has another fault."""
MAX_CREATE_SPANS = 10
"""Events of one append that have a span each; above it one span stands for all of them."""

_tracer = context.tracer(__name__)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, by pseudonymous id; kept in the metadata of every event that follows."""

    subject: str
    role: str
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A command on its way: under which id, from whom, and because of which message, if of one."""

    command_id: UUID
    actor: Actor
    cause: UUID | None = None
    beside: bytes = b""
    """Of what the request says beside the command, such as personal details, a keyed hash: it makes requests differ."""
    unsaid: frozenset[str] = frozenset()
    """Fields of the command that the request left out, such as a day that is then today's: they make none differ."""


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


class Desk(Generic[C, E, S]):
    """Where commands to one kind of aggregate are handled: the joint of store, codec, decider and lists."""

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
        self, stream: str, command: C, order: Order, alongside: Sequence[Alongside] = (), *, fresh: bool = False
    ) -> Outcome[E, S]:
        """Carries a command out once, however often it comes, and keeps `alongside` in the same transaction.

        Raises what `decide` refuses, `KeyReused` if the id came before with another content, and `Conflict` only if
        the stream stays contested for `DECIDE_WITHIN`. Of a stream that should be `fresh` nothing is read before the
        append, which finds out whether that is so: one round trip instead of two.
        """
        request = fingerprint(stream, command, order)
        if fresh:
            outcome = await self._unread(stream, command, order, request, alongside)
            if outcome is not None:
                return outcome
        try:
            return await self._decided(stream, command, order, request, alongside)
        except Conflict:
            pass  # The rest is for this case alone, which is rare.
        async for trial in stamina.retry_context(
            on=Conflict, attempts=None, timeout=DECIDE_WITHIN, wait_initial=0.002, wait_max=0.25, wait_jitter=0.01
        ):
            with trial:
                return await self._decided(stream, command, order, request, alongside)
        raise AssertionError("stamina ended without an outcome or an error")

    async def state(self, stream: str) -> tuple[S, int]:
        """The state of a stream as it stands, and its version; 0 for one that does not exist."""
        events = self._decoded(await self._store.load(stream))
        return self._decider.fold(events), len(events)

    async def _unread(
        self, stream: str, command: C, order: Order, request: bytes, alongside: Sequence[Alongside]
    ) -> Outcome[E, S] | None:
        """Decided as if nothing had happened yet; None if the stream's history has to say."""
        try:
            return await self._carry_out(stream, (), command, order, request, alongside)
        except (Conflict, Refused):
            # A refusal too: of a repetition the first answer counts, though a rule may say no today.
            return None

    async def _decided(
        self, stream: str, command: C, order: Order, request: bytes, alongside: Sequence[Alongside]
    ) -> Outcome[E, S]:
        outcome = await self._once(stream, command, order, request, alongside)
        if outcome is None:  # The same command was carried out elsewhere since it was looked up: now it is found.
            outcome = await self._once(stream, command, order, request, alongside)
        assert outcome is not None
        return outcome

    async def _once(
        self, stream: str, command: C, order: Order, request: bytes, alongside: Sequence[Alongside]
    ) -> Outcome[E, S] | None:
        history = await self._store.load(stream, order.command_id)
        if history.done is not None:
            return self._as_before(stream, history, order, request)
        return await self._carry_out(stream, self._decoded(history), command, order, request, alongside)

    async def _carry_out(
        self,
        stream: str,
        before: Sequence[E],
        command: C,
        order: Order,
        request: bytes,
        alongside: Sequence[Alongside],
    ) -> Outcome[E, S] | None:
        """Decided on the events `before` and appended; None if the command had been carried out already."""
        state = self._decider.fold(before)
        events = self._decider.decide(command, state)
        state = self._decider.fold(events, state)
        followers = (*(self._follow(stream, state, events) if events else ()), *alongside)
        appended = await self._append(stream, len(before), state, events, order, request, followers)
        if appended.repeated:
            return None
        return Outcome(state, len(before) + len(events), events, repeated=False)

    async def _append(
        self,
        stream: str,
        version: int,
        state: S,
        events: Sequence[E],
        order: Order,
        request: bytes,
        followers: Sequence[Alongside],
    ) -> Appended:
        encoded = [
            NewEvent(derived_id(order.command_id, stream, number), *self._codec.encode(event))
            for number, event in enumerate(events, start=1)
        ]
        started = perf_counter()
        outcome = "failed"
        try:
            with created(self._topic, encoded) as creation:
                appended = await self._store.append(
                    Write(
                        order.command_id,
                        request,
                        (Append(stream, version, creation.events, self._decider.subject(state)),),
                        followers,
                        self._metadata(order),
                    )
                )
                if appended.repeated:
                    creation.spans.clear()
            outcome = "repeated" if appended.repeated else "appended"
        except Conflict:
            outcome = "conflict"
            raise
        except RedroseError:
            outcome = "refused"
            raise
        finally:
            measures.observe(names.APPEND_DURATION, perf_counter() - started, outcome=outcome)
        if not appended.repeated:
            for event in encoded:
                measures.count(names.APPEND_EVENTS, event=event.name)
        return appended

    def _as_before(self, stream: str, history: History, order: Order, request: bytes) -> Outcome[E, S]:
        assert history.done is not None
        if history.done.request_hash != request:
            raise KeyReused(order.command_id)
        version = history.done.versions[stream]
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


def fingerprint(stream: str, command: Any, order: Order) -> bytes:
    """What makes two requests the same one: stream, kind and content of the command, who asks, and what is beside.

    What the machine adds differs when a client asks again tomorrow, and is left out: a field that does not compare
    (`field(compare=False)`), and one that the request left to us (`Order.unsaid`).
    """
    said = [field.name for field in fields(command) if field.compare and field.name not in order.unsaid]
    content = {name: getattr(command, name) for name in said}
    request = [stream, type(command).__name__, content, order.actor.subject, order.beside.hex()]
    return sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS)).digest()


@dataclass(frozen=True, slots=True)
class Creation:
    """Events about to be appended, and the spans of their creation. One that is taken out is told to nobody."""

    events: Sequence[NewEvent]
    spans: list[Span]


@contextmanager
def created(topic: str, events: Sequence[NewEvent]) -> Iterator[Creation]:
    """Spans `create <topic>` around an append, and the events with the context that is stored beside each.

    That context travels unchanged to every consumer, which is how one trace reaches from request to figure. None of
    the spans is the running one: the statement that finds a repetition would have a parent that is not told.
    """
    attributes = {
        names.MESSAGING_SYSTEM: names.KAFKA,
        names.OPERATION_NAME: names.CREATE,
        names.OPERATION_TYPE: names.CREATE,
        names.DESTINATION: topic,
    }
    several = len(events) > MAX_CREATE_SPANS
    own = [{names.MESSAGE_ID: str(event.id), names.EVENT_TYPE: event.name} for event in events]
    wanted = [{names.EVENT_COUNT: len(events)}] if several else own
    name = f"{names.CREATE} {topic}"
    spans = [_tracer.start_span(name, kind=SpanKind.PRODUCER, attributes={**attributes, **more}) for more in wanted]
    if not any(span.get_span_context().is_valid for span in spans):
        yield Creation(events, [])  # Nothing is traced, and nothing is paid for it.
        return
    contexts = [context.traceparent_of(span) for span in spans]
    stamped = [
        replace(event, traceparent=parent, tracestate=state)
        for event, (parent, state) in zip(events, contexts * len(events) if several else contexts, strict=True)
    ]
    try:
        yield Creation(stamped, spans)
    except Exception as error:
        for span in spans:
            # The class alone: a text from outside may hold what no span may.
            span.set_status(Status(StatusCode.ERROR))
            span.set_attribute(names.ERROR_TYPE, type(error).__name__)
        raise
    finally:
        for span in spans:
            span.end()
