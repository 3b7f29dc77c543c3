"""Bad input of every kind: bodies that are no referral and letters that are no message."""

import json
from typing import Any

from services.referrals.domain.terms import ReferralTerms
from tests.journeys.letters import JSON_TYPE, XML_TYPE, letter
from tests.journeys.organisation import referral

PLAIN_JSON = "application/json"
TEN_MEGABYTES = 10 * 1024 * 1024

Refusal = tuple[int, str, str]
"""Status, code, and the field or the words that a sender is told."""


def bad_referrals(terms: ReferralTerms) -> dict[str, tuple[bytes, str, Refusal]]:
    """Body, media type and answer of what `POST /referrals` refuses, by what is wrong with it."""
    good = referral(terms)

    def spoilt(**more: Any) -> bytes:
        return json.dumps(good | more).encode()

    def about(**more: Any) -> bytes:
        return spoilt(person=good["person"] | more)

    return {
        "unknown field": (spoilt(colour="red"), PLAIN_JSON, (422, "invalid", "colour")),
        "unknown field of the person": (about(colour="red"), PLAIN_JSON, (422, "invalid", "person.colour")),
        "number for a code": (spoilt(source=7), PLAIN_JSON, (422, "invalid", "source")),
        "text for an object": (spoilt(person="Ottoline"), PLAIN_JSON, (422, "invalid", "person")),
        "list": (b"[]", PLAIN_JSON, (422, "invalid", "body")),
        "day that is in no calendar": (spoilt(received_on="2025-02-30"), PLAIN_JSON, (422, "invalid", "received_on")),
        "number for a day": (spoilt(received_on=20250101), PLAIN_JSON, (422, "invalid", "received_on")),
        "day to come": (spoilt(received_on="2999-01-01"), PLAIN_JSON, (422, "in-the-future", "received_on")),
        "birth to come": (about(born_on="2999-01-01"), PLAIN_JSON, (422, "invalid", "person.born_on")),
        "NHS number that fails": (about(nhs_number="9990000019"), PLAIN_JSON, (422, "invalid", "person.nhs_number")),
        "source not in the terms": (spoilt(source="moon"), PLAIN_JSON, (422, "unknown-source", "source")),
        "NUL in a name": (about(family_name="a\x00b"), PLAIN_JSON, (422, "invalid", "person.family_name")),
        "half a character": (about(family_name="\ud800"), PLAIN_JSON, (422, "invalid", "person.family_name")),
        "nothing": (b"", PLAIN_JSON, (422, "invalid", "body")),
        "broken JSON": (spoilt()[:-1], PLAIN_JSON, (400, "broken-json", "cannot be read as JSON")),
        "no text": (b"\xff\xfe{}", PLAIN_JSON, (400, "broken-json", "cannot be read as JSON")),
        "JSON nested without end": (b"[" * 100_000, PLAIN_JSON, (400, "bad-request", "cannot be read")),
        "plain text": (spoilt(), "text/plain", (415, "unsupported-media-type", "must be application/json")),
        "XML": (b"<referral/>", "application/xml", (415, "unsupported-media-type", "must be application/json")),
        "10 MB": (spoilt(needs="x" * TEN_MEGABYTES), PLAIN_JSON, (413, "too-large", "1048576 bytes")),
    }


def bad_letters(terms: ReferralTerms) -> dict[str, tuple[bytes, str, Refusal]]:
    """Body, media type and answer of what `POST /$process-message` refuses, by what is wrong with it."""
    good, same_in_xml = (letter(terms.bars, media, "9990000018") for media in (JSON_TYPE, XML_TYPE))
    return {
        "broken JSON": (good[:-5], JSON_TYPE, (400, "structure", "is not JSON")),
        "broken XML": (same_in_xml[:-20], XML_TYPE, (400, "structure", "is not well-formed XML")),
        "entities within entities": (entity_bomb(), XML_TYPE, (400, "structure", "document type or entities")),
        "entity of a file": (_FILE_ENTITY, XML_TYPE, (400, "structure", "document type or entities")),
        "XML called JSON": (same_in_xml, JSON_TYPE, (400, "structure", "is not JSON")),
        "plain text": (good, "text/plain", (415, "not-supported", "must be application/fhir+json")),
        "10 MB": (good + b" " * TEN_MEGABYTES, JSON_TYPE, (413, "too-costly", "1048576 bytes")),
        "list for a value": (
            good.replace(b'"status": "active"', b'"status": ["active"]'),
            JSON_TYPE,
            (400, "structure", "status: must be a single value"),
        ),
        "birth on no day": (good.replace(b"1966-04-11", b"1966-02-30"), JSON_TYPE, (400, "value", "Patient.birthDate")),
        "birth to come": (good.replace(b"1966-04-11", b"2999-01-01"), JSON_TYPE, (400, "value", "Patient.birthDate")),
    }


def entity_bomb() -> bytes:
    """Nine entities, each of which is ten of the one before: a gigabyte in a kilobyte."""
    entities = ['<!ENTITY e0 "aaaaaaaaaa">'] + [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9)]
    return (
        f'<?xml version="1.0"?><!DOCTYPE Bundle [{"".join(entities)}]>'
        '<Bundle xmlns="http://hl7.org/fhir"><id value="&e8;"/></Bundle>'
    ).encode()


_FILE_ENTITY = (
    b'<!DOCTYPE Bundle [<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    b'<Bundle xmlns="http://hl7.org/fhir"><id value="1"/>&file;</Bundle>'
)
