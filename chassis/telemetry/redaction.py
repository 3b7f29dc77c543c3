"""The last gate of spans: copies with the attributes of the allow-list alone go out, and an outage is said once."""

from collections.abc import Sequence

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Link, SpanKind
from opentelemetry.trace.status import Status
from opentelemetry.util.types import Attributes

from chassis.telemetry import names
from chassis.telemetry.logs import log


class RedactingExporter(SpanExporter):
    """Passes copies of spans to another exporter. A span cannot be changed once it has ended, so a processor cannot.

    The instrumentation of FastAPI records paths and queries; errors carry their text. Neither leaves the process.
    """

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._away = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send copies; an error of the other side is no error of ours, and is logged once until it is over."""
        try:
            result = self._exporter.export([redacted(span) for span in spans])
        except Exception as error:  # noqa: BLE001 (whatever an exporter raises, tracing must not disturb the work)
            self._say(error)
            return SpanExportResult.FAILURE
        self._say(None if result is SpanExportResult.SUCCESS else result)
        return result

    def shutdown(self) -> None:
        """End the other exporter."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """Nothing waits here."""
        return self._exporter.force_flush(timeout_millis)

    def _say(self, trouble: object) -> None:
        away = trouble is not None
        if away and not self._away:
            log(names.LOG_COLLECTOR_AWAY, level="warning", error=trouble if isinstance(trouble, Exception) else None)
        elif self._away and not away:
            log(names.LOG_COLLECTOR_BACK)
        self._away = away


def redacted(span: ReadableSpan) -> ReadableSpan:
    """A copy of what may be shown: of errors their class, of the rest what stands in `names.SPAN_ATTRIBUTES`."""
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_shown(span.attributes, _OF_A_REQUEST if span.kind is SpanKind.SERVER else names.SPAN_ATTRIBUTES),
        events=[Event(event.name, _shown(event.attributes), event.timestamp) for event in span.events],
        links=[Link(link.context) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


_OF_A_REQUEST = names.SPAN_ATTRIBUTES - {names.SERVER_ADDRESS, names.SERVER_PORT}
"""Of a request the address is what its caller wrote into the header Host, and may be anything."""


def _shown(attributes: Attributes, allowed: frozenset[str] = names.SPAN_ATTRIBUTES) -> Attributes:
    return {key: value for key, value in (attributes or {}).items() if key in allowed}
