"""How a support plan comes to be: agreed together, once a referral, corrected and taken back."""

from datetime import date
from typing import Any

import pytest

from services.outcomes.domain.plan.commands import CorrectPlan, NewAction, NewGoal, WithdrawPlan
from services.outcomes.domain.plan.events import GoalSettled, PlanCorrected, PlanReviewed, PlanWithdrawn
from services.outcomes.domain.plan.terms import GoalResult, Owner
from tests.outcomes.plans import (
    ABOUT,
    ACTION,
    GOAL,
    OTHER_GOAL,
    OTHER_PERSON,
    OTHER_PLAN,
    OTHER_WORKER,
    PLAN,
    REFERRAL,
    TODAY,
    WORKER,
    action_agreed,
    agree,
    given,
    goal_set,
    june,
    plan_agreed,
    plan_closed,
)

WITHDRAWN = PlanWithdrawn(**ABOUT, reason="entered-in-error")


def correct(**changes: Any) -> CorrectPlan:
    told: dict[str, Any] = {"on": june(2), "together": True, "workers": (WORKER,), "reason": "wrong-details"}
    return CorrectPlan(plan_id=PLAN, today=TODAY, **told | changes)


def corrected(**changes: Any) -> PlanCorrected:
    told: dict[str, Any] = {
        "agreed_on": june(2),
        "together": True,
        "workers": (WORKER,),
        "reason": "wrong-details",
        "review_by": june(30),
    }
    return PlanCorrected(**ABOUT | told | changes)


def test_a_plan_is_agreed_and_its_review_is_due_by_the_terms() -> None:
    given().when(agree()).then(plan_agreed())


def test_where_the_terms_say_nothing_of_reviews_none_is_due() -> None:
    given(days_to_review=None).when(agree()).then(plan_agreed(review_by=None))


def test_a_plan_needs_no_referral() -> None:
    given().when(agree(referral_id=None)).then(plan_agreed(referral_id=None))


def test_goals_and_actions_may_come_with_it() -> None:
    action = NewAction(action_id=ACTION, owner=Owner.STAFF, due_by=june(20))
    goals = (
        NewGoal(goal_id=GOAL, area="housing", actions=(action,)),
        NewGoal(goal_id=OTHER_GOAL, area="work"),
    )
    given().when(agree(goals=goals)).then(
        plan_agreed(),
        goal_set(set_on=june(2)),
        action_agreed(agreed_on=june(2)),
        goal_set(goal_id=OTHER_GOAL, area="work", set_on=june(2)),
    )


def test_its_goals_are_in_areas_of_the_terms() -> None:
    goals = (NewGoal(goal_id=GOAL, area="fortune"),)
    given().when(agree(goals=goals)).then_refused("unknown-area", "area", "housing, work")


def test_its_actions_are_not_due_before_they_are_agreed() -> None:
    action = NewAction(action_id=ACTION, owner=Owner.PERSON, due_by=june(1))
    goals = (NewGoal(goal_id=GOAL, area="work", actions=(action,)),)
    given().when(agree(goals=goals)).then_refused("too-early", "due_by")


def test_an_id_stands_for_one_goal() -> None:
    goals = (NewGoal(goal_id=GOAL, area="work"), NewGoal(goal_id=GOAL, area="housing"))
    given().when(agree(goals=goals)).then_refused("named-twice", "goals")


@pytest.mark.parametrize(("on", "code"), [(date(2025, 7, 1), "in-the-future"), (date(2011, 12, 31), "too-early")])
def test_its_day_is_possible(on: date, code: str) -> None:
    given().when(agree(on=on)).then_refused(code, "on")


@pytest.mark.parametrize(("workers", "code"), [((), "workers-missing"), ((WORKER, WORKER), "named-twice")])
def test_somebody_agreed_it_and_nobody_is_named_twice(workers: tuple[Any, ...], code: str) -> None:
    given().when(agree(workers=workers)).then_refused(code, "workers")


def test_where_plans_are_written_together_one_that_was_not_is_refused() -> None:
    given(plan_together=True).when(agree(together=False)).then_refused("not-together", "together")


def test_with_a_reason_it_is_kept_as_an_exception() -> None:
    command = agree(together=False, exception="in-hospital")
    given(plan_together=True).when(command).then(plan_agreed(together=False, exception="in-hospital"))


def test_the_reason_of_an_exception_is_one_of_the_terms() -> None:
    command = agree(together=False, exception="no-time")
    given(plan_together=True).when(command).then_refused("unknown-exception", "exception")


@pytest.mark.parametrize("together", [True, False])
def test_where_no_rule_is_broken_there_is_nothing_to_set_aside(together: bool) -> None:
    command = agree(together=together, exception="in-hospital")
    given(plan_together=together).when(command).then_refused("no-exception-needed", "exception")


def test_where_the_terms_do_not_ask_a_plan_may_be_written_alone() -> None:
    given().when(agree(together=False)).then(plan_agreed(together=False))


def test_a_referral_has_one_open_plan() -> None:
    given(plan_agreed()).when(agree(plan_id=OTHER_PLAN)).then_refused("plan-open-already", "referral_id")


@pytest.mark.parametrize("end", [plan_closed(), WITHDRAWN])
def test_once_it_is_closed_or_withdrawn_another_may_be_agreed(end: Any) -> None:
    command = agree(plan_id=OTHER_PLAN, on=june(26))
    given(plan_agreed(), end).when(command).then(
        plan_agreed(plan_id=OTHER_PLAN, agreed_on=june(26), review_by=date(2025, 7, 24))
    )


def test_plans_of_one_referral_are_about_one_person() -> None:
    command = agree(plan_id=OTHER_PLAN, person_ref=OTHER_PERSON)
    given(plan_agreed(), plan_closed()).when(command).then_refused("another-person", "person_ref")


def test_what_was_agreed_otherwise_is_corrected_and_not_recorded_again() -> None:
    given(plan_agreed()).when(agree(on=june(3))).then_refused("already-recorded")


def test_a_correction_says_everything_of_how_it_was_agreed() -> None:
    command = correct(together=False, workers=(WORKER, OTHER_WORKER))
    given(plan_agreed()).when(command).then(corrected(together=False, workers=(WORKER, OTHER_WORKER)))


def test_another_day_moves_the_review_and_what_was_agreed_on_that_day() -> None:
    history = (plan_agreed(), goal_set(set_on=june(2)), goal_set(goal_id=OTHER_GOAL), action_agreed(agreed_on=june(2)))
    given(*history).when(correct(on=june(1))).then(
        corrected(agreed_on=june(1), review_by=june(29)),
        goal_set(set_on=june(1)),
        action_agreed(agreed_on=june(1)),
    )


def test_a_correction_to_what_stands_is_none() -> None:
    given(plan_agreed()).when(correct()).then_nothing()


@pytest.mark.parametrize(
    "step",
    [
        goal_set(),
        goal_set(set_on=june(2)),
        PlanReviewed(**ABOUT, reviewed_on=june(9)),
        plan_closed(closed_on=june(9)),
    ],
)
def test_a_plan_was_not_agreed_after_what_happened_to_it(step: Any) -> None:
    settled = GoalSettled(**ABOUT, goal_id=GOAL, settled_on=june(6), result=GoalResult.REACHED)
    given(plan_agreed(), step, settled).when(correct(on=june(10))).then_refused("too-late", "on")


def test_nor_after_an_action_that_moves_with_it_is_due() -> None:
    history = (plan_agreed(), goal_set(set_on=june(2)), action_agreed(agreed_on=june(2), due_by=june(9)))
    given(*history).when(correct(on=june(10))).then_refused("too-late", "on", "an action is due")


def test_a_corrected_day_is_not_in_the_future() -> None:
    given(plan_agreed()).when(correct(on=date(2025, 7, 1))).then_refused("in-the-future", "on")


def test_a_correction_keeps_the_rule_of_writing_together() -> None:
    history = plan_agreed()
    given(history, plan_together=True).when(correct(together=False)).then_refused("not-together", "together")


def test_a_correction_gives_a_reason_of_the_terms() -> None:
    given(plan_agreed()).when(correct(on=june(1), reason="whim")).then_refused("unknown-reason", "reason")


def test_a_plan_is_taken_back_with_a_reason() -> None:
    given(plan_agreed()).when(WithdrawPlan(plan_id=PLAN, reason="entered-in-error")).then(WITHDRAWN)


def test_a_closed_plan_can_be_taken_back_too() -> None:
    command = WithdrawPlan(plan_id=PLAN, reason="entered-in-error")
    given(plan_agreed(), plan_closed()).when(command).then(WITHDRAWN)


def test_it_is_taken_back_for_a_reason_of_the_terms_and_for_one() -> None:
    command = WithdrawPlan(plan_id=PLAN, reason="whim")
    given(plan_agreed()).when(command).then_refused("unknown-reason", "reason")
    again = WithdrawPlan(plan_id=PLAN, reason="wrong-details")
    given(plan_agreed(), WITHDRAWN).when(again).then_refused("already-recorded")


def test_nothing_is_done_to_a_plan_that_was_withdrawn_or_never_agreed() -> None:
    given(plan_agreed(), WITHDRAWN).when(correct(on=june(1))).then_refused("plan-withdrawn")
    given().when(correct()).then_refused("unknown-plan")
    given().when(WithdrawPlan(plan_id=PLAN, reason="entered-in-error")).then_refused("unknown-plan")


def test_the_plan_of_a_referral_is_found_by_the_referral() -> None:
    state = given(plan_agreed()).state
    assert (state.open.told.referral_id, state.open.status) == (REFERRAL, "open")
