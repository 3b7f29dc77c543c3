"""People who were never referred, what anyone said of themself, what they agreed to, and their spells."""

from uuid import uuid4

from tests.referrals_api.site import Site, referral

SOMEBODY = {"given_names": ["Ash"], "family_name": "Example", "born_on": "1961-02-03", "sex": "male"}


async def registered(site: Site, **more: object) -> str:
    answer = await site.post("/people", {"person": SOMEBODY, "on": "2026-03-02", **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["person_ref"])


async def test_somebody_who_drops_in_gets_a_reference_without_a_referral(site: Site) -> None:
    ref = await registered(site)

    found = await site.post("/people/search", {"person_ref": ref})
    assert found.json()["people"][0]["family_name"] == "Example"
    assert await site.events() == ["person-registered.v1"]
    assert "Example" not in await site.everything_public()


async def test_the_same_person_registered_again_and_referred_later_keeps_the_reference(site: Site) -> None:
    ref = await registered(site)
    again = await site.post("/people", {"person": SOMEBODY})
    assert again.json() == {"person_ref": ref, "known_before": True}

    sent = await site.post("/referrals", {**referral(), "person": SOMEBODY})
    assert sent.json()["person_ref"] == ref


async def test_the_same_request_again_is_answered_as_before(site: Site) -> None:
    key = str(uuid4())
    first = await site.post("/people", {"person": SOMEBODY}, key=key)
    second = await site.post("/people", {"person": SOMEBODY}, key=key)
    assert (first.json(), second.json()) == (second.json(), first.json())
    other = await site.post("/people", {"person": {**SOMEBODY, "family_name": "Other"}}, key=key)
    assert other.status_code == 409


async def test_what_is_not_known_and_what_was_not_stated_are_kept_apart(site: Site) -> None:
    ref = await registered(site)
    answers = {"gender": "female", "disability": "not-stated"}
    told = await site.post("/people/characteristics", {"person_ref": ref, "answers": answers})
    assert told.status_code == 200, told.text

    shown = (await site.post("/people/profile", {"person_ref": ref})).json()["answers"]
    assert (shown["gender"], shown["disability"], shown["housing"]) == ("female", "not-stated", "not-known")


async def test_an_answer_that_is_on_no_list_changes_nothing_and_is_named(site: Site) -> None:
    ref = await registered(site)
    body = {"person_ref": ref, "answers": {"gender": "tall", "housing": "settled"}}
    refused = await site.post("/people/characteristics", body)
    assert refused.status_code == 422
    assert [(each["field"], each["code"]) for each in refused.json()["faults"]] == [
        ("answers.gender", "unknown-answer")
    ]
    assert await site.events() == ["person-registered.v1"]


async def test_consent_is_given_and_withdrawn(site: Site) -> None:
    ref = await registered(site)
    body = {"person_ref": ref, "purpose": "research"}
    given = await site.post("/people/consents", {**body, "on": "2026-03-02"})
    assert given.json()["consents"] == [{"purpose": "research", "given": True, "since": "2026-03-02"}]
    withdrawn = await site.post("/people/consents/withdraw", {**body, "on": "2026-03-05"})
    assert withdrawn.json()["consents"] == [{"purpose": "research", "given": False, "since": "2026-03-05"}]


async def test_nothing_is_recorded_of_somebody_who_is_not_known(site: Site) -> None:
    refused = await site.post("/people/consents", {"person_ref": "0" * 32, "purpose": "research"})
    assert refused.status_code == 422
    assert refused.json()["faults"][0]["code"] == "unknown-person"


async def test_overlapping_referrals_of_a_person_are_one_spell(site: Site) -> None:
    first = await site.received(received_on="2026-03-02")
    second = await site.received(received_on="2026-03-09")
    ref = (await site.get(f"/referrals/{first}")).json()["person_ref"]
    await site.post(f"/referrals/{first}/withdraw", {"reason": "no-longer-needed", "on": "2026-03-10"})

    (spell,) = (await site.post("/people/spells", {"person_ref": ref})).json()["spells"]
    assert spell["referral_ids"] == [first, second]
    assert (spell["began_on"], spell["ended_on"], spell["re_referral"]) == ("2026-03-02", None, False)


async def test_a_referral_after_all_have_ended_is_a_spell_of_its_own(site: Site) -> None:
    first = await site.received(received_on="2026-03-02")
    ref = (await site.get(f"/referrals/{first}")).json()["person_ref"]
    await site.post(f"/referrals/{first}/withdraw", {"reason": "no-longer-needed", "on": "2026-03-10"})
    await site.received(received_on="2026-03-14")

    apart = (await site.post("/people/spells", {"person_ref": ref})).json()["spells"]
    assert [(each["re_referral"], each["days_since_last"]) for each in apart] == [(False, None), (True, 4)]
    joined = (await site.post("/people/spells", {"person_ref": ref, "gap_days": 5})).json()["spells"]
    assert len(joined) == 1
