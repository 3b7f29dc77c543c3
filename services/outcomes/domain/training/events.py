"""What is kept of training, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from services.outcomes.domain.training.terms import Learner, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """Somebody entered a course on one day, or completed it."""

    on: date
    course: str
    accredited: bool
    """By the terms of the time when this was set down."""
    stage: Stage
    learner: Learner
    ways: tuple[str, ...] = ()
    """Which of the Five Ways the course hits, by the same terms."""
    person_ref: str | None = None
    """Of a learner who is supported."""
    learner_id: UUID | None = None
    """Of a volunteer or a member of the team, by opaque id."""
    programme: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingRecorded:
    """Training was set down."""

    entry_id: UUID
    content: Training


@dataclass(frozen=True, slots=True)
class TrainingCorrected:
    """Training was recorded wrongly: everything as it stands now."""

    entry_id: UUID
    content: Training
    reason: str


@dataclass(frozen=True, slots=True)
class TrainingWithdrawn:
    """Training should not have been recorded."""

    entry_id: UUID
    reason: str


TrainingEvent = TrainingRecorded | TrainingCorrected | TrainingWithdrawn

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "training-recorded.v1": TrainingRecorded,
        "training-corrected.v1": TrainingCorrected,
        "training-withdrawn.v1": TrainingWithdrawn,
    }
)
"""Stored name to the class of the event."""
