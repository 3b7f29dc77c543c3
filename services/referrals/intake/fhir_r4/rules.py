"""The receiver's rules R4 to R14, in the order in which they are checked: the first that fails decides."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from services.referrals.domain.terms import BarsTerms
from services.referrals.intake.fhir_r4.document import Malformed, Node, read
from services.referrals.intake.fhir_r4.elements import (
    Bundle,
    codings,
    many,
    one,
    resource_type,
    same_system,
    system_key,
    text,
)
from services.referrals.intake.fhir_r4.moments import as_date, as_moment, is_moment_or_date
from services.referrals.intake.fhir_r4.objections import (
    BAD_REQUEST,
    NOT_IMPLEMENTED,
    UNPROCESSABLE,
    Rejected,
    word,
)

EVENTS = "https://fhir.nhs.uk/CodeSystem/message-events-bars"
REASONS = "https://fhir.nhs.uk/CodeSystem/message-reason-bars"
USE_CASES = "https://fhir.nhs.uk/CodeSystem/usecases-categories-bars"
REQUEST, RESPONSE = "servicerequest-request", "servicerequest-response"
BOOKING_REQUEST, BOOKING_RESPONSE = "booking-request", "booking-response"
NEW, UPDATE, DELETE = "new", "update", "delete"
_DEFINITIONS = "https://fhir.nhs.uk/MessageDefinition/"
CANCELLED = "bars-message-servicerequest-request-cancelled"
_EVENT_OF = {
    "bars-message-servicerequest-request-response-short": RESPONSE,
    "bars-message-servicerequest-request": REQUEST,
    "bars-message-servicerequest-response": RESPONSE,
    "bars-message-booking-request": BOOKING_REQUEST,
    "bars-message-booking-response": BOOKING_RESPONSE,
}
"""Beginning of a definition's name to the event it belongs to; the longer ones first."""
_BOOKING_RESOURCES = frozenset({"Appointment", "Slot", "Schedule"})
STATUSES = frozenset({"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"})
_ENDED = frozenset({"revoked", "entered-in-error"})
_PRIORITIES = frozenset({"", "routine", "urgent", "asap", "stat"})
_GENDERS = frozenset({"", "male", "female", "other", "unknown"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A message that keeps the rules, with the parts that were found on the way."""

    bundle: Bundle
    header: Node
    request: Node
    """The ServiceRequest that is the message's focus."""
    patient: Node
    event: str
    reason: str
    cancels: bool
    service_id: str


def check(body: bytes, form: str, profile: BarsTerms, today: date) -> Checked:
    """The message's parts if it keeps the rules; raises `Rejected` with the first rule that it breaks."""
    bundle = _message(_document(body, form), profile)
    header = _header(bundle)
    service_id = _destination(header, profile)
    event, definition = _event(header)
    _offered(bundle, header, event, definition, profile)
    reason = _reason(header)
    request, patient = _focus(bundle, header, event)
    _legal(bundle, request, patient, today)
    cancels = event == REQUEST and _agreed(text(request, "status"), reason, definition)
    return Checked(bundle, header, request, patient, event, reason, cancels, service_id)


def _document(body: bytes, form: str) -> Node:
    try:
        return read(body, form)
    except Malformed as malformed:
        raise Rejected("R4", BAD_REQUEST, "structure", str(malformed)) from None


def _message(document: Node, profile: BarsTerms) -> Bundle:
    """R5, R6 and, as far as it is needed to read on, the entries' structure."""
    kind = resource_type(document)
    if kind in _BOOKING_RESOURCES:
        raise Rejected("R11", NOT_IMPLEMENTED, "not-supported", f"{kind}: bookings are not offered")
    if kind != "Bundle":
        raise Rejected("R5", BAD_REQUEST, "value", f"resourceType: {word(kind)} is not Bundle")
    if text(document, "type") != "message":
        raise Rejected("R5", BAD_REQUEST, "value", f"Bundle.type: {word(text(document, 'type'))} is not message")
    version = text(one(document, "meta"), "versionId")
    if not version:
        raise Rejected("R6", BAD_REQUEST, "invariant", "Bundle.meta.versionId: is missing")
    if version not in profile.versions:
        detail = f"Bundle.meta.versionId: {word(version)} is not one of {', '.join(profile.versions)}"
        raise Rejected("R6", UNPROCESSABLE, "not-supported", detail)
    return Bundle.of(document)


def _header(bundle: Bundle) -> Node:
    """R7 and R8."""
    headers = list(bundle.all("MessageHeader"))
    if not headers or bundle.entries[0][1] is not headers[0]:
        raise Rejected("R7", BAD_REQUEST, "required", "Bundle.entry: the first entry must be a MessageHeader")
    if len(headers) > 1:
        raise Rejected("R7", BAD_REQUEST, "required", "Bundle.entry: there must be one MessageHeader, not more")
    repeated = [url for url, times in Counter(url for url, _ in bundle.entries if url).items() if times > 1]
    if repeated:
        raise Rejected("R8", BAD_REQUEST, "invariant", f"Bundle.entry.fullUrl: {len(repeated)} of them occur twice")
    return headers[0]


def _destination(header: Node, profile: BarsTerms) -> str:
    """R9: which of our identifiers the message was sent to."""
    for destination in many(header, "destination"):
        endpoint = text(destination, "endpoint")
        system, _, value = endpoint.partition("|")
        if any(same_system(system, ours.system) and value == ours.value for ours in profile.service_ids):
            return endpoint
    raise Rejected("R9", BAD_REQUEST, "value", "MessageHeader.destination.endpoint: is not this service")


def _event(header: Node) -> tuple[str, str]:
    """R10: event and name of the definition, empty where the header has none."""
    coding = one(header, "eventCoding")
    event = text(coding, "code")
    if not same_system(text(coding, "system"), EVENTS) or event not in _EVENT_OF.values():
        detail = f"MessageHeader.eventCoding: {word(event)} is no event of {EVENTS}"
        raise Rejected("R10", BAD_REQUEST, "invariant", detail)
    definition = text(header, "definition").partition("|")[0]
    if not definition:
        # Published cancellations of the older form name no definition; every other message must.
        if event == REQUEST and _reason_code(header) != DELETE:
            raise Rejected("R10", BAD_REQUEST, "invariant", "MessageHeader.definition: is missing")
        return event, ""
    name = definition.rpartition("/")[2]
    belongs = next((owner for start, owner in _EVENT_OF.items() if name.startswith(start)), None)
    if belongs is not None and belongs != event:
        detail = f"MessageHeader.definition: {word(name)} does not belong to the event {event}"
        raise Rejected("R10", BAD_REQUEST, "invariant", detail)
    return event, definition


def _offered(bundle: Bundle, header: Node, event: str, definition: str, profile: BarsTerms) -> None:
    """R11. The use case stands in the ServiceRequest; whether that can be found is asked later, by R13."""
    if event not in (REQUEST, RESPONSE):
        raise Rejected("R11", NOT_IMPLEMENTED, "not-supported", f"MessageHeader.eventCoding: {event} is not offered")
    offered = {system_key(each) for each in profile.definitions}
    if definition and system_key(definition) not in offered:
        detail = f"MessageHeader.definition: {word(definition.rpartition('/')[2])} is not offered"
        raise Rejected("R11", NOT_IMPLEMENTED, "not-supported", detail)
    request = _resolved(bundle, header)
    if event != REQUEST or request is None or _reason_code(header) == DELETE:
        return
    theirs = _use_cases(request)
    ours = {(system_key(each.system), each.value) for each in profile.use_cases}
    if not any((system_key(system), code) in ours for system, code in theirs):
        named = next((code for system, code in theirs if same_system(system, USE_CASES)), "")
        what = f"the use case {word(named)} is not offered" if named else "it names no use case that is offered"
        raise Rejected("R11", NOT_IMPLEMENTED, "not-supported", f"ServiceRequest.category: {what}")


def _use_cases(request: Node) -> list[tuple[str, str]]:
    return [
        (text(coding, "system"), text(coding, "code"))
        for category in many(request, "category")
        for coding in many(category, "coding")
    ]


def _reason(header: Node) -> str:
    """R12."""
    if not any(code for _, code in codings(header, "reason")):
        raise Rejected("R12", BAD_REQUEST, "required", "MessageHeader.reason: is missing")
    reason = _reason_code(header)
    if reason not in (NEW, UPDATE, DELETE):
        raise Rejected("R12", BAD_REQUEST, "value", f"MessageHeader.reason: is not one of {NEW}, {UPDATE}, {DELETE}")
    return reason


def _reason_code(header: Node) -> str:
    return next((code for system, code in codings(header, "reason") if same_system(system, REASONS)), "")


def _resolved(bundle: Bundle, header: Node) -> Node | None:
    focus = many(header, "focus")
    return bundle.find(text(focus[0], "reference"), "ServiceRequest") if focus else None


def _focus(bundle: Bundle, header: Node, event: str) -> tuple[Node, Node]:
    """R13. A response is known by what it answers; a published one has a focus that names nothing."""
    request = _resolved(bundle, header)
    if request is None and event == RESPONSE:
        return {}, {}
    if request is None:
        detail = "MessageHeader.focus: names no ServiceRequest of this Bundle"
        raise Rejected("R13", BAD_REQUEST, "invariant", detail)
    patient = bundle.find(text(one(request, "subject"), "reference"), "Patient")
    if patient is None:
        raise Rejected("R13", BAD_REQUEST, "invariant", "ServiceRequest.subject: names no Patient of this Bundle")
    return request, patient


def _legal(bundle: Bundle, request: Node, patient: Node, today: date) -> None:
    """R14: codes and dates."""
    status, priority = text(request, "status"), text(request, "priority")
    if request and status not in STATUSES:
        raise _illegal(f"ServiceRequest.status: {word(status)} is no FHIR status of a request")
    if priority not in _PRIORITIES:
        raise _illegal(f"ServiceRequest.priority: {word(priority)} is no FHIR priority")
    if text(patient, "gender") not in _GENDERS:
        raise _illegal("Patient.gender: is no FHIR gender")
    period = one(request, "occurrencePeriod")
    moments = {
        "Bundle.timestamp": text(bundle.node, "timestamp"),
        "Bundle.meta.lastUpdated": text(one(bundle.node, "meta"), "lastUpdated"),
        "ServiceRequest.authoredOn": text(request, "authoredOn"),
        "ServiceRequest.occurrenceDateTime": text(request, "occurrenceDateTime"),
        "ServiceRequest.occurrencePeriod.start": text(period, "start"),
        "ServiceRequest.occurrencePeriod.end": text(period, "end"),
        "Patient.deceasedDateTime": text(patient, "deceasedDateTime"),
    }
    for field, moment in moments.items():
        if moment and not is_moment_or_date(moment):
            raise _illegal(f"{field}: is no real date or moment")
    for field in ("Bundle.timestamp", "Bundle.meta.lastUpdated"):
        if moments[field] and as_moment(moments[field]) is None:
            raise _illegal(f"{field}: must be a moment with its offset")
    _born(text(patient, "birthDate"), today)


def _born(born: str, today: date) -> None:
    if not born:
        return
    day = as_date(born)
    if day is None:
        raise _illegal("Patient.birthDate: is no real date")
    if day > today:
        raise _illegal("Patient.birthDate: lies in the future")


def _agreed(status: str, reason: str, definition: str) -> bool:
    """R14, second part: whether status, reason and definition agree; gives whether they mean a cancellation."""
    cancelled = definition.rpartition("/")[2].casefold() == CANCELLED
    if cancelled or reason == DELETE:
        if status not in _ENDED:
            raise _disagreeing(f"ServiceRequest.status: {status} does not agree with a cancellation")
        if reason == NEW or (definition and not cancelled):
            raise _disagreeing(f"MessageHeader.reason: {reason} does not agree with the definition")
        return True
    allowed = ("active",) if reason == NEW else ("active", "on-hold")
    if status not in allowed:
        raise _disagreeing(f"ServiceRequest.status: {status} does not agree with the reason {reason}")
    return False


def _illegal(detail: str) -> Rejected:
    return Rejected("R14", BAD_REQUEST, "value", detail)


def _disagreeing(detail: str) -> Rejected:
    return Rejected("R14", BAD_REQUEST, "invariant", detail)
