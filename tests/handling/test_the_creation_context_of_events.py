"""The span that creates a message is the one whose context is stored with its event."""

from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from chassis import creation
from chassis.errors import KeyReused
from chassis.eventstore.memory import MemoryStore
from chassis.handling import Actor, Desk, Order
from chassis.ids import derived_id
from tests.handling.jars import CODEC, COMMAND, DAY, DECIDER, OTHER_COMMAND, AddMarbles, LabelJar

ORDER = Order(COMMAND, Actor("somebody", "worker"))


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(creation, "_tracer", provider.get_tracer("test"))
    return exporter


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def desk(store: MemoryStore) -> Desk[Any, Any, Any]:
    return Desk(store, CODEC, DECIDER, terms_version="1", topic="test.jars.v1")


async def test_each_of_a_few_events_has_a_span_of_its_own(
    desk: Desk[Any, Any, Any], store: MemoryStore, spans: InMemorySpanExporter
) -> None:
    await desk.handle("jar-1", AddMarbles(10, DAY), ORDER)
    made = spans.get_finished_spans()
    assert [(span.name, span.kind) for span in made] == [("create test.jars.v1", SpanKind.PRODUCER)] * 10
    assert dict(made[0].attributes or {}) == {
        "messaging.system": "kafka",
        "messaging.operation.name": "create",
        "messaging.operation.type": "create",
        "messaging.destination.name": "test.jars.v1",
        "messaging.message.id": str(derived_id(COMMAND, "jar-1", 1)),
        "redrose.event.type": "marble-added.v1",
    }
    stored = (await store.load("jar-1")).events
    assert [event.traceparent for event in stored] == [traceparent(span) for span in made]
    assert len({event.traceparent for event in stored}) == 10


async def test_many_events_share_one_span(
    desk: Desk[Any, Any, Any], store: MemoryStore, spans: InMemorySpanExporter
) -> None:
    await desk.handle("jar-1", AddMarbles(11, DAY), ORDER)
    (span,) = spans.get_finished_spans()
    assert dict(span.attributes or {})["redrose.event.count"] == 11
    assert {event.traceparent for event in (await store.load("jar-1")).events} == {traceparent(span)}


async def test_the_events_of_a_batch_have_their_spans_beside_them_in_each_stream(
    desk: Desk[Any, Any, Any], store: MemoryStore, spans: InMemorySpanExporter
) -> None:
    await desk.handle_all([("jar-2", AddMarbles(2, DAY)), ("jar-1", AddMarbles(1, DAY))], ORDER)
    made = {dict(span.attributes or {})["messaging.message.id"]: span for span in spans.get_finished_spans()}
    stored = (await store.read(0, 10)).events
    assert [event.stream for event in stored] == ["jar-1", "jar-2", "jar-2"]
    assert [event.traceparent for event in stored] == [traceparent(made[str(event.id)]) for event in stored]
    await desk.handle_all([("jar-2", AddMarbles(2, DAY)), ("jar-1", AddMarbles(1, DAY))], ORDER)
    assert len(spans.get_finished_spans()) == 3


async def test_a_command_without_events_or_one_that_is_repeated_creates_nothing(
    desk: Desk[Any, Any, Any], spans: InMemorySpanExporter
) -> None:
    await desk.handle("jar-1", LabelJar("0123"), ORDER)
    await desk.handle("jar-1", LabelJar("0123"), ORDER)
    await desk.handle("jar-1", LabelJar("0123"), ORDER, fresh=True)
    await desk.handle("jar-1", LabelJar("0123"), Order(OTHER_COMMAND, ORDER.actor))
    assert len(spans.get_finished_spans()) == 1


async def test_a_failure_is_named_by_its_class_alone(
    store: MemoryStore, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(store, CODEC, DECIDER, terms_version="1", topic="test.jars.v1")

    async def refuse(write: object) -> None:
        raise KeyReused(COMMAND)

    monkeypatch.setattr(store, "append", refuse)
    with pytest.raises(KeyReused):
        await desk.handle("jar-1", LabelJar("0123"), ORDER)
    (span,) = spans.get_finished_spans()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, None)
    assert dict(span.attributes or {})["error.type"] == "KeyReused"
    assert list(span.events) == []


async def test_without_a_tracer_no_context_is_stored(desk: Desk[Any, Any, Any], store: MemoryStore) -> None:
    await desk.handle("jar-1", LabelJar("0123"), ORDER)
    (event,) = (await store.load("jar-1")).events
    assert (event.traceparent, event.tracestate) == (None, None)


def traceparent(span: ReadableSpan) -> str:
    context = span.get_span_context()
    assert context is not None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"
