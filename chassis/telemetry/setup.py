"""Telemetry of one process: resource, sampler, exporters, what FastAPI and asyncpg are to tell.

Which exporter and where to is said by OpenTelemetry's own variables: `OTEL_TRACES_EXPORTER` is `otlp` (the default),
`zipkin` or `none`; metrics go out as OTLP where an endpoint is named, unless `OTEL_METRICS_EXPORTER` is `none`.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from opentelemetry import metrics, trace
from opentelemetry.context.context import Context
from opentelemetry.propagate import set_global_textmap
from opentelemetry.propagators.textmap import Getter, default_getter
from opentelemetry.sdk.trace import sampling
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import Attributes

from chassis import ids
from chassis.errors import Fault
from chassis.settings import BrokenSettings
from chassis.telemetry import names
from chassis.telemetry.logs import log, start_logs

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

FLUSH_WITHIN = 5.0
"""Seconds that the last spans have to leave when the process ends."""
PROBES = frozenset({"/livez", "/readyz", "/startupz"})
ORGANISATION = "organisation"
"""Namespace of a service that serves no single contract."""

_UNWANTED_METRICS = ("http.server.active_requests", "http.server.request.body.size", "http.server.response.body.size")
_HTTP_LABELS = {"http.request.method", "http.route", "http.response.status_code", names.ERROR_TYPE}


@dataclass
class Telemetry:
    """What was set up, to be flushed at the end. Where nothing is exported nothing is recorded and nothing is paid."""

    tracing: "TracerProvider | None" = None
    metering: "MeterProvider | None" = None

    def of_http(self) -> "TelemetryConfig":
        """What FastAPI is to tell: a SERVER span and a duration for each request but the probes, nothing of its inside.

        FastAPI's own telemetry costs half of what the instrumentation package costs, names the span after the route
        that was taken, and never repeats an error's text.
        """
        return {
            "tracing": self.tracing is not None,
            "tracer_provider": self.tracing,
            "metrics": self.metering is not None,
            "meter_provider": self.metering,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
            "exclude": lambda scope: scope["path"] in PROBES,
        }

    def flush(self, within: float = FLUSH_WITHIN) -> None:
        """Send what waits, for so long as is given; a collector that is away must not hold the process."""
        providers = [provider for provider in (self.tracing, self.metering) if provider is not None]
        closing = [Thread(target=provider.shutdown, daemon=True) for provider in providers]
        for thread in closing:
            thread.start()
        for thread in closing:
            thread.join(within)
        if any(thread.is_alive() for thread in closing):
            log("telemetry.not-flushed", level="warning", seconds=within)


def start_telemetry(
    service: str, contract: str, *, version: str = "", environment: str = "", trust_inbound: bool = False
) -> Telemetry:
    """Set up logs, traces and metrics of this process; once, and in each process anew. Raises `BrokenSettings`."""
    start_logs(service, contract)
    # Both before any instrumentation is imported, which reads them then: the present names, and no baggage.
    os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http,database")
    os.environ["OTEL_PROPAGATORS"] = "tracecontext"
    set_global_textmap(TraceContextTextMapPropagator() if trust_inbound else Untrusting())
    exporter = _span_exporter(os.environ.get("OTEL_TRACES_EXPORTER", "otlp").strip().lower())
    endpoint = os.environ.get("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") or os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")
    measured = bool(endpoint) and os.environ.get("OTEL_METRICS_EXPORTER", "otlp").strip().lower() == "otlp"
    telemetry = Telemetry()
    if exporter is None and not measured:
        return telemetry
    resource = _resource(service, contract, version, environment)
    if exporter is not None:
        telemetry.tracing = _trace(exporter, resource)
    if measured:
        telemetry.metering = _meter(resource)
    return telemetry


def _span_exporter(name: str) -> "SpanExporter | None":
    # Imported here: each brings an HTTP client and its encoding, which a process without it does not pay for.
    match name:
        case "none":
            return None
        case "otlp":
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

            return OTLPSpanExporter()
        case "zipkin":
            try:
                from opentelemetry.exporter.zipkin.json import ZipkinExporter
            except ImportError:
                detail = "zipkin needs the package opentelemetry-exporter-zipkin-json, which is for local runs"
                raise BrokenSettings((Fault("OTEL_TRACES_EXPORTER", detail, "not-installed"),)) from None
            return ZipkinExporter()
        case _:
            raise BrokenSettings((Fault("OTEL_TRACES_EXPORTER", "must be otlp, zipkin or none", "unknown-exporter"),))


def _resource(service: str, contract: str, version: str, environment: str) -> "Resource":
    from opentelemetry.sdk.resources import Resource

    return Resource.create(
        {
            names.SERVICE_NAME: service,
            names.SERVICE_NAMESPACE: contract or ORGANISATION,
            names.SERVICE_VERSION: version,
            names.SERVICE_INSTANCE: str(ids.new_id()),
            names.ENVIRONMENT: environment,
        }
    )


def _trace(exporter: "SpanExporter", resource: "Resource") -> "TracerProvider":
    from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
    from opentelemetry.sdk.trace import SpanLimits, TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    from chassis.telemetry.redaction import RedactingExporter

    limits = SpanLimits(max_span_attribute_length=2048)
    provider = TracerProvider(resource=resource, sampler=_sampler(), span_limits=limits)
    provider.add_span_processor(BatchSpanProcessor(RedactingExporter(exporter)))
    trace.set_tracer_provider(provider)
    instrumentation: Any = AsyncPGInstrumentor
    instrumentation(capture_parameters=False).instrument(tracer_provider=provider)
    return provider


def _meter(resource: "Resource") -> "MeterProvider":
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.metrics.view import DropAggregation, View

    provider = MeterProvider(
        [PeriodicExportingMetricReader(OTLPMetricExporter())],
        resource,
        views=[
            *(View(instrument_name=name, aggregation=DropAggregation()) for name in _UNWANTED_METRICS),
            View(instrument_name=names.HTTP_DURATION, attribute_keys=_HTTP_LABELS),
            View(instrument_name="otel.*", aggregation=DropAggregation()),
        ],
    )
    metrics.set_meter_provider(provider)
    return provider


def _sampler() -> sampling.Sampler:
    """All of it, or the share in `OTEL_TRACES_SAMPLER_ARG` of the traces that begin here."""
    given = os.environ.get("OTEL_TRACES_SAMPLER_ARG", "1")
    try:
        ratio = sampling.TraceIdRatioBased(float(given))
    except ValueError:
        fault = Fault("OTEL_TRACES_SAMPLER_ARG", "must be a share from 0 to 1", "not-a-share")
        raise BrokenSettings((fault,)) from None
    return sampling.ParentBased(NoOrphanStatements(ratio))


class NoOrphanStatements(sampling.Sampler):
    """Begins no trace with a statement: polling loops and probes ask the database all day long, on nobody's behalf."""

    def __init__(self, otherwise: sampling.Sampler) -> None:
        self._otherwise = otherwise

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: trace.SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[trace.Link] | None = None,
        trace_state: trace.TraceState | None = None,
    ) -> sampling.SamplingResult:
        """Drop a root span that names a database; ask the other sampler for the rest."""
        if attributes and "db.system.name" in attributes:
            return sampling.SamplingResult(sampling.Decision.DROP)
        return self._otherwise.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        """How the SDK names it."""
        return f"NoOrphanStatements({self._otherwise.get_description()})"


class Untrusting(TraceContextTextMapPropagator):
    """Takes no parent from a request that comes from outside; the edge links to what its caller named instead."""

    def extract(
        self,
        carrier: Any,  # noqa: ARG002 (the shape is the interface's)
        context: Context | None = None,
        getter: Getter[Any] = default_getter,  # noqa: ARG002
    ) -> Context:
        """The context as it was."""
        return Context() if context is None else context
