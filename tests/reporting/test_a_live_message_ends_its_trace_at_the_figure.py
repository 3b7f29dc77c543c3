"""Spans of the projection: children while messages are live, links alone for repetitions and long batches."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from chassis.inbox import Mark
from chassis.messaging import processing
from chassis.messaging.parking import sort_batch
from chassis.messaging.wire import Received
from chassis.telemetry import names
from services.reporting.projection import tracing
from tests.reporting.records import sent
from tests.reporting.telling import Telling

TRACE = "0af7651916cd43dd8448eb211c80319c"
BEGAN = datetime(2025, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Every span that the projection ends."""
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    for module in (tracing, processing):
        monkeypatch.setattr(module, "_tracer", provider.get_tracer("test"))
    return kept


def created(records: Sequence[Received]) -> list[Received]:
    """The records, each created in a span of the same trace."""
    return [
        each._replace(headers=[*each.headers, ("traceparent", f"00-{TRACE}-{n:016x}-01".encode())])
        for n, each in enumerate(records, start=1)
    ]


def journeys(number: int) -> list[Received]:
    telling = Telling()
    for each in range(number):
        telling.referral(each, of=1).received(date(2025, 4, 1))
    return created(sent(telling))


def parent_of(span: ReadableSpan) -> str | None:
    return f"{span.parent.span_id:016x}" if span.parent else None


def test_each_message_of_a_live_batch_is_a_child_of_what_created_it(spans: InMemorySpanExporter) -> None:
    records = journeys(2)
    tracing.trace_batch(records, sort_batch(records, {}), BEGAN, {"referrals-received"}, "reporting")
    first, second = spans.get_finished_spans()
    assert (first.name, first.kind) == ("process rio.referrals.v1", SpanKind.CONSUMER)
    assert [parent_of(first), parent_of(second)] == ["0000000000000001", "0000000000000002"]
    assert [f"{link.context.span_id:016x}" for link in first.links] == ["0000000000000001"]
    assert first.attributes[names.CHANGED_METRICS] == ("referrals-received",)
    assert (first.attributes[names.OFFSET], first.attributes[names.DUPLICATE]) == (0, False)


def test_a_repetition_adds_no_child_to_an_old_trace(spans: InMemorySpanExporter) -> None:
    records = journeys(1)
    marks = {("/rio/referrals", records[0].partition): Mark("/rio/referrals", *records[0][:2], position=1)}
    tracing.trace_batch(records, sort_batch(records, marks), BEGAN, set(), "reporting")
    (span,) = spans.get_finished_spans()
    assert (parent_of(span), len(span.links), span.attributes[names.DUPLICATE]) == (None, 1, True)


def test_a_parked_message_says_why(spans: InMemorySpanExporter) -> None:
    records = [journeys(1)[0]._replace(body=b"{")]
    tracing.trace_batch(records, sort_batch(records, {}), BEGAN, set(), "reporting")
    (span,) = spans.get_finished_spans()
    assert (span.status.status_code, span.attributes[names.ERROR_TYPE]) == (StatusCode.ERROR, "not-json")
    assert parent_of(span) == "0000000000000001"


def test_a_batch_that_catches_up_is_one_span_with_links(spans: InMemorySpanExporter) -> None:
    records = journeys(150)
    tracing.trace_batch(records, sort_batch(records, {}), BEGAN, set(), "reporting")
    (span,) = spans.get_finished_spans()
    assert (parent_of(span), len(span.links)) == (None, 100)
    assert (span.attributes[names.BATCH_COUNT], span.attributes[names.LINKS_OMITTED]) == (150, 50)


def test_no_span_carries_a_person(spans: InMemorySpanExporter) -> None:
    records = journeys(3)
    tracing.trace_batch(records, sort_batch(records, {}), BEGAN, set(), "reporting")
    assert records[0].key
    assert all(records[0].key.decode() not in span.to_json() for span in spans.get_finished_spans())
