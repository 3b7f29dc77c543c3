"""Planning a session, moving it, giving it up, and taking back what should not have been recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from chassis.entry import in_the_future, not_one_of
from chassis.errors import Fault, Refused
from services.sessions.domain.faults import series_faults
from services.sessions.domain.session.commands import (
    CancelSession,
    Meeting,
    MoveSession,
    PlanSession,
    Series,
    WithdrawSession,
)
from services.sessions.domain.session.decisions.standing import check_reason, checked, set_down, still_planned
from services.sessions.domain.session.events import (
    SessionCancelled,
    SessionEvent,
    SessionMoved,
    SessionPlanned,
    SessionWithdrawn,
)
from services.sessions.domain.session.state import Session, Status
from services.sessions.domain.terms import SessionsTerms

GROUP, GATHERING, DROP_IN = KINDS = ("group", "gathering", "drop-in")
"""A session of a group, a one-off such as a forum, and one to which anybody may come."""


def plan(terms: SessionsTerms, command: PlanSession, state: Session) -> Sequence[SessionEvent]:
    """A session is set down once. Its day may lie ahead, and behind us if it was not set down in time."""
    planned = plan_of(terms, command.session_id, command.on, command.meeting, command.series)
    if state.planned is not None:
        if state.planned == planned:
            return []
        raise Refused("already-planned", "the session was set down before as something else; move or withdraw it")
    checked(meeting_faults(terms, command.on, command.meeting, command.series))
    return [planned]


def move(terms: SessionsTerms, command: MoveSession, state: Session) -> Sequence[SessionEvent]:
    """A planned session gets another day or place."""
    planned = still_planned(state)
    place = state.place if command.place is None else command.place
    if (command.to, place) == (state.on, state.place):
        return []
    checked([*in_the_future("on", command.on, command.today), *not_one_of("place", place, terms.places)])
    return [SessionMoved(planned.session_id, command.on, command.to, place)]


def cancel(terms: SessionsTerms, command: CancelSession, state: Session) -> Sequence[SessionEvent]:
    """A planned session is given up once."""
    planned = set_down(state)
    cancelled = SessionCancelled(planned.session_id, command.on, command.reason)
    if state.status is Status.CANCELLED and state.cancelled == cancelled:
        return []
    still_planned(state)
    checked(
        [
            *in_the_future("on", command.on, command.today),
            *not_one_of("reason", command.reason, terms.cancel_reasons),
        ]
    )
    return [cancelled]


def withdraw(terms: SessionsTerms, command: WithdrawSession, state: Session) -> Sequence[SessionEvent]:
    """A session is taken back with all that was recorded of it."""
    planned = set_down(state)
    if state.withdrawn_because is not None:
        if state.withdrawn_because == command.reason:
            return []
        raise Refused("withdrawn", "the session was withdrawn before for another reason")
    check_reason(terms, command.reason)
    return [SessionWithdrawn(planned.session_id, command.reason)]


def plan_of(
    terms: SessionsTerms, session_id: UUID, on: date, meeting: Meeting, series: Series | None
) -> SessionPlanned:
    """What is set down of a session; what is missing has no word, and is a fault."""
    told = _filled(meeting, series)
    return SessionPlanned(
        session_id,
        on,
        told.kind,
        told.programme or "",
        told.activity or "",
        told.place or "",
        told.channel or "",
        terms.ways_of(told.activity or ""),
        terms.ways_version,
        told.group_id,
        told.capacity,
        tuple(sorted(set(told.leaders or ()))),
    )


def meeting_faults(terms: SessionsTerms, on: date, meeting: Meeting, series: Series | None) -> Iterator[Fault]:
    """What a session may not be on a day, under the terms and in its group."""
    yield from not_one_of("kind", meeting.kind, KINDS)
    if meeting.kind == GROUP and meeting.group_id is None:
        yield Fault("group_id", "a session of a group names the group", "missing")
    if meeting.kind != GROUP and meeting.group_id is not None:
        yield Fault("group_id", f"a session of the kind {GROUP} alone has a group", "not-of-a-group")
    if meeting.group_id is not None and series is None:
        yield Fault("group_id", "no group has this id", "unknown-group")
        return
    told = _filled(meeting, series)
    yield from series_faults(terms, told.programme, told.activity, told.place, told.channel, told.capacity)
    if series is not None and on < series.started_on:
        yield Fault("on", f"{on} lies before the group's beginning, {series.started_on}", "before-the-group-began")
    if series is not None and series.ended_on is not None and on > series.ended_on:
        yield Fault("on", f"{on} lies after the group's end, {series.ended_on}", "after-the-group-ended")


def _filled(meeting: Meeting, series: Series | None) -> Meeting:
    """The meeting with what its group says where it says nothing itself."""
    if series is None:
        return meeting
    return replace(
        meeting,
        programme=meeting.programme or series.programme,
        activity=meeting.activity or series.activity,
        place=meeting.place or series.place,
        channel=meeting.channel or series.channel,
        capacity=series.capacity if meeting.capacity is None else meeting.capacity,
        leaders=series.leaders if meeting.leaders is None else meeting.leaders,
    )
