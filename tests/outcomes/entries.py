"""Terms, contents and events of an invented contract, for tests of questionnaires, outcomes and training."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.outcomes.domain.hard_outcome.events import (
    HardOutcome,
    HardOutcomeCorrected,
    HardOutcomeRecorded,
    HardOutcomeWithdrawn,
)
from services.outcomes.domain.questionnaire.events import (
    QuestionnaireCompleted,
    QuestionnaireCorrected,
    QuestionnaireWithdrawn,
    Reading,
)
from services.outcomes.domain.questionnaire.terms import Occasion
from services.outcomes.domain.soft_outcome.events import (
    SoftOutcome,
    SoftOutcomeCorrected,
    SoftOutcomeRecorded,
    SoftOutcomeWithdrawn,
)
from services.outcomes.domain.terms import Counted, Course, HardOutcomeTerms, OutcomesTerms
from services.outcomes.domain.training.events import Training, TrainingCorrected, TrainingRecorded, TrainingWithdrawn
from services.outcomes.domain.training.terms import Learner, Stage

ENTRY = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0001")
WORKER = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0002")
OTHER_WORKER = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0003")
REFERRAL = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0004")
VOLUNTEER = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0005")
PERSON = "0123456789abcdef0123456789abcdef"
OTHER_PERSON = "fedcba9876543210fedcba9876543210"
TODAY = date(2025, 6, 30)

TERMS = OutcomesTerms(
    goal_areas=("housing", "health"),
    plan_close_reasons=("goals-met",),
    correction_reasons=("entered-in-error", "wrong-details"),
    programmes=("peer-support", "groups"),
    instruments=("barc-10", "eq-5d-5l", "ndta", "reqol-10", "swemwbs"),
    hard_outcomes={
        "housing": HardOutcomeTerms(counted=Counted.INSTANCES),
        "employment": HardOutcomeTerms(counted=Counted.PERSONS, cap_per_year=1),
        "re-offending-reduced": HardOutcomeTerms(counted=Counted.PERSONS, cap_per_year=1, custody=True),
    },
    evidence=("document-seen", "told-by-person"),
    soft_outcome_areas={"confidence": (), "community": ("give", "connect")},
    soft_outcome_sources=("conversation", "questionnaire"),
    ways_version=1,
    courses={"first-aid": Course(accredited=True), "self-defence": Course(accredited=False, ways=("be-active",))},
)


def june(day: int) -> date:
    """A day of June 2025; today is the 30th."""
    return date(2025, 6, day)


def terms(**changed: Any) -> OutcomesTerms:
    """The terms, changed as named."""
    return replace(TERMS, **changed)


READING = Reading(
    person_ref=PERSON,
    on=june(2),
    instrument="swemwbs",
    instrument_version=1,
    occasion=Occasion.FIRST,
    answers=(3, 3, 2, 4, 3, 3, 2),
    score_in_hundredths=1859,
    referral_id=REFERRAL,
    programme="groups",
    workers=(WORKER,),
)
"""Raw 20, metric 18.59."""
PROFILE = replace(
    READING, instrument="eq-5d-5l", answers=(2, 1, 2, 3, 2), score_in_hundredths=None, profile="21232", scale=70
)
HARD_OUTCOME = HardOutcome(
    person_ref=PERSON,
    on=june(2),
    kind="employment",
    evidence="document-seen",
    counted=Counted.PERSONS,
    cap_per_year=1,
    referral_id=REFERRAL,
    programme="groups",
    workers=(WORKER,),
)
SOFT_OUTCOME = SoftOutcome(
    person_ref=PERSON,
    on=june(2),
    area="community",
    source="conversation",
    ways=("connect", "give"),
    referral_id=REFERRAL,
    programme="groups",
    workers=(WORKER,),
)
TRAINING = Training(
    on=june(2),
    course="first-aid",
    accredited=True,
    stage=Stage.COMPLETED,
    learner=Learner.PERSON,
    ways=("keep-learning",),
    person_ref=PERSON,
    programme="groups",
)

EVENTS: dict[str, Any] = {
    "questionnaire-completed.v1": QuestionnaireCompleted(ENTRY, READING),
    "questionnaire-corrected.v1": QuestionnaireCorrected(ENTRY, PROFILE, "wrong-details"),
    "questionnaire-withdrawn.v1": QuestionnaireWithdrawn(ENTRY, "entered-in-error"),
    "hard-outcome-recorded.v1": HardOutcomeRecorded(ENTRY, HARD_OUTCOME),
    "hard-outcome-corrected.v1": HardOutcomeCorrected(
        ENTRY, replace(HARD_OUTCOME, kind="re-offending-reduced", custody=True), "wrong-details"
    ),
    "hard-outcome-withdrawn.v1": HardOutcomeWithdrawn(ENTRY, "entered-in-error"),
    "soft-outcome-recorded.v1": SoftOutcomeRecorded(ENTRY, SOFT_OUTCOME),
    "soft-outcome-corrected.v1": SoftOutcomeCorrected(ENTRY, replace(SOFT_OUTCOME, on=june(3)), "wrong-details"),
    "soft-outcome-withdrawn.v1": SoftOutcomeWithdrawn(ENTRY, "entered-in-error"),
    "training-recorded.v1": TrainingRecorded(ENTRY, TRAINING),
    "training-corrected.v1": TrainingCorrected(ENTRY, replace(TRAINING, stage=Stage.ENTERED), "wrong-details"),
    "training-withdrawn.v1": TrainingWithdrawn(ENTRY, "entered-in-error"),
}
"""One event of each stored name of the entries."""
