"""Spans around what is made of a message: children of its own trace while it is live, linked to it when it is not."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode

from chassis.messaging.wire import Message, Received
from chassis.telemetry import names
from chassis.telemetry.context import extract, link, tracer

_tracer = tracer(__name__)

Attributes = dict[str, str | int | bool | Sequence[str]]


@contextmanager
def processing(record: Received, message: Message, group: str, *, live: bool) -> Iterator[Span]:
    """The running span `process <topic>` of one message; what is created in it continues its trace.

    A message that is not `live`, because many are caught up with or it was parked, has a trace of its own that is
    linked to the old one: a second reading would append to traces that ended long ago.
    """
    envelope = message.envelope
    attributes = place(record.partition, record.offset) | {
        names.MESSAGE_ID: str(envelope.id),
        names.EVENT_TYPE: envelope.type,
    }
    span = started(record.topic, group, attributes, envelope.traceparent, envelope.tracestate, as_child=live)
    try:
        with trace.use_span(span, record_exception=False, set_status_on_exception=False):
            yield span
    except Exception as error:
        failed(span, type(error).__name__)
        raise
    finally:
        span.end()


def started(
    topic: str,
    group: str,
    attributes: Attributes,
    traceparent: str | None,
    tracestate: str | None = None,
    *,
    began: int | None = None,
    as_child: bool = True,
) -> Span:
    """A span `process <topic>` that links to what created the message, and is its child unless told otherwise."""
    return _tracer.start_span(
        f"{names.PROCESS} {topic}",
        (extract(traceparent, tracestate) if as_child else None) or Context(),
        SpanKind.CONSUMER,
        consuming(topic, group) | attributes,
        links([(traceparent, tracestate)]),
        start_time=began,
    )


def failed(span: Span, reason: str) -> None:
    """Says of a span that its work failed, by a code or the class of the error."""
    span.set_status(Status(StatusCode.ERROR))
    span.set_attribute(names.ERROR_TYPE, reason)


def consuming(topic: str, group: str) -> Attributes:
    """What every span of a consumer says."""
    return {
        names.MESSAGING_SYSTEM: names.KAFKA,
        names.OPERATION_NAME: names.PROCESS,
        names.OPERATION_TYPE: names.PROCESS,
        names.DESTINATION: topic,
        names.CONSUMER_GROUP: group,
    }


def place(partition: int, offset: int) -> Attributes:
    """Where a message stands on Kafka."""
    return {names.PARTITION: str(partition), names.OFFSET: offset}


def links(parents: Iterable[tuple[str | None, str | None]]) -> list[Link]:
    """Links to what created messages, as far as they say it."""
    found = (link(traceparent, tracestate) for traceparent, tracestate in parents)
    return [each for each in found if each is not None]
