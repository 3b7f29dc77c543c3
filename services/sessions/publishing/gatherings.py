"""What of groups, sessions and registers becomes public: all but who leads and who ran them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from contracts.messages import sessions as messages
from services.sessions.domain.group import events as group
from services.sessions.domain.session import events as session


def _run(event: group.GroupStarted | group.GroupChanged) -> dict[str, Any]:
    return {
        "group_id": event.group_id,
        "programme": event.programme,
        "activity": event.activity,
        "place": event.place,
        "channel": event.channel,
        "ways": event.ways,
        "ways_version": event.ways_version,
        "capacity": event.capacity,
    }


def _planned(event: session.SessionPlanned) -> BaseModel:
    return messages.SessionPlanned(
        session_id=event.session_id,
        on=event.on,
        kind=event.kind,
        programme=event.programme,
        activity=event.activity,
        place=event.place,
        channel=event.channel,
        ways=event.ways,
        ways_version=event.ways_version,
        group_id=event.group_id,
    )


def _took_place(event: session.SessionHeld | session.SessionCorrected) -> dict[str, Any]:
    return {
        "session_id": event.session_id,
        "held_on": event.held_on,
        "minutes": event.minutes,
        "staff": len(event.staff),
        "volunteers": len(event.volunteers),
    }


def _attended(event: session.AttendanceRecorded | session.AttendanceCorrected) -> dict[str, Any]:
    return {
        "session_id": event.session_id,
        "line_id": event.line_id,
        "person_ref": event.person_ref,
        "attendance": event.attendance,
        "channel": event.channel,
    }


def _private(event: Any) -> None:
    """That more were let in than fit is the team's own."""


MAPPINGS: Mapping[type, Callable[[Any], BaseModel | None]] = MappingProxyType(
    {
        group.GroupStarted: lambda e: messages.GroupStarted(**_run(e), started_on=e.started_on),
        group.GroupChanged: lambda e: messages.GroupChanged(**_run(e), changed_on=e.changed_on),
        group.GroupEnded: lambda e: messages.GroupEnded(group_id=e.group_id, ended_on=e.ended_on, reason=e.reason),
        session.SessionPlanned: _planned,
        session.SessionMoved: lambda e: messages.SessionMoved(session_id=e.session_id, on=e.on, place=e.place),
        session.SessionCancelled: lambda e: messages.SessionCancelled(
            session_id=e.session_id, cancelled_on=e.cancelled_on, reason=e.reason
        ),
        session.SessionHeld: lambda e: messages.SessionHeld(**_took_place(e)),
        session.SessionCorrected: lambda e: messages.SessionCorrected(**_took_place(e), reason=e.reason),
        session.SessionWithdrawn: lambda e: messages.SessionWithdrawn(session_id=e.session_id, reason=e.reason),
        session.CapacityExceeded: _private,
        session.AttendanceRecorded: lambda e: messages.AttendanceRecorded(**_attended(e)),
        session.AttendanceCorrected: lambda e: messages.AttendanceCorrected(**_attended(e), reason=e.reason),
        session.AttendanceWithdrawn: lambda e: messages.AttendanceWithdrawn(
            session_id=e.session_id, line_id=e.line_id, reason=e.reason
        ),
        session.HeadsCounted: lambda e: messages.HeadsCounted(
            session_id=e.session_id, channel=e.channel, count=e.count
        ),
    }
)
"""Class of an event to what makes its message. Every field is named above, so that nothing passes unseen."""
