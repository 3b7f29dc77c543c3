"""Each published file, posted as a sender would, gets the verdict that its manifest names."""

from uuid import uuid4

import pytest

from services.referrals.intake.fhir_r4.elements import text
from services.referrals.intake.nhs_number import sort_numbers
from tests.intake import published
from tests.intake.messages import NUMBER, given_id, issue, post
from tests.referrals_api.site import Site

pytestmark = published.needed

QUARANTINED = {
    "bars-guide": ["REFREQ01", "REFREQ03", "REFREQ04", "REFREQ05", "REFREQ06", "REFREQ10"],
    "malformed": ["00_control", "07_nhs_number"],
}
ACCEPTED = {"bars-guide": ["REFREQ8A"], "malformed": ["08_no_nhs_number"]}
NOT_IMPLEMENTED = (501, "REC_NOT_IMPLEMENTED", "not-supported")
NOT_FOUND = (404, "REC_NOT_FOUND", "not-found")
BAD_VALUE = (400, "REC_BAD_REQUEST", "value")
BAD_INVARIANT = (400, "REC_BAD_REQUEST", "invariant")
REJECTED = {
    "bars-guide": {
        "BOOKREQ01": NOT_IMPLEMENTED,
        "BOOKREQRESP01": BAD_VALUE,
        "REFREQ8B": NOT_FOUND,
        "REFREQ8C": NOT_FOUND,
        "REFREQ8D": NOT_FOUND,
        "REFRESP01": NOT_FOUND,
        "REFRESP02": NOT_FOUND,
        "REFRESP03": NOT_FOUND,
        "SERVREQ01": NOT_FOUND,
        "VALREQ01": NOT_IMPLEMENTED,
        "VALREQ03": NOT_IMPLEMENTED,
        "VALRESP01A": NOT_IMPLEMENTED,
        "VALRESP01B": NOT_IMPLEMENTED,
        "VALRESP01_": NOT_IMPLEMENTED,
        "VALRESP02": NOT_IMPLEMENTED,
        "VALRESP03": NOT_IMPLEMENTED,
        "VALRESP04": NOT_IMPLEMENTED,
        "VALRESP05": NOT_IMPLEMENTED,
    },
    "bars-api": {
        "appointment_GET": BAD_VALUE,
        "appointment_PATCH": NOT_IMPLEMENTED,
        "appointment_PUT": NOT_IMPLEMENTED,
        "appointment_id_GET": NOT_IMPLEMENTED,
        "process_message_POST-body": NOT_IMPLEMENTED,
        "process_message_POST-success": BAD_INVARIANT,
        "process_message_request_Booking": NOT_IMPLEMENTED,
        "process_message_request_ValidationRequest": NOT_IMPLEMENTED,
        "process_message_request_ValidationResponse": NOT_IMPLEMENTED,
        "process_message_response_Booking": BAD_INVARIANT,
        "process_message_response_ValidationRequest": BAD_INVARIANT,
    },
    "malformed": {
        "01_": (400, "REC_BAD_REQUEST", "required"),
        "02_": BAD_INVARIANT,
        "04_": BAD_VALUE,
        "06_": BAD_VALUE,
        "11_": (400, "REC_BAD_REQUEST", "required"),
        "12_": (400, "REC_BAD_REQUEST", "structure"),
    },
    "itk-111": {
        "conformance-example-ic24-original-fhir": BAD_INVARIANT,
        "conformance-example-ic24-original-itk": (400, "REC_BAD_REQUEST", "structure"),
        "ic24-itk-ooh-referral-dx06-fhir": BAD_INVARIANT,
        "ic24-itk-ooh-referral-dx06-itk": (400, "REC_BAD_REQUEST", "structure"),
    },
}
"""Verdicts by the beginning of a file's name. Every other file is a single resource, reference data or an e-RS answer,
and no message: 400 REC_BAD_REQUEST value."""


def verdict(folder: str, name: str) -> object:
    """What a file gets, from the tables above."""
    for table, means in ((QUARANTINED, "quarantined"), (ACCEPTED, "translated")):
        if any(name.startswith(start) for start in table.get(folder, [])):
            return means
    for start, refusal in REJECTED.get(folder, {}).items():
        if name.startswith(start):
            return refusal
    return BAD_VALUE


@pytest.mark.parametrize("folder", ["bars-guide", "bars-api", "malformed", "ers", "dpp", "itk-111"])
async def test_alone_and_fresh(site: Site, folder: str) -> None:
    expected, came = {}, {}
    for name in published.names(folder):
        answer = await post(site, published.body(folder, name), media=published.media(name))
        expected[name] = verdict(folder, name)
        came[name] = issue_of(answer) if answer.status_code != 200 else await state_of_last(site)

    assert came == expected
    assert len(came) == {"bars-guide": 69, "bars-api": 39, "malformed": 9, "ers": 25, "dpp": 8, "itk-111": 4}[folder]


@pytest.mark.parametrize("folder", ["bars-guide", "malformed"])
async def test_a_good_number_in_place_of_the_failing_one_makes_a_referral(site: Site, folder: str) -> None:
    for start in [*QUARANTINED[folder], *ACCEPTED[folder]]:
        name = published.found(folder, start)
        answer = await post(
            site, published.body(folder, name, NUMBER), media=published.media(name), Accept="application/fhir+json"
        )

        listed = (await site.get(f"/referrals/{given_id(answer)}")).json()
        assert (listed["status"], listed["route"], listed["source"]) == ("received", "bars", "health-team")
    total = len(QUARANTINED[folder]) + len(ACCEPTED[folder])
    assert (await site.get("/referrals")).json()["total"] == total
    assert await site.events() == ["referral-received.v1"] * total


@pytest.mark.parametrize("start", ["REFREQ01", "REFREQ8A"])
async def test_sent_twice_it_is_a_duplicate(site: Site, start: str) -> None:
    name = published.found("bars-guide", start)
    same = {"conversation": str(uuid4()), "request": str(uuid4()), "media": published.media(name)}
    first = await post(site, published.body("bars-guide", name), **same)
    second = await post(site, published.body("bars-guide", name), Accept="application/fhir+json", **same)

    assert first.status_code == 200
    assert issue(second) == (409, "REC_CONFLICT", "duplicate")
    assert await site.pool.fetchval("select count(*) from letterbox") == 1


async def test_updates_of_an_unknown_patient_follow_in_their_conversation(site: Site) -> None:
    conversation = str(uuid4())
    states = []
    for start in ("REFREQ8A", "REFREQ8B", "REFREQ8C", "REFREQ8D"):
        name = published.found("bars-guide", start)
        answer = await post(site, published.body("bars-guide", name), conversation, media=published.media(name))
        assert answer.status_code == 200, answer.text
        states.append(await state_of_last(site))

    assert states == ["translated", "translated", "quarantined", "quarantined"]
    # The person came unknown, and was known by name and birth date with the second message.
    assert await site.events() == ["referral-received.v1", "people-linked.v1"]
    held = (await site.get("/letterbox?state=quarantined")).json()
    assert [entry["objections"][0]["issue"] for entry in held["entries"]] == ["nhs-number-fails-its-check"] * 2


@pytest.mark.parametrize("number", [None, NUMBER])
async def test_a_cancellation_withdraws_once(site: Site, number: str | None) -> None:
    conversation = str(uuid4())
    first = published.found("malformed", "08_no_nhs_number")
    name = published.found("bars-guide", "SERVREQ01")
    cancel = published.body("bars-guide", name, number)
    await post(site, published.body("malformed", first), conversation)
    answer = await post(site, cancel, conversation, media=published.media(name))
    again = await post(site, cancel, conversation, media=published.media(name), Accept="application/fhir+json")

    assert answer.status_code == 200
    assert await site.events() == ["referral-received.v1", "referral-withdrawn.v1"]
    assert issue(again) == (409, "REC_CONFLICT", "conflict")


@pytest.mark.parametrize(
    ("folder", "start"),
    [("dpp", "ServiceRequest-DPP"), ("dpp", "Task-DPP-accepted"), ("ers", "stu3_maintainReferralLetter_responses")],
)
def test_numbers_of_other_feeds_fail_their_check(folder: str, start: str) -> None:
    import json

    node = json.loads(published.body(folder, published.found(folder, start)))
    sent = [text(each, "value") for each in numbers_in(node)]

    assert sent
    assert sort_numbers(sent)[0] is None


def numbers_in(node: object) -> list[dict[str, str]]:
    """Every identifier in a document that says it is an NHS number."""
    if isinstance(node, list):
        return [found for each in node for found in numbers_in(each)]
    if not isinstance(node, dict):
        return []
    own = [node] if str(node.get("system", "")).lower().endswith("/id/nhs-number") else []
    return own + [found for each in node.values() for found in numbers_in(each)]


def issue_of(answer: object) -> tuple[int, str, str]:
    """A refusal's status and codes, in whichever form it came."""
    from services.referrals.intake.fhir_r4.document import read

    form = "xml" if "xml" in answer.headers["content-type"] else "json"  # type: ignore[attr-defined]
    outcome = read(answer.content, form)  # type: ignore[attr-defined]
    first = outcome["issue"][0] if isinstance(outcome["issue"], list) else outcome["issue"]
    return answer.status_code, first["details"]["coding"][0]["code"], first["code"]  # type: ignore[attr-defined]


async def state_of_last(site: Site) -> str:
    """What became of the message that came last."""
    return str((await site.get("/letterbox?limit=1")).json()["entries"][0]["state"])
