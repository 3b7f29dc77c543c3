"""Goals and the actions towards them: added to a plan and settled, on days on which that was possible."""

from datetime import date
from typing import Any

import pytest

from services.outcomes.domain.plan.commands import AgreeAction, SetGoal, SettleAction, SettleGoal
from services.outcomes.domain.plan.decisions.deciding import decider
from services.outcomes.domain.plan.events import ActionSettled, GoalSettled, PlanWithdrawn
from services.outcomes.domain.plan.terms import ActionResult, GoalResult, Owner
from tests.outcomes.plans import (
    ABOUT,
    ACTION,
    GOAL,
    OTHER_GOAL,
    PLAN,
    TODAY,
    action_agreed,
    given,
    goal_set,
    june,
    plan_agreed,
    plan_closed,
    terms,
)

ON_THE_18TH, ON_THE_20TH = june(18), june(20)


def set_goal(**changes: Any) -> SetGoal:
    told: dict[str, Any] = {"plan_id": PLAN, "goal_id": GOAL, "area": "housing", "on": june(4), "today": TODAY}
    return SetGoal(**told | changes)


def agree_action(**changes: Any) -> AgreeAction:
    told: dict[str, Any] = {
        "plan_id": PLAN,
        "action_id": ACTION,
        "goal_id": GOAL,
        "owner": Owner.STAFF,
        "on": june(5),
        "due_by": june(20),
        "today": TODAY,
    }
    return AgreeAction(**told | changes)


def settle_goal(result: GoalResult = GoalResult.REACHED, **changes: Any) -> SettleGoal:
    told: dict[str, Any] = {"plan_id": PLAN, "goal_id": GOAL, "on": june(20), "today": TODAY}
    return SettleGoal(result=result, **told | changes)


def settle_action(result: ActionResult = ActionResult.DONE, **changes: Any) -> SettleAction:
    told: dict[str, Any] = {"plan_id": PLAN, "action_id": ACTION, "on": june(18), "today": TODAY}
    return SettleAction(result=result, **told | changes)


def goal_settled(result: GoalResult = GoalResult.REACHED, on: date = ON_THE_20TH) -> GoalSettled:
    return GoalSettled(**ABOUT, goal_id=GOAL, settled_on=on, result=result)


def action_settled(result: ActionResult = ActionResult.DONE, on: date = ON_THE_18TH) -> ActionSettled:
    return ActionSettled(**ABOUT, action_id=ACTION, settled_on=on, result=result)


PLANNED = (plan_agreed(), goal_set(), action_agreed())


def test_a_goal_is_set() -> None:
    given(plan_agreed()).when(set_goal()).then(goal_set())


def test_a_goal_is_in_an_area_of_the_terms() -> None:
    given(plan_agreed()).when(set_goal(area="fortune")).then_refused("unknown-area", "area", "housing, work")


def test_another_goal_needs_another_id() -> None:
    given(plan_agreed(), goal_set()).when(set_goal(area="work")).then_refused("already-recorded")


def test_an_action_towards_it_is_agreed() -> None:
    given(plan_agreed(), goal_set()).when(agree_action()).then(action_agreed())


def test_an_action_may_be_due_at_any_time() -> None:
    given(plan_agreed(), goal_set()).when(agree_action(due_by=None)).then(action_agreed(due_by=None))


def test_an_action_is_not_due_before_it_is_agreed() -> None:
    given(plan_agreed(), goal_set()).when(agree_action(due_by=june(4))).then_refused("too-early", "due_by")


def test_an_action_leads_to_a_goal_of_the_plan_that_was_set_by_then() -> None:
    given(plan_agreed(), goal_set()).when(agree_action(goal_id=OTHER_GOAL)).then_refused("unknown-goal", "goal_id")
    given(plan_agreed(), goal_set()).when(agree_action(on=june(3))).then_refused("too-early", "on")


def test_another_action_needs_another_id() -> None:
    given(*PLANNED).when(agree_action(owner=Owner.PERSON)).then_refused("already-recorded")


@pytest.mark.parametrize("result", list(GoalResult))
def test_what_became_of_a_goal_is_said(result: GoalResult) -> None:
    given(*PLANNED).when(settle_goal(result)).then(goal_settled(result))


@pytest.mark.parametrize("result", list(ActionResult))
def test_what_became_of_an_action_is_said(result: ActionResult) -> None:
    given(*PLANNED).when(settle_action(result)).then(action_settled(result))


def test_a_goal_that_was_partly_reached_may_be_reached_later() -> None:
    partly = goal_settled(GoalResult.PARTLY_REACHED, june(10))
    given(*PLANNED, partly).when(settle_goal()).then(goal_settled())


def test_an_action_that_was_dropped_may_be_done_after_all() -> None:
    given(*PLANNED, action_settled(ActionResult.DROPPED, june(9))).when(settle_action()).then(action_settled())


def test_only_goals_and_actions_of_the_plan_are_settled() -> None:
    given(plan_agreed()).when(settle_goal()).then_refused("unknown-goal", "goal_id")
    given(plan_agreed(), goal_set()).when(settle_action()).then_refused("unknown-action", "action_id")


def test_nothing_is_settled_before_it_was_agreed() -> None:
    given(*PLANNED).when(settle_goal(on=june(3))).then_refused("too-early", "on", "the goal was set")
    given(*PLANNED).when(settle_action(on=june(4))).then_refused("too-early", "on", "the action was agreed")


EVERY = [set_goal, agree_action, settle_goal, settle_action]


def _before(command: Any) -> Any:
    """A plan as far as the command needs it, and not further."""
    return PLANNED[: {set_goal: 1, agree_action: 2, settle_goal: 2, settle_action: 3}[command]]


@pytest.mark.parametrize("command", EVERY)
def test_a_day_lies_neither_in_the_future_nor_before_the_plan(command: Any) -> None:
    given(*_before(command)).when(command(on=date(2025, 7, 1))).then_refused("in-the-future", "on")
    given(*_before(command)).when(command(on=june(1))).then_refused("too-early", "on", "the plan was agreed")


@pytest.mark.parametrize("command", EVERY)
def test_what_happened_while_a_plan_was_open_may_be_recorded_after_its_end_and_nothing_else(command: Any) -> None:
    history = (*_before(command), plan_closed(closed_on=june(20)))
    given(*history).when(command(on=june(21))).then_refused("plan-closed", "on")
    state = given(*history).state
    assert len(decider(terms()).decide(command(on=june(20)), state)) == 1


@pytest.mark.parametrize("command", EVERY)
def test_nothing_happens_to_a_plan_that_was_withdrawn_or_never_agreed(command: Any) -> None:
    withdrawn = PlanWithdrawn(**ABOUT, reason="entered-in-error")
    given(*_before(command), withdrawn).when(command()).then_refused("plan-withdrawn")
    given().when(command()).then_refused("unknown-plan")
