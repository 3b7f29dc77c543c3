"""The spans in which events are created; the context of each is stored beside its event."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from chassis.eventstore.store import NewEvent
from chassis.telemetry import context, names

MAX_CREATE_SPANS = 10
"""Events of one append that have a span each; above it one span stands for all of them."""

_tracer = context.tracer(__name__)


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
