"""A token opens its own contract and nothing else, and a referrer sees what their own organisation sent."""

import pytest

from chassis.terms import contracts_in
from tests.journeys.letters import JSON_TYPE, letter
from tests.journeys.organisation import Contract, Organisation, referral
from tests.site.whole import PACKAGED_TERMS

CONTRACTS = contracts_in(PACKAGED_TERMS)
NEIGHBOURS = list(zip(CONTRACTS, (*CONTRACTS[1:], CONTRACTS[0]), strict=True))
MONTH = "2025-08"


@pytest.mark.parametrize(("name", "next_name"), NEIGHBOURS)
async def test_a_token_of_one_contract_gets_nothing_of_another(
    organisation: Organisation, name: str, next_name: str
) -> None:
    own, other = organisation.contracts[name], organisation.contracts[next_name]
    there = await other.refer(number="9990000069", received_on="2025-08-01")
    before = await other.counted("events", "people", "letterbox")

    answers = [
        await stranger(own, other).get("/referrals"),
        await stranger(own, other).get(f"/referrals/{there}"),
        await stranger(own, other).post("/referrals", referral(other.terms, received_on="2025-08-01")),
        await stranger(own, other).step(there, "accept", "2025-08-01"),
        await stranger(own, other).post("/people/search", {"referral_id": there}),
        await stranger(own, other).get("/letterbox"),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "other-contract")] * 6
    assert not any(there in answer.text for answer in answers)
    message = await stranger(own, other).message(letter(other.terms.bars, JSON_TYPE, "9990000069"), JSON_TYPE)
    assert (message.status_code, message.json()["issue"][0]["code"]) == (403, "forbidden")
    assert await other.counted("events", "people", "letterbox") == before

    hidden = await organisation.report(other.slug, MONTH, token_of=own.slug)
    missing = await organisation.report("no-such-contract", MONTH, token_of=own.slug)
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert {**hidden.json(), "trace_id": ""} == {**missing.json(), "trace_id": ""}
    assert (await organisation.report(own.slug, MONTH)).status_code == 200


async def test_an_object_of_another_contract_is_not_there(organisation: Organisation) -> None:
    own, other = organisation.contracts[CONTRACTS[0]], organisation.contracts[CONTRACTS[1]]
    there = await other.refer(number="9990000077", received_on="2025-08-02")
    leader_of_both = {"contracts": {own.slug: ["team-leader"], other.slug: ["team-leader"]}}

    seen = await own.get(f"/referrals/{there}", **leader_of_both)
    changed = await own.post(f"/referrals/{there}/accept", {"on": "2025-08-02"}, **leader_of_both)
    assert [(answer.status_code, answer.json()["code"]) for answer in (seen, changed)] == [(404, "not-found")] * 2
    assert (await other.get(f"/referrals/{there}", **leader_of_both)).status_code == 200


async def test_a_referrer_sees_the_referrals_of_their_own_organisation_alone(organisation: Organisation) -> None:
    contract = organisation.contracts[CONTRACTS[-1]]
    ours, theirs = {"role": "referrer", "organisation": "RXA01"}, {"role": "referrer", "organisation": "RXB02"}
    body = referral(contract.terms, number="9990000085", received_on="2025-08-03")
    sent = await contract.post("/referrals", body, **ours)
    assert sent.status_code == 201, sent.text
    expected = {
        "referral_id": sent.json()["referral_id"],
        "status": "received",
        "received_on": "2025-08-03",
        "decided_on": None,
        "first_contact_on": None,
        "ended_on": None,
        "reason": None,
    }
    assert sent.json() == expected
    await contract.refer(number="9990000093", received_on="2025-08-03")

    own = f"/referrals/{expected['referral_id']}"
    assert (await contract.get("/referrals", **ours)).json() == {"total": 1, "referrals": [expected]}
    assert (await contract.get(own, **ours)).json() == expected
    assert (await contract.get("/referrals", **theirs)).json() == {"total": 0, "referrals": []}
    assert (await contract.get(own, **theirs)).status_code == 404
    for attempt in (
        await contract.post(f"{own}/withdraw", {"reason": contract.terms.withdrawal_reasons[0]}, **ours),
        await contract.post("/people/search", {"referral_id": expected["referral_id"]}, **ours),
        await organisation.report(contract.slug, MONTH, "referrer"),
    ):
        assert attempt.status_code == 403


def stranger(own: Contract, other: Contract) -> Contract:
    """Somebody with every token of their own contract at the door of another."""
    return Contract(own.slug, other.terms, other.process, other.site)
