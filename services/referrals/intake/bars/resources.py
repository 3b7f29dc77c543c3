"""What the receiver says of itself and of referrals, as FHIR resources. They hold ids and codes, nobody's details."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.ids import derived_id
from services.referrals.domain.state import Referral, Status
from services.referrals.domain.terms import ENTERED_IN_ERROR, BarsTerms
from services.referrals.intake.fhir_r4.document import Node
from services.referrals.intake.fhir_r4.rules import CANCELLED, EVENTS, REASONS, REQUEST, RESPONSE

STATED_ON = "2026-11-22"
"""Day of the statements below; it changes with them."""
_BUNDLE = "https://fhir.nhs.uk/StructureDefinition/BARSBundleMessage"
_HEADER = "https://fhir.nhs.uk/StructureDefinition/BARSMessageHeader-servicerequest-response"
_CATEGORY = "https://fhir.nhs.uk/CodeSystem/message-category-servicerequest"
_WORKFLOW = "http://terminology.hl7.org/CodeSystem/usage-context-type"


def acknowledgement(
    letter_id: UUID, bundle_id: str, referral: Node, service_id: str, reply_to: str, version: str, moment: datetime
) -> Node:
    """The answer to a message that was taken or kept: a Bundle that names the message and the referral's id here."""
    header = f"urn:uuid:{derived_id(letter_id, 'reply', 'header')}"
    focus = f"urn:uuid:{referral['id']}"
    message_header: Node = {
        "resourceType": "MessageHeader",
        "meta": {"profile": [_HEADER]},
        "eventCoding": {"system": EVENTS, "code": RESPONSE},
    }
    if reply_to:
        message_header["destination"] = [{"endpoint": reply_to}]
    message_header |= {
        "source": {"endpoint": service_id},
        "reason": {"coding": [{"system": REASONS, "code": "new"}]},
    }
    if bundle_id:
        message_header["response"] = {"identifier": bundle_id, "code": "ok"}
    message_header["focus"] = [{"reference": focus}]
    return {
        "resourceType": "Bundle",
        "id": str(derived_id(letter_id, "reply")),
        "meta": {"versionId": version, "lastUpdated": moment.isoformat(), "profile": [_BUNDLE]},
        "type": "message",
        "timestamp": moment.isoformat(),
        "entry": [
            {"fullUrl": header, "resource": message_header},
            {"fullUrl": focus, "resource": referral},
        ],
    }


def service_request(referral_id: UUID, status: str) -> Node:
    """A referral as a FHIR request: its id and where it stands. The subject is named by its role alone."""
    return {
        "resourceType": "ServiceRequest",
        "id": str(referral_id),
        "status": status,
        "intent": "plan",
        "category": [{"coding": [{"system": _CATEGORY, "code": "referral"}]}],
        "subject": {"type": "Patient", "display": "the patient of the referral"},
    }


def status_of(state: Referral) -> str:
    """A referral's status in FHIR's words."""
    match state.status:
        case Status.RECEIVED | Status.ACCEPTED:
            return "active"
        case Status.WITHDRAWN if state.withdrawn and state.withdrawn.reason == ENTERED_IN_ERROR:
            return "entered-in-error"
        case Status.WITHDRAWN | Status.DECLINED:
            return "revoked"
        case Status.CLOSED:
            return "completed"
        case _:
            return "unknown"


def searchset(resources: Sequence[Node], identity: UUID) -> Node:
    """Resources that were searched for. No link repeats the search: it may hold a number."""
    found: Node = {"resourceType": "Bundle", "id": str(identity), "type": "searchset", "total": len(resources)}
    if resources:
        found["entry"] = [
            {"fullUrl": f"urn:uuid:{each['id']}", "resource": each, "search": {"mode": "match"}} for each in resources
        ]
    return found


def message_definition(contract: str, definition: str, profile: BarsTerms) -> Node:
    """What a message of one definition must be to be taken here."""
    name = definition.rpartition("/")[2]
    contexts = [*profile.service_ids, *profile.use_cases]
    focus = ["Bundle", "MessageHeader", "ServiceRequest", "Patient"]
    return {
        "resourceType": "MessageDefinition",
        "id": name[-64:],
        "url": definition,
        "name": "".join(part.capitalize() for part in name.split("-")),
        "title": f"{name}, as taken by {contract}",
        "status": "active",
        "date": STATED_ON,
        "useContext": [
            {
                "code": {"system": _WORKFLOW, "code": "workflow"},
                "valueCodeableConcept": {"coding": [{"system": each.system, "code": each.value}]},
            }
            for each in contexts
        ],
        "eventCoding": {"system": EVENTS, "code": RESPONSE if "response" in name else REQUEST},
        "focus": [{"code": code, "min": 1, "max": "1"} for code in focus],
        "responseRequired": "always",
    }


def capability_statement(profile: BarsTerms) -> Node:
    """What the receiver can do."""
    supported = [definition for definition in profile.definitions if definition.rpartition("/")[2]]
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": STATED_ON,
        "kind": "instance",
        "implementation": {"description": "Receiver of referrals by the NHS Booking and Referral Standard"},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "application/fhir+xml"],
        "rest": [
            {
                "mode": "server",
                "resource": [
                    {
                        "type": "ServiceRequest",
                        "interaction": [{"code": "read"}, {"code": "search-type"}],
                        "searchParam": [{"name": "patient:identifier", "type": "token"}],
                    },
                    {"type": "MessageDefinition", "interaction": [{"code": "search-type"}]},
                ],
                "operation": [
                    {
                        "name": "process-message",
                        "definition": "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message",
                    }
                ],
            }
        ],
        "messaging": [
            {
                "supportedMessage": [{"mode": "receiver", "definition": each} for each in supported],
                "documentation": f"Cancellations follow {CANCELLED}; older ones without a definition are taken too.",
            }
        ],
    }
