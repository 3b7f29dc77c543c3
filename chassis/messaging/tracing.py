"""Spans around sending: one of its own trace for each run of at most 100 messages, linked to what created them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanContext, SpanKind, Status, StatusCode

from chassis.eventstore.store import Stored
from chassis.telemetry import names
from chassis.telemetry.context import MAX_LINKS, remote, tracer

_tracer = tracer(__name__)
_unsampled = trace.set_span_in_context(
    trace.NonRecordingSpan(SpanContext(trace_id=1, span_id=1, is_remote=False)), Context()
)


@contextmanager
def quiet() -> Iterator[None]:
    """Work that repeats for ever, such as polling, and of which no span is kept: children of an unsampled parent."""
    token = contexts.attach(_unsampled)
    try:
        yield
    finally:
        contexts.detach(token)


@contextmanager
def sending(topic: str, server: str, published: Sequence[Stored]) -> Iterator[None]:
    """Spans `send <topic>` from the hand-over to the acknowledgement. An error marks them with its class."""
    spans = [_start(topic, server, published[n : n + MAX_LINKS]) for n in range(0, len(published), MAX_LINKS)]
    try:
        yield
    except BaseException as error:
        for span in spans:
            span.set_status(Status(StatusCode.ERROR))
            span.set_attribute(names.ERROR_TYPE, type(error).__name__)
        raise
    finally:
        for span in spans:
            span.end()


def _start(topic: str, server: str, chunk: Sequence[Stored]) -> Span:
    created = any(stored.traceparent for stored in chunk)
    span = _tracer.start_span(
        f"{names.SEND} {topic}",
        Context(),
        # The stored context is the creation context; only where there is none does sending create the message.
        SpanKind.CLIENT if created else SpanKind.PRODUCER,
        {
            names.MESSAGING_SYSTEM: names.KAFKA,
            names.OPERATION_NAME: names.SEND,
            names.OPERATION_TYPE: names.SEND,
            names.DESTINATION: topic,
            names.BATCH_COUNT: len(chunk),
            names.SERVER_ADDRESS: server,
        },
    )
    if created and span.is_recording():
        for stored in chunk:
            context = remote(stored.traceparent, stored.tracestate)
            if context is not None:
                span.add_link(context)
    return span
