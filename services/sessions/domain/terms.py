"""What a contract's terms may say about groups, sessions, contacts and hours, and the code lists that all share."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""How a coded word is spelt: it can be read aloud, put in a file name, and holds no sentence."""
PERSON_REF = re.compile(r"[0-9a-f]{32}")
"""Keyed hash of a person's identity: 32 hexadecimal digits."""

CHANNELS = ("01", "02", "04", "05", "09", "10", "11", "12", "13", "98")
"""MHSDS consultation mechanisms: 01 face to face, 02 telephone, 04 talk type, 05 e-mail, 09 text, 10 instant message,
11 video, 12 message board, 13 chat room, 98 other."""
LIVE_CHANNELS = ("01", "02", "04", "11")
"""Channels by which both sides are there at once, so that a contact has a length."""
ATTENDANCE_CODES = ("2", "3", "4", "5", "6", "7")
"""MHSDS: 2 cancelled by or for the person, 3 did not attend, 4 cancelled by the provider, 5 on time, 6 late but seen,
7 late, could not be seen."""
ATTENDED = ("5", "6")
"""Codes of a contact that took place."""
WAYS = ("connect", "be-active", "take-notice", "keep-learning", "give")
"""The Five Ways to Wellbeing."""
ENTERED_IN_ERROR = "entered-in-error"
"""Reason of a withdrawal of what never happened; the terms of every contract must have it."""


class Weekday(StrEnum):
    """A day of the week on which a group meets."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class PartOfDay(StrEnum):
    """When on its day a group meets, as far as a timetable says."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class MinimumStaff:
    """Contacts of one purpose are attended by at least so many of the team."""

    rule: Literal["minimum-staff"]
    at: str
    """Purpose of the contact."""
    count: int

    def unmet(self, purpose: str, staff: int) -> str | None:
        """What is missing of a contact that took place; None if the rule is kept or is not about it."""
        if purpose != self.at or staff >= self.count:
            return None
        return f"a contact of purpose {self.at} is attended by {self.count} of the team at least, not {staff}"


ContactRule = MinimumStaff
"""Rules that a contract's terms may set for contacts: the union of their classes."""


@dataclass(frozen=True, slots=True)
class Fund:
    """What projects may be awarded from one fund."""

    largest_award: int
    """In whole pounds."""
    interview: bool = False
    """Whether an award follows an interview."""


@dataclass(frozen=True, slots=True)
class TimetabledGroup:
    """A group of the contract's timetable. What is None or empty is not known, and is asked for when it starts."""

    code: str
    title: str
    """As the timetable names it; a name of a group, never of a person."""
    activity: str
    programme: str
    place: str | None = None
    channels: tuple[str, ...] = ("01",)
    """How people may take part; more than one where attendance is hybrid."""
    weekdays: tuple[Weekday, ...] = ()
    part_of_day: PartOfDay | None = None
    volunteer_led: bool = False
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class SessionsTerms:
    """The section `[sessions]` of a contract's terms."""

    programmes: tuple[str, ...]
    """Programmes inside the contract; whatever is recorded belongs to one."""
    places: tuple[str, ...]
    """Where groups and sessions take place."""
    districts: tuple[str, ...]
    """Areas that a service of the directory may serve."""
    channels: tuple[str, ...]
    """MHSDS consultation mechanisms by which people take part or are contacted."""
    activities: Mapping[str, tuple[str, ...]]
    """Types of activity, and which of the Five Ways each hits."""
    ways_version: int
    """Version of those tags; raised when one is changed."""
    purposes: tuple[str, ...]
    """Purposes of one-to-one contacts."""
    cancel_reasons: tuple[str, ...]
    """Why a session was not held."""
    end_reasons: tuple[str, ...]
    """Why a group ended."""
    correction_reasons: tuple[str, ...]
    """Why something was corrected or withdrawn."""
    volunteering_activities: tuple[str, ...]
    """Activities to which volunteers give time: some of `activities`."""
    staff_activities: tuple[str, ...]
    """Kinds of work of the team beside contacts and sessions."""
    signposting_categories: tuple[str, ...]
    """Kinds of services in the directory."""
    attendance_codes: tuple[str, ...] = ATTENDANCE_CODES
    """MHSDS attendance codes that a contact may have."""
    consecutive_absences: int = 3
    """How many absences in a row, without warning, flag somebody."""
    rules: tuple[ContactRule, ...] = ()
    """Rules of contacts; one that is not kept needs an exception."""
    exception_reasons: tuple[str, ...] = ()
    """Why a rule may be set aside for one case."""
    funds: Mapping[str, Fund] = field(default_factory=dict)
    """Funds from which grants are awarded; an award that does not keep their rules needs an exception."""
    groups: tuple[TimetabledGroup, ...] = ()
    """The timetable of groups."""

    def __post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise ValueError("; ".join(faults))

    def ways_of(self, activity: str) -> tuple[str, ...]:
        """The Five Ways that an activity hits; none of an activity that the terms do not name."""
        return self.activities.get(activity, ())


def _faults(terms: SessionsTerms) -> Iterator[str]:
    for name in _CODE_LISTS:
        yield from _code_list(name, getattr(terms, name))
    yield from _repeated("exception_reasons", terms.exception_reasons)
    yield from _codes_of("channels", terms.channels, CHANNELS, "an MHSDS consultation mechanism")
    yield from _codes_of("attendance_codes", terms.attendance_codes, ATTENDANCE_CODES, "an MHSDS attendance code")
    if ENTERED_IN_ERROR not in terms.correction_reasons:
        yield f"correction_reasons: lacks {ENTERED_IN_ERROR}"
    if terms.consecutive_absences < 1:
        yield f"consecutive_absences: {terms.consecutive_absences} is less than 1"
    yield from _activity_faults(terms)
    yield from _rule_faults(terms)
    yield from _fund_faults(terms)
    yield from _repeated("groups", tuple(group.code for group in terms.groups))
    for group in terms.groups:
        yield from _group_faults(terms, group)


def _activity_faults(terms: SessionsTerms) -> Iterator[str]:
    yield from _code_list("activities", tuple(terms.activities))
    for activity, ways in terms.activities.items():
        yield from _repeated(f"activities.{activity}", ways)
        for way in ways:
            if way not in WAYS:
                yield f"activities.{activity}: {way} is none of the Five Ways ({', '.join(WAYS)})"
    if terms.ways_version < 1:
        yield f"ways_version: {terms.ways_version} is less than 1"
    for activity in terms.volunteering_activities:
        if activity not in terms.activities:
            yield f"volunteering_activities: {activity} is not one of the activities"


def _rule_faults(terms: SessionsTerms) -> Iterator[str]:
    for number, rule in enumerate(terms.rules):
        if rule.at not in terms.purposes:
            yield f"rules.{number}.at: {rule.at} is not one of the purposes"
        if rule.count < 2:
            yield f"rules.{number}.count: {rule.count} is less than 2, which asks for nothing"
    if terms.rules and not terms.exception_reasons:
        yield "exception_reasons: is empty, and rules need one"


def _fund_faults(terms: SessionsTerms) -> Iterator[str]:
    for code, fund in terms.funds.items():
        if not CODE.fullmatch(code):
            yield f"funds: {code!r} is not a coded word"
        if fund.largest_award < 1:
            yield f"funds.{code}.largest_award: {fund.largest_award} is less than 1"
    if terms.funds and not terms.exception_reasons:
        yield "exception_reasons: is empty, and the rules of funds need one"


def _group_faults(terms: SessionsTerms, group: TimetabledGroup) -> Iterator[str]:
    where = f"groups.{group.code}"
    if not CODE.fullmatch(group.code):
        yield f"groups: {group.code!r} is not a coded word"
    for name, value, allowed in (
        ("activity", group.activity, terms.activities),
        ("programme", group.programme, terms.programmes),
        ("place", group.place, terms.places),
    ):
        if value is not None and value not in allowed:
            yield f"{where}.{name}: {value} is not named in the terms"
    for channel in group.channels:
        if channel not in terms.channels:
            yield f"{where}.channels: {channel} is not one of the channels"
    if not group.channels:
        yield f"{where}.channels: is empty"
    if group.capacity is not None and group.capacity < 1:
        yield f"{where}.capacity: {group.capacity} is less than 1"


_CODE_LISTS = (
    "programmes",
    "places",
    "districts",
    "purposes",
    "cancel_reasons",
    "end_reasons",
    "correction_reasons",
    "volunteering_activities",
    "staff_activities",
    "signposting_categories",
)


def _codes_of(name: str, codes: Sequence[str], known: Sequence[str], what: str) -> Iterator[str]:
    if not codes:
        yield f"{name}: is empty"
    yield from _repeated(name, codes)
    for code in codes:
        if code not in known:
            yield f"{name}: {code} is not {what} ({', '.join(known)})"


def _code_list(name: str, codes: Sequence[str]) -> Iterator[str]:
    if not codes:
        yield f"{name}: is empty"
    for code in codes:
        if not CODE.fullmatch(code):
            yield f"{name}: {code!r} is not a coded word (small letters, digits and hyphens, 64 at most)"
    yield from _repeated(name, codes)


def _repeated(name: str, codes: Sequence[str]) -> Iterator[str]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield f"{name}: {code} stands {times} times"
