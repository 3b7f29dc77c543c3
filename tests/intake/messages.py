"""BaRS messages about invented people, built by hand; NHS numbers are of the range 999, which is never issued."""

import copy
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx

from services.referrals.intake.fhir_r4.document import write
from tests.referrals_api.site import Site

NUMBER = "9990000018"
OTHER_NUMBER = "9990000026"
FAILING_NUMBER = "9990000019"
JSON_TYPE, XML_TYPE = "application/fhir+json", "application/fhir+xml"
_REQUEST = "urn:uuid:0a8b2a51-7d0c-4a53-9b58-0a5b5b2f6a01"
_PATIENT = "urn:uuid:0a8b2a51-7d0c-4a53-9b58-0a5b5b2f6a02"
_SENDER = "urn:uuid:0a8b2a51-7d0c-4a53-9b58-0a5b5b2f6a03"
_DEFINITIONS = "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request-"
NUMBER_SYSTEM = "https://fhir.nhs.uk/Id/nhs-number"


def message(
    reason: str = "new",
    status: str = "active",
    definition: str | None = "referral",
    number: str | None = NUMBER,
    sent: str = "2026-03-02T10:00:00.1234567+00:00",
    **patient: Any,
) -> dict[str, Any]:
    """A message about one referral. `patient` changes elements of the Patient; None takes one away."""
    header: dict[str, Any] = {
        "resourceType": "MessageHeader",
        "eventCoding": {
            "system": "https://fhir.nhs.uk/CodeSystem/message-events-bars",
            "code": "servicerequest-request",
        },
        "destination": [{"endpoint": "http://fhir.nhs.uk/id/dos-service-id|111111111"}],
        "sender": {"reference": _SENDER},
        "source": {"endpoint": "https://fhir.nhs.uk/Id/dos-service-id|333333333"},
        "reason": {"coding": [{"system": "https://fhir.nhs.uk/CodeSystem/message-reason-bars", "code": reason}]},
        "focus": [{"reference": _REQUEST}],
    }
    if definition is not None:
        header["definition"] = _DEFINITIONS + definition
    person: dict[str, Any] = {
        "resourceType": "Patient",
        "identifier": [{"system": NUMBER_SYSTEM, "value": number}] if number else None,
        "name": [{"use": "official", "family": "Quillfeather", "given": ["Ottoline", "May"], "prefix": ["Ms"]}],
        "telecom": [{"system": "phone", "value": "01632 960 077", "use": "mobile"}],
        "gender": "female",
        "birthDate": "1971-08-30",
        "address": [{"use": "home", "line": ["7 Imaginary Row"], "city": "Erewhon", "postalCode": "ZZ99 3VZ"}],
    } | patient
    request = {
        "resourceType": "ServiceRequest",
        "status": status,
        "intent": "plan",
        "category": [
            {
                "coding": [
                    {"system": "https://fhir.nhs.uk/CodeSystem/message-category-servicerequest", "code": "referral"},
                    {"system": "https://fhir.nhs.uk/CodeSystem/usecases-categories-bars", "code": "a5t1"},
                ]
            }
        ],
        "priority": "urgent",
        "subject": {"reference": _PATIENT},
        "authoredOn": "2026-03-02T10:00:00Z",
        "reasonCode": [{"text": "Hears the sea where there is none."}],
    }
    flag = {
        "resourceType": "Flag",
        "status": "active",
        "category": [{"coding": [{"system": "https://fhir.nhs.uk/CodeSystem/flag-categories-bars", "code": "SG"}]}],
        "code": {"text": "Lives with somebody who frightens her."},
        "subject": {"reference": _PATIENT},
    }
    organisation = {
        "resourceType": "Organization",
        "identifier": [{"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RW5"}],
        "name": "Somewhere NHS Trust",
    }
    kept = {name: value for name, value in person.items() if value is not None}
    return {
        "resourceType": "Bundle",
        "id": str(uuid4()),
        "meta": {"versionId": "1.1.0", "lastUpdated": sent},
        "type": "message",
        "timestamp": "2026-03-02T10:00:00+00:00",
        "entry": [
            {"fullUrl": "urn:uuid:0a8b2a51-7d0c-4a53-9b58-0a5b5b2f6a00", "resource": header},
            {"fullUrl": _REQUEST, "resource": request},
            {"fullUrl": _PATIENT, "resource": kept},
            {"fullUrl": "urn:uuid:0a8b2a51-7d0c-4a53-9b58-0a5b5b2f6a04", "resource": flag},
            {"fullUrl": _SENDER, "resource": organisation},
        ],
    }


def update(**more: Any) -> dict[str, Any]:
    return message(reason="update", sent=more.pop("sent", "2026-03-03T10:00:00Z"), **more)


def cancellation(status: str = "revoked", **more: Any) -> dict[str, Any]:
    return message(reason="update", status=status, definition="cancelled", **more)


def with_id(bundle: dict[str, Any], referral_id: str) -> dict[str, Any]:
    """The same about the referral that we gave this id."""
    changed = copy.deepcopy(bundle)
    changed["entry"][1]["resource"]["id"] = referral_id
    return changed


def as_json(bundle: dict[str, Any]) -> bytes:
    return json.dumps(bundle).encode()


def as_xml(bundle: dict[str, Any]) -> bytes:
    return write(bundle, "xml")


def ids(conversation: str | None = None, request: str | None = None) -> dict[str, str]:
    return {"X-Request-ID": request or str(uuid4()), "X-Correlation-Id": conversation or str(uuid4())}


async def post(
    site: Site,
    body: bytes | dict[str, Any] | AsyncIterator[bytes],
    conversation: str | None = None,
    request: str | None = None,
    media: str = JSON_TYPE,
    **headers: str,
) -> httpx.Response:
    """A message as the proxy hands it in."""
    return await site.client.post(
        "/$process-message",
        content=as_json(body) if isinstance(body, dict) else body,
        headers={**site.bearer("feed"), **ids(conversation, request), "Content-Type": media, **headers},
    )


def issue(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, REC_ code and issue code of a refusal."""
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome", outcome
    first = outcome["issue"][0]
    return answer.status_code, first["details"]["coding"][0]["code"], first["code"]


def given_id(answer: httpx.Response) -> str:
    """The id that we gave a referral, from the reply to its sender."""
    assert answer.status_code == 200, answer.text
    return str(answer.json()["entry"][1]["resource"]["id"])
