"""Beginning, changing and ending groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import assert_never
from uuid import UUID

from chassis.decider import Decider
from chassis.entry import in_the_future, not_one_of
from chassis.errors import Fault, Invalid, Refused
from services.sessions.domain.faults import series_faults
from services.sessions.domain.group.commands import ChangeGroup, EndGroup, GroupCommand, StartGroup
from services.sessions.domain.group.events import GroupChanged, GroupEnded, GroupEvent, GroupStarted
from services.sessions.domain.group.state import INITIAL, Group, evolve, subject
from services.sessions.domain.terms import SessionsTerms, TimetabledGroup

GroupDecider = Decider[GroupCommand, GroupEvent, Group]


def decider(terms: SessionsTerms) -> GroupDecider:
    """The decider of groups."""
    return Decider(INITIAL, partial(decide, terms), evolve, subject)


def decide(terms: SessionsTerms, command: GroupCommand, state: Group) -> Sequence[GroupEvent]:
    """The events that a command causes."""
    match command:
        case StartGroup():
            return start(terms, command, state)
        case ChangeGroup():
            return change(terms, command, state)
        case EndGroup():
            return end(terms, command, state)
        case _:
            assert_never(command)


def start(terms: SessionsTerms, command: StartGroup, state: Group) -> Sequence[GroupEvent]:
    """A group begins as it was said, and else as the timetable has it."""
    timetabled = timetabled_group(terms, command.code)
    told = _told(command, timetabled)
    faults = list(_run_faults(terms, told))
    if command.code is not None and timetabled is None:
        faults += not_one_of("code", command.code, [group.code for group in terms.groups])
    if state.started is None:
        _checked(faults)
    began = GroupStarted(
        command.group_id,
        command.on,
        told.programme or "",
        told.activity or "",
        told.place or "",
        told.channel or "",
        terms.ways_of(told.activity or ""),
        terms.ways_version,
        told.capacity,
        told.leaders,
        command.code,
    )
    if state.started in (None, began):
        return [] if state.started else [began]
    raise Refused("already-started", "the group began before as something else; change it")


def change(terms: SessionsTerms, command: ChangeGroup, state: Group) -> Sequence[GroupEvent]:
    """A group is run otherwise; said again, it stands so already."""
    started, latest = _there(state)
    told = _Run(
        command.programme,
        command.activity,
        command.place,
        command.channel,
        command.capacity,
        _in_order(command.leaders),
    )
    if told == _Run(latest.programme, latest.activity, latest.place, latest.channel, latest.capacity, latest.leaders):
        return []
    if state.ended is not None:
        raise Refused("ended", f"the group ended on {state.ended.ended_on}")
    since = latest.changed_on if isinstance(latest, GroupChanged) else latest.started_on
    faults = list(in_the_future("on", command.on, command.today))
    if command.on < since:
        faults.append(Fault("on", f"{command.on} is too early: the group is run so since {since}", "too-early"))
    _checked([*faults, *_run_faults(terms, told)])
    return [
        GroupChanged(
            started.group_id,
            command.on,
            command.programme,
            command.activity,
            command.place,
            command.channel,
            terms.ways_of(command.activity),
            terms.ways_version,
            command.capacity,
            told.leaders,
        )
    ]


def end(terms: SessionsTerms, command: EndGroup, state: Group) -> Sequence[GroupEvent]:
    """A group ends once."""
    started, _ = _there(state)
    ended = GroupEnded(started.group_id, command.on, command.reason)
    if state.ended == ended:
        return []
    if state.ended is not None:
        raise Refused("ended", f"the group ended on {state.ended.ended_on}")
    faults = list(not_one_of("reason", command.reason, terms.end_reasons))
    if command.on < started.started_on:
        faults.append(Fault("on", f"{command.on} lies before its beginning, {started.started_on}", "too-early"))
    _checked(faults)
    return [ended]


def timetabled_group(terms: SessionsTerms, code: str | None) -> TimetabledGroup | None:
    """The group of the timetable with this code, if there is one."""
    return next((group for group in terms.groups if group.code == code), None)


@dataclass(frozen=True, slots=True)
class _Run:
    """How a group is run, as far as it was said."""

    programme: str | None
    activity: str | None
    place: str | None
    channel: str | None
    capacity: int | None
    leaders: tuple[UUID, ...]


def _told(command: StartGroup, timetabled: TimetabledGroup | None) -> _Run:
    leaders = _in_order(command.leaders)
    if timetabled is None:
        return _Run(command.programme, command.activity, command.place, command.channel, command.capacity, leaders)
    return _Run(
        command.programme or timetabled.programme,
        command.activity or timetabled.activity,
        command.place or timetabled.place,
        command.channel or timetabled.channels[0],
        timetabled.capacity if command.capacity is None else command.capacity,
        leaders,
    )


def _run_faults(terms: SessionsTerms, told: _Run) -> Iterator[Fault]:
    yield from series_faults(terms, told.programme, told.activity, told.place, told.channel, told.capacity)


def _in_order(leaders: Sequence[UUID]) -> tuple[UUID, ...]:
    """Leaders have no order of their own, and none twice: the same leaders are the same request."""
    return tuple(sorted(set(leaders)))


def _there(state: Group) -> tuple[GroupStarted, GroupStarted | GroupChanged]:
    if state.started is None or state.latest is None:
        raise Refused("unknown-group", "nothing can be done to a group that never began")
    return state.started, state.latest


def _checked(faults: Sequence[Fault]) -> None:
    if faults:
        raise Invalid(tuple(faults))
