"""What goes in and out of the routes of sessions and registers."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from chassis.http.entryshapes import Moment
from chassis.http.requests import Day, Input
from services.sessions.api.shapes import Channel, Code, Minutes, PersonRef, Workers
from services.sessions.domain.session.state import Session
from services.sessions.views.gatherings import SessionRow, row_of

WORKER = "5f0c2f2e-6a0e-4d0b-9a55-2f8d3c1b7a01"
PERSON = "0123456789abcdef0123456789abcdef"
GROUP = "5f0c2f2e-6a0e-4d0b-9a55-2f8d3c1b7a02"
MOST_LINES = 200
"""Lines of one register that come in one request: the largest forum that was counted by name."""
MOST_SESSIONS = 200
"""Sessions of one request."""

Kind = Literal["group", "gathering", "drop-in"]
Attendance = Literal["present", "absent", "cancelled", "declined"]
FirstName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$"),
    Field(description="Of somebody who is known by no more. It is kept apart from the log and can be erased."),
]
Exception_ = Annotated[
    Code | None,
    Field(description="Why more may be there than fit in; asks for `grant-exception`.", examples=[None]),
]
Reason = Annotated[Code, Field(examples=["entered-in-error"])]


class AttenderGiven(Input):
    """Somebody on a register: a known person by reference, or anybody else by first name."""

    person_ref: Annotated[PersonRef | None, Field(examples=[PERSON])] = None
    first_name: Annotated[FirstName | None, Field(examples=[None])] = None
    attendance: Attendance = "present"
    channel: Annotated[
        Channel | None, Field(description="How they took part; the session's own channel if left out.")
    ] = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.person_ref is None) == (self.first_name is None):
            raise ValueError("says either a person_ref or a first_name")
        return self


class HeadsGiven(Input):
    """How many more took part by a channel, whom nobody took down."""

    channel: Annotated[Channel | None, Field(description="The session's own channel if left out.")] = None
    count: Annotated[int, Field(ge=0, le=100_000, examples=[12])]


class RegisterGiven(Input):
    """Lines for a register and counted heads: all are taken, or none."""

    lines: Annotated[
        tuple[AttenderGiven, ...],
        Field(
            max_length=MOST_LINES,
            examples=[
                [
                    {"person_ref": PERSON, "attendance": "present", "channel": "01"},
                    {"first_name": "Robin", "attendance": "present", "channel": "11"},
                ]
            ],
        ),
    ] = ()
    heads: Annotated[tuple[HeadsGiven, ...], Field(max_length=20, examples=[[{"channel": "01", "count": 12}]])] = ()
    exception: Exception_ = None


class HeadsCountGiven(HeadsGiven):
    """A count in place of what was counted before."""

    exception: Exception_ = None


class LineCorrectionGiven(AttenderGiven):
    """All of what a line stands as from now on, and why."""

    reason: Reason
    exception: Exception_ = None


class WithdrawalGiven(Input):
    """Why something is taken back: a coded reason of the contract's terms."""

    reason: Reason


class TookPlaceGiven(Input):
    """How a session took place."""

    on: Annotated[Day | None, Field(description="Day on which it was held; today if left out.")] = None
    minutes: Annotated[Minutes, Field(examples=[90])]
    staff: Annotated[Workers, Field(examples=[[WORKER]], description="Who of the staff ran it.")] = ()
    volunteers: Annotated[Workers, Field(examples=[[]], description="Who ran it unpaid.")] = ()


class HoldingGiven(TookPlaceGiven, RegisterGiven):
    """How a planned session took place, with as much of its register as is at hand."""


class HeldCorrectionGiven(TookPlaceGiven):
    """All of how a session took place, and why it is said otherwise."""

    on: Annotated[Day, Field(examples=["2026-03-04"])]
    reason: Reason


class MeetingGiven(Input):
    """What a session is. What one of a group leaves out is as the group has it."""

    kind: Annotated[Kind | None, Field(description="`group` if a group is named.", examples=["group"])] = None
    group_id: Annotated[UUID | None, Field(examples=[GROUP])] = None
    programme: Annotated[Code | None, Field(examples=[None])] = None
    activity: Annotated[Code | None, Field(examples=[None])] = None
    place: Annotated[Code | None, Field(examples=[None])] = None
    channel: Annotated[Channel | None, Field(examples=[None])] = None
    capacity: Annotated[int | None, Field(ge=1, le=100_000, examples=[None])] = None
    leaders: Annotated[Workers | None, Field(examples=[None])] = None


class SessionGiven(MeetingGiven):
    """A session that is to be held."""

    on: Annotated[Day | None, Field(description="Its day, ahead or behind; today if left out.")] = None


class HeldSessionGiven(MeetingGiven, HoldingGiven):
    """A session that was held without having been planned, with as much of its register as is at hand."""


class HeldSessionsGiven(Input):
    """Several sessions that were held: all are recorded, or none."""

    rows: Annotated[tuple[HeldSessionGiven, ...], Field(min_length=1, max_length=MOST_SESSIONS)]


class MoveGiven(Input):
    """Where and when a planned session is to be instead."""

    to: Annotated[Day, Field(description="Its new day.", examples=["2026-03-11"])]
    place: Annotated[Code | None, Field(examples=[None])] = None
    on: Annotated[Day | None, Field(description="Day on which that was decided; today if left out.")] = None


class CancellationGiven(Input):
    """Why a planned session is given up."""

    reason: Annotated[Code, Field(examples=["weather"])]
    on: Annotated[Day | None, Field(description="Day on which that was decided; today if left out.")] = None


class SessionShown(BaseModel):
    """A session as it stands."""

    session_id: UUID
    group_id: UUID | None
    kind: str
    programme: str
    activity: str
    place: str
    channel: str
    on: Annotated[date, Field(description="Day on which it was held or, if it was not, is to be.")]
    status: str
    reason: Annotated[str | None, Field(description="Why it was cancelled, withdrawn or corrected last.")]
    minutes: int | None
    leaders: list[UUID]
    staff: list[UUID]
    volunteers: list[UUID]
    capacity: int | None
    present: Annotated[int, Field(description="All who attended: known, by first name, and counted.")]
    exception: Annotated[str | None, Field(description="Why more were there than fit in.")]


class SessionInFull(SessionShown):
    """A session with everything that happened to it."""

    version: int
    timeline: list[Moment]


class SessionsPage(BaseModel):
    """A page of sessions, the latest day first."""

    total: int
    sessions: list[SessionShown]


class SessionsShown(BaseModel):
    """What was planned or recorded, in the order in which it was asked for."""

    sessions: list[SessionShown]


class LineShown(BaseModel):
    """A line of a register as it stands."""

    line_id: UUID
    person_ref: str | None
    first_name: Annotated[str | None, Field(description="None of a known person, and where it was erased.")]
    attendance: str
    channel: str
    status: str
    reason: Annotated[str | None, Field(description="Why it was withdrawn, or corrected last.")]


class HeadsShown(BaseModel):
    """Counted heads by a channel."""

    channel: str
    count: int


class RegisterShown(BaseModel):
    """A register as it stands, in the order in which it was taken."""

    session_id: UUID
    status: str
    present: int
    capacity: int | None
    total: Annotated[int, Field(description="Lines in all.")]
    lines: list[LineShown]
    heads: list[HeadsShown]


def shown(row: SessionRow) -> SessionShown:
    """A row of the list as it is answered."""
    return SessionShown(
        session_id=row.session_id,
        group_id=row.group_id,
        kind=row.kind,
        programme=row.programme,
        activity=row.activity,
        place=row.place,
        channel=row.channel,
        on=row.happens_on,
        status=row.status,
        reason=row.reason,
        minutes=row.minutes,
        leaders=list(row.leaders),
        staff=list(row.staff),
        volunteers=list(row.volunteers),
        capacity=row.capacity,
        present=row.present,
        exception=row.exception,
    )


def shown_state(state: Session) -> SessionShown:
    """A session as it is answered."""
    row = row_of(state)
    assert row is not None  # Whoever answers has looked.
    return shown(row)
