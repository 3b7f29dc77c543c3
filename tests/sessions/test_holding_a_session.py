"""How a session took place is said, with its register or without, and said otherwise."""

from dataclasses import replace
from datetime import date

from services.sessions.domain.session.commands import CorrectSession, Heads
from services.sessions.domain.session.decisions.deciding import decider
from services.sessions.domain.session.events import SessionHeld
from tests.sentences import given
from tests.sessions.builders import OTHER_PERSON, OTHER_WORKER, TERMS, TODAY, VOLUNTEER, WORKER, june
from tests.sessions.gathering_builders import (
    BY_NAME,
    CAME,
    CANCELLED,
    CORRECTED,
    FORUM,
    HEADS,
    HELD,
    MISSED,
    MOVED,
    OF_GROUP,
    OTHER_LINE,
    PLANNED,
    SERIES,
    SESSION,
    THIRD_LINE,
    WITHDRAWN,
    hold,
    line,
)

SESSIONS = decider(TERMS)
CORRECT = CorrectSession(on=june(17), minutes=60, staff=(WORKER,), reason="wrong-details", today=TODAY)


def test_a_planned_session_takes_place() -> None:
    given(SESSIONS, PLANNED).when(hold()).then(HELD)


def test_a_session_takes_place_on_another_day_than_planned() -> None:
    given(SESSIONS, PLANNED, MOVED).when(hold(june(19))).then(replace(HELD, held_on=june(19)))


def test_a_session_brings_its_register() -> None:
    lines = (line(), line(OTHER_LINE, OTHER_PERSON, "absent"), line(THIRD_LINE, None, channel="11"))
    given(SESSIONS, PLANNED).when(hold(lines=lines, heads=(Heads(count=12),))).then(HELD, CAME, MISSED, BY_NAME, HEADS)


def test_a_session_that_nobody_planned_says_what_it_is() -> None:
    unplanned = hold(meeting=OF_GROUP, series=SERIES, lines=(line(),))
    given(SESSIONS).when(unplanned).then(PLANNED, HELD, CAME)


def test_said_again_it_took_place_once() -> None:
    given(SESSIONS, PLANNED, HELD).when(hold()).then_nothing()
    given(SESSIONS, PLANNED, HELD, CORRECTED).when(hold()).then_nothing()
    given(SESSIONS, PLANNED, HELD).when(hold(meeting=OF_GROUP, series=SERIES)).then_nothing()


def test_said_again_with_more_lines_it_takes_the_lines() -> None:
    given(SESSIONS, PLANNED, HELD).when(hold(lines=(line(),))).then(CAME)


def test_a_session_takes_place_once() -> None:
    given(SESSIONS, PLANNED, HELD).when(hold(minutes=30)).then_refused("already-held")
    given(SESSIONS, PLANNED).when(hold(meeting=FORUM)).then_refused("already-planned")


def test_what_was_not_set_down_or_given_up_does_not_take_place() -> None:
    given(SESSIONS).when(hold()).then_refused("unknown-session")
    given(SESSIONS, PLANNED, CANCELLED).when(hold()).then_refused("cancelled")
    given(SESSIONS, PLANNED, WITHDRAWN).when(hold()).then_refused("withdrawn")
    given(SESSIONS, PLANNED, CANCELLED).when(hold(meeting=OF_GROUP, series=SERIES)).then_refused("cancelled")


def test_a_session_is_not_held_in_the_future_by_nobody_in_no_time() -> None:
    given(SESSIONS, PLANNED).when(hold(date(2025, 7, 1), minutes=0, staff=(), volunteers=())).then_invalid(
        ("on", "in-the-future"), ("minutes", "too-short"), ("staff", "missing")
    )
    given(SESSIONS, PLANNED).when(hold(minutes=1441, staff=(WORKER,), volunteers=(WORKER,))).then_invalid(
        ("minutes", "too-long"), ("volunteers", "named-twice")
    )


def test_volunteers_may_run_it_alone() -> None:
    given(SESSIONS, PLANNED).when(hold(staff=())).then(replace(HELD, staff=()))


def test_every_fault_of_session_and_register_is_said_at_once() -> None:
    wrong = hold(
        date(2025, 7, 1),
        meeting=replace(FORUM, place="moon"),
        lines=(line(attendance="late"), line(OTHER_LINE, channel="77")),
        heads=(Heads(channel="01", count=-1), Heads(count=2)),
    )
    given(SESSIONS).when(wrong).then_invalid(
        ("place", "unknown-place"),
        ("on", "in-the-future"),
        ("lines.0.attendance", "unknown-attendance"),
        ("lines.1.channel", "unknown-channel"),
        ("lines.1.person_ref", "already-on-the-register"),
        ("heads.0.count", "too-small"),
        ("heads.1.channel", "named-twice"),
    )


def test_a_session_of_no_known_channel_says_so_once() -> None:
    wrong = hold(meeting=replace(FORUM, channel=None), lines=(line(),))
    given(SESSIONS).when(wrong).then_invalid(("channel", "missing"))


def test_how_it_took_place_is_said_otherwise() -> None:
    given(SESSIONS, PLANNED, HELD, CAME).when(CORRECT).then(CORRECTED)


def test_what_stands_is_not_corrected() -> None:
    same = CorrectSession(on=june(16), minutes=90, staff=(WORKER,), volunteers=(VOLUNTEER,), reason="rain", today=TODAY)
    given(SESSIONS, PLANNED, HELD).when(same).then_nothing()


def test_a_correction_has_a_reason_and_the_rules_of_a_holding() -> None:
    given(SESSIONS, PLANNED, HELD).when(replace(CORRECT, reason="rain")).then_refused("unknown-reason", "reason")
    wrong = replace(CORRECT, on=date(2025, 7, 1), minutes=0, staff=())
    given(SESSIONS, PLANNED, HELD).when(wrong).then_invalid(
        ("on", "in-the-future"), ("minutes", "too-short"), ("staff", "missing")
    )


def test_only_what_was_held_is_corrected() -> None:
    given(SESSIONS).when(CORRECT).then_refused("unknown-session")
    given(SESSIONS, PLANNED).when(CORRECT).then_refused("not-held")
    given(SESSIONS, PLANNED, CANCELLED).when(CORRECT).then_refused("cancelled")
    given(SESSIONS, PLANNED, HELD, WITHDRAWN).when(CORRECT).then_refused("withdrawn")


def test_who_ran_it_has_no_order() -> None:
    given(SESSIONS, PLANNED).when(hold(staff=(OTHER_WORKER, WORKER, WORKER), volunteers=())).then(
        SessionHeld(SESSION, june(16), 90, (WORKER, OTHER_WORKER), ())
    )
