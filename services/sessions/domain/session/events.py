"""What can happen to a session and its register: days, numbers, coded words, opaque ids, references of people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SessionPlanned:
    """A session was set down, of a group or one of its own kind; `on` is the day on which it is to be held."""

    session_id: UUID
    on: date
    kind: str
    programme: str
    activity: str
    place: str
    channel: str
    ways: tuple[str, ...]
    ways_version: int
    group_id: UUID | None = None
    capacity: int | None = None
    leaders: tuple[UUID, ...] = ()
    """Who is to lead it: private."""


@dataclass(frozen=True, slots=True)
class SessionMoved:
    """A session is to be held on another day, or at another place."""

    session_id: UUID
    moved_on: date
    on: date
    place: str


@dataclass(frozen=True, slots=True)
class SessionCancelled:
    """A planned session was given up."""

    session_id: UUID
    cancelled_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class SessionHeld:
    """A session took place."""

    session_id: UUID
    held_on: date
    minutes: int
    staff: tuple[UUID, ...]
    volunteers: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class SessionCorrected:
    """How a session took place was recorded wrongly: everything as it stands now."""

    session_id: UUID
    held_on: date
    minutes: int
    staff: tuple[UUID, ...]
    volunteers: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SessionWithdrawn:
    """A session should never have been recorded; its register counts for nothing."""

    session_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class CapacityExceeded:
    """More may be there face to face than fit in, because of an exception."""

    session_id: UUID
    present: int
    capacity: int
    exception: str


@dataclass(frozen=True, slots=True)
class AttendanceRecorded:
    """A line of the register; `person_ref` is None of somebody known by first name only."""

    session_id: UUID
    line_id: UUID
    person_ref: str | None
    attendance: str
    channel: str


@dataclass(frozen=True, slots=True)
class AttendanceCorrected:
    """A line was wrong: everything as it stands now."""

    session_id: UUID
    line_id: UUID
    person_ref: str | None
    attendance: str
    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class AttendanceWithdrawn:
    """A line should not have been on the register."""

    session_id: UUID
    line_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class HeadsCounted:
    """How many more took part by a channel, in place of what was counted before."""

    session_id: UUID
    channel: str
    count: int


SessionEvent = (
    SessionPlanned
    | SessionMoved
    | SessionCancelled
    | SessionHeld
    | SessionCorrected
    | SessionWithdrawn
    | CapacityExceeded
    | AttendanceRecorded
    | AttendanceCorrected
    | AttendanceWithdrawn
    | HeadsCounted
)

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "session-planned.v1": SessionPlanned,
        "session-moved.v1": SessionMoved,
        "session-cancelled.v1": SessionCancelled,
        "session-held.v1": SessionHeld,
        "session-corrected.v1": SessionCorrected,
        "session-withdrawn.v1": SessionWithdrawn,
        "capacity-exceeded.v1": CapacityExceeded,
        "attendance-recorded.v1": AttendanceRecorded,
        "attendance-corrected.v1": AttendanceCorrected,
        "attendance-withdrawn.v1": AttendanceWithdrawn,
        "heads-counted.v1": HeadsCounted,
    }
)
"""Stored name to the class of the event."""
