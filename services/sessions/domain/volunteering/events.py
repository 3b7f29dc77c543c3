"""What is kept of a volunteer's time, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Volunteering:
    """Time that one volunteer gave to one activity on one day."""

    volunteer_id: UUID
    on: date
    minutes: int
    activity: str
    ways: tuple[str, ...] = ()
    """Which of the Five Ways the activity hits, by the terms under which this was set down."""
    person_ref: str | None = None
    """Of a volunteer who is supported too."""
    programme: str | None = None


@dataclass(frozen=True, slots=True)
class VolunteeringRecorded:
    """Time given was set down."""

    entry_id: UUID
    content: Volunteering


@dataclass(frozen=True, slots=True)
class VolunteeringCorrected:
    """Time given was recorded wrongly: everything as it stands now."""

    entry_id: UUID
    content: Volunteering
    reason: str


@dataclass(frozen=True, slots=True)
class VolunteeringWithdrawn:
    """Time given should not have been recorded."""

    entry_id: UUID
    reason: str


VolunteeringEvent = VolunteeringRecorded | VolunteeringCorrected | VolunteeringWithdrawn

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "volunteering-recorded.v1": VolunteeringRecorded,
        "volunteering-corrected.v1": VolunteeringCorrected,
        "volunteering-withdrawn.v1": VolunteeringWithdrawn,
    }
)
"""Stored name to the class of the event."""
