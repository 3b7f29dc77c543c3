"""A session as it stands, with its register."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from services.sessions.domain.session.events import (
    AttendanceCorrected,
    AttendanceRecorded,
    AttendanceWithdrawn,
    CapacityExceeded,
    HeadsCounted,
    SessionCancelled,
    SessionCorrected,
    SessionEvent,
    SessionHeld,
    SessionMoved,
    SessionPlanned,
    SessionWithdrawn,
)

FACE_TO_FACE = "01"
"""MHSDS consultation mechanism of who takes up room."""
PRESENT, ABSENT, CANCELLED, DECLINED = ATTENDANCES = ("present", "absent", "cancelled", "declined")
"""What became of somebody on a register. Only who was present attended; a cancellation is no absence."""


class Status(StrEnum):
    """How far a session has come."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    HELD = "held"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Attender:
    """What a line of the register says."""

    person_ref: str | None
    attendance: str
    channel: str

    @property
    def takes_up_room(self) -> bool:
        """Whether they were there face to face."""
        return self.attendance == PRESENT and self.channel == FACE_TO_FACE


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A line by what happened to it."""

    first: Attender
    now: Attender
    corrected_because: str | None = None
    withdrawn_because: str | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_because is None


@dataclass(frozen=True, slots=True)
class Session:
    """A session by what happened to it; nothing yet of one that nobody set down."""

    planned: SessionPlanned | None = None
    on: date = date.min
    """Day on which it was held or, if it was not, is to be."""
    place: str = ""
    cancelled: SessionCancelled | None = None
    first_held: SessionHeld | None = None
    """What was said first of how it took place."""
    held: SessionHeld | SessionCorrected | None = None
    """What stands of how it took place."""
    withdrawn_because: str | None = None
    lines: Mapping[UUID, RegisterLine] = field(default_factory=dict)
    """The register by the lines' ids, in the order in which they were taken."""
    heads: Mapping[str, int] = field(default_factory=dict)
    """Counted heads by channel."""
    exceeded: CapacityExceeded | None = None
    """The latest exception to its capacity."""

    @property
    def status(self) -> Status:
        """How far it has come."""
        if self.withdrawn_because is not None:
            return Status.WITHDRAWN
        if self.held is not None:
            return Status.HELD
        return Status.PLANNED if self.cancelled is None else Status.CANCELLED

    @property
    def present(self) -> int:
        """How many attended: by name, by first name, and counted."""
        named = sum(line.stands and line.now.attendance == PRESENT for line in self.lines.values())
        return named + sum(self.heads.values())

    @property
    def in_the_room(self) -> int:
        """How many attended face to face."""
        named = sum(line.stands and line.now.takes_up_room for line in self.lines.values())
        return named + self.heads.get(FACE_TO_FACE, 0)


INITIAL = Session()


def evolve(state: Session, event: SessionEvent) -> Session:
    """The session after one more event."""
    match event:
        case SessionPlanned():
            return replace(state, planned=event, on=event.on, place=event.place)
        case SessionMoved():
            return replace(state, on=event.on, place=event.place)
        case SessionCancelled():
            return replace(state, cancelled=event)
        case SessionHeld():
            return replace(state, first_held=event, held=event, on=event.held_on)
        case SessionCorrected():
            return replace(state, held=event, on=event.held_on)
        case SessionWithdrawn():
            return replace(state, withdrawn_because=event.reason)
        case CapacityExceeded():
            return replace(state, exceeded=event)
        case AttendanceRecorded() | AttendanceCorrected() | AttendanceWithdrawn():
            return replace(state, lines={**state.lines, event.line_id: _line(state.lines.get(event.line_id), event)})
        case HeadsCounted():
            return replace(state, heads={**state.heads, event.channel: event.count})
        case _:
            assert_never(event)


def stream(session_id: UUID) -> str:
    """Name of the stream that holds a session's events."""
    return f"session-{session_id}"


def subject(state: Session) -> str | None:  # noqa: ARG001
    """Nobody: a session is about all who were there, so its messages are kept in order by the session."""
    return None


def _line(
    line: RegisterLine | None, event: AttendanceRecorded | AttendanceCorrected | AttendanceWithdrawn
) -> RegisterLine:
    if isinstance(event, AttendanceWithdrawn):
        nothing = Attender(None, ABSENT, "")
        return replace(line or RegisterLine(nothing, nothing), withdrawn_because=event.reason)
    said = Attender(event.person_ref, event.attendance, event.channel)
    if line is None or isinstance(event, AttendanceRecorded):
        return RegisterLine(said, said)
    return replace(line, now=said, corrected_because=event.reason)
