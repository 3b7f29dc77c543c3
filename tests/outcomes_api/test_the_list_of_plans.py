"""The list of plans: by who agreed them, how they stand, where something is overdue; made anew from the log."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis import clock
from services.outcomes.main import rebuild
from tests.outcomes_api.site import OTHER_PERSON, OTHER_WORKER, PERSON, WORKER, Site


@pytest.fixture
async def plans(site: Site) -> dict[str, str]:
    """Some plans by what is special about each."""
    today = clock.today()
    made = {
        "old": await site.agreed(agreed_on="2026-02-02", workers=[OTHER_WORKER], goals=[]),
        "closed": await site.agreed(agreed_on="2026-03-02"),
        "withdrawn": await site.agreed(agreed_on="2026-03-03", goals=[{"area": "work"}]),
        "fresh": await site.agreed(agreed_on=today.isoformat(), person_ref=OTHER_PERSON, goals=[]),
        "late action": await site.agreed(
            agreed_on=_ago(7), goals=[{"area": "housing", "actions": [{"owner": "person", "due_by": _ago(1)}]}]
        ),
        "settled action": await site.agreed(
            agreed_on=_ago(7), goals=[{"area": "housing", "actions": [{"owner": "person", "due_by": _ago(1)}]}]
        ),
    }
    ids = {name: shown["plan_id"] for name, shown in made.items()}
    await site.post(f"/plans/{ids['closed']}/close", {"reason": "goals-met", "on": "2026-03-20"})
    await site.post(f"/plans/{ids['withdrawn']}/withdraw", {"reason": "entered-in-error"})
    action_id = made["settled action"]["actions"][0]["action_id"]
    await site.post(f"/plans/{ids['settled action']}/actions/{action_id}/settle", {"result": "done"})
    return ids


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"old", "closed", "withdrawn", "fresh", "late action", "settled action"}),
        ("status=open", {"old", "fresh", "late action", "settled action"}),
        ("status=closed", {"closed"}),
        ("status=withdrawn", {"withdrawn"}),
        (f"worker_id={OTHER_WORKER}", {"old"}),
        ("area=work", {"withdrawn"}),
        ("agreed_from=2026-03-02&agreed_to=2026-03-03", {"closed", "withdrawn"}),
        ("overdue=true", {"old", "late action"}),
        (f"overdue=true&worker_id={WORKER}", {"late action"}),
        ("excepted=true", set()),
    ],
)
async def test_it_is_asked_by_filters(site: Site, plans: dict[str, str], query: str, expected: set[str]) -> None:
    answer = (await site.get(f"/plans?{query}", role="worker")).json()
    names = {plan_id: name for name, plan_id in plans.items()}
    assert {names[each["plan_id"]] for each in answer["plans"]} == expected
    assert answer["total"] == len(expected)


async def test_a_page_says_how_many_there_are_and_the_latest_stands_first(site: Site, plans: dict[str, str]) -> None:
    first = (await site.get("/plans?limit=1")).json()
    assert (first["total"], [each["plan_id"] for each in first["plans"]]) == (6, [plans["fresh"]])
    beyond = (await site.get("/plans?offset=9")).json()
    assert beyond == {"total": 6, "plans": []}


async def test_plans_of_a_person_are_searched_with_the_reference_in_the_body(site: Site, plans: dict[str, str]) -> None:
    answer = await site.client.post("/plans/search", json={"person_ref": OTHER_PERSON}, headers=site.bearer("worker"))
    assert [each["plan_id"] for each in answer.json()["plans"]] == [plans["fresh"]]
    body = {"person_ref": PERSON, "status": "open", "overdue": True, "limit": 1}
    answer = await site.client.post("/plans/search", json=body, headers=site.bearer("worker"))
    assert (answer.json()["total"], len(answer.json()["plans"])) == (2, 1)


async def test_the_list_is_made_anew_from_the_log(site: Site, plans: dict[str, str], owner: Any) -> None:
    referral = str(uuid4())
    await site.agreed(referral_id=referral)
    before = await owner.fetch("select * from plan_list order by plan_id")
    await owner.execute("update plan_list set status = 'closed', areas = '{}', workers = '{}'")
    await owner.execute("delete from plan_list where goal_count = 0")
    assert await rebuild(site.whole.running, ()) == 0
    after = await owner.fetch("select * from plan_list order by plan_id")
    assert len(after) == 7
    assert [_told(row) for row in after] == [_told(row) for row in before]


def _told(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "number"}


def _ago(days: int) -> str:
    return (clock.today() - timedelta(days=days)).isoformat()


def test_the_fixed_days_of_this_file_have_passed() -> None:
    assert clock.today() > date(2026, 4, 30)
