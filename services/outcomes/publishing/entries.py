"""What of questionnaires, outcomes and training becomes public: all but the answers and who of the team was there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from contracts.messages import outcomes as messages
from services.outcomes.domain.hard_outcome import events as hard_outcome
from services.outcomes.domain.questionnaire import events as questionnaire
from services.outcomes.domain.soft_outcome import events as soft_outcome
from services.outcomes.domain.training import events as training


def _reading(entry_id: UUID, content: questionnaire.Reading) -> dict[str, Any]:
    return {
        "reading_id": entry_id,
        "person_ref": content.person_ref,
        "on": content.on,
        "instrument": content.instrument,
        "instrument_version": content.instrument_version,
        "occasion": content.occasion.value,
        "score_in_hundredths": content.score_in_hundredths,
        "profile": content.profile,
        "scale": content.scale,
        "referral_id": content.referral_id,
    }


def _hard_outcome(entry_id: UUID, content: hard_outcome.HardOutcome) -> dict[str, Any]:
    return {
        "outcome_id": entry_id,
        "person_ref": content.person_ref,
        "on": content.on,
        "kind": content.kind,
        "evidence": content.evidence,
        "counted": content.counted.value,
        "cap_per_year": content.cap_per_year,
        "referral_id": content.referral_id,
    }


def _soft_outcome(entry_id: UUID, content: soft_outcome.SoftOutcome) -> dict[str, Any]:
    return {
        "outcome_id": entry_id,
        "person_ref": content.person_ref,
        "on": content.on,
        "area": content.area,
        "source": content.source,
        "ways": content.ways,
        "referral_id": content.referral_id,
    }


def _training(entry_id: UUID, content: training.Training) -> dict[str, Any]:
    return {
        "training_id": entry_id,
        "on": content.on,
        "course": content.course,
        "accredited": content.accredited,
        "stage": content.stage.value,
        "learner": content.learner.value,
        "ways": content.ways,
        "person_ref": content.person_ref,
    }


MAPPINGS: Mapping[type, Callable[[Any], BaseModel | None]] = MappingProxyType(
    {
        questionnaire.QuestionnaireCompleted: lambda e: messages.QuestionnaireCompleted(
            **_reading(e.entry_id, e.content)
        ),
        questionnaire.QuestionnaireCorrected: lambda e: messages.QuestionnaireCorrected(
            **_reading(e.entry_id, e.content), reason=e.reason
        ),
        questionnaire.QuestionnaireWithdrawn: lambda e: messages.QuestionnaireWithdrawn(
            reading_id=e.entry_id, reason=e.reason
        ),
        hard_outcome.HardOutcomeRecorded: lambda e: messages.HardOutcomeRecorded(
            **_hard_outcome(e.entry_id, e.content)
        ),
        hard_outcome.HardOutcomeCorrected: lambda e: messages.HardOutcomeCorrected(
            **_hard_outcome(e.entry_id, e.content), reason=e.reason
        ),
        hard_outcome.HardOutcomeWithdrawn: lambda e: messages.HardOutcomeWithdrawn(
            outcome_id=e.entry_id, reason=e.reason
        ),
        soft_outcome.SoftOutcomeRecorded: lambda e: messages.SoftOutcomeRecorded(
            **_soft_outcome(e.entry_id, e.content)
        ),
        soft_outcome.SoftOutcomeCorrected: lambda e: messages.SoftOutcomeCorrected(
            **_soft_outcome(e.entry_id, e.content), reason=e.reason
        ),
        soft_outcome.SoftOutcomeWithdrawn: lambda e: messages.SoftOutcomeWithdrawn(
            outcome_id=e.entry_id, reason=e.reason
        ),
        training.TrainingRecorded: lambda e: messages.TrainingRecorded(**_training(e.entry_id, e.content)),
        training.TrainingCorrected: lambda e: messages.TrainingCorrected(
            **_training(e.entry_id, e.content), reason=e.reason
        ),
        training.TrainingWithdrawn: lambda e: messages.TrainingWithdrawn(training_id=e.entry_id, reason=e.reason),
    }
)
"""Class of an event to what makes its message. Every field is named above, so that nothing passes unseen."""
