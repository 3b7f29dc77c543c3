"""Trace context on its way: out of the running span, into a row or a header, and back as parent or link."""

from opentelemetry import trace
from opentelemetry.context.context import Context
from opentelemetry.trace import Link, SpanContext
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

TRACEPARENT, TRACESTATE = "traceparent", "tracestate"
MAX_LINKS = 100
"""Links that a span may have; the SDK drops those above 128 in silence."""

_w3c = TraceContextTextMapPropagator()


def tracer(name: str) -> trace.Tracer:
    """The tracer of a module (`tracer(__name__)`), real once telemetry is set up."""
    return trace.get_tracer(name)


def current_traceparent() -> tuple[str | None, str | None]:
    """`traceparent` and `tracestate` of the running span; None where nothing is traced."""
    return traceparent_of(trace.get_current_span())


def traceparent_of(span: trace.Span) -> tuple[str | None, str | None]:
    """`traceparent` and `tracestate` of a span; None of one that is not traced."""
    carrier: dict[str, str] = {}
    _w3c.inject(carrier, trace.set_span_in_context(span, Context()))
    return carrier.get(TRACEPARENT), carrier.get(TRACESTATE)


def extract(traceparent: str | None, tracestate: str | None = None) -> Context | None:
    """A context whose parent is the stored one, for `start_as_current_span(context=...)`; None if there is none."""
    span_context = remote(traceparent, tracestate)
    if span_context is None:
        return None
    return trace.set_span_in_context(trace.NonRecordingSpan(span_context), Context())


def link(traceparent: str | None, tracestate: str | None = None) -> Link | None:
    """A link to the stored context; None if there is none."""
    span_context = remote(traceparent, tracestate)
    return None if span_context is None else Link(span_context)


def link_running(traceparent: str) -> None:
    """Link the running span to the one that a caller named, whom it does not trust to be its parent."""
    named = remote(traceparent)
    if named is not None:
        trace.get_current_span().add_link(named)


def remote(traceparent: str | None, tracestate: str | None = None) -> SpanContext | None:
    """The span that the two header values name; None for values that name none."""
    if not traceparent:
        return None
    carrier = {TRACEPARENT: traceparent} if tracestate is None else {TRACEPARENT: traceparent, TRACESTATE: tracestate}
    found = trace.get_current_span(_w3c.extract(carrier, Context())).get_span_context()
    return found if found.is_valid else None


def current_trace_id() -> str | None:
    """The id of the running trace in hexadecimal, for problems and logs; None where nothing is traced."""
    span_context = trace.get_current_span().get_span_context()
    return f"{span_context.trace_id:032x}" if span_context.is_valid else None
