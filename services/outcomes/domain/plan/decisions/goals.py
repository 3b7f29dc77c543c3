"""Goals and the actions towards them: added to a plan, and settled."""

from services.outcomes.domain.plan import commands, events
from services.outcomes.domain.plan.decisions.checks import (
    Events,
    action_of,
    check_on,
    goal_of,
    known,
    not_before,
    once,
    one_of,
)
from services.outcomes.domain.plan.state import Plans
from services.outcomes.domain.terms import OutcomesTerms


def set_goal(terms: OutcomesTerms, command: commands.SetGoal, state: Plans) -> Events:
    """Add a goal, in an area of the terms."""
    plan = known(command.plan_id, state)
    goal = events.GoalSet(
        plan_id=plan.plan_id,
        person_ref=plan.told.person_ref,
        goal_id=command.goal_id,
        area=command.area,
        set_on=command.on,
    )
    before = plan.goal(command.goal_id)
    if before is not None:
        return once(before.told == goal, "the goal")
    one_of("area", command.area, terms.goal_areas)
    check_on(plan, command.on, command.today)
    return [goal]


def agree_action(command: commands.AgreeAction, state: Plans) -> Events:
    """Add a step towards one of the plan's goals."""
    plan = known(command.plan_id, state)
    action = events.ActionAgreed(
        plan_id=plan.plan_id,
        person_ref=plan.told.person_ref,
        action_id=command.action_id,
        goal_id=command.goal_id,
        agreed_on=command.on,
        owner=command.owner,
        due_by=command.due_by,
    )
    before = plan.action(command.action_id)
    if before is not None:
        return once(before.told == action, "the action")
    goal = goal_of(plan, command.goal_id)
    check_on(plan, command.on, command.today)
    not_before(command.on, goal.told.set_on, "the goal was set")
    if command.due_by is not None:
        not_before(command.due_by, command.on, "the action was agreed", "due_by")
    return [action]


def settle_goal(command: commands.SettleGoal, state: Plans) -> Events:
    """Say what became of a goal. Partly reached, it may be reached later."""
    plan = known(command.plan_id, state)
    goal = goal_of(plan, command.goal_id)
    settled = events.GoalSettled(
        plan_id=plan.plan_id,
        person_ref=plan.told.person_ref,
        goal_id=command.goal_id,
        settled_on=command.on,
        result=command.result,
    )
    if goal.settled == settled:
        return []
    check_on(plan, command.on, command.today)
    not_before(command.on, goal.told.set_on, "the goal was set")
    return [settled]


def settle_action(command: commands.SettleAction, state: Plans) -> Events:
    """Say what became of an action."""
    plan = known(command.plan_id, state)
    action = action_of(plan, command.action_id)
    settled = events.ActionSettled(
        plan_id=plan.plan_id,
        person_ref=plan.told.person_ref,
        action_id=command.action_id,
        settled_on=command.on,
        result=command.result,
    )
    if action.settled == settled:
        return []
    check_on(plan, command.on, command.today)
    not_before(command.on, action.told.agreed_on, "the action was agreed")
    return [settled]
