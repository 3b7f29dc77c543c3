"""Every name that a process tells its operators: spans, attributes, metrics, fields of logs. Nothing else is emitted.

Names of the OpenTelemetry conventions (messaging is still in development there) stand here alone, so that a change of
theirs is a change of this file; a renamed metric is a line in the changelog.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

# --- spans --------------------------------------------------------------------------------------------------

CREATE, SEND, PROCESS = "create", "send", "process"
"""Operations on a message; the span is named after the operation and the topic: `create rio.referrals.v1`."""
RECEIVE, TRANSLATE, REBUILD = "receive", "translate", "rebuild"
"""Work of a service's own: `receive bars`, `translate fhir-r4`, `rebuild figures`."""

_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|HTTP"
_STATEMENTS = (
    "BEGIN|COMMIT|ROLLBACK|SELECT|INSERT|UPDATE|DELETE|WITH|SET|SAVEPOINT|RELEASE|CALL|LOCK|COPY|CREATE|DROP|ALTER"
)

SPANS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "<method> <route>": re.compile(rf"(?:{_METHODS})(?: /\S*)?"),
        "<statement>": re.compile(rf"(?:CURSOR: )?(?:{_STATEMENTS});?", re.IGNORECASE),
        "create|send|process <topic>": re.compile(rf"(?:{CREATE}|{SEND}|{PROCESS}) [a-z0-9-]+\.[a-z]+\.v\d+"),
        "receive|translate|rebuild <what>": re.compile(rf"(?:{RECEIVE}|{TRANSLATE}|{REBUILD}) [a-z0-9-]+"),
    }
)
"""Forms of span names; the last three are ours, the first two come with the instrumentation of FastAPI and asyncpg."""


def is_span(name: str) -> bool:
    """Whether a span may have this name."""
    return any(form.fullmatch(name) for form in SPANS.values())


# --- attributes ---------------------------------------------------------------------------------------------

SERVICE_NAME = "service.name"
SERVICE_NAMESPACE = "service.namespace"
SERVICE_VERSION = "service.version"
SERVICE_INSTANCE = "service.instance.id"
ENVIRONMENT = "deployment.environment.name"

MESSAGING_SYSTEM = "messaging.system"
KAFKA = "kafka"
OPERATION_NAME = "messaging.operation.name"
OPERATION_TYPE = "messaging.operation.type"
DESTINATION = "messaging.destination.name"
PARTITION = "messaging.destination.partition.id"
OFFSET = "messaging.kafka.offset"
MESSAGE_ID = "messaging.message.id"
BATCH_COUNT = "messaging.batch.message_count"
CONSUMER_GROUP = "messaging.consumer.group.name"
SERVER_ADDRESS = "server.address"
SERVER_PORT = "server.port"
EVENT_TYPE = "redrose.event.type"
EVENT_COUNT = "redrose.event.count"
DUPLICATE = "redrose.duplicate"
CHANGED_METRICS = "redrose.metrics"
LINKS_OMITTED = "redrose.links.omitted"
ERROR_TYPE = "error.type"
EXCEPTION_TYPE = "exception.type"

RESOURCE_ATTRIBUTES = frozenset(
    {
        SERVICE_NAME,
        SERVICE_NAMESPACE,
        SERVICE_VERSION,
        SERVICE_INSTANCE,
        ENVIRONMENT,
        "telemetry.sdk.language",
        "telemetry.sdk.name",
        "telemetry.sdk.version",
    }
)

SPAN_ATTRIBUTES = frozenset(
    {
        MESSAGING_SYSTEM,
        OPERATION_NAME,
        OPERATION_TYPE,
        DESTINATION,
        PARTITION,
        OFFSET,
        MESSAGE_ID,
        BATCH_COUNT,
        CONSUMER_GROUP,
        SERVER_ADDRESS,
        SERVER_PORT,
        EVENT_TYPE,
        EVENT_COUNT,
        DUPLICATE,
        CHANGED_METRICS,
        LINKS_OMITTED,
        ERROR_TYPE,
        EXCEPTION_TYPE,
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "network.protocol.version",
        "network.transport",
        "url.scheme",
        "db.system.name",
        "db.namespace",
        "db.query.text",
    }
)
"""What a span may carry; the exporter lets nothing else out. No URL, query, address of a caller, parameter or key."""

# --- metrics ------------------------------------------------------------------------------------------------

Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric is: how it is counted, in which unit, and what an operator learns from it."""

    kind: Kind
    unit: str
    meaning: str


HTTP_DURATION = "http.server.request.duration"
APPEND_DURATION = "redrose.append.duration"
APPEND_EVENTS = "redrose.append.events"
BOUND_AGE = "redrose.log.bound_age"
RELAY_BACKLOG = "redrose.relay.backlog"
RELAY_LAG = "redrose.relay.lag"
RELAY_LEADER = "redrose.relay.leader"
RELAY_EPOCH_CONFLICTS = "redrose.relay.epoch_conflicts"
RELAY_REPUBLISHED = "redrose.relay.republished"
CONSUMER_LAG = "redrose.consumer.lag_messages"
CONSUMER_DELAY = "redrose.consumer.delay"
CONSUMER_PROGRESS_AGE = "redrose.consumer.progress_age"
CONSUMER_DUPLICATES = "redrose.consumer.duplicates"
CONSUMER_REBALANCES = "redrose.consumer.rebalances"
CONSUMER_HOLES = "redrose.consumer.holes"
PARKING_DEPTH = "redrose.parking.depth"
PARKING_OLDEST_AGE = "redrose.parking.oldest_age"
PARKED = "redrose.parking.parked"
REACTIONS = "redrose.reactions"
PROJECTION_LAG = "redrose.projection.lag"
PROJECTION_BATCH_SIZE = "redrose.projection.batch_size"
PROJECTION_BATCH_DURATION = "redrose.projection.batch_duration"
REBUILD_PROGRESS = "redrose.projection.rebuild_progress"
LETTERBOX_WAITING = "redrose.letterbox.waiting"
LETTERBOX_OLDEST_AGE = "redrose.letterbox.oldest_age"
INTAKE_OBJECTIONS = "redrose.intake.objections"
AUTH_REFUSED = "redrose.auth.refused"
PEOPLE_READS = "redrose.people.reads"
DB_CONNECTIONS = "db.client.connection.count"

METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        HTTP_DURATION: Metric("histogram", "s", "How long requests took, by route and status."),
        APPEND_DURATION: Metric("histogram", "s", "How long appends took, by outcome."),
        APPEND_EVENTS: Metric("counter", "{event}", "Events appended, by stored name."),
        BOUND_AGE: Metric("gauge", "s", "Age of the oldest published lower bound: what holds readers of the log back."),
        RELAY_BACKLOG: Metric("gauge", "{event}", "Events that readers may see and the relay has not sent."),
        RELAY_LAG: Metric("gauge", "s", "Age of the oldest event not yet sent."),
        RELAY_LEADER: Metric("gauge", "1", "1 on the process whose relay holds lock and epoch."),
        RELAY_EPOCH_CONFLICTS: Metric("counter", "{conflict}", "Checkpoints refused because another relay took over."),
        RELAY_REPUBLISHED: Metric("counter", "{event}", "Events sent again after the broker lost them."),
        CONSUMER_LAG: Metric("gauge", "{message}", "High-water mark less position, by partition."),
        CONSUMER_DELAY: Metric("histogram", "s", "From the moment an event was recorded until it was consumed."),
        CONSUMER_PROGRESS_AGE: Metric("gauge", "s", "Since a loop last turned: what the watchdog watches."),
        CONSUMER_DUPLICATES: Metric("counter", "{message}", "Messages recognised as applied before."),
        CONSUMER_REBALANCES: Metric("counter", "{rebalance}", "Times that partitions were handed out anew."),
        CONSUMER_HOLES: Metric("counter", "{hole}", "Messages whose predecessor had not been applied."),
        PARKING_DEPTH: Metric("gauge", "{message}", "Messages that wait in the parking."),
        PARKING_OLDEST_AGE: Metric("gauge", "s", "Age of the oldest parked message."),
        PARKED: Metric("counter", "{message}", "Messages parked, by reason."),
        REACTIONS: Metric("counter", "{reaction}", "Commands that followed from messages, by outcome."),
        PROJECTION_LAG: Metric("gauge", "s", "From an event recorded to the figures that hold it, by source."),
        PROJECTION_BATCH_SIZE: Metric("histogram", "{message}", "Messages in one transaction of the projection."),
        PROJECTION_BATCH_DURATION: Metric("histogram", "s", "How long one transaction of the projection took."),
        REBUILD_PROGRESS: Metric("gauge", "1", "Share done of a rebuild: reading, records and people, a third each."),
        LETTERBOX_WAITING: Metric("gauge", "{message}", "Messages kept and not yet translated."),
        LETTERBOX_OLDEST_AGE: Metric("gauge", "s", "Age of the oldest message not yet translated."),
        INTAKE_OBJECTIONS: Metric("counter", "{objection}", "Objections to received messages, by feed and code."),
        AUTH_REFUSED: Metric("counter", "{request}", "Requests refused for who sent them, by class of reason."),
        PEOPLE_READS: Metric("counter", "{read}", "Reads of people's details, by route and role."),
        DB_CONNECTIONS: Metric("gauge", "{connection}", "Connections of the pool, by state."),
    }
)
"""Every metric. Figures about people are no metrics: a count of them is a disclosure."""

LABELS = frozenset(
    {
        "contract",
        "service",
        "topic",
        "partition",
        "source",
        "outcome",
        "event",
        "reason",
        "feed",
        "code",
        "route",
        "role",
        "state",
        "group",
        "worker",
        "http.request.method",
        "http.route",
        "http.response.status_code",
        ERROR_TYPE,
    }
)
"""Labels that a metric may have. Each has few values: never a person, referral, trace or message id."""

# --- logs ---------------------------------------------------------------------------------------------------

LOG_FIELDS = frozenset(
    {
        "actor",
        "address",
        "after",
        "attempt",
        "at",
        "backlog",
        "cause",
        "code",
        "command",
        "contract",
        "count",
        "depth",
        "detail",
        "duration",
        "epoch",
        "error",
        "event_id",
        "expected",
        "feed",
        "field",
        "found",
        "group",
        "lag",
        "left_out",
        "library",
        "limit",
        "method",
        "metric",
        "offset",
        "outcome",
        "partition",
        "part",
        "period",
        "position",
        "previous",
        "reason",
        "role",
        "route",
        "rows",
        "seconds",
        "service",
        "signal",
        "source",
        "state",
        "status",
        "step",
        "subject_role",
        "table",
        "topic",
        "type",
        "url_template",
        "version",
        "worker",
    }
)
"""Fields that a log line may have beside `time`, `level`, `event`, `service`, `contract`, `trace_id`, `span_id`."""

LOG_KEYS_UNREADABLE = "identity.keys-unreadable"
LOG_COLLECTOR_AWAY = "telemetry.collector-away"
LOG_COLLECTOR_BACK = "telemetry.collector-back"
LOG_LIBRARY = "library"
LOG_RETRY = "retry.planned"
