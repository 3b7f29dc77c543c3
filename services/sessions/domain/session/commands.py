"""What can be asked of a session and its register."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a session takes over from the group that it is one of."""

    programme: str
    activity: str
    place: str
    channel: str
    capacity: int | None
    leaders: tuple[UUID, ...]
    started_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What a session is. Of one of a group, what is None is as the group has it."""

    kind: str
    """`group`, `gathering` or `drop-in`."""
    group_id: UUID | None = None
    programme: str | None = None
    activity: str | None = None
    place: str | None = None
    channel: str | None = None
    capacity: int | None = None
    leaders: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Somebody on a register: known by reference, or by first name only if that is None."""

    line_id: UUID
    person_ref: str | None
    attendance: str = "present"
    channel: str | None = None
    """How they took part; the session's own channel if None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """How many more took part by a channel, whom nobody took down."""

    channel: str | None = None
    """The session's own if None."""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSession:
    """Set a session down that is to be held, or was to be."""

    session_id: UUID
    on: date
    meeting: Meeting
    series: Series | None = field(default=None, compare=False)
    """The group as it stands, which is looked up; None of a group that is not known, and where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSession:
    """Let a planned session be held on another day or at another place."""

    to: date
    place: str | None = None
    """Where it is then; where it was if None."""
    on: date
    """The day on which that was decided."""
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSession:
    """Give a planned session up."""

    on: date
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSession:
    """Say how a session took place, with as much of its register as is at hand.

    One that nobody planned says in `meeting` what it is.
    """

    session_id: UUID
    on: date
    minutes: int
    staff: tuple[UUID, ...] = ()
    """Who of the staff ran it."""
    volunteers: tuple[UUID, ...] = ()
    """Who ran it unpaid."""
    meeting: Meeting | None = None
    series: Series | None = field(default=None, compare=False)
    lines: tuple[Line, ...] = ()
    heads: tuple[Heads, ...] = ()
    exception: str | None = None
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectSession:
    """Say otherwise how a session took place: all of it."""

    on: date
    minutes: int
    staff: tuple[UUID, ...] = ()
    volunteers: tuple[UUID, ...] = ()
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSession:
    """Take a session back that should not have been recorded, with its register."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRegister:
    """Take down who was there, or was to be: all of the lines or none."""

    lines: tuple[Line, ...] = ()
    heads: tuple[Heads, ...] = ()
    exception: str | None = None
    """Why more may be there face to face than fit in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectLine:
    """Let a line of the register say something else: all of it."""

    line_id: UUID
    person_ref: str | None
    attendance: str
    channel: str | None = None
    reason: str
    exception: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawLine:
    """Take a line back that should not be on the register."""

    line_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountHeads:
    """Say how many more took part by a channel, in place of what was said before."""

    heads: Heads
    exception: str | None = None


SessionCommand = (
    PlanSession
    | MoveSession
    | CancelSession
    | HoldSession
    | CorrectSession
    | WithdrawSession
    | TakeRegister
    | CorrectLine
    | WithdrawLine
    | CountHeads
)
