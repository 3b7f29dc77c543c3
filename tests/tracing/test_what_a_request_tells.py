"""Spans, metrics and log lines of requests, as a real OTLP receiver gets them: literal trees and no personal data."""

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from chassis.telemetry import names
from tests.conftest import Tokens
from tests.serving.processes import SmallProcess
from tests.tracing.tap import Tap, attributes_of
from tests.waiting import eventually

Start = Callable[..., SmallProcess]

NAME, NUMBER = "Canary-Fotheringay", "9990000018"
INBOUND = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
INBOUND_TRACE, INBOUND_SPAN = bytes.fromhex("0af7651916cd43dd8448eb211c80319c"), bytes.fromhex("b7ad6b7169203331")


def headers(tokens: Tokens, **more: str) -> dict[str, str]:
    return tokens.bearer("worker", "rio") | {"Idempotency-Key": str(uuid4())} | more


async def test_a_command_is_one_trace_of_request_and_statements(start: Start, tap: Tap, tokens: Tokens) -> None:
    async with start(**tap.env).ready() as client:
        assert (await client.post("/things", json={"word": "a"}, headers=headers(tokens))).status_code == 201
        request = await tap.span("POST /things")
        await tap.span("COMMIT;")
    assert tap.tree(request.trace_id) == [
        "SERVER POST /things",
        "  CLIENT BEGIN;",
        "  CLIENT insert",
        "  CLIENT COMMIT;",
    ]
    assert attributes_of(request) == {
        "http.request.method": "POST",
        "http.route": "/things",
        "http.response.status_code": 201,
        "network.protocol.version": "1.1",
        "url.scheme": "http",
    }
    insert = attributes_of(tap.named("insert")[0])
    assert insert["db.query.text"] == "insert into things (id, word) values ($1, $2)"
    assert set(insert) <= names.SPAN_ATTRIBUTES


async def test_a_strangers_trace_is_linked_and_not_continued(start: Start, tap: Tap) -> None:
    async with start(**tap.env).ready() as client:
        await client.get("/slow/1", headers={"traceparent": INBOUND, "tracestate": f"v={NAME}"})
        span = await tap.span("GET /slow/{milliseconds}")
    assert span.trace_id != INBOUND_TRACE
    assert span.parent_span_id == b""
    assert [(link.trace_id, link.span_id) for link in span.links] == [(INBOUND_TRACE, INBOUND_SPAN)]
    assert NAME.encode() not in tap.everything()


async def test_inside_the_cluster_a_trace_is_continued(start: Start, tap: Tap) -> None:
    async with start(TRUST_INBOUND_TRACE="true", **tap.env).ready() as client:
        await client.get("/slow/1", headers={"traceparent": INBOUND})
        span = await tap.span("GET /slow/{milliseconds}")
    assert (span.trace_id, span.parent_span_id, list(span.links)) == (INBOUND_TRACE, INBOUND_SPAN, [])


@pytest.mark.parametrize(
    "broken", ["", "00-0-0-01", "nonsense", f"00-{NAME}-b7ad6b7169203331-01", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"]
)
async def test_a_broken_trace_header_is_passed_over(start: Start, tap: Tap, broken: str) -> None:
    async with start(**tap.env).ready() as client:
        assert (await client.get("/slow/1", headers={"traceparent": broken})).status_code == 200
        span = await tap.span("GET /slow/{milliseconds}")
    assert list(span.links) == []


async def test_a_problem_names_the_trace_that_spans_and_logs_tell_of(start: Start, tap: Tap) -> None:
    process = start(**tap.env)
    async with process.ready() as client:
        trace_id = (await client.get("/errors/unforeseen")).json()["trace_id"]
        span = await tap.span("GET /errors/{name}")
    assert span.trace_id.hex() == trace_id
    assert span.status.code == 2
    assert span.status.message == ""
    [line] = process.logged("http.unforeseen")
    assert (line["trace_id"], line["span_id"], line["error"]) == (trace_id, span.span_id.hex(), "ValueError")


async def test_probes_and_polling_begin_no_trace(start: Start, tap: Tap) -> None:
    async with start(**tap.env).ready() as client:
        for _ in range(5):
            for probe in ("/livez", "/readyz", "/startupz"):
                await client.get(probe)
        await client.get("/slow/1")
        await tap.span("GET /slow/{milliseconds}")
    assert {span.name for span in tap.spans} == {"GET /slow/{milliseconds}"}


async def test_a_canary_shows_nowhere(start: Start, tap: Tap, tokens: Tokens) -> None:
    process = start(**tap.env)
    async with process.ready() as client:
        worker = headers(tokens)
        person = {"name": f"{NAME} {NUMBER}", "born_on": "1980-02-03"}
        answers = [
            await client.post("/things", json={"word": NAME, "person": person}, headers=worker),
            # The same id again: PostgreSQL's own error text repeats the row.
            await client.post("/things", json={"word": NUMBER, "person": person}, headers=worker),
            await client.post("/things", json={"word": "a", NAME: NUMBER}, headers=headers(tokens)),
            await client.post("/things", json={"word": f"{NAME} {NAME}{NUMBER}"}, headers=headers(tokens)),
            await client.post("/things", content=f'{{"{NAME}'.encode(), headers=headers(tokens)),
            await client.post(
                "/things", content=NAME.encode(), headers=headers(tokens, **{"Content-Type": "text/plain"})
            ),
            await client.post("/things", json={"word": "a"}, headers=headers(tokens) | {"Idempotency-Key": NAME}),
            await client.get(f"/things/{NAME}?number={NUMBER}", headers=worker),
            await client.get(f"/things?limit={NUMBER}&{NAME}={NUMBER}", headers=worker),
            await client.get(f"/nowhere/{NAME}?number={NUMBER}"),
            await client.get("/things", headers={"Authorization": f"Bearer {NAME}"}),
            await client.get("/things", headers=worker | {"User-Agent": NAME, "X-Correlation-Id": NUMBER}),
            await client.get("/things", headers=worker | {"Host": f"{NAME}:99", "Referer": f"http://x/{NUMBER}"}),
            await client.get("/things", headers=worker | {"baggage": f"name={NAME}", "tracestate": f"a={NUMBER}"}),
            await client.request(NAME.upper().replace("-", ""), "/things"),
            await client.get("/errors/unforeseen"),
        ]
        await tap.span("GET /errors/{name}")
        await eventually(lambda: any(metric.name == names.HTTP_DURATION for metric in tap.metrics))
    assert [answer.status_code for answer in answers] == [
        201, 500, 422, 422, 415, 415, 400, 404, 422, 404, 401, 200, 200, 200, 400, 500,
    ]  # fmt: skip
    told = tap.everything() + process.text.encode() + b"".join(answer.content for answer in answers)
    for planted in (NAME, NAME.upper().replace("-", ""), NUMBER, "1980-02-03", "Jane", "999 000 0018"):
        assert planted.encode() not in told, planted


async def test_everything_that_is_told_has_its_place_in_the_names(start: Start, tap: Tap, tokens: Tokens) -> None:
    async with start(**tap.env).ready() as client:
        await client.post("/things", json={"word": "a"}, headers=headers(tokens))
        await client.get("/things")
        await client.get("/nowhere")
        await tap.span("GET", within=5)
        await eventually(lambda: {metric.name for metric in tap.metrics} >= {names.HTTP_DURATION, names.AUTH_REFUSED})
    assert [span.name for span in tap.spans if not names.is_span(span.name)] == []
    assert {name for span in tap.spans for name in attributes_of(span)} <= names.SPAN_ATTRIBUTES
    assert {metric.name for metric in tap.metrics} <= names.METRICS.keys()
    labels = {
        name
        for metric in tap.metrics
        for point in getattr(metric, metric.WhichOneof("data")).data_points
        for name in attributes_of(point)
    }
    assert labels <= names.LABELS
    [refused] = [metric for metric in tap.metrics if metric.name == names.AUTH_REFUSED][:1]
    assert [(attributes_of(point), point.as_int) for point in refused.sum.data_points] == [({"reason": "no-token"}, 1)]


async def test_a_collector_that_is_away_costs_one_line_and_no_request(start: Start) -> None:
    process = start(
        OTEL_TRACES_EXPORTER="otlp",
        OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1",
        OTEL_EXPORTER_OTLP_TIMEOUT="1",
        OTEL_BSP_SCHEDULE_DELAY="100",
        OTEL_METRIC_EXPORT_INTERVAL="200",
    )
    async with process.ready() as client:
        for _ in range(30):
            assert (await client.get("/slow/50")).status_code == 200
        await eventually(lambda: process.logged("telemetry.collector-away"))
        process.tell()
    assert await process.ended(within=15) == 0
    assert [line["event"] for line in process.lines] == [
        "process.serving",
        "telemetry.collector-away",
        "process.asked-to-end",
        "process.ended",
    ]
    assert "Traceback" not in process.text


async def test_a_share_of_the_traces_may_be_kept(start: Start, tap: Tap) -> None:
    async with start(OTEL_TRACES_SAMPLER_ARG="0", **tap.env).ready() as client:
        answer: httpx.Response = await client.get("/errors/unforeseen")
        assert answer.json()["code"] == "unforeseen"
        await eventually(lambda: any(metric.name == names.HTTP_DURATION for metric in tap.metrics))
    assert tap.spans == []
