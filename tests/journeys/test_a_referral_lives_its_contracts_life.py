"""Each packaged contract, from the day a referral is sent to the figures that its commissioner reads."""

from typing import Any

import httpx
import pytest

from chassis.terms import contracts_in
from tests.journeys.organisation import Contract, Organisation, referral
from tests.site.whole import PACKAGED_TERMS

CONTRACTS = contracts_in(PACKAGED_TERMS)
MONTH = "2025-05"
"""The earliest month of all journeys: nothing of another test is open at its end."""

TRUE = {
    "referrals-received: received": 3,
    "acceptance: acceptance": 0.5,
    "acceptance: accepted": 1,
    "acceptance: declined": 1,
    "acceptance: undecided": 0,
    "acceptance: withdrawn before a decision": 1,
    "days-to-first-contact: median": 2,
    "days-to-first-contact: 90th percentile": 2,
    "first-contact-in-time: in time": 1.0,
    "still-waiting: waiting at the end": 0,
    "still-waiting: median days so far": None,
    "still-waiting: 90th percentile of days so far": None,
    "still-waiting: waiting over 52 weeks": 0,
    "still-waiting: waiting over 78 weeks": 0,
    "still-waiting: waiting over 104 weeks": 0,
    "open-referrals: open at the end": 1,
    "people-reached: people reached": 1,
}
"""What the team reads of one referral accepted, met, closed and opened again, one declined and one withdrawn."""

SUPPRESSED = TRUE | {
    "referrals-received: received": "*",
    "acceptance: acceptance": "*",
    "acceptance: accepted": "*",
    "acceptance: declined": "*",
    "acceptance: withdrawn before a decision": "*",
    "days-to-first-contact: median": "*",
    "days-to-first-contact: 90th percentile": "*",
    "first-contact-in-time: in time": "*",
    "open-referrals: open at the end": "*",
    "people-reached: people reached": "*",
}
"""What the commissioner reads of them: 1 to 7 are hidden, and whatever they would give away."""


def test_the_organisation_has_five_contracts() -> None:
    assert len(CONTRACTS) == 5


@pytest.mark.parametrize("name", CONTRACTS)
async def test_a_referral_lives_its_whole_life_and_is_read_as_figures(organisation: Organisation, name: str) -> None:
    contract = organisation.contracts[name]
    await whole_life(contract)
    await declined(contract)
    await withdrawn(contract)

    await organisation.become(contract.slug, MONTH, TRUE)
    suppressed = await organisation.figures(contract.slug, MONTH, "commissioner")
    assert {name: suppressed[name] for name in SUPPRESSED} == SUPPRESSED


async def whole_life(contract: Contract) -> None:
    """Received, prepared as the terms say, accepted, allocated, met, closed, opened again."""
    received = await contract.post("/referrals", referral(contract.terms, received_on="2025-05-01"))
    assert (received.status_code, received.json()["status"]) == (201, "received"), received.text
    one = received.json()["referral_id"]
    for step in contract.terms.steps_before_acceptance:
        assert refused(await contract.step(one, "accept", "2025-05-02")) == (
            "step-missing",
            f"the terms require the step {step} first",
        )
        await contract.required(one, step, "2025-05-02")
    for step, on, more, status in (
        ("accept", "2025-05-02", {}, "accepted"),
        ("allocate", "2025-05-02", {"worker_id": "5d0f5a0e-7a35-4a41-b6b2-0d6f0f0a9c21"}, "accepted"),
        ("first-contact", "2025-05-03", {"channel": contract.terms.first_contact_channels[0]}, "accepted"),
        ("close", "2025-05-20", {"reason": contract.terms.closure_reasons[0]}, "closed"),
        ("reopen", "2025-05-21", {"reason": contract.terms.reopening_reasons[0]}, "accepted"),
    ):
        answer = await contract.step(one, step, on, **more)
        assert (answer.status_code, answer.json()["status"]) == (200, status), answer.text
    timeline = [moment["event"] for moment in (await contract.get(f"/referrals/{one}")).json()["timeline"]]
    assert timeline == [
        "referral-received.v1",
        *(f"{'referral-' if step == 'triaged' else ''}{step}.v1" for step in contract.terms.steps_before_acceptance),
        "referral-accepted.v1",
        "referral-allocated.v1",
        "first-contact-made.v1",
        "referral-closed.v1",
        "referral-reopened.v1",
    ]


async def declined(contract: Contract) -> None:
    """A decline asks for no step first."""
    other = await contract.refer(number="9990000026", received_on="2025-05-02")
    reason = contract.terms.decline_reasons[0]
    answer = await contract.step(other, "decline", "2025-05-06", reason=reason)
    assert (answer.status_code, answer.json()["status"], answer.json()["reason"]) == (200, "declined", reason)


async def withdrawn(contract: Contract) -> None:
    """Taken back before anybody decided."""
    other = await contract.refer(number="9990000034", received_on="2025-05-03")
    reason = contract.terms.withdrawal_reasons[0]
    answer = await contract.step(other, "withdraw", "2025-05-04", reason=reason)
    assert (answer.status_code, answer.json()["status"], answer.json()["reason"]) == (200, "withdrawn", reason)


def refused(answer: httpx.Response) -> tuple[Any, Any]:
    """Code and words of a rule that says no."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["title"]) == (422, 422, "A rule says no")
    return problem["code"], problem["detail"]
