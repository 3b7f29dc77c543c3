"""What can happen to a group. What it is called in words stands beside the list, never here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID


@dataclass(frozen=True, slots=True)
class GroupStarted:
    """A group began; `ways` are those of its activity, under `ways_version` of the tags."""

    group_id: UUID
    started_on: date
    programme: str
    activity: str
    place: str
    channel: str
    ways: tuple[str, ...]
    ways_version: int
    capacity: int | None = None
    leaders: tuple[UUID, ...] = ()
    """Staff or volunteers, by opaque ids: private."""
    code: str | None = None
    """Its code in the timetable, if it stands there."""


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """A group is run otherwise from a day on: everything as it stands then."""

    group_id: UUID
    changed_on: date
    programme: str
    activity: str
    place: str
    channel: str
    ways: tuple[str, ...]
    ways_version: int
    capacity: int | None = None
    leaders: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupEnded:
    """A group meets no more after a day."""

    group_id: UUID
    ended_on: date
    reason: str


GroupEvent = GroupStarted | GroupChanged | GroupEnded

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "group-started.v1": GroupStarted,
        "group-changed.v1": GroupChanged,
        "group-ended.v1": GroupEnded,
    }
)
"""Stored name to the class of the event."""
