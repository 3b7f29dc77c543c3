"""Saying how a session took place, and saying it otherwise."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from uuid import UUID

from chassis.entry import in_the_future
from chassis.errors import Fault, Refused
from services.sessions.domain.faults import length_faults
from services.sessions.domain.session.commands import CorrectSession, HoldSession
from services.sessions.domain.session.decisions.planning import meeting_faults, plan_of
from services.sessions.domain.session.decisions.registers import taken
from services.sessions.domain.session.decisions.standing import check_reason, checked, held, not_cancelled
from services.sessions.domain.session.events import SessionCorrected, SessionEvent, SessionHeld, SessionPlanned
from services.sessions.domain.session.state import Session, evolve
from services.sessions.domain.terms import SessionsTerms


def hold(terms: SessionsTerms, command: HoldSession, state: Session) -> Sequence[SessionEvent]:
    """A session took place, planned or not; its register may come with it."""
    faults: list[Fault] = []
    events: list[SessionEvent] = list(_set_down(terms, command, state, faults))
    staff, volunteers = _in_order(command.staff), _in_order(command.volunteers)
    said = SessionHeld(command.session_id, command.on, command.minutes, staff, volunteers)
    if state.first_held is None:
        faults += _faults(command, command.today)
        events.append(said)
    elif state.first_held != said:
        raise Refused("already-held", "the session was held otherwise; correct it")
    register, found = taken(terms, command, reduce(evolve, events, state))
    checked([*faults, *found])
    return [*events, *register]


def correct(terms: SessionsTerms, command: CorrectSession, state: Session) -> Sequence[SessionEvent]:
    """A session took place otherwise than was said."""
    planned, before = held(state)
    staff, volunteers = _in_order(command.staff), _in_order(command.volunteers)
    stands = (before.held_on, before.minutes, before.staff, before.volunteers)
    if stands == (command.on, command.minutes, staff, volunteers):
        return []
    check_reason(terms, command.reason)
    checked(_faults(command, command.today))
    return [SessionCorrected(planned.session_id, command.on, command.minutes, staff, volunteers, command.reason)]


def _set_down(
    terms: SessionsTerms, command: HoldSession, state: Session, faults: list[Fault]
) -> Iterator[SessionPlanned]:
    """The session itself, if the command brings it; puts what is wrong with it to the faults."""
    if command.meeting is None:
        not_cancelled(state)
        return
    planned = plan_of(terms, command.session_id, command.on, command.meeting, command.series)
    if state.planned is None:
        faults += meeting_faults(terms, command.on, command.meeting, command.series)
        yield planned
    elif state.planned != planned:
        raise Refused("already-planned", "the session was set down before as something else")
    else:
        not_cancelled(state)


def _faults(command: HoldSession | CorrectSession, today: date) -> Iterator[Fault]:
    yield from in_the_future("on", command.on, today)
    yield from length_faults(command.minutes)
    staff, volunteers = set(command.staff), set(command.volunteers)
    if not staff | volunteers:
        yield Fault("staff", "somebody ran the session: name staff or volunteers", "missing")
    if staff & volunteers:
        yield Fault("volunteers", "somebody is named both as staff and as a volunteer", "named-twice")


def _in_order(people: Sequence[UUID]) -> tuple[UUID, ...]:
    """Who ran it has no order, and nobody stands twice: the same people are the same request."""
    return tuple(sorted(set(people)))
