"""The plans of one referral: one open at a time, also when two teams ask at once, and none once the referral ended."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from chassis.handling import Actor, Order
from services.outcomes.domain.plan.commands import CloseForReferral
from services.outcomes.domain.plan.state import stream_of_referral
from services.outcomes.domain.plan.terms import Ending
from services.outcomes.main import desks
from tests.outcomes_api.site import OTHER_PERSON, PERSON, Site, plan

REFERRAL = "5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0003"


async def ended(site: Site, on: date = date(2026, 3, 20)) -> None:
    """The referral ends, as a message of referrals would say."""
    running = site.whole.running
    assert running.store is not None
    own = desks(running.store, running.terms, running.topic)
    command = CloseForReferral(referral_id=UUID(REFERRAL), person_ref=PERSON, turn=5, on=on, because=Ending.CLOSED)
    await own.plans.handle(stream_of_referral(UUID(REFERRAL)), command, Order(uuid4(), Actor("reaction", "service")))


async def test_a_second_open_plan_is_refused(site: Site) -> None:
    await site.agreed(referral_id=REFERRAL)
    answer = await site.post("/plans", plan(referral_id=REFERRAL))
    assert (answer.status_code, answer.json()["code"]) == (422, "plan-open-already")


async def test_of_many_that_are_agreed_at_once_one_stands(site: Site) -> None:
    answers = await asyncio.gather(*(site.post("/plans", plan(referral_id=REFERRAL)) for _ in range(8)))
    codes = sorted(answer.json().get("code", "agreed") for answer in answers)
    assert codes == ["agreed", *["plan-open-already"] * 7]
    assert (await site.get(f"/plans?referral_id={REFERRAL}")).json()["total"] == 1


async def test_the_database_says_the_same(site: Site, owner: Any) -> None:
    await site.agreed(referral_id=REFERRAL)
    with pytest.raises(asyncpg.UniqueViolationError):
        await owner.execute(
            """insert into plan_list select gen_random_uuid(), person_ref, referral_id, status, agreed_on, together,
               exception, workers, areas, review_by, next_action_by, goal_count, goals_reached, action_count,
               actions_open, closed_on, reason from plan_list"""
        )


async def test_after_the_first_has_ended_another_is_agreed_and_each_shows_its_own_life(site: Site) -> None:
    first = await site.agreed(referral_id=REFERRAL)
    await site.post(f"/plans/{first['plan_id']}/close", {"reason": "moved-away", "on": "2026-03-10"})
    second = await site.agreed(referral_id=REFERRAL, agreed_on="2026-03-11", goals=[])
    seen = (await site.get(f"/plans/{second['plan_id']}")).json()
    assert [(moment["version"], moment["event"]) for moment in seen["timeline"]] == [(5, "plan-agreed.v1")]
    seen = (await site.get(f"/plans/{first['plan_id']}")).json()
    assert [moment["version"] for moment in seen["timeline"]] == [1, 2, 3, 4]


async def test_the_plans_of_a_referral_are_about_one_person(site: Site) -> None:
    first = await site.agreed(referral_id=REFERRAL)
    await site.post(f"/plans/{first['plan_id']}/close", {"reason": "moved-away", "on": "2026-03-10"})
    answer = await site.post("/plans", plan(referral_id=REFERRAL, person_ref=OTHER_PERSON))
    assert (answer.status_code, answer.json()["code"]) == (422, "another-person")


async def test_the_end_of_a_referral_closes_its_plan(site: Site) -> None:
    agreed = await site.agreed(referral_id=REFERRAL)
    await ended(site)
    seen = (await site.get(f"/plans/{agreed['plan_id']}")).json()
    assert (seen["status"], seen["closed_on"], seen["reason"]) == ("closed", "2026-03-20", "referral-closed")
    assert (seen["actions_open"], seen["next_action_by"]) == (1, "2026-03-16")


async def test_a_plan_that_is_entered_after_the_end_closes_at_once_and_a_later_one_is_refused(site: Site) -> None:
    await ended(site)
    late = await site.agreed(referral_id=REFERRAL)
    assert (late["status"], late["closed_on"]) == ("closed", "2026-03-20")
    answer = await site.post("/plans", plan(referral_id=REFERRAL, agreed_on="2026-03-21", goals=[]))
    assert (answer.status_code, answer.json()["code"]) == (422, "referral-ended")
