"""What goes in and out of the routes for plans. Words of goals go in and come out beside the log, never through it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.http.requests import Day, Input
from services.outcomes.domain.plan.state import Plan, Status
from services.outcomes.domain.plan.terms import ActionResult, GoalResult, Owner
from services.outcomes.views.plans import PlanRow, row_of

_PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
PersonRef = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Said = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2_000, pattern=_PRINTABLE),
    Field(description="In the person's own words; kept where they can be erased."),
]
On = Annotated[Day | None, Field(description="The day on which it happened; today if it is left out.")]
Reason = Annotated[Code, Field(examples=["entered-in-error"])]


class ActionGiven(Input):
    """A step towards a goal, and whose it is."""

    owner: Annotated[Owner, Field(examples=["person"])]
    due_by: Day | None = None
    words: Said = ""


class GoalGiven(Input):
    """A goal in an area of life, with the first steps towards it."""

    area: Annotated[Code, Field(examples=["housing"])]
    words: Said = ""
    actions: Annotated[tuple[ActionGiven, ...], Field(max_length=20)] = ()


class HowAgreed(Input):
    """How a plan was agreed: when, by whom, and whether with the person."""

    agreed_on: On = None
    together: Annotated[bool, Field(description="Whether the person had part in writing it.", examples=[True])]
    workers: Annotated[
        tuple[UUID, ...],
        Field(
            max_length=20,
            description="Who agreed it, by opaque ids.",
            examples=[["5f0c2d7e-1b7a-4c39-9a54-0d6c1f7e2a11"]],
        ),
    ]
    exception: Annotated[
        Code | None,
        Field(description="Why not together, where the terms ask for that. Asks for `grant-exception`."),
    ] = None


class PlanGiven(HowAgreed):
    """A support plan, with its first goals."""

    person_ref: PersonRef
    referral_id: UUID | None = None
    goals: Annotated[tuple[GoalGiven, ...], Field(max_length=30)] = ()

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person_ref": "0123456789abcdef0123456789abcdef",
                    "referral_id": "7b6c1f9e-0f0e-4a53-9c0e-1f7f0c7b2a11",
                    "agreed_on": "2026-04-02",
                    "together": True,
                    "workers": ["3f1f9f0e-4b0e-4f53-9c0e-1f7f0c7b2a22"],
                    "goals": [
                        {
                            "area": "housing",
                            "words": "A place of my own.",
                            "actions": [{"owner": "staff", "due_by": "2026-04-16", "words": "Ring the council."}],
                        }
                    ],
                }
            ]
        }
    )


class PlanCorrectionGiven(HowAgreed):
    """Everything of how the plan was agreed, as it stands from now on, and a coded reason."""

    agreed_on: Annotated[Day, Field(description="The right day.")]
    reason: Reason


class StepGiven(Input):
    """A step and its day."""

    on: On = None


class GoalAdded(StepGiven):
    """A goal that is added to the plan."""

    area: Annotated[Code, Field(examples=["housing"])]
    words: Said = ""


class ActionAdded(StepGiven):
    """A step towards one of the plan's goals."""

    goal_id: Annotated[UUID, Field(examples=["0b7f6a52-9a3d-4d0b-8a55-3f2d1c0e9b87"])]
    owner: Annotated[Owner, Field(examples=["person"])]
    due_by: Day | None = None
    words: Said = ""


class GoalSettledGiven(StepGiven):
    """What became of a goal."""

    result: Annotated[GoalResult, Field(examples=["reached"])]


class ActionSettledGiven(StepGiven):
    """What became of an action."""

    result: Annotated[ActionResult, Field(examples=["done"])]


class ReviewGiven(StepGiven):
    """A review; without `review_by` the terms say when the next is due."""

    review_by: Annotated[Day | None, Field(examples=["2026-07-01"])] = None


class ClosingGiven(StepGiven):
    """Why the plan ends, in a word of the terms."""

    reason: Annotated[Code, Field(examples=["goals-met"])]


class PlanWithdrawalGiven(Input):
    """Why the plan is taken back, in a word of the terms."""

    reason: Reason


class PlanSearch(Input):
    """What is looked for; all of it must fit."""

    person_ref: PersonRef | None = None
    referral_id: UUID | None = None
    status: Status | None = None
    agreed_from: Annotated[Day | None, Field(examples=["2026-03-01"])] = None
    agreed_to: Annotated[Day | None, Field(examples=["2026-03-31"])] = None
    worker_id: UUID | None = None
    area: Code | None = None
    overdue: bool = False
    excepted: bool = False
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class PlanShown(BaseModel):
    """A plan as it stands: codes, days and references."""

    plan_id: UUID
    person_ref: str
    referral_id: UUID | None
    status: Status
    agreed_on: date
    together: bool
    exception: str | None
    workers: list[UUID]
    areas: list[str]
    review_by: date | None
    next_action_by: Annotated[date | None, Field(description="When the first action not settled is due.")]
    goal_count: int
    goals_reached: int
    action_count: int
    actions_open: Annotated[int, Field(description="Actions not settled; in a closed plan: not done.")]
    closed_on: date | None
    reason: Annotated[str | None, Field(description="Why it was withdrawn, else closed, else corrected last.")]


class PlansShown(BaseModel):
    """A page of plans, the latest agreement first."""

    total: int
    plans: list[PlanShown]


class GoalShown(BaseModel):
    """A goal as it stands; no words if none were written or they were erased."""

    goal_id: UUID
    area: str
    words: str | None
    set_on: date
    result: GoalResult | None
    settled_on: date | None


class ActionShown(BaseModel):
    """An action as it stands."""

    action_id: UUID
    goal_id: UUID
    owner: Owner
    words: str | None
    agreed_on: date
    due_by: date | None
    result: ActionResult | None
    settled_on: date | None


class PlanWithGoals(PlanShown):
    """A plan with its goals and the actions towards them, in the order in which they were recorded."""

    goals: list[GoalShown]
    actions: list[ActionShown]


class Moment(BaseModel):
    """Something that happened to the plan, in coded words."""

    version: int
    event: str
    recorded_at: datetime
    facts: dict[str, Any]


class PlanInFull(PlanWithGoals):
    """A plan with its goals, actions and everything that happened to it."""

    version: int
    timeline: list[Moment]


def shown(row: PlanRow) -> PlanShown:
    """A row of the list."""
    return PlanShown.model_validate(row, from_attributes=True)


def shown_with_goals(plan: Plan, words: Mapping[UUID, str]) -> PlanWithGoals:
    """A plan with its goals and actions, and what they say in words."""
    return PlanWithGoals(
        **shown(row_of(plan)).model_dump(),
        goals=[
            GoalShown(
                goal_id=goal.told.goal_id,
                area=goal.told.area,
                words=words.get(goal.told.goal_id),
                set_on=goal.told.set_on,
                result=goal.settled.result if goal.settled else None,
                settled_on=goal.settled.settled_on if goal.settled else None,
            )
            for goal in plan.goals
        ],
        actions=[
            ActionShown(
                action_id=action.told.action_id,
                goal_id=action.told.goal_id,
                owner=action.told.owner,
                words=words.get(action.told.action_id),
                agreed_on=action.told.agreed_on,
                due_by=action.told.due_by,
                result=action.settled.result if action.settled else None,
                settled_on=action.settled.settled_on if action.settled else None,
            )
            for action in plan.actions
        ],
    )
