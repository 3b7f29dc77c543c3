"""A reaction continues the trace of what caused it, as long as that is live."""

from collections.abc import Callable

import pytest
from aiokafka import TopicPartition
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import creation
from chassis.messaging import processing
from chassis.messaging.consumer import Batch
from tests.messaging.reader import Running
from tests.messaging.source import Source, person
from tests.reacting.notes import Notes
from tests.reacting.noting import SILENT
from tests.waiting import eventually

TRACE, CAUSE = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{CAUSE}-01"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[ReadableSpan]]:
    """Ended spans by the first word of their name."""
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    for module in (creation, processing):
        monkeypatch.setattr(module, "_tracer", provider.get_tracer("test"))
    return lambda word: [span for span in kept.get_finished_spans() if span.name.split()[0] == word]


async def test_from_the_message_to_the_event_that_follows_it_is_one_trace(
    source: Source, notes: Notes, spans: Callable[[str], list[ReadableSpan]]
) -> None:
    await source.contact(person(1), SILENT, traceparent=PARENT)
    async with Running(source.relay(), notes.consumer()):
        await eventually(lambda: _noted(notes, 1), within=20)
    (process,), (create,) = spans("process"), spans("create")
    assert (process.name, create.name) == (f"process {source.topic}", f"create {notes.topic}")
    assert process.parent is not None
    assert create.parent is not None
    assert (f"{process.context.trace_id:032x}", f"{process.parent.span_id:016x}") == (TRACE, CAUSE)
    assert create.parent.span_id == process.context.span_id
    stored = await notes.pool.fetchval("select traceparent from events")
    assert stored == f"00-{TRACE}-{create.context.span_id:016x}-01"
    assert person(1) not in process.to_json() + create.to_json()


async def test_what_is_caught_up_with_is_linked_and_has_a_trace_of_its_own(
    source: Source, notes: Notes, spans: Callable[[str], list[ReadableSpan]]
) -> None:
    await source.contact(*[person(1)] * 101, traceparent=PARENT)
    async with Running(source.relay()):
        await eventually(lambda: _on_the_topic(source, 101), within=20)
    records = await source.records()
    made = notes.reactor()
    await made.positions({TopicPartition(*each[:2]) for each in records})
    await made.apply(Batch(records))
    processed = spans("process")
    assert len(processed) == 101
    assert {span.parent for span in processed} == {None}
    assert {f"{link.context.span_id:016x}" for span in processed for link in span.links} == {CAUSE}


async def _noted(notes: Notes, count: int) -> bool:
    return len(await notes.all_noted()) >= count


async def _on_the_topic(source: Source, count: int) -> bool:
    return await source.published() == count
