"""The directory, signposting to its services, volunteers' hours and the team's other work, over HTTP."""

from typing import Any
from uuid import uuid4

import pytest

from services.sessions.main import rebuild
from tests.sessions_api.site import PERSON, WORKER, Site, contact

FOOD: dict[str, Any] = {
    "code": "food-bank-north",
    "title": "Food bank, north",
    "category": "food",
    "districts": ["north"],
    "on": "2026-03-01",
}
SIGNPOSTING = {"on": "2026-03-02", "service": "food-bank-north", "person_ref": PERSON, "workers": [WORKER]}
HOURS = {"on": "2026-03-02", "volunteer_id": WORKER, "minutes": 120, "activity": "leading-groups"}
GRANT = {
    "fund": "larger",
    "on": "2026-03-04",
    "pounds": 2500,
    "applied_on": "2026-01-12",
    "interviewed_on": "2026-02-18",
    "district": "north",
    "workers": [WORKER],
}
MEETING = {"on": "2026-03-02", "kind": "multi-agency-meeting", "minutes": 90, "workers": [WORKER]}


async def test_a_service_lives_in_the_directory(site: Site) -> None:
    listed = await site.post("/directory", FOOD)
    changed = await site.post(
        "/directory/food-bank-north/change",
        {"title": "Food bank", "category": "food", "districts": [], "on": "2026-03-05"},
    )
    retired = await site.post("/directory/food-bank-north/retire", {"on": "2026-03-20"})
    seen = (await site.get("/directory/food-bank-north", "group-leader")).json()

    assert (listed.status_code, changed.status_code, retired.status_code) == (201, 200, 200), changed.text
    assert listed.json() == {
        "code": "food-bank-north",
        "title": "Food bank, north",
        "category": "food",
        "districts": ["north"],
        "listed_on": "2026-03-01",
        "since": "2026-03-01",
        "retired_on": None,
    }
    assert changed.headers["etag"] == '"2"'
    assert (seen["title"], seen["districts"], seen["retired_on"]) == ("Food bank", [], "2026-03-20")
    assert await site.events() == ["service-listed.v1", "service-changed.v1", "service-retired.v1"]
    assert "Food bank" not in await site.everything_public()


async def test_a_service_of_another_name_alone_is_no_event(site: Site) -> None:
    await site.post("/directory", FOOD)
    body = {"title": "Larder", "category": "food", "districts": ["north"], "on": "2026-03-05"}
    answer = await site.post("/directory/food-bank-north/change", body)

    assert answer.json()["title"] == "Larder"
    assert await site.events() == ["service-listed.v1"]


async def test_the_directory_is_filtered_and_paged(site: Site) -> None:
    await site.post("/directory", FOOD)
    await site.post("/directory", {"code": "shelter", "title": "Shelter", "category": "housing", "on": "2026-03-01"})
    await site.post("/directory", {**FOOD, "code": "food-bank-south", "districts": ["south"]})
    await site.post("/directory/food-bank-south/retire", {"on": "2026-03-10"})

    async def codes(query: str) -> list[str]:
        answer = (await site.get(f"/directory?{query}", "group-leader")).json()
        return [each["code"] for each in answer["services"]]

    assert await codes("") == ["food-bank-north", "food-bank-south", "shelter"]
    assert await codes("category=food") == ["food-bank-north", "food-bank-south"]
    assert await codes("district=north") == ["food-bank-north", "shelter"]
    assert await codes("listed_at=2026-03-10") == ["food-bank-north", "shelter"]
    assert await codes("limit=1&offset=1") == ["food-bank-south"]
    assert (await site.get("/directory?limit=1")).json()["total"] == 3


@pytest.mark.parametrize("step", ["change", "retire"])
async def test_a_service_that_is_not_there_is_not_found(site: Site, step: str) -> None:
    body = {"title": "No", "category": "food"} if step == "change" else {}
    assert (await site.post(f"/directory/nowhere/{step}", body)).status_code == 404
    assert (await site.get("/directory/nowhere")).status_code == 404


async def test_a_title_holds_no_line_break_and_no_end(site: Site) -> None:
    for title in ("", "a\nb", "x" * 201):
        assert (await site.post("/directory", {**FOOD, "title": title})).status_code == 422
    assert await site.events() == []


async def test_somebody_is_signposted_to_a_listed_service(site: Site) -> None:
    await site.post("/directory", FOOD)
    answer = await site.post("/signpostings", SIGNPOSTING, "worker")
    nobody = await site.post("/signpostings", {"service": "food-bank-north", "on": "2026-03-02"}, "worker")

    assert answer.status_code == nobody.status_code == 201, answer.text
    assert answer.json()["content"]["category"] == "food"
    assert (await site.get("/signpostings?category=food")).json()["total"] == 2
    assert (await site.get("/signpostings?service=food-bank-north&from=2026-03-03")).json()["total"] == 0


async def test_nobody_is_signposted_to_a_service_that_is_unknown_or_retired_on_the_day(site: Site) -> None:
    await site.post("/directory", FOOD)
    await site.post("/directory/food-bank-north/retire", {"on": "2026-03-10"})
    unknown = await site.post("/signpostings", {**SIGNPOSTING, "service": "nowhere"}, "worker")
    late = await site.post("/signpostings", {**SIGNPOSTING, "on": "2026-03-10"}, "worker")
    before = await site.post("/signpostings", {**SIGNPOSTING, "on": "2026-03-09"}, "worker")
    batch = await site.post(
        "/signpostings/batch",
        {"rows": [SIGNPOSTING, {**SIGNPOSTING, "service": "nowhere"}, {**SIGNPOSTING, "on": "2026-03-11"}]},
        "worker",
    )

    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-service")
    assert (late.status_code, late.json()["code"]) == (422, "retired")
    assert before.status_code == 201
    assert [(fault["field"], fault["code"]) for fault in batch.json()["faults"]] == [
        ("rows.1.service", "unknown-service"),
        ("rows.2.service", "retired"),
    ]


async def test_hours_carry_the_ways_of_their_activity(site: Site) -> None:
    answer = await site.post("/volunteering", HOURS, "worker")
    too_long = await site.post("/volunteering", {**HOURS, "minutes": 1441}, "worker")

    assert answer.status_code == 201, answer.text
    assert answer.json()["content"]["ways"] == ["give"]
    assert too_long.json()["faults"][0]["code"] == "too-long"
    assert (await site.get(f"/volunteering?worker_id={WORKER}&activity=leading-groups")).json()["total"] == 1


async def test_the_teams_meetings_are_recorded(site: Site) -> None:
    made = await site.recorded("/staff-activities", MEETING)
    corrected = await site.post(
        f"/staff-activities/{made}/correct", {"content": {**MEETING, "minutes": 60}, "reason": "wrong-details"}
    )

    assert corrected.json()["content"]["minutes"] == 60
    assert (await site.get("/staff-activities?kind=multi-agency-meeting")).json()["total"] == 1


async def test_a_grant_is_decided_found_by_its_fund_and_corrected(site: Site) -> None:
    made = await site.recorded("/grants", GRANT, role="worker")
    nothing = await site.recorded("/grants", {**GRANT, "fund": "small", "pounds": 0})
    corrected = await site.post(
        f"/grants/{made}/correct", {"content": {**GRANT, "pounds": 3000}, "reason": "wrong-details"}
    )
    above = await site.post("/grants", {**GRANT, "pounds": 5000}, "worker")
    broken = await site.post("/grants", {**GRANT, "pounds": 12.5})

    assert corrected.json()["content"]["pounds"] == 3000
    assert (above.status_code, above.json()["faults"]) == (
        422,
        [
            {
                "field": "pounds",
                "detail": "an award of this fund is £4,999 at most; a team leader may set the rule aside with a reason",
                "code": "largest-award",
            }
        ],
    )
    assert (broken.status_code, broken.json()["faults"][0]["field"]) == (422, "pounds")
    assert [each["entry_id"] for each in (await site.get("/grants?fund=larger")).json()["entries"]] == [made]
    assert [each["entry_id"] for each in (await site.get("/grants?label=not-awarded")).json()["entries"]] == [nothing]


async def test_only_who_may_grant_an_exception_awards_more_than_the_fund_allows(site: Site) -> None:
    above = {**GRANT, "pounds": 5000, "exception": "colleague-ill"}
    worker = await site.post("/grants", above, "worker")
    leader = await site.post("/grants", above, "team-leader")

    assert (worker.status_code, worker.json()["code"]) == (403, "missing-permission")
    assert (leader.status_code, leader.json()["content"]["set_aside"]) == (201, ["largest-award"])
    listed = (await site.get("/grants?label=largest-award")).json()
    assert [each["content"]["exception"] for each in listed["entries"]] == ["colleague-ill"]


async def test_an_entry_of_another_kind_is_not_found(site: Site) -> None:
    made = await site.recorded("/staff-activities", MEETING)
    assert (await site.get(f"/contacts/{made}")).status_code == 404
    assert (await site.get(f"/volunteering/{uuid4()}")).status_code == 404


async def test_the_lists_made_anew_are_the_lists_that_were_kept(site: Site) -> None:
    await site.post("/directory", FOOD)
    await site.post("/directory", {**FOOD, "code": "food-bank-south"})
    await site.post("/directory/food-bank-south/retire", {"on": "2026-03-10"})
    await site.recorded("/signpostings", SIGNPOSTING)
    await site.recorded("/volunteering", HOURS)
    await site.recorded("/staff-activities", MEETING)
    await site.recorded("/grants", GRANT)
    made = await site.recorded("/contacts", contact())
    await site.post(f"/contacts/{made}/withdraw", {"reason": "entered-in-error"})
    kept = await everything(site)

    assert await rebuild(site.whole.running, []) == 0
    assert await everything(site) == kept
    assert (await site.get("/directory/food-bank-north")).json()["title"] == "Food bank, north"


async def everything(site: Site) -> list[list[str]]:
    entries = await site.pool.fetch("select to_jsonb(l) - 'number' as row from entry_list l order by 1")
    services = await site.pool.fetch("select to_jsonb(l) as row from directory_list l order by 1")
    return [[row["row"] for row in entries], [row["row"] for row in services]]
