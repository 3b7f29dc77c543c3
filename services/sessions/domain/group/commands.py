"""What can be asked of a group."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StartGroup:
    """Begin a group. Of one that stands in the timetable, what is None is as the timetable says."""

    group_id: UUID
    on: date
    """The day from which it meets; it may lie ahead."""
    code: str | None = None
    """Code of the group in the timetable of the terms."""
    programme: str | None = None
    activity: str | None = None
    place: str | None = None
    channel: str | None = None
    capacity: int | None = None
    """How many fit in face to face; None where nobody counts."""
    leaders: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """Run a group otherwise from a day on: all of what it is then."""

    on: date
    programme: str
    activity: str
    place: str
    channel: str
    capacity: int | None = None
    leaders: tuple[UUID, ...] = ()
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndGroup:
    """End a group; the day, its last one, may lie ahead."""

    on: date
    reason: str


GroupCommand = StartGroup | ChangeGroup | EndGroup
