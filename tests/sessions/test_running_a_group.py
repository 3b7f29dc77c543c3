"""A group begins, is run otherwise, and ends."""

from dataclasses import replace
from datetime import date

from services.sessions.domain.group.commands import ChangeGroup, EndGroup, StartGroup
from services.sessions.domain.group.decisions import decider
from services.sessions.domain.group.events import GroupChanged, GroupStarted
from services.sessions.domain.terms import TimetabledGroup
from tests.sentences import given
from tests.sessions.builders import OTHER_WORKER, TERMS, TODAY, VOLUNTEER, WORKER, june, terms
from tests.sessions.gathering_builders import GROUP, GROUP_CHANGED, GROUP_ENDED, STARTED

GROUPS = decider(TERMS)
START = StartGroup(
    group_id=GROUP,
    on=june(2),
    programme="groups",
    activity="walking",
    place="hub",
    channel="01",
    capacity=10,
    leaders=(VOLUNTEER, WORKER, WORKER),
)
CHANGE = ChangeGroup(
    on=june(9), programme="groups", activity="cafe", place="online", channel="11", leaders=(WORKER,), today=TODAY
)
TIMETABLE = terms(
    groups=(
        TimetabledGroup("walk-and-talk", "Walk and talk", "walking", "groups", place="hub", channels=("01", "11")),
        TimetabledGroup("somewhere", "Somewhere", "cafe", "groups", capacity=8),
    )
)


def test_a_group_begins_with_the_ways_of_its_activity_and_their_version() -> None:
    given(GROUPS).when(START).then(STARTED)


def test_a_group_may_begin_later() -> None:
    later = replace(START, on=date(2025, 9, 1))
    given(GROUPS).when(later).then(replace(STARTED, started_on=date(2025, 9, 1)))


def test_a_group_of_the_timetable_is_as_the_timetable_says() -> None:
    start = StartGroup(group_id=GROUP, on=june(2), code="walk-and-talk")
    began = GroupStarted(
        GROUP, june(2), "groups", "walking", "hub", "01", ("be-active", "connect"), 3, None, (), "walk-and-talk"
    )
    given(decider(TIMETABLE)).when(start).then(began)


def test_what_is_said_counts_more_than_the_timetable() -> None:
    start = StartGroup(group_id=GROUP, on=june(2), code="somewhere", place="online", channel="11", capacity=5)
    began = GroupStarted(GROUP, june(2), "groups", "cafe", "online", "11", ("connect",), 3, 5, (), "somewhere")
    given(decider(TIMETABLE)).when(start).then(began)


def test_what_neither_says_must_be_given() -> None:
    start = StartGroup(group_id=GROUP, on=june(2), code="somewhere")
    given(decider(TIMETABLE)).when(start).then_invalid(("place", "missing"))


def test_every_fault_of_a_group_is_said() -> None:
    wrong = StartGroup(
        group_id=GROUP, on=june(2), code="nowhere", programme="x", activity="tea", channel="77", capacity=0
    )
    given(GROUPS).when(wrong).then_invalid(
        ("programme", "unknown-programme"),
        ("activity", "unknown-activity"),
        ("place", "missing"),
        ("channel", "unknown-channel"),
        ("capacity", "too-small"),
        ("code", "unknown-code"),
    )


def test_a_group_begins_once() -> None:
    given(GROUPS, STARTED).when(START).then_nothing()
    given(GROUPS, STARTED).when(replace(START, place="online")).then_refused("already-started")


def test_a_group_is_run_otherwise() -> None:
    given(GROUPS, STARTED).when(CHANGE).then(GROUP_CHANGED)


def test_the_same_again_changes_nothing() -> None:
    same = ChangeGroup(
        on=june(9),
        programme="groups",
        activity="walking",
        place="hub",
        channel="01",
        capacity=10,
        leaders=(VOLUNTEER, WORKER),
        today=TODAY,
    )
    given(GROUPS, STARTED).when(same).then_nothing()


def test_the_ways_of_a_change_are_those_of_the_terms_as_they_stand_then() -> None:
    later = decider(terms(ways_version=4, activities={**TERMS.activities, "cafe": ("connect", "give")}))
    expected = GroupChanged(GROUP, june(9), "groups", "cafe", "online", "11", ("connect", "give"), 4, None, (WORKER,))
    given(later, STARTED).when(CHANGE).then(expected)


def test_leaders_change_too() -> None:
    other = replace(CHANGE, leaders=(OTHER_WORKER,))
    given(GROUPS, STARTED, GROUP_CHANGED).when(other).then(replace(GROUP_CHANGED, leaders=(OTHER_WORKER,)))


def test_a_change_lies_neither_ahead_nor_before_the_last() -> None:
    given(GROUPS, STARTED).when(replace(CHANGE, on=june(30).replace(month=7))).then_invalid(("on", "in-the-future"))
    given(GROUPS, STARTED).when(replace(CHANGE, on=june(1))).then_invalid(("on", "too-early"))


def test_what_is_unknown_or_ended_does_not_change() -> None:
    given(GROUPS).when(CHANGE).then_refused("unknown-group")
    given(GROUPS, STARTED, GROUP_ENDED).when(CHANGE).then_refused("ended")


def test_a_group_ends_once() -> None:
    end = EndGroup(on=june(23), reason="no-demand")
    given(GROUPS, STARTED).when(end).then(GROUP_ENDED)
    given(GROUPS, STARTED, GROUP_ENDED).when(replace(end, on=june(24))).then_refused("ended")
    given(GROUPS).when(end).then_refused("unknown-group")


def test_an_end_may_be_announced_but_lies_not_before_the_beginning() -> None:
    ahead = EndGroup(on=june(30).replace(month=8), reason="no-demand")
    given(GROUPS, STARTED).when(ahead).then(replace(GROUP_ENDED, ended_on=ahead.on))
    given(GROUPS, STARTED).when(EndGroup(on=june(1), reason="rain")).then_invalid(
        ("reason", "unknown-reason"), ("on", "too-early")
    )
