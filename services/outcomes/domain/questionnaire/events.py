"""What is kept of a questionnaire, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from services.outcomes.domain.questionnaire.terms import Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One questionnaire, filled in once: answers by the number of their item, and what they came to on that day."""

    person_ref: str
    on: date
    instrument: str
    instrument_version: int
    """By which version of the instrument the score was made."""
    occasion: Occasion
    answers: tuple[int | None, ...] = ()
    """In the order of the items; None where one was left out. Empty where the licence allows the score alone."""
    score_in_hundredths: int | None = None
    """None where the instrument's rule gives no score."""
    profile: str | None = None
    scale: int | None = None
    """Where the person put themself on the visual analogue scale."""
    referral_id: UUID | None = None
    programme: str | None = None
    workers: tuple[UUID, ...] = ()
    """Who of the team was there."""


@dataclass(frozen=True, slots=True)
class QuestionnaireCompleted:
    """A questionnaire was set down."""

    entry_id: UUID
    content: Reading


@dataclass(frozen=True, slots=True)
class QuestionnaireCorrected:
    """A questionnaire was recorded wrongly: everything as it stands now."""

    entry_id: UUID
    content: Reading
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionnaireWithdrawn:
    """A questionnaire should not have been recorded."""

    entry_id: UUID
    reason: str


QuestionnaireEvent = QuestionnaireCompleted | QuestionnaireCorrected | QuestionnaireWithdrawn

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "questionnaire-completed.v1": QuestionnaireCompleted,
        "questionnaire-corrected.v1": QuestionnaireCorrected,
        "questionnaire-withdrawn.v1": QuestionnaireWithdrawn,
    }
)
"""Stored name to the class of the event."""
