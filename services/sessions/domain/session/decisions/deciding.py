"""The decider of sessions: which command is whose."""

from collections.abc import Sequence
from functools import partial
from typing import assert_never

from chassis.decider import Decider
from services.sessions.domain.session.commands import (
    CancelSession,
    CorrectLine,
    CorrectSession,
    CountHeads,
    HoldSession,
    MoveSession,
    PlanSession,
    SessionCommand,
    TakeRegister,
    WithdrawLine,
    WithdrawSession,
)
from services.sessions.domain.session.decisions.holding import correct, hold
from services.sessions.domain.session.decisions.planning import cancel, move, plan, withdraw
from services.sessions.domain.session.decisions.registers import (
    correct_line,
    count_heads,
    take_register,
    withdraw_line,
)
from services.sessions.domain.session.events import SessionEvent
from services.sessions.domain.session.state import INITIAL, Session, evolve, subject
from services.sessions.domain.terms import SessionsTerms

SessionDecider = Decider[SessionCommand, SessionEvent, Session]


def decider(terms: SessionsTerms) -> SessionDecider:
    """The decider of sessions."""
    return Decider(INITIAL, partial(decide, terms), evolve, subject)


def decide(terms: SessionsTerms, command: SessionCommand, state: Session) -> Sequence[SessionEvent]:
    """The events that a command causes."""
    match command:
        case PlanSession():
            return plan(terms, command, state)
        case MoveSession():
            return move(terms, command, state)
        case CancelSession():
            return cancel(terms, command, state)
        case HoldSession():
            return hold(terms, command, state)
        case CorrectSession():
            return correct(terms, command, state)
        case WithdrawSession():
            return withdraw(terms, command, state)
        case TakeRegister():
            return take_register(terms, command, state)
        case CorrectLine():
            return correct_line(terms, command, state)
        case WithdrawLine():
            return withdraw_line(terms, command, state)
        case CountHeads():
            return count_heads(terms, command, state)
        case _:
            assert_never(command)
