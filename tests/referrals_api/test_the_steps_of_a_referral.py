"""From receipt to closure over HTTP: each step answers with the referral as it stands then."""

from uuid import uuid4

import pytest

from tests.referrals_api.site import Site

WORKER = str(uuid4())
STEPS = [
    ("referrer-contact", {"on": "2026-03-03"}, "received", "referrer-contacted.v1"),
    ("triage", {"on": "2026-03-03", "risk_level": "low"}, "received", "referral-triaged.v1"),
    ("accept", {"on": "2026-03-04"}, "accepted", "referral-accepted.v1"),
    ("allocate", {"on": "2026-03-04", "worker_id": WORKER}, "accepted", "referral-allocated.v1"),
    ("first-contact", {"on": "2026-03-05", "channel": "02"}, "accepted", "first-contact-made.v1"),
    ("amend", {"on": "2026-03-06", "urgency": "urgent"}, "accepted", "referral-amended.v1"),
    ("close", {"on": "2026-04-01", "reason": "goals-met"}, "closed", "referral-closed.v1"),
    ("reopen", {"on": "2026-04-02", "reason": "needs-changed"}, "accepted", "referral-reopened.v1"),
]


async def test_a_whole_life(site: Site) -> None:
    referral = await site.received()
    for version, (step, body, status, event) in enumerate(STEPS, start=2):
        answer = await site.post(f"/referrals/{referral}/{step}", body)
        assert (answer.status_code, answer.json()["status"]) == (200, status), answer.text
        assert answer.headers["etag"] == f'"{version}"'
        assert (await site.events())[-1] == event
    seen = (await site.get(f"/referrals/{referral}")).json()
    listed = (await site.get("/referrals")).json()["referrals"][0]

    assert [each["event"] for each in seen["timeline"]] == await site.events()
    assert seen["version"] == 9
    for whole in (seen, listed):
        assert (whole["status"], whole["urgency"], whole["risk_level"], whole["worker_id"]) == (
            "accepted",
            "urgent",
            "low",
            WORKER,
        )
        assert (whole["decided_on"], whole["first_contact_on"], whole["ended_on"], whole["reason"]) == (
            "2026-03-04",
            "2026-03-05",
            None,
            None,
        )


@pytest.mark.parametrize(
    ("step", "body", "status"),
    [("decline", {"reason": "outside-area"}, "declined"), ("withdraw", {"reason": "no-longer-needed"}, "withdrawn")],
)
async def test_other_ends(site: Site, step: str, body: dict[str, str], status: str) -> None:
    answer = await site.post(f"/referrals/{await site.received()}/{step}", body)

    assert (answer.json()["status"], answer.json()["reason"]) == (status, body["reason"])
    assert answer.json()["ended_on"] is not None


@pytest.mark.parametrize(("step", "body", "_", "event"), STEPS)
async def test_a_step_of_the_unknown_is_not_found(
    site: Site, step: str, body: dict[str, str], _: str, event: str
) -> None:
    assert (await site.post(f"/referrals/{uuid4()}/{step}", body)).status_code == 404
    assert (await site.post(f"/referrals/seven/{step}", body)).status_code == 404


async def test_a_step_out_of_its_order_is_refused(site: Site) -> None:
    answer = await site.post(f"/referrals/{await site.received()}/accept", {})

    assert (answer.status_code, answer.json()["code"]) == (422, "step-missing")
    assert await site.events() == ["referral-received.v1"]


async def test_the_same_key_again_is_one_step(site: Site) -> None:
    referral, key = await site.received(), str(uuid4())
    body = {"on": "2026-03-03"}
    first = await site.post(f"/referrals/{referral}/referrer-contact", body, key=key)
    again = await site.post(f"/referrals/{referral}/referrer-contact", body, key=key, **{"If-Match": '"1"'})
    elsewhere = await site.post(f"/referrals/{referral}/triage", {"risk_level": "low"}, key=key)

    assert first.json() == again.json()
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "key-reused")
    assert len(await site.events()) == 2


async def test_a_change_of_what_others_changed_meanwhile_is_a_conflict(site: Site) -> None:
    referral = await site.received()
    await site.post(f"/referrals/{referral}/referrer-contact", {"on": "2026-03-03"})
    stale = await site.post(f"/referrals/{referral}/triage", {"risk_level": "low"}, **{"If-Match": '"1"'})
    fresh = await site.post(f"/referrals/{referral}/triage", {"risk_level": "low"}, **{"If-Match": '"2"'})
    wrong = await site.post(f"/referrals/{referral}/triage", {"risk_level": "low"}, **{"If-Match": "two"})

    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    assert fresh.status_code == 200
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad-etag")


@pytest.mark.parametrize(
    ("step", "body", "field"),
    [
        ("triage", {"risk_level": "low", "on": "2026-02-30"}, "on"),
        ("triage", {"risk_level": "Low!"}, "risk_level"),
        ("triage", {}, "risk_level"),
        ("allocate", {"worker_id": "Jo Bloggs"}, "worker_id"),
        ("first-contact", {"channel": "phone"}, "channel"),
        ("amend", {"flags": ["cheerful"]}, "flags.0"),
    ],
)
async def test_a_fault_names_its_field(site: Site, step: str, body: dict[str, str], field: str) -> None:
    answer = await site.post(f"/referrals/{await site.received()}/{step}", body)

    assert answer.status_code == 422
    assert answer.json()["faults"][0]["field"] == field
    assert "Jo Bloggs" not in answer.text
