"""What the events of a stream of plans add up to.

The plans of one referral share a stream, at most one of them open, together with the end of that referral: so a
referral's end closes whatever plan is open in the append in which the end is recorded, a plan that is entered later
meets the end, and of two plans that are agreed at once one finds the other. A plan without a referral has a stream of
its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from services.outcomes.domain.plan.events import (
    ActionAgreed,
    ActionSettled,
    GoalSet,
    GoalSettled,
    PlanAgreed,
    PlanClosed,
    PlanCorrected,
    PlanEvent,
    PlanReviewed,
    PlanWithdrawn,
    ReferralEnded,
    ReferralResumed,
    ReferralTurnForgotten,
)


class Status(StrEnum):
    """Where a plan stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as it stands."""

    told: GoalSet
    settled: GoalSettled | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An action as it stands."""

    told: ActionAgreed
    settled: ActionSettled | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan as it stands."""

    told: PlanAgreed
    """How it was agreed, as first recorded."""
    agreed: PlanAgreed
    """The same as corrected."""
    corrected_because: str | None = None
    goals: tuple[Goal, ...] = ()
    actions: tuple[Action, ...] = ()
    reviews: tuple[PlanReviewed, ...] = ()
    closed: PlanClosed | None = None
    withdrawn: PlanWithdrawn | None = None

    @property
    def plan_id(self) -> UUID:
        """Its identity."""
        return self.told.plan_id

    @property
    def status(self) -> Status:
        """Where it stands."""
        if self.withdrawn is not None:
            return Status.WITHDRAWN
        return Status.OPEN if self.closed is None else Status.CLOSED

    @property
    def review_by(self) -> date | None:
        """When it is to be looked at next, by the latest review or its agreement."""
        if not self.reviews:
            return self.agreed.review_by
        # Reviews may be recorded late: the latest by day tells, of one day the one that was recorded last.
        return max(enumerate(self.reviews), key=lambda each: (each[1].reviewed_on, each[0]))[1].review_by

    @property
    def last_on(self) -> date:
        """The latest day on which anything is known to have happened to it, its end apart."""
        days = [self.agreed.agreed_on, *(each.reviewed_on for each in self.reviews)]
        for goal in self.goals:
            days += [goal.told.set_on, *([goal.settled.settled_on] if goal.settled else [])]
        for action in self.actions:
            days += [action.told.agreed_on, *([action.settled.settled_on] if action.settled else [])]
        return max(days)

    @property
    def next_action_by(self) -> date | None:
        """When the first of the actions that are not settled is due."""
        due = (each.told.due_by for each in self.actions if each.settled is None)
        return min((day for day in due if day is not None), default=None)

    def goal(self, goal_id: UUID) -> Goal | None:
        """One of its goals."""
        return next((each for each in self.goals if each.told.goal_id == goal_id), None)

    def action(self, action_id: UUID) -> Action | None:
        """One of its actions."""
        return next((each for each in self.actions if each.told.action_id == action_id), None)


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of a stream, and the end of the referral to which they belong."""

    person_ref: str | None = None
    plans: tuple[Plan, ...] = ()
    turns: tuple[ReferralEnded | ReferralResumed, ...] = ()
    """Ends and reopenings of the referral that stand, in the referral's own order."""

    @property
    def ended(self) -> ReferralEnded | None:
        """The referral's end, None while it goes on."""
        last = self.turns[-1] if self.turns else None
        return last if isinstance(last, ReferralEnded) else None

    @property
    def open(self) -> Plan | None:
        """The plan that is open, if one is."""
        return next((plan for plan in self.plans if plan.status is Status.OPEN), None)

    def turn(self, version: int) -> ReferralEnded | ReferralResumed | None:
        """The end or reopening at this version of the referral, if it stands."""
        return next((each for each in self.turns if each.turn == version), None)

    def plan(self, plan_id: UUID) -> Plan | None:
        """One of the plans."""
        return next((plan for plan in self.plans if plan.plan_id == plan_id), None)


INITIAL = Plans()


def stream(plan_id: UUID, referral_id: UUID | None) -> str:
    """Name of the stream that holds a plan's events: that of its referral's plans, or its own."""
    return f"plan-{plan_id}" if referral_id is None else stream_of_referral(referral_id)


def stream_of_referral(referral_id: UUID) -> str:
    """Name of the stream that holds the plans of a referral."""
    return f"referral-plans-{referral_id}"


def subject(state: Plans) -> str | None:
    """Reference of the person, which keeps one person's messages in one partition."""
    return state.person_ref


def evolve(state: Plans, event: PlanEvent) -> Plans:
    """The plans after one more event."""
    state = replace(state, person_ref=state.person_ref or event.person_ref)
    match event:
        case ReferralEnded() | ReferralResumed():
            turns = (*(each for each in state.turns if each.turn != event.turn), event)
            return replace(state, turns=tuple(sorted(turns, key=lambda each: each.turn)))
        case ReferralTurnForgotten():
            return replace(state, turns=tuple(each for each in state.turns if each.turn != event.turn))
        case PlanAgreed():
            return replace(state, plans=(*state.plans, Plan(event, event)))
        case _:
            plans = tuple(_after(each, event) if each.plan_id == event.plan_id else each for each in state.plans)
            return replace(state, plans=plans)


_Step = PlanCorrected | PlanWithdrawn | GoalSet | GoalSettled | ActionAgreed | ActionSettled | PlanReviewed | PlanClosed


def _after(plan: Plan, event: _Step) -> Plan:
    match event:
        case PlanCorrected():
            return replace(plan, agreed=_corrected(plan.agreed, event), corrected_because=event.reason)
        case PlanWithdrawn():
            return replace(plan, withdrawn=event)
        case GoalSet():
            return replace(plan, goals=_goals(plan, event.goal_id, lambda goal: replace(goal, told=event), Goal(event)))
        case GoalSettled():
            return replace(plan, goals=_goals(plan, event.goal_id, lambda goal: replace(goal, settled=event)))
        case ActionAgreed():
            new = Action(event)
            return replace(plan, actions=_actions(plan, event.action_id, lambda each: replace(each, told=event), new))
        case ActionSettled():
            return replace(plan, actions=_actions(plan, event.action_id, lambda each: replace(each, settled=event)))
        case PlanReviewed():
            return replace(plan, reviews=(*plan.reviews, event))
        case PlanClosed():
            return replace(plan, closed=event)
        case _:
            assert_never(event)


def _corrected(agreed: PlanAgreed, event: PlanCorrected) -> PlanAgreed:
    return replace(
        agreed,
        agreed_on=event.agreed_on,
        together=event.together,
        workers=event.workers,
        review_by=event.review_by,
        exception=event.exception,
    )


def _goals(plan: Plan, goal_id: UUID, change: Callable[[Goal], Goal], new: Goal | None = None) -> tuple[Goal, ...]:
    if plan.goal(goal_id) is None:
        return plan.goals if new is None else (*plan.goals, new)
    return tuple(change(each) if each.told.goal_id == goal_id else each for each in plan.goals)


def _actions(
    plan: Plan, action_id: UUID, change: Callable[[Action], Action], new: Action | None = None
) -> tuple[Action, ...]:
    if plan.action(action_id) is None:
        return plan.actions if new is None else (*plan.actions, new)
    return tuple(change(each) if each.told.action_id == action_id else each for each in plan.actions)
