"""Taking a register, correcting and withdrawing its lines, counting heads: nobody twice, no more than fit in."""

from collections.abc import Iterator, Sequence
from functools import reduce
from uuid import UUID

from chassis.entry import not_one_of
from chassis.errors import Fault, Refused
from services.sessions.domain.faults import within
from services.sessions.domain.session.commands import (
    CorrectLine,
    CountHeads,
    Heads,
    HoldSession,
    Line,
    TakeRegister,
    WithdrawLine,
)
from services.sessions.domain.session.decisions.standing import check_reason, checked, held
from services.sessions.domain.session.events import (
    AttendanceCorrected,
    AttendanceRecorded,
    AttendanceWithdrawn,
    CapacityExceeded,
    HeadsCounted,
    SessionEvent,
)
from services.sessions.domain.session.state import ATTENDANCES, Attender, RegisterLine, Session, evolve
from services.sessions.domain.terms import PERSON_REF, SessionsTerms

Taken = tuple[list[SessionEvent], list[Fault]]
"""What follows, and all that is wrong: nothing follows where something is."""


def take_register(terms: SessionsTerms, command: TakeRegister, state: Session) -> Sequence[SessionEvent]:
    """People are put on the register of a session that was held."""
    held(state)
    events, faults = taken(terms, command, state)
    checked(faults)
    return events


def taken(terms: SessionsTerms, register: TakeRegister | HoldSession, state: Session) -> Taken:
    """The lines and heads of a command that are not on the register yet."""
    assert state.planned is not None  # Whoever asks has looked.
    events: list[SessionEvent] = []
    faults: list[Fault] = []
    rows = _rows(state)
    seen: set[UUID] = set()
    for number, line in enumerate(register.lines):
        where = f"lines.{number}"
        known, said = state.lines.get(line.line_id), _attender(line, state)
        if known is not None and known.first == said:
            continue
        if known is not None or line.line_id in seen:
            faults.append(Fault(f"{where}.line_id", "another line has this id", "already-recorded"))
        seen.add(line.line_id)
        faults += within(where, _attender_faults(terms, said))
        if said.person_ref is not None:
            if said.person_ref in rows:
                faults += within(where, _twice(rows[said.person_ref]))
            rows.setdefault(said.person_ref, f"{where} of this request")
        events.append(AttendanceRecorded(state.planned.session_id, line.line_id, *_fields(said)))
    counted, wrong = _counted(terms, register.heads, state)
    events += counted
    faults += wrong
    return _with_room(terms, events, faults, state, register.exception, "lines" if register.lines else "heads")


def correct_line(terms: SessionsTerms, command: CorrectLine, state: Session) -> Sequence[SessionEvent]:
    """A line says something else: somebody else, or something else of them."""
    planned, _ = held(state)
    line = _there(state, command.line_id)
    said = _attender(command, state)
    if not line.stands:
        raise Refused("withdrawn", "the line was withdrawn; take the person down anew")
    if line.now == said:
        return []
    check_reason(terms, command.reason)
    faults = list(_attender_faults(terms, said))
    rows = _rows(state, but=command.line_id)
    if said.person_ref in rows:
        faults += _twice(rows[said.person_ref])
    corrected = AttendanceCorrected(planned.session_id, command.line_id, *_fields(said), command.reason)
    events, faults = _with_room(terms, [corrected], faults, state, command.exception, "attendance")
    checked(faults)
    return events


def withdraw_line(terms: SessionsTerms, command: WithdrawLine, state: Session) -> Sequence[SessionEvent]:
    """A line is taken back."""
    planned, _ = held(state)
    line = _there(state, command.line_id)
    if line.withdrawn_because is not None:
        if line.withdrawn_because == command.reason:
            return []
        raise Refused("withdrawn", "the line was withdrawn before for another reason")
    check_reason(terms, command.reason)
    return [AttendanceWithdrawn(planned.session_id, command.line_id, command.reason)]


def count_heads(terms: SessionsTerms, command: CountHeads, state: Session) -> Sequence[SessionEvent]:
    """More took part whom nobody took down; a later count of a channel stands in place of an earlier."""
    held(state)
    events, faults = _counted(terms, (command.heads,), state)
    faults = [Fault(fault.field.removeprefix("heads.0."), fault.detail, fault.code) for fault in faults]
    events, faults = _with_room(terms, events, faults, state, command.exception, "count")
    checked(faults)
    return events


def _counted(terms: SessionsTerms, heads: Sequence[Heads], state: Session) -> Taken:
    assert state.planned is not None  # Whoever asks has looked.
    events: list[SessionEvent] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, each in enumerate(heads):
        where, channel = f"heads.{number}", each.channel or state.planned.channel
        faults += within(where, not_one_of("channel", channel, terms.channels))
        if each.count < 0:
            faults.append(Fault(f"{where}.count", f"count must be at least 0, not {each.count}", "too-small"))
        if channel in seen:
            faults.append(Fault(f"{where}.channel", "the heads of a channel are counted once", "named-twice"))
        seen.add(channel)
        if state.heads.get(channel, 0) != each.count:
            events.append(HeadsCounted(state.planned.session_id, channel, each.count))
    return events, faults


def _with_room(
    terms: SessionsTerms,
    events: list[SessionEvent],
    faults: list[Fault],
    state: Session,
    exception: str | None,
    field: str,
) -> Taken:
    """The same, if all of them fit in; where they do not, with the exception that lets them in."""
    if not events or state.planned is None:
        return events, faults
    capacity = state.planned.capacity
    present = reduce(evolve, events, state).in_the_room
    allowed = max(capacity or 0, state.in_the_room, 0 if state.exceeded is None else state.exceeded.present)
    if capacity is None or present <= allowed:
        if exception is not None:
            detail = "everybody fits in, so that there is nothing to set aside"
            return events, [*faults, Fault("exception", detail, "no-exception-needed")]
        return events, faults
    if exception is None:
        detail = f"{present} face to face are more than the {capacity} that fit in; a team leader may allow it"
        return events, [*faults, Fault(field, detail, "over-capacity")]
    exceeded = CapacityExceeded(state.planned.session_id, present, capacity, exception)
    return [*events, exceeded], [*faults, *not_one_of("exception", exception, terms.exception_reasons)]


def _attender(line: Line | CorrectLine, state: Session) -> Attender:
    assert state.planned is not None  # Whoever asks has looked.
    return Attender(line.person_ref, line.attendance, line.channel or state.planned.channel)


def _attender_faults(terms: SessionsTerms, said: Attender) -> Iterator[Fault]:
    if said.person_ref is not None and not PERSON_REF.fullmatch(said.person_ref):
        yield Fault("person_ref", "a reference is 32 hexadecimal digits", "not-a-reference")
    yield from not_one_of("attendance", said.attendance, ATTENDANCES)
    if said.channel:  # One that no part of the session says is a fault of the session.
        yield from not_one_of("channel", said.channel, terms.channels)


def _twice(row: str) -> Iterator[Fault]:
    yield Fault("person_ref", f"the person is on the register already, at {row}", "already-on-the-register")


def _rows(state: Session, but: UUID | None = None) -> dict[str | None, str]:
    """Where each known person stands on the register, in words."""
    standing = {
        line.now.person_ref: f"row {row} of the register"
        for row, (line_id, line) in enumerate(state.lines.items(), start=1)
        if line.stands and line_id != but
    }
    standing.pop(None, None)  # Two people of one first name are two people.
    return standing


def _there(state: Session, line_id: UUID) -> RegisterLine:
    line = state.lines.get(line_id)
    if line is None:
        raise Refused("unknown-line", "the register has no line of this id", "line_id")
    return line


def _fields(said: Attender) -> tuple[str | None, str, str]:
    return said.person_ref, said.attendance, said.channel
