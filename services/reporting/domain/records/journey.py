"""The record of one referral: the facts its messages told, and the journey they add up to.

A record is a function of the set of its messages: facts are kept in the order of their stream's versions and a
version counts once, so arrival in another order, or twice, leaves the same record.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from contracts.messages import referrals


class Kind:
    """What a fact is about. The values are stored in records: they stay.

    Words and not members of an enumeration, which take four times as long to compare, in the loops that every message
    goes through.
    """

    RECEIVED = "received"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"
    REFERRER_CONTACTED = "referrer-contacted"
    TRIAGED = "triaged"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ALLOCATED = "allocated"
    CONTACTED = "contacted"
    CLOSED = "closed"
    REOPENED = "reopened"


class Fact(NamedTuple):
    """What one message said: `on` is the day it happened, `known_on` the day it was recorded."""

    version: int
    known_on: date
    kind: str
    on: date
    by: date | None = None
    words: tuple[str, ...] = ()


QUALIFYING_CHANNELS = frozenset({"01", "02", "04", "11"})
"""Face to face, telephone, talk type, video: MHSDS consultation mechanisms that stop a clock. A text does not."""


class Decision(StrEnum):
    """What became of a request for support."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Spell(NamedTuple):
    """A stretch in which a referral was open; `closed_on` is None while it is."""

    opened_on: date
    closed_on: date | None


class Journey(NamedTuple):
    """A referral as it was known on some day."""

    contract: str
    received_on: date | None
    contact_by: date | None
    """Day by which first contact was promised when the referral was received."""
    decision: Decision | None
    spells: tuple[Spell, ...]
    contacts: tuple[tuple[date, str], ...]
    """First contacts as told, each with the code of its channel, in order of day."""


JourneyKey = tuple[str, UUID]
"""Contract and referral: an id derived from a client's key may be the same in two contracts."""


class JourneyRecord(NamedTuple):
    """The facts of one referral of one contract, in the order of its stream."""

    contract: str
    referral_id: UUID
    person_ref: str
    facts: tuple[Fact, ...] = ()


_Read = Callable[[Any], tuple[str, date, date | None, tuple[str, ...]]]
_READ: Mapping[type[BaseModel], _Read] = {
    referrals.ReferralReceived: lambda m: (
        Kind.RECEIVED,
        m.received_on,
        m.first_contact_by,
        (m.source, m.route, m.urgency),
    ),
    referrals.ReferralAmended: lambda m: (Kind.AMENDED, m.amended_on, None, (m.urgency,)),
    referrals.ReferralWithdrawn: lambda m: (Kind.WITHDRAWN, m.withdrawn_on, None, (m.reason,)),
    referrals.ReferrerContacted: lambda m: (Kind.REFERRER_CONTACTED, m.contacted_on, None, ()),
    referrals.ReferralTriaged: lambda m: (Kind.TRIAGED, m.triaged_on, None, (m.risk_level,)),
    referrals.ReferralAccepted: lambda m: (Kind.ACCEPTED, m.accepted_on, m.support_until, ()),
    referrals.ReferralDeclined: lambda m: (Kind.DECLINED, m.declined_on, None, (m.reason,)),
    referrals.ReferralAllocated: lambda m: (Kind.ALLOCATED, m.allocated_on, None, ()),
    referrals.FirstContactMade: lambda m: (Kind.CONTACTED, m.contacted_on, None, (m.channel,)),
    referrals.ReferralClosed: lambda m: (Kind.CLOSED, m.closed_on, None, (m.reason,)),
    referrals.ReferralReopened: lambda m: (Kind.REOPENED, m.reopened_on, None, (m.reason,)),
}


def read_fact(body: BaseModel, version: int, known_on: date) -> Fact | None:
    """The fact in a message's body, from its stream version and the day on which it was recorded.

    Nothing if the message is not about one referral.
    """
    read = _READ.get(type(body))
    return None if read is None else Fact(version, known_on, *read(body))


def with_facts(facts: tuple[Fact, ...], added: Sequence[Fact]) -> tuple[Fact, ...]:
    """Facts joined in the order of their versions; a version that is there already is not taken again."""
    last = facts[-1].version if facts else 0
    for fact in added:
        if fact.version <= last:
            break
        last = fact.version
    else:
        return (*facts, *added)
    by_version = {fact.version: fact for fact in reversed((*facts, *added))}
    return tuple(by_version[version] for version in sorted(by_version))


def journey_of(contract: str, facts: Sequence[Fact]) -> Journey:
    """What the facts add up to. Never fails and decides nothing: what was decided stands in the facts."""
    received_on: date | None = None
    contact_by: date | None = None
    decision: Decision | None = None
    spells: list[Spell] = []
    contacts: list[tuple[date, str]] = []
    opened_on: date | None = None
    for _, _, kind, on, by, words in facts:
        if kind == Kind.RECEIVED:
            received_on, contact_by, opened_on = on, by, on
        elif kind == Kind.ACCEPTED:
            decision = Decision.ACCEPTED
        elif kind == Kind.CONTACTED:
            contacts.append((on, words[0]))
        elif kind == Kind.REOPENED:
            opened_on = opened_on or on
        elif kind in _ENDINGS:
            if kind == Kind.DECLINED:
                decision = Decision.DECLINED
            elif kind == Kind.WITHDRAWN:
                decision = decision or Decision.WITHDRAWN
            if opened_on is not None:
                spells.append(Spell(opened_on, on))
                opened_on = None
    if opened_on is not None:
        spells.append(Spell(opened_on, None))
    if len(contacts) > 1:
        contacts.sort()
    return Journey(contract, received_on, contact_by, decision, tuple(spells), tuple(contacts))


def clock_stopped_on(journey: Journey) -> date | None:
    """The day of the first attended contact by a channel that stops a waiting clock."""
    for on, channel in journey.contacts:
        if channel in QUALIFYING_CHANNELS:
            return on
    return None


_ENDINGS = frozenset({Kind.CLOSED, Kind.DECLINED, Kind.WITHDRAWN})


def known_days(facts: Sequence[Fact]) -> list[tuple[date, int]]:
    """Days of knowledge with the number of facts known by each, ascending.

    A fact counts as known no earlier than those before it in its stream, so that a clock put back cannot make a
    correction known before what it corrects.
    """
    days: list[tuple[date, int]] = []
    day = date.min
    for count, fact in enumerate(facts, start=1):
        day = max(day, fact.known_on)
        if days and days[-1][0] == day:
            days[-1] = (day, count)
        else:
            days.append((day, count))
    return days
