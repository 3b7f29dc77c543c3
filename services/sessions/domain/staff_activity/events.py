"""What is kept of the team's other work, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffActivity:
    """One piece of work of some of the team, such as a meeting of several agencies."""

    kind: str
    on: date
    minutes: int
    workers: tuple[UUID, ...]
    programme: str | None = None


@dataclass(frozen=True, slots=True)
class StaffActivityRecorded:
    """Work of the team was set down."""

    entry_id: UUID
    content: StaffActivity


@dataclass(frozen=True, slots=True)
class StaffActivityCorrected:
    """Work of the team was recorded wrongly: everything as it stands now."""

    entry_id: UUID
    content: StaffActivity
    reason: str


@dataclass(frozen=True, slots=True)
class StaffActivityWithdrawn:
    """Work of the team should not have been recorded."""

    entry_id: UUID
    reason: str


StaffActivityEvent = StaffActivityRecorded | StaffActivityCorrected | StaffActivityWithdrawn

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "staff-activity-recorded.v1": StaffActivityRecorded,
        "staff-activity-corrected.v1": StaffActivityCorrected,
        "staff-activity-withdrawn.v1": StaffActivityWithdrawn,
    }
)
"""Stored name to the class of the event."""
