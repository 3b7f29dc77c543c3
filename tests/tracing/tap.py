"""A real OTLP receiver inside the test: everything that reaches it is kept, to be asked for by name."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from oteltap import OtelTapHttpProtobufReceiver, OtelTapHttpProtobufReceiverSettings

from tests.waiting import eventually

KINDS = {1: "INTERNAL", 2: "SERVER", 3: "CLIENT", 4: "PRODUCER", 5: "CONSUMER"}


@dataclass
class Tap:
    """What came in."""

    port: int
    spans: list[Span] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        """Settings with which a process sends here, soon after each thing has happened."""
        return {
            "OTEL_TRACES_EXPORTER": "otlp",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{self.port}",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "OTEL_METRIC_EXPORT_INTERVAL": "300",
        }

    async def span(self, name: str, within: float = 15.0, **attributes: Any) -> Span:
        """The first span of this name, with these attributes (dots of names written as underscores)."""

        def found() -> Span | None:
            return next((span for span in self.named(name) if matches(span, attributes)), None)

        return await eventually(found, within)

    def named(self, name: str) -> list[Span]:
        """Spans of this name, in the order in which they came."""
        return [span for span in self.spans if span.name == name]

    def trace(self, trace_id: bytes) -> list[Span]:
        """Spans of one trace, in the order in which they began."""
        found = [span for span in self.spans if span.trace_id == trace_id]
        return sorted(found, key=lambda span: span.start_time_unix_nano)

    def tree(self, trace_id: bytes) -> list[str]:
        """A trace as lines, indented below their parents: `SERVER POST /things`."""
        spans = self.trace(trace_id)
        ids = {span.span_id for span in spans}

        def lines(parent: Span | None, depth: int) -> list[str]:
            below = [
                s for s in spans if (s.parent_span_id == parent.span_id if parent else s.parent_span_id not in ids)
            ]
            return [
                line
                for span in below
                for line in ("  " * depth + f"{KINDS[span.kind]} {span.name}", *lines(span, depth + 1))
            ]

        return lines(None, 0)

    def everything(self) -> bytes:
        """All that came, as bytes, to look for what must not be there."""
        return b"\n".join(each.SerializeToString() for each in (*self.spans, *self.metrics))


def matches(span: Span, wanted: dict[str, Any]) -> bool:
    """Whether the span has these attributes."""
    values = {name.replace(".", "_"): value for name, value in attributes_of(span).items()}
    return all(values.get(name) == value for name, value in wanted.items())


def attributes_of(item: Any) -> dict[str, Any]:
    """Attributes of a span, link, event or data point as a dictionary."""
    return {each.key: _value(each.value) for each in item.attributes}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(each) for each in value.array_value.values]
    return getattr(value, kind) if kind else None


@asynccontextmanager
async def tapped() -> AsyncIterator[Tap]:
    """A receiver on a free port, for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tap = Tap(port)
    async with OtelTapHttpProtobufReceiver(OtelTapHttpProtobufReceiverSettings(http_port=port)) as receiver:

        async def keep(stream: Any, into: list[Any]) -> None:
            async for each in stream:
                into.append(each)  # noqa: PERF401 (each is to be seen as soon as it comes)

        async with asyncio.TaskGroup() as tasks:
            keeping = [
                tasks.create_task(keep(receiver.stream_traces(), tap.spans)),
                tasks.create_task(keep(receiver.stream_metrics(), tap.metrics)),
            ]
            try:
                yield tap
            finally:
                for task in keeping:
                    task.cancel()
