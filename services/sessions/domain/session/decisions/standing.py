"""What a session must be before something can be done to it."""

from collections.abc import Iterable

from chassis.entry import not_one_of
from chassis.errors import Fault, Invalid, Refused
from services.sessions.domain.session.events import SessionCorrected, SessionHeld, SessionPlanned
from services.sessions.domain.session.state import Session, Status
from services.sessions.domain.terms import SessionsTerms


def set_down(state: Session) -> SessionPlanned:
    """What the session is; refuses for one that nobody set down."""
    if state.planned is None:
        raise Refused("unknown-session", "nothing can be done to a session that was not set down")
    return state.planned


def not_withdrawn(state: Session) -> SessionPlanned:
    """What the session is; refuses for one that was withdrawn."""
    planned = set_down(state)
    if state.status is Status.WITHDRAWN:
        raise Refused("withdrawn", "the session was withdrawn; record it anew")
    return planned


def not_cancelled(state: Session) -> SessionPlanned:
    """What the session is; refuses for one that was withdrawn or cancelled."""
    planned = not_withdrawn(state)
    if state.status is Status.CANCELLED:
        detail = "the session was cancelled; withdraw it if that is wrong, and record it anew"
        raise Refused("cancelled", detail)
    return planned


def still_planned(state: Session) -> SessionPlanned:
    """What the session is; refuses for one that is no longer to be held."""
    planned = not_cancelled(state)
    if state.status is Status.HELD:
        raise Refused("already-held", "the session was held; correct or withdraw it")
    return planned


def held(state: Session) -> tuple[SessionPlanned, SessionHeld | SessionCorrected]:
    """What the session is and how it took place; refuses for one that did not."""
    planned = not_cancelled(state)
    if state.held is None:
        raise Refused("not-held", "the session has not been held yet; say first how it took place")
    return planned, state.held


def check_reason(terms: SessionsTerms, reason: str) -> None:
    """Refuses a reason of a correction that the terms do not name."""
    for fault in not_one_of("reason", reason, terms.correction_reasons):
        raise Refused(fault.code, fault.detail, fault.field)


def checked(faults: Iterable[Fault]) -> None:
    """Raises `Invalid` with all of the faults, if there are any."""
    if found := tuple(faults):
        raise Invalid(found)
