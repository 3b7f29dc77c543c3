"""The record of one session with its register and its head counts: what its messages told, and what they add up to."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel

from contracts.messages import sessions
from services.reporting.domain.records.activity import WAY
from services.reporting.domain.records.facts import Happening, Reach, Telling, happening, people_in, reaches_of

PRESENCE = "presence"
"""What happens with a person by a gathering; the word is the session's programme."""

EXPECTED = "expected"
"""Somebody was expected at a session of a group, which is the word, and came or not, which is the number."""
ABSENT, CAME = 1, 2
_EXPECTED = {"absent": ABSENT, "present": CAME}

GatheringKey = tuple[str, UUID]
"""Contract and session: an id derived from a client's key may be the same in two contracts."""


class GatheringRecord(NamedTuple):
    """What the messages about one session said, in the order of its stream."""

    contract: str
    session_id: UUID
    facts: tuple[Telling, ...] = ()

    @property
    def key(self) -> GatheringKey:
        """Under which it is kept."""
        return self.contract, self.session_id


class Line(NamedTuple):
    """One line of a register; nobody's reference stands on that of somebody known by first name only."""

    person_ref: str | None
    attendance: str
    channel: str


class Gathering(NamedTuple):
    """A session as it was known on some day. Lines and heads count once it was held."""

    contract: str
    kind: str
    programme: str
    ways: tuple[str, ...]
    held_on: date | None
    """None of a session that is planned, was cancelled, or should never have been recorded."""
    minutes: int
    lines: tuple[Line, ...]
    heads: int
    activity: str = ""
    planned_on: date | None = None
    """Day on which it was to be held, after it was moved if it was."""
    cancelled_for: str | None = None
    """Reason for which it was cancelled; None of one that was not, or should never have been recorded."""
    recorded_on: date | None = None
    """Day on which it was recorded that it was held."""
    group: str = ""
    """The group whose session it was, by what tells groups of a contract apart; nothing of a one-off session."""
    changed: tuple[Telling, ...] = ()
    """Corrections and withdrawals of the session and of lines of its register."""

    def attendances(self) -> int:
        """How many were there: lines of those present, and heads."""
        return self.heads + sum(line.attendance == "present" for line in self.lines)


_ABOUT_SESSION = (
    sessions.SessionPlanned, sessions.SessionMoved, sessions.SessionCancelled, sessions.SessionHeld,
    sessions.SessionCorrected, sessions.SessionWithdrawn, sessions.AttendanceRecorded, sessions.AttendanceCorrected,
    sessions.AttendanceWithdrawn, sessions.HeadsCounted,
)  # fmt: skip

_CHANGES = (
    sessions.SessionCorrected, sessions.SessionWithdrawn, sessions.AttendanceCorrected, sessions.AttendanceWithdrawn,
)  # fmt: skip


def gathering_key(contract: str, body: BaseModel) -> GatheringKey | None:
    """Which session a message is about; nothing if it is about none."""
    return (contract, body.session_id) if isinstance(body, _ABOUT_SESSION) else None


def gathering_of(contract: str, facts: Sequence[Telling]) -> Gathering:
    """What the facts add up to. Never fails and decides nothing."""
    planned: sessions.SessionPlanned | None = None
    held: sessions.SessionHeld | sessions.SessionCorrected | None = None
    lines: dict[UUID, Line] = {}
    heads: dict[str, int] = {}
    planned_on = recorded_on = cancelled_for = None
    withdrawn = False
    changed: list[Telling] = []
    for fact in facts:
        body = fact.body
        if isinstance(body, _CHANGES):
            changed.append(fact)
        match body:
            case sessions.AttendanceRecorded() | sessions.AttendanceCorrected():
                lines[body.line_id] = Line(body.person_ref, body.attendance, body.channel)
            case sessions.AttendanceWithdrawn():
                lines.pop(body.line_id, None)
            case sessions.HeadsCounted():
                heads[body.channel] = body.count
            case sessions.SessionPlanned():
                planned, planned_on = body, body.on
            case sessions.SessionMoved():
                planned_on = body.on
            case sessions.SessionHeld() | sessions.SessionCorrected():
                held, recorded_on = body, recorded_on or fact.known_on
            case sessions.SessionCancelled():
                cancelled_for = body.reason
            case sessions.SessionWithdrawn():
                withdrawn = True
    return Gathering(
        contract,
        planned.kind if planned else "",
        planned.programme if planned else "",
        planned.ways if planned else (),
        None if held is None or withdrawn or cancelled_for else held.held_on,
        0 if held is None else held.minutes,
        tuple(lines.values()),
        sum(heads.values()),
        planned.activity if planned else "",
        planned_on,
        None if withdrawn else cancelled_for,
        recorded_on,
        planned.group_id.hex[-8:] if planned and planned.group_id else "",
        tuple(changed),
    )


def gathering_reaches(record: GatheringRecord) -> dict[str, Reach]:
    """What a session says of whoever its register names."""
    named = people_in(record.facts)
    if not named:
        return {}
    return reaches_of(record.facts, named, lambda facts: _told(gathering_of(record.contract, facts)))


def _told(gathering: Gathering) -> Iterable[tuple[str, Happening]]:
    if gathering.held_on is None:
        return
    presence = happening(PRESENCE, gathering.held_on, gathering.programme)
    what = [presence, *(presence._replace(kind=WAY, word=way) for way in gathering.ways)]
    there: set[str] = set()
    for ref, attendance, _ in gathering.lines:
        if ref is None:
            continue
        if attendance == "present" and ref not in there:  # Somebody on two lines was there once.
            there.add(ref)
            for each in what:
                yield ref, each
        if gathering.group and attendance in _EXPECTED:
            yield ref, happening(EXPECTED, gathering.held_on, gathering.group, _EXPECTED[attendance])
