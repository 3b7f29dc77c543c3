"""Support plans over HTTP: agreed with goals in words, carried on, corrected, closed and taken back."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tests.outcomes_api.site import OTHER_WORKER, PERSON, WORKER, Site, plan

NOBODY = "00000000-0000-4000-8000-000000000000"


async def test_a_plan_is_recorded_with_its_goals_in_words(site: Site) -> None:
    answer = await site.post("/plans", plan(), role="worker")
    shown = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"3"')
    assert answer.headers["Location"] == f"/plans/{shown['plan_id']}"
    goal, action = shown.pop("goals")[0], shown.pop("actions")[0]
    assert shown == {
        "plan_id": shown["plan_id"],
        "person_ref": PERSON,
        "referral_id": None,
        "status": "open",
        "agreed_on": "2026-03-02",
        "together": True,
        "exception": None,
        "workers": [WORKER],
        "areas": ["housing"],
        "review_by": "2026-03-30",
        "next_action_by": "2026-03-16",
        "goal_count": 1,
        "goals_reached": 0,
        "action_count": 1,
        "actions_open": 1,
        "closed_on": None,
        "reason": None,
    }
    assert goal == {
        "goal_id": goal["goal_id"],
        "area": "housing",
        "words": "A place of my own.",
        "set_on": "2026-03-02",
        "result": None,
        "settled_on": None,
    }
    assert action == {
        "action_id": action["action_id"],
        "goal_id": goal["goal_id"],
        "owner": "staff",
        "words": "Ring the council.",
        "agreed_on": "2026-03-02",
        "due_by": "2026-03-16",
        "result": None,
        "settled_on": None,
    }
    assert await site.events() == ["plan-agreed.v1", "goal-set.v1", "action-agreed.v1"]


async def test_words_stand_beside_the_log_and_can_be_erased(site: Site, owner: Any) -> None:
    agreed = await site.agreed()
    assert "place" not in await site.everything_public()
    assert "council" not in await site.everything_public()
    await owner.execute("delete from plan_words where person_ref = $1", PERSON)
    seen = (await site.get(f"/plans/{agreed['plan_id']}")).json()
    assert [(goal["area"], goal["words"]) for goal in seen["goals"]] == [("housing", None)]


async def test_the_same_request_again_is_answered_as_before(site: Site) -> None:
    key = str(uuid4())
    first, again = await site.post("/plans", plan(), key=key), await site.post("/plans", plan(), key=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(await site.events()) == 3


@pytest.mark.parametrize("field", ["words", "area"])
async def test_the_same_key_with_something_else_is_refused(site: Site, field: str) -> None:
    key = str(uuid4())
    await site.post("/plans", plan(), key=key)
    other = plan(goals=[plan()["goals"][0] | {field: "work"}])
    answer = await site.post("/plans", other, key=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "key-reused")


async def test_a_day_that_is_left_out_is_today_and_makes_no_request_differ(site: Site) -> None:
    key, body = str(uuid4()), plan()
    del body["agreed_on"]
    body["goals"] = []
    first, again = await site.post("/plans", body, key=key), await site.post("/plans", body, key=key)
    assert first.json()["agreed_on"] == again.json()["agreed_on"]
    assert date.fromisoformat(first.json()["agreed_on"]) >= date(2026, 1, 1)


async def test_a_plan_that_was_not_written_together_asks_for_an_exception(site: Site) -> None:
    answer = await site.post("/plans", plan(together=False), role="worker")
    assert (answer.status_code, answer.json()["code"]) == (422, "not-together")
    excepted = plan(together=False, exception="in-hospital")
    answer = await site.post("/plans", excepted, role="worker")
    assert (answer.status_code, answer.json()["code"]) == (403, "missing-permission")
    answer = await site.post("/plans", excepted, role="team-leader")
    assert (answer.status_code, answer.json()["exception"]) == (201, "in-hospital")
    listed = (await site.get("/plans?excepted=true")).json()
    assert [each["plan_id"] for each in listed["plans"]] == [answer.json()["plan_id"]]


async def test_a_worker_may_correct_a_plan_whose_exception_was_granted(site: Site) -> None:
    agreed = await site.agreed(together=False, exception="in-hospital")
    body = {"agreed_on": "2026-03-01", "together": False, "workers": [OTHER_WORKER], "reason": "wrong-details"}
    path = f"/plans/{agreed['plan_id']}/correct"
    answer = await site.post(path, body | {"exception": "in-hospital"}, role="worker")
    shown = answer.json()
    assert (answer.status_code, shown["agreed_on"], shown["workers"]) == (200, "2026-03-01", [OTHER_WORKER])
    assert (shown["review_by"], shown["goals"][0]["set_on"], shown["reason"]) == (
        "2026-03-29",
        "2026-03-01",
        "wrong-details",
    )


async def test_a_plan_goes_on_to_its_end(site: Site) -> None:
    path = f"/plans/{(await site.agreed())['plan_id']}"
    added = await site.post(f"{path}/goals", {"area": "work", "words": "A job.", "on": "2026-03-03"})
    goal = added.json()["goals"][1]
    assert (added.status_code, goal["words"]) == (201, "A job.")
    action = {"goal_id": goal["goal_id"], "owner": "person", "words": "Write a letter.", "on": "2026-03-04"}
    added = await site.post(f"{path}/actions", action)
    action = added.json()["actions"][1]
    assert (added.status_code, action["owner"], action["words"]) == (201, "person", "Write a letter.")
    for step, body in (
        (f"actions/{action['action_id']}/settle", {"result": "done", "on": "2026-03-10"}),
        (f"goals/{goal['goal_id']}/settle", {"result": "reached", "on": "2026-03-11"}),
        ("review", {"on": "2026-03-12", "review_by": "2026-03-20"}),
        ("close", {"reason": "goals-met", "on": "2026-03-20"}),
    ):
        answer = await site.post(f"{path}/{step}", body)
        assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["status"], shown["closed_on"], shown["reason"]) == ("closed", "2026-03-20", "goals-met")
    assert (shown["goals_reached"], shown["actions_open"], shown["review_by"]) == (1, 1, "2026-03-20")
    seen = await site.get(path)
    assert [moment["event"] for moment in seen.json()["timeline"]] == [
        "plan-agreed.v1",
        "goal-set.v1",
        "action-agreed.v1",
        "goal-set.v1",
        "action-agreed.v1",
        "action-settled.v1",
        "goal-settled.v1",
        "plan-reviewed.v1",
        "plan-closed.v1",
    ]
    assert (seen.headers["ETag"], seen.json()["version"]) == ('"9"', 9)


async def test_a_plan_is_taken_back(site: Site) -> None:
    path = f"/plans/{(await site.agreed())['plan_id']}"
    answer = await site.post(f"{path}/withdraw", {"reason": "entered-in-error"})
    assert (answer.json()["status"], answer.json()["reason"]) == ("withdrawn", "entered-in-error")
    answer = await site.post(f"{path}/goals", {"area": "work"})
    assert (answer.status_code, answer.json()["code"]) == (422, "plan-withdrawn")


async def test_a_change_may_be_meant_for_the_plan_as_the_caller_knows_it(site: Site) -> None:
    path = f"/plans/{(await site.agreed())['plan_id']}"
    answer = await site.post(f"{path}/review", {"on": "2026-03-12"}, **{"If-Match": '"2"'})
    assert answer.status_code == 409
    answer = await site.post(f"{path}/review", {"on": "2026-03-12"}, **{"If-Match": '"3"'})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("goals", {"area": "work"}),
        ("actions", {"goal_id": NOBODY, "owner": "staff"}),
        (f"goals/{NOBODY}/settle", {"result": "reached"}),
        (f"actions/{NOBODY}/settle", {"result": "done"}),
        ("review", {}),
        ("close", {"reason": "goals-met"}),
        ("correct", {"agreed_on": "2026-03-01", "together": True, "workers": [WORKER], "reason": "wrong-details"}),
        ("withdraw", {"reason": "entered-in-error"}),
    ],
)
async def test_nothing_is_done_to_a_plan_that_is_not_there(site: Site, step: str, body: dict[str, Any]) -> None:
    assert (await site.post(f"/plans/{NOBODY}/{step}", body)).status_code == 404
    assert (await site.get(f"/plans/{NOBODY}")).status_code == 404
    assert await site.events() == []
