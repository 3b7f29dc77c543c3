"""What many decisions on plans ask alike: which plan, possible days, known words."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from chassis.errors import Refused
from services.outcomes.domain.plan.events import PlanEvent
from services.outcomes.domain.plan.state import Action, Goal, Plan, Plans

FOUNDED_ON = date(2012, 1, 1)
"""The organisation began in 2012; an earlier day is a slip of the keyboard."""

Events = Sequence[PlanEvent]


def known(plan_id: UUID, state: Plans) -> Plan:
    """The plan that a command is about; one that was never agreed or was withdrawn is refused."""
    plan = agreed(plan_id, state)
    if plan.withdrawn is not None:
        raise Refused("plan-withdrawn", "the plan was withdrawn; record it anew")
    return plan


def agreed(plan_id: UUID, state: Plans) -> Plan:
    """The plan that a command is about, withdrawn or not."""
    plan = state.plan(plan_id)
    if plan is None:
        raise Refused("unknown-plan", "nothing can be done to a plan that was not agreed")
    return plan


def check_on(plan: Plan, on: date, today: date) -> None:
    """Refuse a day on which nothing could happen to the plan.

    What happened while it was open may be recorded after its end.
    """
    not_in_the_future(on, today)
    not_before(on, plan.agreed.agreed_on, "the plan was agreed")
    if plan.closed is not None and on > plan.closed.closed_on:
        raise Refused("plan-closed", f"on {on} lies after {plan.closed.closed_on}, when the plan closed", "on")


def not_in_the_future(on: date, today: date) -> None:
    """Refuse a day after today."""
    if on > today:
        raise Refused("in-the-future", f"on {on} lies after today, {today}", "on")


def not_before(on: date, earliest: date, what: str, field: str = "on") -> None:
    """Refuse a day before that on which something happened."""
    if on < earliest:
        raise Refused("too-early", f"{field} {on} lies before {earliest}, the day on which {what}", field)


def one_of(field: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse a word that the terms do not know; the word itself is not repeated."""
    if value not in allowed:
        detail = f"{field} must be one of {', '.join(allowed)}"
        raise Refused(f"unknown-{field}", detail, field)


def goal_of(plan: Plan, goal_id: UUID) -> Goal:
    """One of the plan's goals."""
    found = plan.goal(goal_id)
    if found is None:
        raise Refused("unknown-goal", "the plan has no such goal", "goal_id")
    return found


def action_of(plan: Plan, action_id: UUID) -> Action:
    """One of the plan's actions."""
    found = plan.action(action_id)
    if found is None:
        raise Refused("unknown-action", "the plan has no such action", "action_id")
    return found


def once(same: bool, what: str) -> Events:
    """Nothing follows from what was recorded with the same content; another content is refused."""
    if same:
        return []
    raise Refused("already-recorded", f"{what} was recorded before with another content")


def twice(ids: Sequence[UUID]) -> Iterator[UUID]:
    """Ids that stand more than once."""
    return (each for number, each in enumerate(ids) if each in ids[:number])
