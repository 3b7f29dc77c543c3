"""How a plan goes on and ends: reviewed, closed, or ended together with its referral."""

from chassis.errors import Refused
from services.outcomes.domain.plan import commands, events
from services.outcomes.domain.plan.decisions.agreeing import review_by
from services.outcomes.domain.plan.decisions.checks import (
    Events,
    check_on,
    known,
    not_before,
    once,
    one_of,
)
from services.outcomes.domain.plan.state import Plans
from services.outcomes.domain.terms import OutcomesTerms


def review(terms: OutcomesTerms, command: commands.ReviewPlan, state: Plans) -> Events:
    """Look at the plan again; the next day is the one given, else the one that the terms give."""
    plan = known(command.plan_id, state)
    reviewed = events.PlanReviewed(
        plan_id=plan.plan_id,
        person_ref=plan.told.person_ref,
        reviewed_on=command.on,
        review_by=command.review_by or review_by(terms, command.on),
    )
    latest = next((each for each in reversed(plan.reviews) if each.reviewed_on == command.on), None)
    if latest == reviewed:
        return []
    check_on(plan, command.on, command.today)
    if command.review_by is not None and command.review_by <= command.on:
        detail = f"review_by {command.review_by} must lie after {command.on}, the day of this review"
        raise Refused("too-early", detail, "review_by")
    return [reviewed]


def close(terms: OutcomesTerms, command: commands.ClosePlan, state: Plans) -> Events:
    """End the plan. Actions that are not settled stay as they are: not done."""
    plan = known(command.plan_id, state)
    if plan.closed is not None:
        return once((plan.closed.closed_on, plan.closed.reason) == (command.on, command.reason), "the plan's end")
    one_of("reason", command.reason, terms.plan_close_reasons)
    check_on(plan, command.on, command.today)
    not_before(command.on, plan.last_on, "something happened to the plan last")
    return [
        events.PlanClosed(
            plan_id=plan.plan_id, person_ref=plan.told.person_ref, closed_on=command.on, reason=command.reason
        )
    ]
