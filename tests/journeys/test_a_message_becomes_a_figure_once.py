"""What comes by message or by hand counts once, however often its sender repeats it."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.terms import contracts_in
from tests.journeys.letters import JSON_TYPE, XML_TYPE, letter
from tests.journeys.organisation import Organisation, referral
from tests.site.whole import PACKAGED_TERMS

CONTRACTS = contracts_in(PACKAGED_TERMS)
IN_ITS_FORM = [(name, (JSON_TYPE, XML_TYPE)[number % 2]) for number, name in enumerate(CONTRACTS)]
MONTH = "2025-07"


@pytest.mark.parametrize(("name", "media"), IN_ITS_FORM)
async def test_a_message_is_taken_and_counts_and_sent_again_is_a_duplicate(
    organisation: Organisation, name: str, media: str
) -> None:
    contract = organisation.contracts[name]
    ids = {"X-Request-ID": str(uuid4()), "X-Correlation-Id": str(uuid4())}
    sent = letter(contract.terms.bars, media, "9990000042")
    first = await contract.message(sent, media, ids)
    assert first.status_code == 200, first.text
    given = first.json()["entry"][1]["resource"]
    assert (given["resourceType"], given["status"]) == ("ServiceRequest", "active")

    taken = (await contract.get(f"/referrals/{given['id']}")).json()
    assert (taken["status"], taken["route"], taken["urgency"], taken["referrer_organisation"]) == (
        "received",
        "bars",
        "urgent",
        "RW5",
    )
    assert taken["source"] == contract.terms.bars.source
    month = taken["received_on"][:7]
    await organisation.figure_becomes(contract.slug, month, 1)

    before = await contract.counted("events", "people", "letterbox")
    again = await contract.message(sent, media, ids)
    assert objection(again) == (409, "REC_CONFLICT", "duplicate")
    assert await contract.counted("events", "people", "letterbox") == before
    assert await organisation.received(contract.slug, month) == 1


@pytest.mark.parametrize("name", CONTRACTS)
async def test_a_key_used_again_is_answered_as_before_and_counts_once(organisation: Organisation, name: str) -> None:
    contract = organisation.contracts[name]
    key, body = str(uuid4()), referral(contract.terms, number="9990000050", received_on="2025-07-01")
    first = await contract.post("/referrals", body, key=key)
    before = await contract.counted()
    again = await contract.post("/referrals", body, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"] == '"1"'

    other = await contract.post("/referrals", body | {"urgency": "urgent"}, key=key)
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")
    somebody = await contract.post("/referrals", body, key=key, subject="somebody-else")
    assert (somebody.status_code, somebody.json()["code"]) == (409, "key-reused")
    assert await contract.counted() == before
    await organisation.figure_becomes(contract.slug, MONTH, 1)


def objection(answer: httpx.Response) -> tuple[int, Any, Any]:
    """Status, REC_ code and issue code of a refusal."""
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome", outcome
    issue = outcome["issue"][0]
    return answer.status_code, issue["details"]["coding"][0]["code"], issue["code"]
