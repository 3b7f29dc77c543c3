"""Groups, sessions and registers of an invented contract, as events and commands, for tests of the service sessions."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.sessions.domain.group.events import GroupChanged, GroupEnded, GroupStarted
from services.sessions.domain.session.commands import HoldSession, Line, Meeting, Series
from services.sessions.domain.session.events import (
    AttendanceCorrected,
    AttendanceRecorded,
    AttendanceWithdrawn,
    CapacityExceeded,
    HeadsCounted,
    SessionCancelled,
    SessionCorrected,
    SessionHeld,
    SessionMoved,
    SessionPlanned,
    SessionWithdrawn,
)
from tests.sessions.builders import OTHER_PERSON, PERSON, TODAY, VOLUNTEER, WORKER, june

GROUP = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0011")
SESSION = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0012")
LINE = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0021")
OTHER_LINE = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0022")
THIRD_LINE = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0023")

STARTED = GroupStarted(
    GROUP, june(2), "groups", "walking", "hub", "01", ("be-active", "connect"), 3, 10, (WORKER, VOLUNTEER)
)
GROUP_CHANGED = GroupChanged(GROUP, june(9), "groups", "cafe", "online", "11", ("connect",), 3, None, (WORKER,))
GROUP_ENDED = GroupEnded(GROUP, june(23), "no-demand")
SERIES = Series(
    programme="groups",
    activity="walking",
    place="hub",
    channel="01",
    capacity=None,
    leaders=(WORKER,),
    started_on=june(2),
)
OF_GROUP = Meeting(kind="group", group_id=GROUP)
FORUM = Meeting(kind="gathering", programme="groups", activity="cafe", place="hub", channel="01")

PLANNED = SessionPlanned(
    SESSION, june(16), "group", "groups", "walking", "hub", "01", ("be-active", "connect"), 3, GROUP, None, (WORKER,)
)
MOVED = SessionMoved(SESSION, june(10), june(18), "online")
CANCELLED = SessionCancelled(SESSION, june(15), "weather")
HELD = SessionHeld(SESSION, june(16), 90, (WORKER,), (VOLUNTEER,))
CORRECTED = SessionCorrected(SESSION, june(17), 60, (WORKER,), (), "wrong-details")
WITHDRAWN = SessionWithdrawn(SESSION, "entered-in-error")
CAME = AttendanceRecorded(SESSION, LINE, PERSON, "present", "01")
MISSED = AttendanceRecorded(SESSION, OTHER_LINE, OTHER_PERSON, "absent", "01")
BY_NAME = AttendanceRecorded(SESSION, THIRD_LINE, None, "present", "11")
LINE_CORRECTED = AttendanceCorrected(SESSION, LINE, PERSON, "absent", "01", "wrong-details")
LINE_WITHDRAWN = AttendanceWithdrawn(SESSION, LINE, "entered-in-error")
HEADS = HeadsCounted(SESSION, "01", 12)
EXCEEDED = CapacityExceeded(SESSION, 3, 2, "colleague-ill")

GATHERING_EVENTS: dict[str, Any] = {
    "group-started.v1": STARTED,
    "group-changed.v1": GROUP_CHANGED,
    "group-ended.v1": GROUP_ENDED,
    "session-planned.v1": PLANNED,
    "session-moved.v1": MOVED,
    "session-cancelled.v1": CANCELLED,
    "session-held.v1": HELD,
    "session-corrected.v1": CORRECTED,
    "session-withdrawn.v1": WITHDRAWN,
    "capacity-exceeded.v1": EXCEEDED,
    "attendance-recorded.v1": CAME,
    "attendance-corrected.v1": LINE_CORRECTED,
    "attendance-withdrawn.v1": LINE_WITHDRAWN,
    "heads-counted.v1": HEADS,
}
"""One event of each stored name of groups, sessions and registers."""


def planned(**changed: Any) -> SessionPlanned:
    """The planned session, changed as named."""
    return replace(PLANNED, **changed)


def hold(on: date = PLANNED.on, **more: Any) -> HoldSession:
    """The planned session took place."""
    said: dict[str, Any] = {"staff": (WORKER,), "volunteers": (VOLUNTEER,), "minutes": 90, "today": TODAY, **more}
    return HoldSession(session_id=SESSION, on=on, **said)


def line(line_id: UUID = LINE, person_ref: str | None = PERSON, attendance: str = "present", **more: Any) -> Line:
    """A line of a register."""
    return Line(line_id=line_id, person_ref=person_ref, attendance=attendance, **more)


def numbered(number: int, **more: Any) -> Line:
    """A line of its own person."""
    return Line(line_id=UUID(int=number), person_ref=f"{number:032x}", **more)
