"""A team, a referrer or the person sends a referral as plain JSON."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from chassis import clock
from tests.referrals_api.site import Site, referral

_URGENT = {"urgency": "urgent"}


async def test_takes_it_down_and_answers_with_where_it_stands(site: Site) -> None:
    answer = await site.post("/referrals", referral())

    assert answer.status_code == 201
    told = answer.json()
    assert told["status"] == "received"
    assert told["received_on"] == "2026-03-02"
    assert told["first_contact_by"] == "2026-03-16"
    assert told["urgency"] == "routine"
    assert len(told["person_ref"]) == 32
    assert answer.headers["location"] == f"/referrals/{told['referral_id']}"
    assert answer.headers["etag"] == '"1"'
    assert await site.events() == ["referral-received.v1"]


async def test_the_same_key_again_changes_nothing_and_answers_as_before(site: Site) -> None:
    key = str(uuid4())
    first = await site.post("/referrals", referral(), key=key)
    second = await site.post("/referrals", referral(), key=key)

    assert (second.status_code, second.json()) == (201, first.json())
    assert await site.events() == ["referral-received.v1"]


async def test_the_same_key_with_another_content_is_refused(site: Site) -> None:
    key = str(uuid4())
    await site.post("/referrals", referral(), key=key)
    answer = await site.post("/referrals", referral(source="self"), key=key)

    assert (answer.status_code, answer.json()["code"]) == (409, "key-reused")


@pytest.mark.parametrize(
    "changed",
    [
        {"person": {"family_name": "O'Brien-Jones"}},
        {"person": {"contact_points": [{"system": "phone", "value": "01632 960 002", "use": "home"}]}},
        {"person": {"address": {"lines": ["2 Nowhere Lane"], "town": "Erewhon", "postcode": "ZZ99 9ZZ"}}},
        {"needs": "Can leave the house."},
    ],
    ids=["name", "telephone", "address", "words"],
)
async def test_the_same_key_with_other_details_of_the_same_person_is_refused(
    site: Site, changed: dict[str, Any]
) -> None:
    key = str(uuid4())
    await site.post("/referrals", referral(), key=key)
    answer = await site.post("/referrals", referral(**changed), key=key)

    assert (answer.status_code, answer.json()["code"]) == (409, "key-reused")
    assert await site.events() == ["referral-received.v1"]
    assert await site.pool.fetchval("select details ->> 'family' from people") == "O'Brien-Smythé"


async def test_the_same_key_with_the_number_written_otherwise_is_the_same_request(site: Site) -> None:
    key = str(uuid4())
    await site.post("/referrals", referral(), key=key)
    answer = await site.post("/referrals", referral(person={"nhs_number": "9990000018"}), key=key)

    assert answer.status_code == 201


async def test_a_day_that_was_left_out_makes_no_other_request_of_a_repetition_after_midnight(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {name: value for name, value in referral().items() if name != "received_on"}
    keys = {"": str(uuid4()), "amend": str(uuid4())}
    path = "/referrals"
    answers = []
    for day in (date(2026, 3, 2), date(2026, 3, 3)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        first = await site.post(path, sent, key=keys[""])
        answers.append(
            (first, await site.post(f"{path}/{first.json()['referral_id']}/amend", _URGENT, key=keys["amend"]))
        )

    (received, amended), (received_again, amended_again) = answers
    assert (received.status_code, received_again.status_code) == (201, 201)
    assert (amended.status_code, amended_again.status_code) == (200, 200)
    assert received_again.json() == received.json()
    assert amended_again.json() == amended.json()
    assert received_again.json()["received_on"] == "2026-03-02"
    assert await site.events() == ["referral-received.v1", "referral-amended.v1"]


async def test_the_log_holds_nothing_personal(site: Site) -> None:
    await site.received()
    log = await site.everything_public()

    for personal in ("Brien", "Zoë", "1984-03-09", "9990000018", "01632", "Nowhere", "Cannot leave"):
        assert personal not in log


async def test_somebody_too_young_is_received_and_declined(site: Site) -> None:
    answer = await site.post("/referrals", referral(person={"born_on": "2010-03-03"}))

    assert answer.json()["status"] == "declined"
    assert answer.json()["reason"] == "under-minimum-age"
    assert await site.events() == ["referral-received.v1", "referral-declined.v1"]


async def test_a_number_that_fails_its_check_is_told_to_whoever_typed_it(site: Site) -> None:
    answer = await site.post("/referrals", referral(person={"nhs_number": "999 000 0019"}))

    assert answer.status_code == 422
    assert answer.json()["faults"] == [
        {
            "field": "person.nhs_number",
            "detail": "must be ten digits that pass the check of NHS numbers",
            "code": "nhs-number-fails-its-check",
        }
    ]
    assert "9990000019" not in answer.text
    assert await site.events() == []


async def test_a_source_that_the_terms_do_not_name_is_refused(site: Site) -> None:
    answer = await site.post("/referrals", referral(source="circus"))

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-source")
    assert await site.pool.fetchval("select count(*) from people") == 0


async def test_a_field_nobody_knows_is_refused(site: Site) -> None:
    answer = await site.post("/referrals", referral(surprise=1))

    assert answer.status_code == 422
    assert answer.json()["faults"][0]["field"] == "surprise"


async def test_a_key_that_is_no_uuid_is_refused(site: Site) -> None:
    answer = await site.post("/referrals", referral(), key="mine")

    assert (answer.status_code, answer.json()["code"]) == (400, "key-not-uuid")


async def test_a_nul_character_is_refused_before_the_database_meets_it(site: Site) -> None:
    answer = await site.post("/referrals", referral(needs="a\x00b"))

    assert answer.status_code == 422
    assert await site.events() == []


async def test_a_referrer_refers_for_their_own_organisation(site: Site) -> None:
    answer = await site.post("/referrals", referral(), "referrer", organisation="RW5")
    other = await site.post("/referrals", referral(referrer_organisation="RXR"), "referrer", organisation="RW5")

    assert answer.status_code == 201
    assert set(answer.json()) == {
        "referral_id",
        "status",
        "received_on",
        "decided_on",
        "first_contact_on",
        "ended_on",
        "reason",
    }
    assert (other.status_code, other.json()["code"]) == (422, "not-your-organisation")


async def test_an_unknown_person_gets_a_reference_of_this_referral_alone(site: Site) -> None:
    nobody = {"source": "self", "route": "telephone", "person": {}}
    first = await site.post("/referrals", nobody)
    second = await site.post("/referrals", nobody)

    assert first.status_code == second.status_code == 201
    assert first.json()["person_ref"] != second.json()["person_ref"]
