"""Spans of the projection: a child of each message's own trace while it is live, links alone when it catches up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from opentelemetry.context import Context
from opentelemetry.trace import SpanKind

from chassis.messaging.parking import Sorted
from chassis.messaging.processing import Attributes, consuming, failed, links, place, started
from chassis.messaging.wire import Headers, Message, Received
from chassis.telemetry import names
from chassis.telemetry.context import MAX_LINKS, tracer

_tracer = tracer(__name__)


def trace_batch(
    received: Sequence[Received], done: Sorted, started_at: datetime, metrics: Iterable[str], group: str
) -> None:
    """Tell of a batch that was committed; its transaction began at `started_at`.

    A live message gets a short span in the trace of its request, so that the trace ends at the figure. A repetition and
    a batch that catches up are linked only: else a second reading would append millions of children to old traces.
    """
    began, changed = _nanoseconds(started_at), sorted(metrics)
    if len(received) > MAX_LINKS:
        _trace_many(done.apply, began, changed, group)
        return
    for record, message in done.apply:
        _trace_applied(record, message, began, changed, group)
    for parked in done.park:
        where = place(parked.partition, parked.offset)
        span = started(parked.topic, group, where, parked.traceparent, began=began)
        failed(span, parked.reason)
        span.end()
    for record in _repeated(received, done):
        attributes = place(record.partition, record.offset) | {names.DUPLICATE: True}
        started(record.topic, group, attributes, _parent(record.headers), began=began, as_child=False).end()


def trace_replayed(applied: Iterable[tuple[Received, Message]], started_at: datetime, group: str) -> None:
    """Tell of parked messages that were applied after all, linked to what created them."""
    for record, message in applied:
        envelope = message.envelope
        attributes: Attributes = place(record.partition, record.offset) | {names.EVENT_TYPE: envelope.type}
        began = _nanoseconds(started_at)
        started(record.topic, group, attributes, envelope.traceparent, began=began, as_child=False).end()


def _trace_applied(record: Received, message: Message, began: int, changed: Sequence[str], group: str) -> None:
    envelope = message.envelope
    attributes: Attributes = place(record.partition, record.offset) | {
        names.MESSAGE_ID: str(envelope.id),
        names.EVENT_TYPE: envelope.type,
        names.DUPLICATE: False,
        names.CHANGED_METRICS: changed,
    }
    started(record.topic, group, attributes, envelope.traceparent, envelope.tracestate, began=began).end()


def _trace_many(applied: Sequence[tuple[Received, Message]], began: int, changed: Sequence[str], group: str) -> None:
    by_topic: dict[str, list[Message]] = defaultdict(list)
    for record, message in applied:
        by_topic[record.topic].append(message)
    for topic, messages in by_topic.items():
        created_by = links((each.envelope.traceparent, each.envelope.tracestate) for each in messages[-MAX_LINKS:])
        counts: Attributes = {names.BATCH_COUNT: len(messages), names.LINKS_OMITTED: len(messages) - len(created_by)}
        attributes = consuming(topic, group) | counts | {names.CHANGED_METRICS: changed}
        name = f"{names.PROCESS} {topic}"
        _tracer.start_span(name, Context(), SpanKind.CONSUMER, attributes, created_by, start_time=began).end()


def _repeated(received: Sequence[Received], done: Sorted) -> Iterable[Received]:
    """Records that had been applied before: neither applied now, nor parked, nor left for later."""
    if not done.repeats:
        return []
    dealt_with = {record[:3] for record, _ in done.apply} | {(p.topic, p.partition, p.offset) for p in done.park}
    return [record for record in received if record[:3] not in dealt_with and not _left_for_later(record, done)]


def _left_for_later(record: Received, done: Sorted) -> bool:
    place = (record.topic, record.partition)
    hole, stopped = done.holes.get(place), done.full.get(place)
    return (hole is not None and record.offset >= hole.offset) or (stopped is not None and record.offset >= stopped)


def _parent(headers: Headers) -> str | None:
    found = next((value for name, value in headers if name == "traceparent" and value), None)
    return found.decode("ascii", "replace") if found else None


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
