"""What may be asked of the plans of a stream.

A command carries `on`, the day on which the thing happened, and, where a person asks it, `today`, the day on which it
is asked, so that the future can be refused. `today` is no part of a command's content. Words stay outside.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.outcomes.domain.plan.terms import ActionResult, Ending, GoalResult, Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """An action that is agreed together with its goal."""

    action_id: UUID
    owner: Owner
    due_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGoal:
    """A goal that is set together with its plan."""

    goal_id: UUID
    area: str
    actions: tuple[NewAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreePlan:
    """Agree a plan. `exception` is the reason why it was not written together, where the terms ask for that."""

    plan_id: UUID
    person_ref: str
    on: date
    together: bool
    workers: tuple[UUID, ...]
    referral_id: UUID | None = None
    exception: str | None = None
    goals: tuple[NewGoal, ...] = ()
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPlan:
    """Let another account of how the plan was agreed stand; `on` is the right day."""

    plan_id: UUID
    on: date
    together: bool
    workers: tuple[UUID, ...]
    reason: str
    exception: str | None = None
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPlan:
    """Take the plan back: it should not have been recorded."""

    plan_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetGoal:
    """Add a goal to the plan."""

    plan_id: UUID
    goal_id: UUID
    area: str
    on: date
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeAction:
    """Add a step towards a goal."""

    plan_id: UUID
    action_id: UUID
    goal_id: UUID
    owner: Owner
    on: date
    due_by: date | None = None
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleGoal:
    """Say what became of a goal; said again otherwise, the later word stands."""

    plan_id: UUID
    goal_id: UUID
    result: GoalResult
    on: date
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleAction:
    """Say what became of an action; said again otherwise, the later word stands."""

    plan_id: UUID
    action_id: UUID
    result: ActionResult
    on: date
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPlan:
    """Look at the plan again; without `review_by` the terms say when next."""

    plan_id: UUID
    on: date
    review_by: date | None = None
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePlan:
    """End the plan; what is not settled stays visible as not done."""

    plan_id: UUID
    on: date
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseForReferral:
    """End the open plan of a referral that ended, and let none be agreed for it afterwards.

    `turn` is the version at which the referral says so, by which a correction finds it.
    """

    referral_id: UUID
    person_ref: str
    turn: int
    on: date
    because: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenForReferral:
    """Let plans be agreed again, for the referral was reopened."""

    referral_id: UUID
    person_ref: str
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectEndOfReferral:
    """Let another day stand for the end at a turn."""

    turn: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetTurnOfReferral:
    """Let an end, or a reopening, stand no longer."""

    turn: int


PlanCommand = (
    AgreePlan
    | CorrectPlan
    | WithdrawPlan
    | SetGoal
    | AgreeAction
    | SettleGoal
    | SettleAction
    | ReviewPlan
    | ClosePlan
    | CloseForReferral
    | ReopenForReferral
    | CorrectEndOfReferral
    | ForgetTurnOfReferral
)
