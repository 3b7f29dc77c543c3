"""Sending has a trace of its own, in runs of at most a hundred, linked to what created the messages."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from chassis.messaging import tracing
from chassis.messaging.tracing import quiet, sending
from tests.messaging.records import TOPIC, stored

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Finished spans."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("test"))
    return exporter


def created(position: int) -> str:
    return f"00-{TRACE}-{position:016x}-03"


def test_each_hundred_messages_have_one_span_with_a_link_for_each(spans: InMemorySpanExporter) -> None:
    with sending(TOPIC, "kafka", [stored(n, traceparent=created(n)) for n in range(1, 251)]):
        assert spans.get_finished_spans() == ()
    found = spans.get_finished_spans()
    assert [span.name for span in found] == ["send test.referrals.v1"] * 3
    assert [len(span.links) for span in found] == [100, 100, 50]
    assert [span.parent for span in found] == [None, None, None]
    assert {span.kind for span in found} == {SpanKind.CLIENT}
    assert len({span.context.trace_id for span in found}) == 3
    assert found[0].links[0].context.span_id == 1
    assert dict(found[2].attributes or {}) == {
        "messaging.system": "kafka",
        "messaging.operation.name": "send",
        "messaging.operation.type": "send",
        "messaging.destination.name": "test.referrals.v1",
        "messaging.batch.message_count": 50,
        "server.address": "kafka",
    }


def test_messages_without_a_context_are_created_by_sending(spans: InMemorySpanExporter) -> None:
    with sending(TOPIC, "kafka", [stored(1)]):
        pass
    (span,) = spans.get_finished_spans()
    assert (span.kind, span.links) == (SpanKind.PRODUCER, ())


def test_a_failure_is_marked_with_its_class_and_nothing_else(spans: InMemorySpanExporter) -> None:
    with pytest.raises(OSError, match="secret"), sending(TOPIC, "kafka", [stored(1)]):
        raise OSError("secret")
    (span,) = spans.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description is None
    assert (span.attributes or {})["error.type"] == "OSError"
    assert span.events == ()


def test_polling_leaves_no_span(spans: InMemorySpanExporter) -> None:
    with quiet(), tracing._tracer.start_as_current_span("SELECT"):
        pass
    assert spans.get_finished_spans() == ()
    assert not trace.get_current_span().get_span_context().is_valid
