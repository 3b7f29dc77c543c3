"""How a plan goes on and ends: looked at again by the day that was set, and closed for a reason of the terms."""

from datetime import date
from typing import Any

import pytest

from services.outcomes.domain.plan.commands import ClosePlan, ReviewPlan
from services.outcomes.domain.plan.events import PlanReviewed, PlanWithdrawn
from tests.outcomes.plans import (
    ABOUT,
    PLAN,
    TODAY,
    action_agreed,
    given,
    goal_set,
    june,
    plan_agreed,
    plan_closed,
)

ON_THE_16TH = june(16)


def review(**changes: Any) -> ReviewPlan:
    told: dict[str, Any] = {"plan_id": PLAN, "on": june(16), "today": TODAY}
    return ReviewPlan(**told | changes)


def close(**changes: Any) -> ClosePlan:
    told: dict[str, Any] = {"plan_id": PLAN, "on": june(25), "reason": "goals-met", "today": TODAY}
    return ClosePlan(**told | changes)


def reviewed(on: date = ON_THE_16TH, by: date | None = date(2025, 7, 14)) -> PlanReviewed:
    return PlanReviewed(**ABOUT, reviewed_on=on, review_by=by)


def test_a_review_sets_the_day_of_the_next_by_the_terms() -> None:
    given(plan_agreed()).when(review()).then(reviewed())


def test_or_by_what_was_agreed() -> None:
    given(plan_agreed()).when(review(review_by=june(20))).then(reviewed(by=june(20)))


def test_where_neither_says_a_day_none_is_due() -> None:
    given(plan_agreed(), days_to_review=None).when(review()).then(reviewed(by=None))


def test_the_next_review_lies_after_this_one() -> None:
    given(plan_agreed()).when(review(review_by=june(16))).then_refused("too-early", "review_by")


def test_a_review_may_be_recorded_late_and_the_latest_by_day_says_what_is_due() -> None:
    history = (plan_agreed(), reviewed())
    given(*history).when(review(on=june(9))).then(reviewed(june(9), date(2025, 7, 7)))
    assert given(*history, reviewed(june(9), date(2025, 7, 7))).state.plan(PLAN).review_by == date(2025, 7, 14)


def test_another_day_for_the_next_review_may_be_agreed_on_the_same_day() -> None:
    history = (plan_agreed(), reviewed())
    given(*history).when(review(review_by=june(20))).then(reviewed(by=june(20)))
    assert given(*history, reviewed(by=june(20))).state.plan(PLAN).review_by == june(20)


def test_a_plan_closes_and_what_is_not_settled_stays_so() -> None:
    history = (plan_agreed(), goal_set(), action_agreed())
    given(*history).when(close()).then(plan_closed())
    plan = given(*history, plan_closed()).state.plan(PLAN)
    assert (plan.status, [action.settled for action in plan.actions], plan.next_action_by) == (
        "closed",
        [None],
        june(20),
    )


def test_it_closes_for_a_reason_of_the_terms() -> None:
    given(plan_agreed()).when(close(reason="whim")).then_refused("unknown-reason", "reason", "goals-met, moved-away")


def test_it_closes_once() -> None:
    given(plan_agreed(), plan_closed()).when(close()).then_nothing()
    given(plan_agreed(), plan_closed()).when(close(reason="moved-away")).then_refused("already-recorded")


def test_it_closes_after_all_that_happened_to_it() -> None:
    given(plan_agreed(), goal_set()).when(close(on=june(3))).then_refused("too-early", "on")


@pytest.mark.parametrize("command", [review, close])
def test_a_day_lies_neither_in_the_future_nor_before_the_plan(command: Any) -> None:
    given(plan_agreed()).when(command(on=date(2025, 7, 1))).then_refused("in-the-future", "on")
    given(plan_agreed()).when(command(on=june(1))).then_refused("too-early", "on", "the plan was agreed")


@pytest.mark.parametrize("command", [review, close])
def test_nothing_happens_to_a_plan_that_was_withdrawn_or_never_agreed(command: Any) -> None:
    withdrawn = PlanWithdrawn(**ABOUT, reason="entered-in-error")
    given(plan_agreed(), withdrawn).when(command()).then_refused("plan-withdrawn")
    given().when(command()).then_refused("unknown-plan")


def test_after_its_end_a_plan_is_not_reviewed() -> None:
    given(plan_agreed(), plan_closed()).when(review(on=june(26))).then_refused("plan-closed", "on")


def test_a_day_for_the_next_review_may_be_taken_back_to_what_it_was() -> None:
    given(plan_agreed(), reviewed(), reviewed(by=june(20))).when(review()).then(reviewed())
