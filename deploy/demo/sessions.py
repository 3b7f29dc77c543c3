"""Groups, sessions, contacts and hours of the demonstration as commands to a contract's service."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from chassis.entry import EntryKind, Record
from chassis.handling import Desk
from deploy.demo.cases import ATTENDED, LATE, Contact
from deploy.demo.changes import Change, Hours
from deploy.demo.gatherings import Held, Series
from deploy.demo.playing import Stage, Step, demo_id
from deploy.demo.referrals import Known, referral_id, worker_id
from services.sessions.api.office import Desks
from services.sessions.domain.contact import decisions as contact
from services.sessions.domain.contact.events import Contact as ContactContent
from services.sessions.domain.directory import commands as directory
from services.sessions.domain.directory.state import stream as directory_stream
from services.sessions.domain.group.commands import StartGroup
from services.sessions.domain.group.state import stream as group_stream
from services.sessions.domain.session import commands as session
from services.sessions.domain.session.state import stream as session_stream
from services.sessions.domain.signposting import decisions as signposting
from services.sessions.domain.signposting.events import Signposting
from services.sessions.domain.staff_activity import decisions as staff_activity
from services.sessions.domain.staff_activity.events import StaffActivity
from services.sessions.domain.terms import LIVE_CHANNELS, SessionsTerms, Weekday
from services.sessions.domain.volunteering import decisions as volunteering
from services.sessions.domain.volunteering.events import Volunteering

VOLUNTEERS = 60
"""Volunteers of a contract. Invented."""
_MEETINGS = 48
"""Meetings of several agencies of a contract and year. Invented."""
_FORUM = "forum"
"""The activity of one-off gatherings."""
_AT_ONCE, _SESSIONS_AT_ONCE = 400, 50


def series(terms: SessionsTerms, sessions: int, weeks: int = 52) -> tuple[Series, ...]:
    """Weekly groups enough for so many sessions a year: the timetable's, and then the same at other places.

    Where the timetable says no day or place, one is chosen by the group's turn in it.
    """
    found: list[Series] = []
    for turn in count():
        for number, group in enumerate(terms.groups):
            days = [list(Weekday).index(day) for day in group.weekdays] or [number % 5]
            place = group.place if turn == 0 and group.place else terms.places[(number + 5 * turn) % len(terms.places)]
            found += [Series(f"{group.code}-{turn}-{day}", day, group.code, place) for day in days]
            if len(found) * weeks >= sessions:
                return tuple(found)
    raise AssertionError("count() never ends")


def groups(contract: str, of: Sequence[Series], desks: Desks, on: date) -> Stage:
    """The groups begin."""
    steps = []
    for number, one in enumerate(of):
        group_id = group_id_of(contract, one)
        led_by = _leader(contract, number)
        started = StartGroup(group_id=group_id, on=on, code=one.group, place=one.place, channel="01", leaders=(led_by,))
        steps.append(Step(group_stream(group_id), started))
    return Stage("groups begun", desks.groups, steps, fresh=True)


def group_id_of(contract: str, one: Series) -> Any:
    """The id of a group."""
    return demo_id(contract, "group", one.code)


def held(
    contract: str,
    year: str,
    of: Sequence[Held],
    all_series: Sequence[Series],
    begun_on: date,
    terms: SessionsTerms,
    desks: Desks,
    people: Known,
    today: date,
) -> Stage:
    """The sessions of a year, each with its register."""
    places = {one: number for number, one in enumerate(all_series)}
    steps = [_held(contract, year, each, places, begun_on, terms, people, today) for each in of]
    return Stage(f"sessions held in {year}", desks.sessions, steps, fresh=True, at_once=_SESSIONS_AT_ONCE)


def _held(
    contract: str,
    year: str,
    each: Held,
    places: dict[Series, int],
    begun_on: date,
    terms: SessionsTerms,
    people: Known,
    today: date,
) -> Step:
    session_id = demo_id(contract, "session", year, each.number)
    leader = _leader(contract, places[each.series] if each.series else each.number)
    meeting, of_group = _meeting(contract, each, leader, begun_on, terms)
    lines = tuple(
        session.Line(
            line_id=demo_id(session_id, nth),
            person_ref=None if attender.person is None else people.refs[attender.person],
            attendance=attender.attendance,
        )
        for nth, attender in enumerate(each.attenders)
    )
    helpers = tuple(demo_id(contract, "volunteer", each.number + nth) for nth in range(each.volunteers))
    command = session.HoldSession(
        session_id=session_id,
        on=each.on,
        minutes=240 if each.series is None else 90,
        staff=(leader,),
        volunteers=helpers,
        meeting=meeting,
        series=of_group,
        lines=lines,
        heads=(session.Heads(count=each.heads),) if each.heads else (),
        today=today,
    )
    return Step(session_stream(session_id), command)


def _meeting(
    contract: str, each: Held, leader: Any, begun_on: date, terms: SessionsTerms
) -> tuple[session.Meeting, session.Series | None]:
    if each.series is None:
        forum = session.Meeting(
            kind="gathering",
            programme=terms.programmes[0],
            activity=_FORUM,
            place=terms.places[each.number % len(terms.places)],
            channel="01",
            leaders=(leader,),
        )
        return forum, None
    group = next(one for one in terms.groups if one.code == each.series.group)
    of_group = session.Series(
        programme=group.programme,
        activity=group.activity,
        place=each.series.place,
        channel="01",
        capacity=None,
        leaders=(leader,),
        started_on=begun_on,
    )
    return session.Meeting(kind="group", group_id=group_id_of(contract, each.series)), of_group


def _leader(contract: str, number: int) -> Any:
    return worker_id(contract, number)


def entered(
    contract: str, name: str, kind: EntryKind[Any], desk: Desk[Any, Any, Any], contents: Sequence[Any], today: date
) -> Stage:
    """A stage that sets down entries of one kind; their ids follow from its name and their place in it."""
    steps = []
    for number, content in enumerate(contents):
        entry_id = demo_id(contract, name, number)
        steps.append(Step(kind.stream(entry_id), Record(entry_id=entry_id, content=content, today=today)))
    return Stage(name, desk, steps, fresh=True, at_once=_AT_ONCE)


def listed_services(terms: SessionsTerms, desks: Desks, on: date, today: date) -> Stage:
    """A service of the directory for each category, from a day on."""
    steps = [
        Step(
            directory_stream(service_of(category)),
            directory.ListService(code=service_of(category), category=category, districts=(), on=on, today=today),
        )
        for category in terms.signposting_categories
    ]
    return Stage("directory of services", desks.directory, steps, fresh=True)


def service_of(category: str) -> str:
    """The code of the invented service of a category."""
    return f"{category}-service"


def contacts(
    contract: str, name: str, of: Sequence[Contact], terms: SessionsTerms, desks: Desks, people: Known, today: date
) -> Stage:
    """The contacts of a year; the first of each case by the purpose that the terms name first."""
    contents = [_contact(each, number, terms, people) for number, each in enumerate(of)]
    return entered(contract, name, contact.kind(terms), desks.contacts, contents, today)


def _contact(each: Contact, number: int, terms: SessionsTerms, people: Known) -> ContactContent:
    case = each.case
    purpose = terms.purposes[0] if each.first else terms.purposes[number % len(terms.purposes)]
    took_place = each.attendance in (ATTENDED, LATE)
    staff = max([rule.count for rule in terms.rules if rule.at == purpose], default=1)
    return ContactContent(
        person_ref=people.refs[case.person],
        on=each.on,
        channel=each.channel,
        attendance=each.attendance,
        purpose=purpose,
        programme=terms.programmes[case.number % len(terms.programmes)],
        workers=tuple(worker_id(case.contract, case.number + nth) for nth in range(staff)),
        minutes=each.minutes if took_place and each.channel in LIVE_CHANNELS else None,
        referral_id=referral_id(case),
    )


def signpostings(
    contract: str, name: str, of: Sequence[Change], terms: SessionsTerms, desks: Desks, people: Known, today: date
) -> Stage:
    """People told of services of the directory."""
    contents = []
    for number, each in enumerate(of):
        category = terms.signposting_categories[number % len(terms.signposting_categories)]
        contents.append(
            Signposting(
                on=each.on,
                service=service_of(category),
                category=category,
                person_ref=people.refs[each.span.person],
                referral_id=referral_id(each.span.case) if each.span.case else None,
                workers=(worker_id(each.span.contract, number),),
            )
        )
    return entered(contract, name, signposting.kind(terms), desks.signpostings, contents, today)


def hours(contract: str, name: str, of: Sequence[Hours], terms: SessionsTerms, desks: Desks, today: date) -> Stage:
    """Time given by volunteers."""
    contents = []
    for number, each in enumerate(of):
        activity = terms.volunteering_activities[number % len(terms.volunteering_activities)]
        contents.append(
            Volunteering(
                volunteer_id=demo_id(each.contract, "volunteer", each.volunteer),
                on=each.on,
                minutes=each.minutes,
                activity=activity,
                ways=terms.ways_of(activity),
            )
        )
    return entered(contract, name, volunteering.kind(terms), desks.volunteering, contents, today)


def meetings(contract: str, name: str, days: Sequence[date], terms: SessionsTerms, desks: Desks, today: date) -> Stage:
    """Meetings and other work of the team."""
    contents = [
        StaffActivity(
            kind=terms.staff_activities[number % len(terms.staff_activities)],
            on=on,
            minutes=60 + 30 * (number % 3),
            workers=(worker_id(contract, number), worker_id(contract, number + 1)),
        )
        for number, on in enumerate(days)
    ]
    return entered(contract, name, staff_activity.kind(terms), desks.staff_activities, contents, today)
