"""What is kept of a hard outcome, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from services.outcomes.domain.terms import Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class HardOutcome:
    """A change on one day, and by what it is evidenced. How it is counted was set by the terms of that time."""

    person_ref: str
    on: date
    kind: str
    evidence: str
    counted: Counted
    cap_per_year: int | None = None
    """How often at most for one person in a financial year, when this was set down."""
    custody: bool = False
    """Whether it tells of offending, release or custody."""
    referral_id: UUID | None = None
    programme: str | None = None
    workers: tuple[UUID, ...] = ()
    """Who of the team saw the evidence."""


@dataclass(frozen=True, slots=True)
class HardOutcomeRecorded:
    """A hard outcome was set down."""

    entry_id: UUID
    content: HardOutcome


@dataclass(frozen=True, slots=True)
class HardOutcomeCorrected:
    """A hard outcome was recorded wrongly: everything as it stands now."""

    entry_id: UUID
    content: HardOutcome
    reason: str


@dataclass(frozen=True, slots=True)
class HardOutcomeWithdrawn:
    """A hard outcome should not have been recorded."""

    entry_id: UUID
    reason: str


HardOutcomeEvent = HardOutcomeRecorded | HardOutcomeCorrected | HardOutcomeWithdrawn

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "hard-outcome-recorded.v1": HardOutcomeRecorded,
        "hard-outcome-corrected.v1": HardOutcomeCorrected,
        "hard-outcome-withdrawn.v1": HardOutcomeWithdrawn,
    }
)
"""Stored name to the class of the event."""
