"""What leaves the process is a copy with what may be shown, whoever recorded what; and errors leave as their class."""

import asyncio
import contextlib
from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider, sampling
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Link, SpanKind, Status, StatusCode

from chassis.telemetry.context import current_traceparent, extract, link, remote
from chassis.telemetry.redaction import RedactingExporter
from chassis.telemetry.setup import NoOrphanStatements, Untrusting

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Out(SpanExporter):
    """Where spans go."""

    def __init__(self, *results: SpanExportResult | Exception) -> None:
        self.spans: list[ReadableSpan] = []
        self._results = list(results)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._results.pop(0) if self._results else SpanExportResult.SUCCESS
        if isinstance(result, Exception):
            raise result
        self.spans.extend(spans)
        return result


def provider(out: Out) -> TracerProvider:
    made = TracerProvider(shutdown_on_exit=False)
    made.add_span_processor(SimpleSpanProcessor(RedactingExporter(out)))
    return made


def test_only_attributes_of_the_list_leave() -> None:
    out = Out()
    attributes = {
        "http.route": "/referrals/{id}",
        "url.path": "/referrals/9990000018",
        "url.query": "name=Jane",
        "url.full": "http://x/?name=Jane",
        "http.target": "/x",
        "http.url": "http://x",
        "client.address": "10.0.0.1",
        "net.peer.ip": "10.0.0.1",
        "user_agent.original": "Jane",
        "enduser.id": "jane",
        "db.statement.parameters": "('Jane',)",
        "anything.else": "Jane",
        "server.address": "jane.example",
    }
    tracer = provider(out).get_tracer("test")
    with tracer.start_as_current_span("GET /referrals/{id}", kind=SpanKind.SERVER, attributes=attributes):
        pass
    with tracer.start_as_current_span("SELECT", kind=SpanKind.CLIENT, attributes={"server.address": "db"}):
        pass
    assert [dict(span.attributes or {}) for span in out.spans] == [
        {"http.route": "/referrals/{id}"},
        {"server.address": "db"},
    ]


def test_an_error_leaves_as_its_class() -> None:
    out = Out()
    tracer = provider(out).get_tracer("test")
    with contextlib.suppress(ValueError), tracer.start_as_current_span("process a.b.v1") as span:
        span.set_status(Status(StatusCode.ERROR, "Jane said"))
        raise ValueError("Jane Canary")
    [span_out] = out.spans
    assert (span_out.status.status_code, span_out.status.description) == (StatusCode.ERROR, None)
    assert [dict(event.attributes or {}) for event in span_out.events] == [{"exception.type": "ValueError"}]


def test_links_keep_where_they_point_and_lose_what_they_say() -> None:
    out = Out()
    target = remote(TRACEPARENT)
    assert target is not None
    with provider(out).get_tracer("test").start_as_current_span("a", links=[Link(target, {"name": "Jane"})]):
        pass
    [found] = out.spans[0].links
    assert (found.context.span_id, dict(found.attributes or {})) == (0xB7AD6B7169203331, {})


def test_an_exporter_that_raises_disturbs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "redrose")
    out = Out(ConnectionError("10.0.0.1"), ConnectionError("10.0.0.1"), SpanExportResult.FAILURE)
    tracer = provider(out).get_tracer("test")
    for _ in range(5):
        with tracer.start_as_current_span("a"):
            pass
    assert len(out.spans) == 3
    said = [record.msg for record in caplog.records if record.name == "redrose"]
    assert said == ["telemetry.collector-away", "telemetry.collector-back"]


def test_a_statement_begins_no_trace_and_is_kept_within_one() -> None:
    out = Out()
    made = TracerProvider(sampler=sampling.ParentBased(NoOrphanStatements(sampling.ALWAYS_ON)), shutdown_on_exit=False)
    made.add_span_processor(SimpleSpanProcessor(RedactingExporter(out)))
    tracer = made.get_tracer("test")
    statement = {"db.system.name": "postgresql"}
    with tracer.start_as_current_span("SELECT", attributes=statement):
        pass
    with tracer.start_as_current_span("POST /x"), tracer.start_as_current_span("INSERT", attributes=statement):
        pass
    assert [span.name for span in out.spans] == ["INSERT", "POST /x"]


def test_a_context_survives_the_row_and_the_header() -> None:
    tracer = provider(Out()).get_tracer("test")
    with tracer.start_as_current_span("create a.b.v1") as span:
        traceparent, tracestate = current_traceparent()
        own = span.get_span_context()
    assert traceparent is not None
    context = extract(traceparent, tracestate)
    child = tracer.start_span("process a.b.v1", context)
    assert (child.get_span_context().trace_id, child.parent and child.parent.span_id) == (own.trace_id, own.span_id)
    linked = link(traceparent)
    assert linked is not None
    assert linked.context.span_id == own.span_id


def test_what_names_no_span_is_nothing() -> None:
    for nonsense in (None, "", "x", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"):
        assert extract(nonsense) is None
        assert link(nonsense) is None
    assert current_traceparent() == (None, None)


def test_a_stranger_is_no_parent() -> None:
    assert list(Untrusting().extract({"traceparent": TRACEPARENT})) == []


def test_the_context_of_one_task_is_not_that_of_another() -> None:
    tracer = provider(Out()).get_tracer("test")

    async def traced(seen: list[str | None]) -> None:
        with tracer.start_as_current_span("a"):
            await asyncio.sleep(0)
            seen.append(current_traceparent()[0])

    async def both() -> list[str | None]:
        seen: list[str | None] = []
        async with asyncio.TaskGroup() as tasks:
            for _ in range(2):
                tasks.create_task(traced(seen))
        return seen

    first, second = asyncio.run(both())
    assert first != second
