"""Each rule of the receiver, in order, on a message that breaks it alone; the first that fails decides."""

import copy
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.intake.messages import FAILING_NUMBER, as_json, issue, message, post
from tests.referrals_api.site import Site

Change = Callable[[dict[str, Any]], None]
BAD = "REC_BAD_REQUEST"


def header(bundle: dict[str, Any]) -> dict[str, Any]:
    return bundle["entry"][0]["resource"]  # type: ignore[no-any-return]


def request(bundle: dict[str, Any]) -> dict[str, Any]:
    return bundle["entry"][1]["resource"]  # type: ignore[no-any-return]


def patient(bundle: dict[str, Any]) -> dict[str, Any]:
    return bundle["entry"][2]["resource"]  # type: ignore[no-any-return]


BREACHES: list[tuple[str, Change, tuple[int, str, str], str]] = [
    ("R5", lambda b: b.update(resourceType="Parameters"), (400, BAD, "value"), "resourceType"),
    ("R5", lambda b: b.update(type="transaction"), (400, BAD, "value"), "Bundle.type"),
    ("R6", lambda b: b.pop("meta"), (400, BAD, "invariant"), "versionId"),
    ("R6", lambda b: b["meta"].update(versionId="9.9"), (422, "REC_UNPROCESSABLE_ENTITY", "not-supported"), "'9.9'"),
    ("R7", lambda b: b["entry"].pop(0), (400, BAD, "required"), "MessageHeader"),
    ("R7", lambda b: b["entry"].append(b["entry"][0] | {"fullUrl": "urn:x"}), (400, BAD, "required"), "not more"),
    ("R7", lambda b: b["entry"].reverse(), (400, BAD, "required"), "first entry"),
    ("R8", lambda b: b["entry"][3].update(fullUrl=b["entry"][4]["fullUrl"]), (400, BAD, "invariant"), "fullUrl"),
    ("R9", lambda b: header(b)["destination"][0].update(endpoint="x|1"), (400, BAD, "value"), "destination"),
    ("R9", lambda b: header(b).pop("destination"), (400, BAD, "value"), "destination"),
    ("R10", lambda b: header(b)["eventCoding"].update(code="tea-request"), (400, BAD, "invariant"), "eventCoding"),
    (
        "R10",
        lambda b: header(b)["eventCoding"].update(code="servicerequest-response"),
        (400, BAD, "invariant"),
        "belong",
    ),
    ("R10", lambda b: header(b).pop("definition"), (400, BAD, "invariant"), "definition"),
    (
        "R11",
        lambda b: header(b).update(
            definition="https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request-validation"
        ),
        (501, "REC_NOT_IMPLEMENTED", "not-supported"),
        "definition",
    ),
    (
        "R11",
        lambda b: request(b)["category"][0]["coding"][1].update(code="z9t9"),
        (501, "REC_NOT_IMPLEMENTED", "not-supported"),
        "'z9t9'",
    ),
    ("R12", lambda b: header(b).pop("reason"), (400, BAD, "required"), "reason"),
    ("R12", lambda b: header(b)["reason"]["coding"][0].update(code="whim"), (400, BAD, "value"), "reason"),
    ("R13", lambda b: header(b)["focus"][0].update(reference="urn:uuid:nowhere"), (400, BAD, "invariant"), "focus"),
    ("R13", lambda b: request(b)["subject"].update(reference="urn:uuid:no"), (400, BAD, "invariant"), "subject"),
    ("R14", lambda b: request(b).update(status="banana"), (400, BAD, "value"), "'banana'"),
    ("R14", lambda b: request(b).update(priority="soonish"), (400, BAD, "value"), "priority"),
    ("R14", lambda b: patient(b).update(gender="F"), (400, BAD, "value"), "gender"),
    ("R14", lambda b: patient(b).update(birthDate="1971-02-30"), (400, BAD, "value"), "birthDate"),
    ("R14", lambda b: patient(b).update(birthDate="2999-01-01"), (400, BAD, "value"), "future"),
    ("R14", lambda b: request(b).update(authoredOn="yesterday"), (400, BAD, "value"), "authoredOn"),
    ("R14", lambda b: b.update(timestamp="2026-03-02"), (400, BAD, "value"), "timestamp"),
    ("R14", lambda b: request(b).update(status="revoked"), (400, BAD, "invariant"), "status"),
    ("R4", lambda b: b.update(entry={}), (400, BAD, "structure"), "entry"),
    ("R4", lambda b: patient(b).update(identifier={}), (400, BAD, "structure"), "identifier"),
    ("R4", lambda b: request(b).update(status=["active"]), (400, BAD, "structure"), "status"),
]


async def test_each_breach_gets_its_answer_and_is_kept_with_its_reason(site: Site) -> None:
    came, expected = [], []
    for rule, change, answer_expected, words in BREACHES:
        bundle = message()
        change(bundle)
        answer = await post(site, bundle)
        listed = (await site.get("/letterbox?limit=1")).json()["entries"][0]
        told = answer.json()["issue"][0]["diagnostics"]
        came.append((rule, issue(answer), listed["state"], listed["objections"][0]["rule"], words in told or told))
        expected.append((rule, answer_expected, "rejected", rule, True))

    assert came == expected
    assert await site.events() == []
    assert await site.pool.fetchval("select count(*) from people") == 0


async def test_the_first_rule_that_fails_decides(site: Site) -> None:
    bundle = message(number=FAILING_NUMBER)
    request(bundle)["status"] = "banana"
    header(bundle).pop("reason")

    assert issue(await post(site, bundle)) == (400, BAD, "required")


async def test_nothing_that_a_message_says_of_a_person_stands_in_a_refusal(site: Site) -> None:
    for _, change, _, _ in BREACHES:
        bundle = message()
        change(bundle)
        answer = await post(site, bundle)
        for personal in ("Quillfeather", "Ottoline", "9990000018", "1971", "Imaginary", "960 077"):
            assert personal not in answer.text


@pytest.mark.parametrize("missing", ["X-Request-ID", "X-Correlation-Id"])
async def test_both_ids_must_be_there(site: Site, missing: str) -> None:
    answer = await post(site, message(), **{missing: ""})

    assert issue(answer) == (400, BAD, "required")
    assert (await site.get("/letterbox")).json()["entries"][0]["objections"][0]["rule"] == "R1"


async def test_both_ids_must_be_uuids(site: Site) -> None:
    assert issue(await post(site, message(), conversation="seven")) == (400, BAD, "invalid")


async def test_both_ids_come_back_with_every_answer(site: Site) -> None:
    conversation, one = str(uuid4()), str(uuid4())
    for body in (message(), b"{", message(definition=None)):
        answer = await post(site, body, conversation, one)
        assert (answer.headers["x-request-id"], answer.headers["x-correlation-id"]) == (one, conversation)


async def test_a_message_that_was_turned_away_may_be_mended_and_sent_again_under_its_ids(site: Site) -> None:
    same = {"conversation": str(uuid4()), "request": str(uuid4())}
    broken = copy.deepcopy(message())
    header(broken).pop("reason")

    assert (await post(site, broken, **same)).status_code == 400
    assert (await post(site, message(), **same)).status_code == 200
    assert issue(await post(site, message(), **same)) == (409, "REC_CONFLICT", "duplicate")


async def test_ids_used_again_for_another_body_change_nothing_and_the_body_is_kept(site: Site) -> None:
    same = {"conversation": str(uuid4()), "request": str(uuid4())}
    await post(site, message(), **same)
    answer = await post(site, message(number="9990000026"), **same)

    assert issue(answer) == (409, "REC_CONFLICT", "duplicate")
    entry = (await site.get("/letterbox?state=rejected")).json()["entries"][0]
    assert entry["objections"][0]["detail"] == "X-Request-ID, X-Correlation-Id: used before for another body"
    assert await site.events() == ["referral-received.v1"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "not JSON"),
        (b"[]", "no object"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'{"resourceType": "Bundle", "id": "a\\u0000"}', "NUL"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "deeper"),
        (b"[" * 100_000, "not JSON"),
        (b"", "not JSON"),
    ],
)
async def test_broken_json_is_turned_away_and_the_next_good_message_is_taken(
    site: Site, body: bytes, words: str
) -> None:
    answer = await post(site, body)

    assert issue(answer) == (400, BAD, "structure")
    assert words in answer.json()["issue"][0]["diagnostics"]
    assert (await post(site, message())).status_code == 200


async def test_the_older_form_of_a_cancellation_is_taken_too(site: Site) -> None:
    conversation = str(uuid4())
    await post(site, message(), conversation)
    answer = await post(site, message(reason="delete", status="entered-in-error", definition=None), conversation)

    assert answer.status_code == 200
    listed = (await site.get("/referrals")).json()["referrals"][0]
    assert (listed["status"], listed["reason"]) == ("withdrawn", "entered-in-error")


async def test_an_answer_to_what_was_never_sent_is_not_found(site: Site) -> None:
    bundle = message()
    header(bundle)["eventCoding"]["code"] = "servicerequest-response"
    header(bundle)["definition"] = header(bundle)["definition"].replace("request-referral", "response-referral")
    assert issue(await post(site, bundle)) == (400, BAD, "invariant")

    header(bundle)["response"] = {"identifier": str(uuid4()), "code": "ok"}
    assert issue(await post(site, bundle)) == (404, "REC_NOT_FOUND", "not-found")


def test_messages_of_these_tests_are_valid_fhir() -> None:
    from fhir.resources.R4B.bundle import Bundle

    Bundle.model_validate(json.loads(as_json(message())))
