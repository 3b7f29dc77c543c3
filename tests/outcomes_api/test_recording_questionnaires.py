"""Questionnaires over HTTP: answers become a score, a licensed scale keeps its score alone, and the rules are told."""

from typing import Any
from uuid import uuid4

import pytest

from tests.outcomes_api.site import OTHER_PERSON, PERSON, WORKER, Site

WELLBEING: dict[str, Any] = {
    "person_ref": PERSON,
    "on": "2026-03-02",
    "instrument": "swemwbs",
    "occasion": "first",
    "answers": [3, 3, 2, 4, 3, 3, 2],
    "workers": [WORKER],
}
QUALITY = {
    "person_ref": PERSON,
    "on": "2026-03-02",
    "instrument": "reqol-10",
    "occasion": "review",
    "score_in_hundredths": 2300,
}


async def test_answers_are_kept_with_what_they_come_to(site: Site) -> None:
    answer = await site.post("/questionnaires", WELLBEING, "worker")

    assert answer.status_code == 201, answer.text
    assert answer.json()["content"] == {
        "person_ref": PERSON,
        "on": "2026-03-02",
        "instrument": "swemwbs",
        "instrument_version": 1,
        "occasion": "first",
        "answers": [3, 3, 2, 4, 3, 3, 2],
        "score_in_hundredths": 1859,
        "profile": None,
        "scale": None,
        "referral_id": None,
        "programme": None,
        "workers": [WORKER],
    }
    assert await site.events() == ["questionnaire-completed.v1"]


async def test_a_licensed_scale_keeps_its_score_alone(site: Site) -> None:
    kept = await site.post("/questionnaires", QUALITY)
    answered = await site.post("/questionnaires", {**QUALITY, "answers": [4] * 10})
    beyond = await site.post("/questionnaires", {**QUALITY, "score_in_hundredths": 4100})

    assert kept.json()["content"]["score_in_hundredths"] == 2300
    assert (answered.status_code, answered.json()["faults"][0]["code"]) == (422, "score-only")
    assert (beyond.status_code, beyond.json()["faults"][0]["code"]) == (422, "out-of-range")


async def test_a_profile_and_a_scale_are_kept_without_a_score(site: Site) -> None:
    body = {**WELLBEING, "instrument": "eq-5d-5l", "answers": [2, 1, 2, 3, 2], "scale": 70}
    content = (await site.post("/questionnaires", body)).json()["content"]
    without = (await site.post("/questionnaires", {**body, "answers": [2, None, 2, 3, 2]})).json()["content"]

    assert (content["profile"], content["scale"], content["score_in_hundredths"]) == ("21232", 70, None)
    assert (without["profile"], without["scale"]) == (None, 70)


async def test_every_fault_of_every_row_is_told_and_nothing_recorded(site: Site) -> None:
    rows = [
        WELLBEING,
        {**WELLBEING, "answers": [0, 3, 2, 4, 3, 3, 9]},
        {**WELLBEING, "instrument": "ndta", "answers": [3, None, 1, 4, 6, 3, 2, 4, 3, 4]},
        {**WELLBEING, "instrument": "barc-10", "on": "2099-01-01"},
    ]
    answer = await site.post("/questionnaires/batch", {"rows": rows})

    assert answer.status_code == 422
    assert [(fault["field"], fault["code"]) for fault in answer.json()["faults"]] == [
        ("rows.1.answers.0", "out-of-range"),
        ("rows.1.answers.6", "out-of-range"),
        ("rows.2.answers.1", "missing"),
        ("rows.3.on", "in-the-future"),
        ("rows.3.instrument", "unknown-instrument"),
    ]
    assert await site.events() == []


async def test_an_answer_is_a_whole_number(site: Site) -> None:
    for wrong in ("3", 3.5, True, 10**30):
        body = {**WELLBEING, "answers": [wrong, 3, 2, 4, 3, 3, 2]}
        assert (await site.post("/questionnaires", body)).status_code == 422, wrong


async def test_a_correction_scores_anew_and_a_withdrawal_keeps_what_was(site: Site) -> None:
    made = await site.recorded("/questionnaires", WELLBEING)
    right = {**WELLBEING, "answers": [4, 3, 2, 4, 3, 3, 2]}
    corrected = await site.post(f"/questionnaires/{made}/correct", {"content": right, "reason": "wrong-details"})
    wrong = await site.post(
        f"/questionnaires/{made}/correct", {"content": {**right, "answers": [9] * 7}, "reason": "wrong-details"}
    )
    withdrawn = await site.post(f"/questionnaires/{made}/withdraw", {"reason": "entered-in-error"})
    seen = (await site.get(f"/questionnaires/{made}")).json()

    assert corrected.json()["content"]["score_in_hundredths"] == 1925
    assert wrong.json()["faults"][0]["field"] == "content.answers.0"
    assert withdrawn.json()["status"] == "withdrawn"
    assert [moment["event"] for moment in seen["timeline"]] == [
        "questionnaire-completed.v1",
        "questionnaire-corrected.v1",
        "questionnaire-withdrawn.v1",
    ]


async def test_the_list_is_filtered_and_says_its_total(site: Site) -> None:
    await site.recorded("/questionnaires", WELLBEING)
    await site.recorded("/questionnaires", {**WELLBEING, "person_ref": OTHER_PERSON, "occasion": "review"})
    await site.recorded("/questionnaires", {**QUALITY, "programme": "groups"})

    async def total(query: str) -> int:
        return int((await site.get(f"/questionnaires?{query}")).json()["total"])

    assert [await total(query) for query in ("", "instrument=swemwbs", "occasion=review", "programme=groups")] == [
        3,
        2,
        2,
        1,
    ]
    assert await total(f"worker_id={WORKER}&from=2026-03-01&to=2026-03-02&status=standing") == 2
    assert await total("instrument=swemwbs&occasion=review&limit=1") == 1
    searched = await site.post("/questionnaires/search", {"person_ref": PERSON, "instrument": "swemwbs"})
    assert searched.json()["total"] == 1


async def test_the_instruments_of_the_contract_are_told_without_their_text(site: Site) -> None:
    answer = (await site.get("/instruments", "worker")).json()
    by_id = {each["id"]: each for each in answer["instruments"]}

    assert (answer["total"], list(by_id)) == (4, ["swemwbs", "eq-5d-5l", "ndta", "reqol-10"])
    assert by_id["swemwbs"]["items"] == [{"number": number, "lowest": 1, "highest": 5} for number in range(1, 8)]
    assert by_id["swemwbs"]["missing"] == "no-score"
    assert by_id["ndta"]["missing"] == "refused"
    assert by_id["reqol-10"]["items"] == []
    assert by_id["reqol-10"]["score_only"] is True
    assert by_id["reqol-10"]["score_in_hundredths"] == {"lowest": 0, "highest": 4000, "step": 100}
    assert by_id["reqol-10"]["reliable_change_in_hundredths"] == 500
    assert by_id["eq-5d-5l"]["scale"] == {"lowest": 0, "highest": 100, "step": 1}
    assert set(by_id["ndta"]) == {
        "id",
        "version",
        "title",
        "items",
        "score_only",
        "missing",
        "score_in_hundredths",
        "scale",
        "higher_is_better",
        "reliable_change_in_hundredths",
        "cut_offs",
        "source",
        "licence",
    }


async def test_the_same_request_twice_is_one_questionnaire(site: Site) -> None:
    key = str(uuid4())
    first = await site.post("/questionnaires", WELLBEING, key=key)
    again = await site.post("/questionnaires", WELLBEING, key=key)
    other = await site.post("/questionnaires", {**WELLBEING, "occasion": "last"}, key=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert other.status_code == 409
    assert await site.events() == ["questionnaire-completed.v1"]


@pytest.mark.parametrize("role", ["group-leader", "referrer", "commissioner", "management", "operations"])
async def test_only_the_team_knows_of_questionnaires(site: Site, role: str) -> None:
    assert (await site.get("/questionnaires", role)).status_code == 403
    assert (await site.get("/instruments", role)).status_code == 403
    assert (await site.post("/questionnaires", WELLBEING, role)).status_code == 403
