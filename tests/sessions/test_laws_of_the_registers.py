"""Registers entered in any order, corrected, withdrawn and replayed: the same state and the same messages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Invalid, Refused
from services.sessions.domain.session.commands import (
    CancelSession,
    CorrectLine,
    CorrectSession,
    CountHeads,
    Heads,
    Line,
    MoveSession,
    TakeRegister,
    WithdrawLine,
    WithdrawSession,
)
from services.sessions.domain.session.decisions.deciding import decider
from services.sessions.domain.session.events import EVENT_TYPES, SessionEvent
from services.sessions.domain.session.state import PRESENT, Session, Status, evolve
from services.sessions.main import CODEC
from services.sessions.publishing.messages import PUBLISHING
from tests.sessions.builders import TERMS, TODAY, WORKER, june
from tests.sessions.gathering_builders import HELD, PLANNED, hold, planned
from tests.sessions.test_publishing_gatherings import recorded

SESSIONS = decider(TERMS)
ATTENDANCE = st.sampled_from(["present", "absent", "cancelled", "declined"])
CHANNEL = st.sampled_from(["01", "11", None])
REASON = st.sampled_from(["entered-in-error", "wrong-details", "rain"])
NUMBERS = st.integers(1, 6)


@dataclass(frozen=True)
class OfLine:
    """What is done to one line, in its order."""

    number: int
    commands: tuple[Any, ...]


@st.composite
def of_line(draw: st.DrawFn, number: int) -> OfLine:
    line_id, known = UUID(int=number), number % 3 != 0
    who = f"{number:032x}" if known else None
    first = Line(line_id=line_id, person_ref=who, attendance=draw(ATTENDANCE), channel=draw(CHANNEL))
    corrections = st.builds(
        CorrectLine,
        line_id=st.just(line_id),
        person_ref=st.just(who),
        attendance=ATTENDANCE,
        channel=CHANNEL,
        reason=st.just("wrong-details"),
    )
    later = draw(st.lists(corrections, max_size=3))
    gone = draw(st.booleans())
    withdrawal = (WithdrawLine(line_id=line_id, reason="entered-in-error"),) if gone else ()
    return OfLine(number, (TakeRegister(lines=(first,)), *later, *withdrawal))


REGISTERS = st.integers(1, 6).flatmap(lambda most: st.tuples(*(of_line(number) for number in range(1, most + 1))))


def shuffled(lines: Sequence[OfLine], chance: Any) -> list[Any]:
    """The commands in another order, those of each line in their own."""
    queues = {each.number: list(each.commands) for each in lines}
    commands = []
    while queues:
        number = chance.choice(sorted(queues))
        commands.append(queues[number].pop(0))
        if not queues[number]:
            del queues[number]
    return commands


def lived(commands: Sequence[Any], *before: SessionEvent) -> list[SessionEvent]:
    """The session's events after the commands, each asked twice; what is refused changes nothing."""
    history = list(before)
    for command in commands:
        try:
            new = SESSIONS.decide(command, SESSIONS.fold(history))
        except (Refused, Invalid):
            continue
        history += new
        assert list(SESSIONS.decide(command, SESSIONS.fold(history))) == []
    return history


def told(events: Sequence[SessionEvent]) -> Counter[str]:
    """The messages of events, whatever their order."""
    messages = [PUBLISHING.to_message(recorded(event)) for event in events]
    return Counter(f"{type(each).__name__}{each.model_dump_json()}" for each in messages if each is not None)


@settings(max_examples=200)
@given(REGISTERS, st.randoms(use_true_random=False))
def test_the_order_in_which_lines_are_worked_on_does_not_matter(lines: tuple[OfLine, ...], chance: Any) -> None:
    one = lived([command for line in lines for command in line.commands], PLANNED, HELD)
    other = lived(shuffled(lines, chance), PLANNED, HELD)

    assert SESSIONS.fold(one) == SESSIONS.fold(other)
    assert told(one) == told(other)


@given(REGISTERS, st.randoms(use_true_random=False))
def test_a_register_in_one_request_is_the_register_line_by_line(lines: tuple[OfLine, ...], chance: Any) -> None:
    firsts = [line.commands[0].lines[0] for line in lines]
    chance.shuffle(firsts)
    at_once = lived([hold(lines=tuple(firsts))], PLANNED)
    one_by_one = lived([hold(), *(TakeRegister(lines=(line,)) for line in sorted(firsts, key=str))], PLANNED)

    assert SESSIONS.fold(at_once) == SESSIONS.fold(one_by_one)
    assert told(at_once) == told(one_by_one)


@given(REGISTERS, st.randoms(use_true_random=False))
def test_a_request_that_comes_again_at_any_time_changes_nothing(lines: tuple[OfLine, ...], chance: Any) -> None:
    """Of a line: that it was taken. A correction that comes again after a later one is another correction."""
    commands = [command for line in lines for command in line.commands]
    history = lived(commands, PLANNED, HELD)
    taken = [command for command in commands if isinstance(command, TakeRegister)]
    assert list(SESSIONS.decide(chance.choice(taken), SESSIONS.fold(history))) == []


lines = st.builds(
    Line,
    line_id=st.integers(1, 9).map(lambda number: UUID(int=number)),
    person_ref=st.none() | NUMBERS.map(lambda number: f"{number:032x}"),
    attendance=ATTENDANCE,
    channel=st.sampled_from(["01", "11", None, "77"]),
)
heads = st.builds(Heads, channel=CHANNEL, count=st.integers(-1, 5))
days = st.integers(1, 31).map(lambda day: june(day) if day < 31 else date(2025, 7, 1))
EXCEPTION = st.sampled_from([None, None, "colleague-ill"])
COMMANDS = st.one_of(
    st.builds(TakeRegister, lines=st.lists(lines, max_size=4).map(tuple), exception=EXCEPTION),
    st.builds(
        CorrectLine,
        line_id=st.integers(1, 9).map(lambda number: UUID(int=number)),
        person_ref=st.none() | NUMBERS.map(lambda number: f"{number:032x}"),
        attendance=ATTENDANCE,
        channel=CHANNEL,
        reason=REASON,
        exception=EXCEPTION,
    ),
    st.builds(WithdrawLine, line_id=st.integers(1, 9).map(lambda number: UUID(int=number)), reason=REASON),
    st.builds(CountHeads, heads=heads, exception=EXCEPTION),
    st.builds(hold, days, lines=st.lists(lines, max_size=3).map(tuple), heads=st.lists(heads, max_size=2).map(tuple)),
    st.builds(
        CorrectSession,
        on=days,
        minutes=st.integers(0, 90),
        staff=st.just((WORKER,)),
        reason=REASON,
        today=st.just(TODAY),
    ),
    st.builds(MoveSession, to=days, place=st.sampled_from([None, "online"]), on=days, today=st.just(TODAY)),
    st.builds(CancelSession, on=days, reason=st.just("weather"), today=st.just(TODAY)),
    st.builds(WithdrawSession, reason=REASON),
)


@settings(max_examples=200)
@given(st.lists(COMMANDS, max_size=25), st.sampled_from([None, 2]))
def test_every_history_makes_sense(commands: list[Any], capacity: int | None) -> None:
    history = lived(commands, planned(capacity=capacity))
    state = SESSIONS.fold(history)
    standing = [line.now for line in state.lines.values() if line.stands]
    known = [each.person_ref for each in standing if each.person_ref is not None]

    assert len(known) == len(set(known)), "nobody stands on a register twice"
    assert state.present == sum(each.attendance == PRESENT for each in standing) + sum(state.heads.values())
    allowed = max(capacity or 10**6, 0 if state.exceeded is None else state.exceeded.present)
    assert state.in_the_room <= allowed
    assert not state.lines or state.held is not None
    assert state.held is None or state.held.held_on <= TODAY
    assert state.cancelled is None or state.held is None
    if state.status is Status.WITHDRAWN:
        assert type(history[-1]).__name__ == "SessionWithdrawn"


@given(st.lists(COMMANDS, max_size=25))
def test_what_is_replayed_from_the_log_is_the_same_state_and_the_same_messages(commands: list[Any]) -> None:
    history = lived(commands, PLANNED)
    again = [CODEC.decode(*CODEC.encode(event)) for event in history]

    assert again == history
    assert SESSIONS.fold(again) == SESSIONS.fold(history)
    assert told(again) == told(history)


@given(st.lists(st.one_of([st.from_type(kind) for kind in EVENT_TYPES.values()]), max_size=10))
def test_evolution_never_fails(events: list[SessionEvent]) -> None:
    state = Session()
    for event in events:
        state = evolve(state, event)
    assert state.present is not None
    assert replace(state) == state
