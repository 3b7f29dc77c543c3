"""What of plans becomes public: what goals say in words and who agreed them stays inside."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from contracts.messages import outcomes as messages
from services.outcomes.domain.plan import events


def _about(event: Any) -> dict[str, UUID | str]:
    return {"plan_id": event.plan_id, "person_ref": event.person_ref}


def _agreed(event: events.PlanAgreed) -> BaseModel:
    return messages.PlanAgreed(
        **_about(event),
        agreed_on=event.agreed_on,
        together=event.together,
        staff=len(event.workers),
        referral_id=event.referral_id,
        review_by=event.review_by,
    )


def _corrected(event: events.PlanCorrected) -> BaseModel:
    return messages.PlanCorrected(
        **_about(event),
        agreed_on=event.agreed_on,
        together=event.together,
        staff=len(event.workers),
        reason=event.reason,
        review_by=event.review_by,
    )


def _withdrawn(event: events.PlanWithdrawn) -> BaseModel:
    return messages.PlanWithdrawn(**_about(event), reason=event.reason)


def _reviewed(event: events.PlanReviewed) -> BaseModel:
    return messages.PlanReviewed(**_about(event), reviewed_on=event.reviewed_on, review_by=event.review_by)


def _closed(event: events.PlanClosed) -> BaseModel:
    return messages.PlanClosed(**_about(event), closed_on=event.closed_on, reason=event.reason)


def _goal_set(event: events.GoalSet) -> BaseModel:
    return messages.GoalSet(**_about(event), goal_id=event.goal_id, area=event.area, set_on=event.set_on)


def _goal_settled(event: events.GoalSettled) -> BaseModel:
    return messages.GoalSettled(
        **_about(event), goal_id=event.goal_id, settled_on=event.settled_on, result=event.result.value
    )


def _action_agreed(event: events.ActionAgreed) -> BaseModel:
    return messages.ActionAgreed(
        **_about(event),
        action_id=event.action_id,
        goal_id=event.goal_id,
        agreed_on=event.agreed_on,
        owner=event.owner.value,
        due_by=event.due_by,
    )


def _action_settled(event: events.ActionSettled) -> BaseModel:
    return messages.ActionSettled(
        **_about(event), action_id=event.action_id, settled_on=event.settled_on, result=event.result.value
    )


def _private(event: Any) -> None:
    """Nothing: `referrals` itself tells of referrals."""


MAPPINGS: Mapping[type, Callable[[Any], BaseModel | None]] = MappingProxyType(
    {
        events.PlanAgreed: _agreed,
        events.PlanCorrected: _corrected,
        events.PlanWithdrawn: _withdrawn,
        events.PlanReviewed: _reviewed,
        events.PlanClosed: _closed,
        events.GoalSet: _goal_set,
        events.GoalSettled: _goal_settled,
        events.ActionAgreed: _action_agreed,
        events.ActionSettled: _action_settled,
        events.ReferralEnded: _private,
        events.ReferralResumed: _private,
        events.ReferralTurnForgotten: _private,
    }
)
"""Class of an event to what makes its message; None stays private."""
