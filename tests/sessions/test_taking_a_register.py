"""Who was there is taken down once, corrected, taken back and counted; no more come in than fit."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.sessions.domain.session.commands import CorrectLine, CountHeads, Heads, TakeRegister, WithdrawLine
from services.sessions.domain.session.decisions.deciding import decider
from services.sessions.domain.session.events import (
    AttendanceCorrected,
    AttendanceRecorded,
    AttendanceWithdrawn,
    CapacityExceeded,
    HeadsCounted,
)
from tests.sentences import given
from tests.sessions.builders import OTHER_PERSON, PERSON, TERMS
from tests.sessions.gathering_builders import (
    BY_NAME,
    CAME,
    CANCELLED,
    EXCEEDED,
    HEADS,
    HELD,
    LINE,
    LINE_CORRECTED,
    LINE_WITHDRAWN,
    MISSED,
    OTHER_LINE,
    PLANNED,
    SESSION,
    THIRD_LINE,
    WITHDRAWN,
    line,
    numbered,
    planned,
)

SESSIONS = decider(TERMS)
SMALL = planned(capacity=2)


def take(*lines: Any, heads: tuple[Heads, ...] = (), exception: str | None = None) -> TakeRegister:
    return TakeRegister(lines=lines, heads=heads, exception=exception)


def correct(line_id: Any = LINE, person_ref: str | None = PERSON, attendance: str = "absent", **more: Any) -> Any:
    said = {"reason": "wrong-details", **more}
    return CorrectLine(line_id=line_id, person_ref=person_ref, attendance=attendance, **said)


def test_known_people_and_people_by_first_name_are_taken_down() -> None:
    lines = (line(), line(OTHER_LINE, OTHER_PERSON, "absent"), line(THIRD_LINE, None, channel="11"))
    given(SESSIONS, PLANNED, HELD).when(take(*lines)).then(CAME, MISSED, BY_NAME)


def test_each_took_part_by_their_own_channel_and_else_by_the_sessions() -> None:
    online = planned(channel="11", place="online")
    given(SESSIONS, online, HELD).when(take(line(), line(OTHER_LINE, OTHER_PERSON, channel="01"))).then(
        replace(CAME, channel="11"), AttendanceRecorded(SESSION, OTHER_LINE, OTHER_PERSON, "present", "01")
    )


def test_taken_the_same_again_nothing_follows() -> None:
    given(SESSIONS, PLANNED, HELD, CAME).when(take(line())).then_nothing()
    given(SESSIONS, PLANNED, HELD, CAME, LINE_CORRECTED).when(take(line())).then_nothing()
    given(SESSIONS, PLANNED, HELD, CAME, LINE_WITHDRAWN).when(take(line())).then_nothing()
    given(SESSIONS, PLANNED, HELD, CAME, HEADS).when(take(line(), heads=(Heads(count=12),))).then_nothing()


def test_more_lines_are_added_to_those_that_stand() -> None:
    given(SESSIONS, PLANNED, HELD, CAME).when(take(line(), line(OTHER_LINE, OTHER_PERSON, "absent"))).then(MISSED)


def test_nobody_stands_on_a_register_twice_and_the_row_is_named() -> None:
    twice = take(line(OTHER_LINE, OTHER_PERSON), line(UUID(int=1), PERSON, "absent"))
    when = given(SESSIONS, PLANNED, HELD, BY_NAME, CAME).when(twice)
    when.then_invalid(("lines.1.person_ref", "already-on-the-register"))
    with pytest.raises(Exception, match="at row 2 of the register"):
        SESSIONS.decide(twice, when.state)


def test_nobody_comes_twice_in_one_request_either() -> None:
    twice = take(line(), line(OTHER_LINE, OTHER_PERSON), line(THIRD_LINE, PERSON))
    when = given(SESSIONS, PLANNED, HELD).when(twice)
    when.then_invalid(("lines.2.person_ref", "already-on-the-register"))
    with pytest.raises(Exception, match=r"at lines\.0 of this request"):
        SESSIONS.decide(twice, when.state)


def test_two_people_of_one_first_name_are_two_people() -> None:
    given(SESSIONS, PLANNED, HELD).when(take(line(LINE, None), line(OTHER_LINE, None))).then(
        AttendanceRecorded(SESSION, LINE, None, "present", "01"),
        AttendanceRecorded(SESSION, OTHER_LINE, None, "present", "01"),
    )


def test_a_person_whose_line_was_withdrawn_may_be_taken_down_again() -> None:
    given(SESSIONS, PLANNED, HELD, CAME, LINE_WITHDRAWN).when(take(line(OTHER_LINE))).then(
        AttendanceRecorded(SESSION, OTHER_LINE, PERSON, "present", "01")
    )


def test_a_line_id_is_one_line() -> None:
    given(SESSIONS, PLANNED, HELD, CAME).when(take(line(attendance="absent"))).then_invalid(
        ("lines.0.line_id", "already-recorded"), ("lines.0.person_ref", "already-on-the-register")
    )
    given(SESSIONS, PLANNED, HELD).when(take(line(), line(LINE, OTHER_PERSON))).then_invalid(
        ("lines.1.line_id", "already-recorded")
    )


def test_every_fault_of_every_line_is_said_and_nothing_is_taken() -> None:
    lines = (
        line(),
        line(OTHER_LINE, "Sam", "late", channel="77"),
        line(THIRD_LINE, PERSON, "absent"),
    )
    given(SESSIONS, PLANNED, HELD).when(take(*lines, heads=(Heads(channel="98", count=-3),))).then_invalid(
        ("lines.1.person_ref", "not-a-reference"),
        ("lines.1.attendance", "unknown-attendance"),
        ("lines.1.channel", "unknown-channel"),
        ("lines.2.person_ref", "already-on-the-register"),
        ("heads.0.channel", "unknown-channel"),
        ("heads.0.count", "too-small"),
    )


def test_a_register_is_taken_of_a_session_that_was_held_alone() -> None:
    for command in (
        take(line()),
        correct(),
        WithdrawLine(line_id=LINE, reason="wrong-details"),
        CountHeads(heads=Heads(count=1)),
    ):
        given(SESSIONS).when(command).then_refused("unknown-session")
        given(SESSIONS, PLANNED).when(command).then_refused("not-held")
        given(SESSIONS, PLANNED, CANCELLED).when(command).then_refused("cancelled")
        given(SESSIONS, PLANNED, HELD, CAME, WITHDRAWN).when(command).then_refused("withdrawn")


@pytest.mark.parametrize("attendance", ["absent", "cancelled", "declined"])
def test_who_was_missing_or_cancelled_or_declined_does_not_count_as_attending(attendance: str) -> None:
    state = SESSIONS.fold([PLANNED, HELD, BY_NAME, HEADS, replace(MISSED, attendance=attendance)])
    assert (state.present, state.in_the_room) == (13, 12)


def test_a_line_is_corrected_with_a_reason() -> None:
    given(SESSIONS, PLANNED, HELD, CAME).when(correct()).then(LINE_CORRECTED)


def test_a_first_name_turns_out_to_be_somebody_known() -> None:
    known = correct(THIRD_LINE, PERSON, "present", channel="11")
    given(SESSIONS, PLANNED, HELD, BY_NAME).when(known).then(
        AttendanceCorrected(SESSION, THIRD_LINE, PERSON, "present", "11", "wrong-details")
    )
    given(SESSIONS, PLANNED, HELD, CAME, BY_NAME).when(known).then_invalid(("person_ref", "already-on-the-register"))


def test_what_stands_on_a_line_is_not_corrected() -> None:
    given(SESSIONS, PLANNED, HELD, CAME).when(correct(attendance="present")).then_nothing()


def test_a_correction_has_a_reason_of_the_terms_and_a_line() -> None:
    given(SESSIONS, PLANNED, HELD, CAME).when(correct(reason="rain")).then_refused("unknown-reason", "reason")
    given(SESSIONS, PLANNED, HELD, CAME).when(correct(OTHER_LINE)).then_refused("unknown-line", "line_id")
    given(SESSIONS, PLANNED, HELD, CAME, LINE_WITHDRAWN).when(correct()).then_refused("withdrawn")
    given(SESSIONS, PLANNED, HELD, CAME).when(correct(attendance="late", channel="77")).then_invalid(
        ("attendance", "unknown-attendance"), ("channel", "unknown-channel")
    )


def test_a_line_is_taken_back_once() -> None:
    withdraw = WithdrawLine(line_id=LINE, reason="entered-in-error")
    given(SESSIONS, PLANNED, HELD, CAME).when(withdraw).then(AttendanceWithdrawn(SESSION, LINE, "entered-in-error"))
    given(SESSIONS, PLANNED, HELD, CAME).when(replace(withdraw, reason="rain")).then_refused("unknown-reason", "reason")
    given(SESSIONS, PLANNED, HELD, CAME, LINE_WITHDRAWN).when(replace(withdraw, reason="wrong-details")).then_refused(
        "withdrawn"
    )
    given(SESSIONS, PLANNED, HELD).when(withdraw).then_refused("unknown-line", "line_id")


def test_heads_are_counted_by_channel_and_a_later_count_replaces_an_earlier() -> None:
    given(SESSIONS, PLANNED, HELD).when(CountHeads(heads=Heads(count=12))).then(HEADS)
    given(SESSIONS, PLANNED, HELD, HEADS).when(CountHeads(heads=Heads(count=9))).then(HeadsCounted(SESSION, "01", 9))
    online = CountHeads(heads=Heads(channel="11", count=4))
    given(SESSIONS, PLANNED, HELD, HEADS).when(online).then(HeadsCounted(SESSION, "11", 4))
    given(SESSIONS, PLANNED, HELD).when(CountHeads(heads=Heads(count=0))).then_nothing()
    wrong = CountHeads(heads=Heads(channel="77", count=-1))
    given(SESSIONS, PLANNED, HELD).when(wrong).then_invalid(("channel", "unknown-channel"), ("count", "too-small"))


def test_no_more_come_in_than_fit() -> None:
    three = [numbered(number) for number in (1, 2, 3)]
    given(SESSIONS, SMALL, HELD).when(take(*three)).then_invalid(("lines", "over-capacity"))
    given(SESSIONS, SMALL, HELD).when(CountHeads(heads=Heads(count=3))).then_invalid(("count", "over-capacity"))
    given(SESSIONS, SMALL, HELD).when(take(*three[:1], heads=(Heads(count=2),))).then_invalid(
        ("lines", "over-capacity")
    )


def test_who_is_missing_or_takes_part_from_elsewhere_takes_up_no_room() -> None:
    absent, online = numbered(3, attendance="cancelled"), numbered(4, channel="11")
    given(SESSIONS, SMALL, HELD).when(take(numbered(1), numbered(2), absent, online)).then(
        *(
            AttendanceRecorded(SESSION, each.line_id, each.person_ref, each.attendance, each.channel or "01")
            for each in (numbered(1), numbered(2), absent, online)
        )
    )


def test_more_come_in_by_an_exception_of_the_terms() -> None:
    three = [numbered(number) for number in (1, 2, 3)]
    given(SESSIONS, SMALL, HELD).when(take(*three, exception="colleague-ill")).then(
        *(AttendanceRecorded(SESSION, each.line_id, each.person_ref, "present", "01") for each in three), EXCEEDED
    )
    given(SESSIONS, SMALL, HELD).when(take(*three, exception="rain")).then_invalid(("exception", "unknown-exception"))


def test_where_everybody_fits_in_there_is_no_exception() -> None:
    given(SESSIONS, SMALL, HELD).when(take(line(), exception="colleague-ill")).then_invalid(
        ("exception", "no-exception-needed")
    )
    given(SESSIONS, PLANNED, HELD).when(take(line(), exception="colleague-ill")).then_invalid(
        ("exception", "no-exception-needed")
    )


def test_an_exception_lets_in_as_many_as_it_was_given_for() -> None:
    full = (SMALL, HELD, HeadsCounted(SESSION, "01", 3), EXCEEDED)
    given(SESSIONS, *full).when(CountHeads(heads=Heads(count=2))).then(HeadsCounted(SESSION, "01", 2))
    fewer = (*full, HeadsCounted(SESSION, "01", 2))
    given(SESSIONS, *fewer).when(CountHeads(heads=Heads(count=3))).then(HeadsCounted(SESSION, "01", 3))
    given(SESSIONS, *full).when(take(line())).then_invalid(("lines", "over-capacity"))
    given(SESSIONS, *full).when(take(line(), exception="colleague-ill")).then(
        CAME, CapacityExceeded(SESSION, 4, 2, "colleague-ill")
    )


def test_a_correction_lets_nobody_in_who_does_not_fit() -> None:
    full = (SMALL, HELD, HeadsCounted(SESSION, "01", 2), MISSED)
    came = correct(OTHER_LINE, OTHER_PERSON, "present")
    given(SESSIONS, *full).when(came).then_invalid(("attendance", "over-capacity"))
    given(SESSIONS, *full).when(replace(came, exception="colleague-ill")).then(
        AttendanceCorrected(SESSION, OTHER_LINE, OTHER_PERSON, "present", "01", "wrong-details"), EXCEEDED
    )
