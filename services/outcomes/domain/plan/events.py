"""What can happen to plans: coded words, days and references. What goals say in words is kept elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from services.outcomes.domain.plan.terms import ActionResult, Ending, GoalResult, Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class _AboutPlan:
    plan_id: UUID
    person_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAgreed(_AboutPlan):
    """A plan was agreed. `exception` is why not together with the person, where the terms ask for that."""

    agreed_on: date
    together: bool
    workers: tuple[UUID, ...]
    referral_id: UUID | None = None
    review_by: date | None = None
    exception: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCorrected(_AboutPlan):
    """Everything of how the plan was agreed, as it stands now."""

    agreed_on: date
    together: bool
    workers: tuple[UUID, ...]
    reason: str
    review_by: date | None = None
    exception: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWithdrawn(_AboutPlan):
    """The plan should not have been recorded."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalSet(_AboutPlan):
    """A goal was agreed. Recorded again when the day of its plan is corrected: the later one stands."""

    goal_id: UUID
    area: str
    set_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalSettled(_AboutPlan):
    """What became of a goal; the latest stands."""

    goal_id: UUID
    settled_on: date
    result: GoalResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAgreed(_AboutPlan):
    """A step towards a goal was agreed. Recorded again as a goal is."""

    action_id: UUID
    goal_id: UUID
    agreed_on: date
    owner: Owner
    due_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSettled(_AboutPlan):
    """What became of an action; the latest stands."""

    action_id: UUID
    settled_on: date
    result: ActionResult


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReviewed(_AboutPlan):
    """The plan was looked at again, and when it will be next."""

    reviewed_on: date
    review_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanClosed(_AboutPlan):
    """The plan ended, by a reason of the terms or with its referral."""

    closed_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralEnded:
    """The referral to which the stream's plans belong has ended; recorded again for the same turn, the later stands."""

    referral_id: UUID
    person_ref: str
    turn: int
    """Version at which the referral's own stream says so."""
    ended_on: date
    because: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralResumed:
    """The referral was reopened."""

    referral_id: UUID
    person_ref: str
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralTurnForgotten:
    """An end or a reopening of the referral should not have been recorded there."""

    referral_id: UUID
    person_ref: str
    turn: int


PlanEvent = (
    PlanAgreed
    | PlanCorrected
    | PlanWithdrawn
    | GoalSet
    | GoalSettled
    | ActionAgreed
    | ActionSettled
    | PlanReviewed
    | PlanClosed
    | ReferralEnded
    | ReferralResumed
    | ReferralTurnForgotten
)

EVENT_TYPES: Mapping[str, type[PlanEvent]] = MappingProxyType(
    {
        "plan-agreed.v1": PlanAgreed,
        "plan-corrected.v1": PlanCorrected,
        "plan-withdrawn.v1": PlanWithdrawn,
        "goal-set.v1": GoalSet,
        "goal-settled.v1": GoalSettled,
        "action-agreed.v1": ActionAgreed,
        "action-settled.v1": ActionSettled,
        "plan-reviewed.v1": PlanReviewed,
        "plan-closed.v1": PlanClosed,
        "referral-ended.v1": ReferralEnded,
        "referral-resumed.v1": ReferralResumed,
        "referral-turn-forgotten.v1": ReferralTurnForgotten,
    }
)
"""Stored name to the class of the event."""
