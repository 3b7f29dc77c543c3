"""XML that would fetch, expand or exhaust, bodies that are too large, and forms that are not read."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from chassis.http.app import build_app
from services.referrals.intake.fhir_r4.document import Malformed, read, write
from tests.intake.messages import XML_TYPE, as_json, as_xml, issue, message, post
from tests.intake.test_every_published_message_gets_its_verdict import issue_of
from tests.referrals_api.site import Site

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><Bundle xmlns="http://hl7.org/fhir"><id value="&c;"/></Bundle>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Bundle xmlns="http://hl7.org/fhir"><id value="1"/><type value="message"/>&x;</Bundle>"""

REQUEST, CONVERSATION = "5c0f2f7e-3b0a-4f6e-9a55-0d7a3f1f0a01", "5c0f2f7e-3b0a-4f6e-9a55-0d7a3f1f0a02"


def echoed(answer: httpx.Response) -> tuple[str, str]:
    """The two ids that an answer repeats."""
    return answer.headers["x-request-id"], answer.headers["x-correlation-id"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (LAUGHS, "document type"),
        (OUTSIDE, "document type"),
        (b"<Bundle xmlns='http://hl7.org/fhir'><id", "well-formed"),
        (b"<Bundle/>", "no FHIR resource"),
        (b"<a xmlns='http://hl7.org/fhir'>" * 70 + b"</a>" * 70, "deeper"),
        (b"<a>" * 5000, "well-formed"),
        ("<?xml version='1.0' encoding='utf-16'?><Bundle/>".encode("utf-16"), "not UTF-8"),
        (b"", "well-formed"),
        (b"<Bundle xmlns='http://hl7.org/fhir'>&undefined;</Bundle>", "well-formed"),
    ],
)
async def test_hostile_xml_is_turned_away_and_the_service_lives(site: Site, body: bytes, words: str) -> None:
    answer = await post(site, body, media=XML_TYPE)

    assert issue_of(answer) == (400, "REC_BAD_REQUEST", "structure")
    assert words in answer.text
    assert (await post(site, as_xml(message()), media=XML_TYPE)).status_code == 200


async def test_a_body_of_ten_megabytes_is_refused_in_the_senders_words(site: Site) -> None:
    answer = await post(site, b"{" + b" " * 10_000_000, CONVERSATION, REQUEST)

    assert issue(answer) == (413, "REC_UNPROCESSABLE_ENTITY", "too-costly")
    assert echoed(answer) == (REQUEST, CONVERSATION)
    assert (await post(site, message())).status_code == 200


async def test_a_body_without_its_length_is_refused_as_soon_as_it_is_too_long(site: Site) -> None:
    async def endless():  # type: ignore[no-untyped-def]
        for _ in range(40):
            yield b" " * 100_000

    answer = await post(site, endless())  # type: ignore[arg-type]

    assert issue(answer) == (413, "REC_UNPROCESSABLE_ENTITY", "too-costly")


async def test_a_sender_who_stalls_is_answered_in_their_words(site: Site) -> None:
    async def stalled() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    parts = site.whole.parts
    hasty = build_app(
        title="", version="", description="", routers=parts.routers, health=site.whole.health,
        identity=site.app.state.identity, timeout=0.1,
    )  # fmt: skip
    async with httpx.AsyncClient(transport=httpx.ASGITransport(hasty), base_url="http://referrals") as client:
        answer = await post(replace(site, client=client), stalled(), CONVERSATION, REQUEST)

    assert issue(answer) == (503, "REC_UNAVAILABLE", "transient")
    assert echoed(answer) == (REQUEST, CONVERSATION)
    assert answer.headers["retry-after"] == "5"


async def test_a_media_type_that_is_not_read_is_refused(site: Site) -> None:
    answer = await post(site, as_json(message()), media="text/plain")

    assert issue(answer) == (415, "REC_BAD_REQUEST", "not-supported")


async def test_a_sender_who_reads_neither_form_is_refused(site: Site) -> None:
    answer = await post(site, message(), Accept="application/pdf")

    assert issue(answer) == (406, "REC_NOT_ACCEPTABLE", "processing")


@pytest.mark.parametrize(
    "media", ["application/json", "application/fhir+json; charset=utf-8", "application/xml", "text/xml"]
)
async def test_the_other_names_of_the_two_forms_are_read(site: Site, media: str) -> None:
    body = as_xml(message()) if "xml" in media else as_json(message())

    assert (await post(site, body, media=media)).status_code == 200


def test_json_and_xml_of_one_message_are_read_alike() -> None:
    sent = message()

    assert read(as_xml(sent), "xml") == sent


def test_what_is_written_as_xml_is_read_back() -> None:
    node = {"resourceType": "Patient", "id": "1", "active": True, "name": [{"family": "Né", "given": ["a", "b"]}]}

    assert read(write(node, "xml"), "xml") == node | {"active": "true"}


def test_comments_in_an_id_are_ignored() -> None:
    body = b'<Patient xmlns="http://hl7.org/fhir"><id value="1"><!-- why --></id><!-- what --></Patient>'

    assert read(body, "xml") == {"resourceType": "Patient", "id": "1"}


def test_a_fault_repeats_nothing_of_the_body() -> None:
    with pytest.raises(Malformed) as caught:
        read(b'{"family": "Quillfeather", ', "json")
    assert "Quillfeather" not in str(caught.value)
