"""What is kept of a soft outcome, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftOutcome:
    """A change that a person reported on one day, in one area of life."""

    person_ref: str
    on: date
    area: str
    source: str
    ways: tuple[str, ...] = ()
    """Which of the Five Ways it hit: those of the area by the terms of that time, and those that were named."""
    referral_id: UUID | None = None
    programme: str | None = None
    workers: tuple[UUID, ...] = ()
    """To whom of the team it was told."""


@dataclass(frozen=True, slots=True)
class SoftOutcomeRecorded:
    """A soft outcome was set down."""

    entry_id: UUID
    content: SoftOutcome


@dataclass(frozen=True, slots=True)
class SoftOutcomeCorrected:
    """A soft outcome was recorded wrongly: everything as it stands now."""

    entry_id: UUID
    content: SoftOutcome
    reason: str


@dataclass(frozen=True, slots=True)
class SoftOutcomeWithdrawn:
    """A soft outcome should not have been recorded."""

    entry_id: UUID
    reason: str


SoftOutcomeEvent = SoftOutcomeRecorded | SoftOutcomeCorrected | SoftOutcomeWithdrawn

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "soft-outcome-recorded.v1": SoftOutcomeRecorded,
        "soft-outcome-corrected.v1": SoftOutcomeCorrected,
        "soft-outcome-withdrawn.v1": SoftOutcomeWithdrawn,
    }
)
"""Stored name to the class of the event."""
