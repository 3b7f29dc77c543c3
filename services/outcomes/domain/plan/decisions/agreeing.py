"""How a plan comes to be: agreed, with goals from the first if there are any, corrected, or taken back."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from chassis.errors import Refused
from services.outcomes.domain.plan import commands, events
from services.outcomes.domain.plan.decisions.checks import (
    FOUNDED_ON,
    Events,
    agreed,
    known,
    not_before,
    not_in_the_future,
    once,
    one_of,
    twice,
)
from services.outcomes.domain.plan.state import Plan, Plans
from services.outcomes.domain.terms import OutcomesTerms


def agree(terms: OutcomesTerms, command: commands.AgreePlan, state: Plans) -> Events:
    """Agree a plan, the only open one of its referral. One that is entered after the end of its referral ends with it.

    What was agreed after that end is refused.
    """
    before = state.plan(command.plan_id)
    if before is not None:
        return once(_says(before, command), "the plan")
    _check_day(command.on, command.today)
    _check_workers(command.workers)
    _check_together(terms, command.together, command.exception)
    _check_place(command, state)
    about: dict[str, Any] = {"plan_id": command.plan_id, "person_ref": command.person_ref}
    plan = events.PlanAgreed(
        **about,
        agreed_on=command.on,
        together=command.together,
        workers=command.workers,
        referral_id=command.referral_id,
        review_by=review_by(terms, command.on),
        exception=command.exception,
    )
    ending: Events = []
    if state.ended is not None:
        ending = [events.PlanClosed(**about, closed_on=state.ended.ended_on, reason=state.ended.because)]
    return [plan, *_goals(terms, command), *ending]


def correct(terms: OutcomesTerms, command: commands.CorrectPlan, state: Plans) -> Events:
    """Let another account stand. What was agreed on the plan's own day moves with it, and is recorded again."""
    plan = known(command.plan_id, state)
    was = plan.agreed
    if (command.on, command.together, command.workers, command.exception) == (
        was.agreed_on,
        was.together,
        was.workers,
        was.exception,
    ):
        return []
    one_of("reason", command.reason, terms.correction_reasons)
    _check_day(command.on, command.today)
    _check_workers(command.workers)
    _check_together(terms, command.together, command.exception)
    for day, what in _later_days(plan):
        if command.on > day:
            raise Refused("too-late", f"on {command.on} lies after {day}, the day on which {what}", "on")
    corrected = events.PlanCorrected(
        plan_id=plan.plan_id,
        person_ref=was.person_ref,
        agreed_on=command.on,
        together=command.together,
        workers=command.workers,
        reason=command.reason,
        review_by=was.review_by if command.on == was.agreed_on else review_by(terms, command.on),
        exception=command.exception,
    )
    return [corrected, *_moved(plan, command.on)]


def withdraw(terms: OutcomesTerms, command: commands.WithdrawPlan, state: Plans) -> Events:
    """Take a plan back, whatever became of it."""
    plan = agreed(command.plan_id, state)
    if plan.withdrawn is not None:
        return once(plan.withdrawn.reason == command.reason, "the withdrawal")
    one_of("reason", command.reason, terms.correction_reasons)
    return [events.PlanWithdrawn(plan_id=plan.plan_id, person_ref=plan.told.person_ref, reason=command.reason)]


def review_by(terms: OutcomesTerms, on: date) -> date | None:
    """When a plan is looked at next that was looked at on this day; None where the terms leave it open."""
    return None if terms.days_to_review is None else on + timedelta(days=terms.days_to_review)


def _check_place(command: commands.AgreePlan, state: Plans) -> None:
    """Refuse a plan that does not go with the others of its referral."""
    if state.person_ref is not None and command.person_ref != state.person_ref:
        raise Refused("another-person", "the referral is about somebody else", "person_ref")
    if state.ended is not None and command.on > state.ended.ended_on:
        detail = f"on {command.on} lies after {state.ended.ended_on}, when the referral ended"
        raise Refused("referral-ended", detail, "on")
    if state.open is not None:
        raise Refused("plan-open-already", "the referral has an open plan; close or withdraw that first", "referral_id")


def _check_day(on: date, today: date) -> None:
    not_in_the_future(on, today)
    not_before(on, FOUNDED_ON, "the organisation began")


def _check_workers(workers: Sequence[UUID]) -> None:
    if not workers:
        raise Refused("workers-missing", "at least one worker must be named", "workers")
    if any(twice(workers)):
        raise Refused("named-twice", "a worker is named more than once", "workers")


def _check_together(terms: OutcomesTerms, together: bool, exception: str | None) -> None:
    needed = terms.plan_together and not together
    if exception is not None and not needed:
        detail = "every rule is kept, so that there is nothing to set aside"
        raise Refused("no-exception-needed", detail, "exception")
    if needed:
        if exception is None:
            detail = "the terms ask that a plan is written together with the person"
            raise Refused("not-together", detail, "together")
        one_of("exception", exception, terms.plan_exception_reasons)


def _goals(terms: OutcomesTerms, command: commands.AgreePlan) -> Iterator[events.GoalSet | events.ActionAgreed]:
    ids = [goal.goal_id for goal in command.goals] + [each.action_id for goal in command.goals for each in goal.actions]
    if any(twice(ids)):
        raise Refused("named-twice", "a goal or an action is named more than once", "goals")
    about: dict[str, Any] = {"plan_id": command.plan_id, "person_ref": command.person_ref}
    for goal in command.goals:
        one_of("area", goal.area, terms.goal_areas)
        yield events.GoalSet(**about, goal_id=goal.goal_id, area=goal.area, set_on=command.on)
        for action in goal.actions:
            if action.due_by is not None:
                not_before(action.due_by, command.on, "the action was agreed", "due_by")
            yield events.ActionAgreed(
                **about,
                action_id=action.action_id,
                goal_id=goal.goal_id,
                agreed_on=command.on,
                owner=action.owner,
                due_by=action.due_by,
            )


def _moved(plan: Plan, on: date) -> Iterator[events.GoalSet | events.ActionAgreed]:
    was = plan.agreed.agreed_on
    if on == was:
        return
    for goal in plan.goals:
        if goal.told.set_on == was:
            yield events.GoalSet(
                plan_id=plan.plan_id,
                person_ref=goal.told.person_ref,
                goal_id=goal.told.goal_id,
                area=goal.told.area,
                set_on=on,
            )
    for action in plan.actions:
        if action.told.agreed_on == was:
            yield events.ActionAgreed(
                plan_id=plan.plan_id,
                person_ref=action.told.person_ref,
                action_id=action.told.action_id,
                goal_id=action.told.goal_id,
                agreed_on=on,
                owner=action.told.owner,
                due_by=action.told.due_by,
            )


def _later_days(plan: Plan) -> Iterator[tuple[date, str]]:
    """Days before which the plan must have been agreed, those of what moves with its agreement left out."""
    was = plan.agreed.agreed_on
    for goal in plan.goals:
        if goal.told.set_on != was:
            yield goal.told.set_on, "a goal was set"
        if goal.settled:
            yield goal.settled.settled_on, "a goal was settled"
    for action in plan.actions:
        if action.told.agreed_on != was:
            yield action.told.agreed_on, "an action was agreed"
        elif action.told.due_by is not None:
            yield action.told.due_by, "an action is due"
        if action.settled:
            yield action.settled.settled_on, "an action was settled"
    for review in plan.reviews:
        yield review.reviewed_on, "the plan was reviewed"
    if plan.closed is not None:
        yield plan.closed.closed_on, "the plan closed"


def _says(plan: Plan, command: commands.AgreePlan) -> bool:
    told = plan.told
    return (
        (command.person_ref, command.on, command.together, command.workers, command.referral_id, command.exception)
        == (told.person_ref, told.agreed_on, told.together, told.workers, told.referral_id, told.exception)
    ) and all(
        (known := plan.goal(goal.goal_id)) is not None
        and known.told.area == goal.area
        and all(plan.action(each.action_id) is not None for each in goal.actions)
        for goal in command.goals
    )
