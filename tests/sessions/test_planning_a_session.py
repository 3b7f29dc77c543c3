"""Sessions are planned, moved, given up, and taken back."""

from dataclasses import replace
from datetime import date

from services.sessions.domain.session.commands import (
    CancelSession,
    Meeting,
    MoveSession,
    PlanSession,
    WithdrawSession,
)
from services.sessions.domain.session.decisions.deciding import decider
from services.sessions.domain.session.events import SessionMoved, SessionPlanned
from tests.sentences import given
from tests.sessions.builders import OTHER_WORKER, TERMS, TODAY, WORKER, june
from tests.sessions.gathering_builders import (
    CAME,
    CANCELLED,
    FORUM,
    GROUP,
    HELD,
    MOVED,
    OF_GROUP,
    PLANNED,
    SERIES,
    SESSION,
    WITHDRAWN,
)

SESSIONS = decider(TERMS)
PLAN = PlanSession(session_id=SESSION, on=june(16), meeting=OF_GROUP, series=SERIES)
MOVE = MoveSession(to=june(18), place="online", on=june(10), today=TODAY)
CANCEL = CancelSession(on=june(15), reason="weather", today=TODAY)


def test_a_session_of_a_group_is_as_the_group() -> None:
    given(SESSIONS).when(PLAN).then(PLANNED)


def test_a_session_may_say_otherwise_than_its_group() -> None:
    meeting = replace(OF_GROUP, place="online", channel="11", activity="cafe", capacity=5, leaders=(OTHER_WORKER,))
    given(SESSIONS).when(replace(PLAN, meeting=meeting)).then(
        SessionPlanned(
            SESSION, june(16), "group", "groups", "cafe", "online", "11", ("connect",), 3, GROUP, 5, (OTHER_WORKER,)
        )
    )


def test_a_forum_is_a_gathering_of_no_group() -> None:
    forum = PlanSession(session_id=SESSION, on=june(16), meeting=FORUM)
    given(SESSIONS).when(forum).then(
        SessionPlanned(SESSION, june(16), "gathering", "groups", "cafe", "hub", "01", ("connect",), 3)
    )


def test_a_drop_in_needs_no_group() -> None:
    drop_in = PlanSession(session_id=SESSION, on=june(16), meeting=replace(FORUM, kind="drop-in"))
    given(SESSIONS).when(drop_in).then(
        SessionPlanned(SESSION, june(16), "drop-in", "groups", "cafe", "hub", "01", ("connect",), 3)
    )


def test_a_session_is_planned_ahead_or_set_down_late() -> None:
    ahead = date(2026, 1, 5)
    given(SESSIONS).when(replace(PLAN, on=ahead)).then(replace(PLANNED, on=ahead))
    given(SESSIONS).when(replace(PLAN, on=june(2))).then(replace(PLANNED, on=june(2)))


def test_every_fault_of_a_plan_is_said() -> None:
    meeting = Meeting(kind="gathering", activity="tea", place="hub", channel="77", capacity=0)
    given(SESSIONS).when(PlanSession(session_id=SESSION, on=june(16), meeting=meeting)).then_invalid(
        ("programme", "missing"),
        ("activity", "unknown-activity"),
        ("channel", "unknown-channel"),
        ("capacity", "too-small"),
    )


def test_a_session_of_a_group_names_one_that_there_is() -> None:
    given(SESSIONS).when(replace(PLAN, series=None)).then_invalid(("group_id", "unknown-group"))
    nameless = replace(PLAN, meeting=replace(FORUM, kind="group"), series=None)
    given(SESSIONS).when(nameless).then_invalid(("group_id", "missing"))
    gathering = replace(PLAN, meeting=replace(OF_GROUP, kind="gathering"))
    given(SESSIONS).when(gathering).then_invalid(("group_id", "not-of-a-group"))
    given(SESSIONS).when(replace(PLAN, meeting=replace(FORUM, kind="party"))).then_invalid(("kind", "unknown-kind"))


def test_a_group_meets_between_its_beginning_and_its_end() -> None:
    ended = replace(SERIES, ended_on=june(20))
    given(SESSIONS).when(replace(PLAN, on=june(1))).then_invalid(("on", "before-the-group-began"))
    given(SESSIONS).when(replace(PLAN, on=june(20), series=ended)).then(replace(PLANNED, on=june(20)))
    given(SESSIONS).when(replace(PLAN, on=june(21), series=ended)).then_invalid(("on", "after-the-group-ended"))


def test_a_session_is_planned_once() -> None:
    given(SESSIONS, PLANNED).when(PLAN).then_nothing()
    given(SESSIONS, PLANNED, MOVED).when(PLAN).then_nothing()
    given(SESSIONS, PLANNED).when(replace(PLAN, on=june(17))).then_refused("already-planned")


def test_a_session_is_moved_to_another_day_or_place() -> None:
    given(SESSIONS, PLANNED).when(MOVE).then(MOVED)
    given(SESSIONS, PLANNED).when(replace(MOVE, place=None)).then(SessionMoved(SESSION, june(10), june(18), "hub"))
    given(SESSIONS, PLANNED, MOVED).when(replace(MOVE, to=june(16), place="hub")).then(
        SessionMoved(SESSION, june(10), june(16), "hub")
    )


def test_what_stands_there_already_is_not_moved() -> None:
    given(SESSIONS, PLANNED).when(replace(MOVE, to=june(16), place="hub")).then_nothing()


def test_a_move_goes_to_a_known_place_and_was_decided_by_today() -> None:
    wrong = replace(MOVE, place="moon", on=date(2025, 7, 1))
    given(SESSIONS, PLANNED).when(wrong).then_invalid(("on", "in-the-future"), ("place", "unknown-place"))


def test_what_is_no_longer_planned_is_not_moved() -> None:
    given(SESSIONS).when(MOVE).then_refused("unknown-session")
    given(SESSIONS, PLANNED, HELD).when(MOVE).then_refused("already-held")
    given(SESSIONS, PLANNED, CANCELLED).when(MOVE).then_refused("cancelled")
    given(SESSIONS, PLANNED, WITHDRAWN).when(MOVE).then_refused("withdrawn")


def test_a_session_is_given_up_with_a_reason() -> None:
    given(SESSIONS, PLANNED).when(CANCEL).then(CANCELLED)
    given(SESSIONS, PLANNED, CANCELLED).when(CANCEL).then_nothing()


def test_a_session_is_given_up_for_a_reason_of_the_terms_by_today() -> None:
    wrong = CancelSession(on=date(2025, 7, 1), reason="tired", today=TODAY)
    given(SESSIONS, PLANNED).when(wrong).then_invalid(("on", "in-the-future"), ("reason", "unknown-reason"))


def test_what_was_held_or_given_up_is_not_given_up() -> None:
    given(SESSIONS).when(CANCEL).then_refused("unknown-session")
    given(SESSIONS, PLANNED, HELD).when(CANCEL).then_refused("already-held")
    given(SESSIONS, PLANNED, CANCELLED).when(replace(CANCEL, reason="leader-absent")).then_refused("cancelled")
    given(SESSIONS, PLANNED, WITHDRAWN).when(CANCEL).then_refused("withdrawn")


def test_a_session_is_taken_back_whatever_became_of_it() -> None:
    withdraw = WithdrawSession(reason="entered-in-error")
    for before in ((PLANNED,), (PLANNED, CANCELLED), (PLANNED, HELD, CAME)):
        given(SESSIONS, *before).when(withdraw).then(WITHDRAWN)


def test_a_session_is_taken_back_once_and_for_a_reason_of_the_terms() -> None:
    given(SESSIONS).when(WithdrawSession(reason="entered-in-error")).then_refused("unknown-session")
    given(SESSIONS, PLANNED).when(WithdrawSession(reason="rain")).then_refused("unknown-reason", "reason")
    other = WithdrawSession(reason="wrong-details")
    given(SESSIONS, PLANNED, WITHDRAWN).when(other).then_refused("withdrawn")


def test_who_leads_a_session_has_no_order() -> None:
    meeting = replace(FORUM, leaders=(OTHER_WORKER, WORKER, WORKER))
    plan = PlanSession(session_id=SESSION, on=june(16), meeting=meeting)
    (event,) = SESSIONS.decide(plan, SESSIONS.initial)
    assert isinstance(event, SessionPlanned)
    assert event.leaders == (WORKER, OTHER_WORKER)
