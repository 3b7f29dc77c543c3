"""What the service `outcomes` promises: support plans, questionnaires, hard and soft outcomes, training.

A field is added as optional; anything else is a new class with a new version in its wire name. What is recorded can be
corrected or withdrawn: a correction says all of what stands afterwards. Answers to questionnaires stay inside.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from contracts.messages.words import Body, Code, Count, PersonRef, Ways


class _AboutPlan(Body):
    plan_id: UUID
    person_ref: PersonRef


class PlanAgreed(_AboutPlan):
    """A support plan was agreed; `together` with the person, by so many `staff`."""

    agreed_on: date
    together: bool
    staff: Count
    referral_id: UUID | None = None
    review_by: date | None = None


class PlanCorrected(_AboutPlan):
    """How a plan was agreed was recorded wrongly: everything as it stands now."""

    agreed_on: date
    together: bool
    staff: Count
    reason: Code
    review_by: date | None = None


class PlanReviewed(_AboutPlan):
    """A plan was looked at again."""

    reviewed_on: date
    review_by: date | None = None


class PlanClosed(_AboutPlan):
    """A plan came to its end."""

    closed_on: date
    reason: Code


class PlanWithdrawn(_AboutPlan):
    """A plan that should not have been recorded."""

    reason: Code


class GoalSet(_AboutPlan):
    """A goal was agreed, in an area of life."""

    goal_id: UUID
    area: Code
    set_on: date


class GoalSettled(_AboutPlan):
    """What became of a goal."""

    goal_id: UUID
    settled_on: date
    result: Literal["reached", "partly-reached", "not-reached", "no-longer-wanted"]


class ActionAgreed(_AboutPlan):
    """A step towards a goal, and whose it is."""

    action_id: UUID
    goal_id: UUID
    agreed_on: date
    owner: Literal["person", "staff", "other-service"]
    due_by: date | None = None


class ActionSettled(_AboutPlan):
    """What became of an action."""

    action_id: UUID
    settled_on: date
    result: Literal["done", "dropped"]


class QuestionnaireCompleted(Body):
    """A questionnaire was filled in; `score_in_hundredths` is None where the instrument's rule gives no score."""

    reading_id: UUID
    person_ref: PersonRef
    on: date
    instrument: Code
    instrument_version: int
    occasion: Literal["first", "review", "last"]
    score_in_hundredths: int | None = None
    profile: Annotated[str, StringConstraints(pattern=r"^[1-5]{5}$")] | None = None
    """EQ-5D-5L: the level of each dimension."""
    scale: Annotated[int, Field(ge=0, le=100)] | None = None
    """EQ-5D-5L: the visual analogue scale."""
    referral_id: UUID | None = None


class QuestionnaireCorrected(QuestionnaireCompleted):
    """A questionnaire as it stands after a correction."""

    reason: Code


class QuestionnaireWithdrawn(Body):
    """A questionnaire that should not have been recorded."""

    reading_id: UUID
    reason: Code


class HardOutcomeRecorded(Body):
    """A dated, evidenced change. Whether persons or instances count, and up to how many a person and year, was set by
    the terms when it was recorded."""

    outcome_id: UUID
    person_ref: PersonRef
    on: date
    kind: Code
    evidence: Code
    counted: Literal["persons", "instances"]
    cap_per_year: Count | None = None
    referral_id: UUID | None = None


class HardOutcomeCorrected(HardOutcomeRecorded):
    """A hard outcome as it stands after a correction."""

    reason: Code


class HardOutcomeWithdrawn(Body):
    """A hard outcome that should not have been recorded."""

    outcome_id: UUID
    reason: Code


class SoftOutcomeRecorded(Body):
    """A change that a person reported, in an area of life, and the ways to wellbeing that it hit."""

    outcome_id: UUID
    person_ref: PersonRef
    on: date
    area: Code
    source: Code
    ways: Ways
    referral_id: UUID | None = None


class SoftOutcomeCorrected(SoftOutcomeRecorded):
    """A soft outcome as it stands after a correction."""

    reason: Code


class SoftOutcomeWithdrawn(Body):
    """A soft outcome that should not have been recorded."""

    outcome_id: UUID
    reason: Code


class TrainingRecorded(Body):
    """Somebody completed a course or entered one; `learner` says as what."""

    training_id: UUID
    on: date
    course: Code
    accredited: bool
    stage: Literal["entered", "completed"]
    learner: Literal["person", "volunteer", "staff"]
    ways: Ways
    person_ref: PersonRef | None = None


class TrainingCorrected(TrainingRecorded):
    """Training as it stands after a correction."""

    reason: Code


class TrainingWithdrawn(Body):
    """Training that should not have been recorded."""

    training_id: UUID
    reason: Code


MESSAGES: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "plan-agreed.v1": PlanAgreed,
        "plan-corrected.v1": PlanCorrected,
        "plan-reviewed.v1": PlanReviewed,
        "plan-closed.v1": PlanClosed,
        "plan-withdrawn.v1": PlanWithdrawn,
        "goal-set.v1": GoalSet,
        "goal-settled.v1": GoalSettled,
        "action-agreed.v1": ActionAgreed,
        "action-settled.v1": ActionSettled,
        "questionnaire-completed.v1": QuestionnaireCompleted,
        "questionnaire-corrected.v1": QuestionnaireCorrected,
        "questionnaire-withdrawn.v1": QuestionnaireWithdrawn,
        "hard-outcome-recorded.v1": HardOutcomeRecorded,
        "hard-outcome-corrected.v1": HardOutcomeCorrected,
        "hard-outcome-withdrawn.v1": HardOutcomeWithdrawn,
        "soft-outcome-recorded.v1": SoftOutcomeRecorded,
        "soft-outcome-corrected.v1": SoftOutcomeCorrected,
        "soft-outcome-withdrawn.v1": SoftOutcomeWithdrawn,
        "training-recorded.v1": TrainingRecorded,
        "training-corrected.v1": TrainingCorrected,
        "training-withdrawn.v1": TrainingWithdrawn,
    }
)
"""Wire name to the model of the body."""
