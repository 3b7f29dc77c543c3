"""The record of one referral: the facts its messages told, and the journey they add up to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from contracts.messages import referrals
from services.reporting.domain.records.facts import Happening, Reach, happening, reaches_of


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
    TRANSFERRED = "transferred"
    STEP_TAKEN = "step-taken"
    RELEASED = "released"
    EXCEPTED = "excepted"
    FACT_CORRECTED = "fact-corrected"
    FACT_WITHDRAWN = "fact-withdrawn"


class Fact(NamedTuple):
    """What one message said: `on` is the day it happened, `known_on` the day it was recorded."""

    version: int
    known_on: date
    kind: str
    on: date
    by: date | None = None
    words: tuple[str, ...] = ()
    of: int | None = None
    """Version of the fact that this one corrects or withdraws."""


QUALIFYING_CHANNELS = frozenset({"01", "02", "04", "11"})
"""Face to face, telephone, talk type, video: MHSDS consultation mechanisms that stop a clock. A text does not."""

REFERRAL, FIRST_CONTACT, FURTHER_CONTACT = "referral", "first-contact", "further-contact"
ASSESSED, SPELL, CLOSED = "assessed", "spell", "closed"
"""What happens with a person by a journey: a referral was received, the first attended contact was made and others that
were told of, needs and risk were assessed, a stretch in which it was open began, support ended. The word tells the
referrals of one person apart (`short_of`); the number of a contact is the code of its channel, that of a spell its last
day."""


class Decision(StrEnum):
    """What became of a request for support."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Spell(NamedTuple):
    """A stretch in which a referral was open; `closed_on` is None while it is, and never before `opened_on`."""

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
    told: tuple[Fact, ...]
    """Everything that stands, corrected where it was, in the order of the stream; allocations, of which no figure is
    made, are left out."""
    changed: tuple[Fact, ...]
    """Corrections and withdrawals of any of it, each with its reason as first word."""

    def first(self, kind: str) -> Fact | None:
        """The earliest standing fact of a kind, if there is one."""
        for fact in self.told:
            if fact.kind == kind:
                return fact
        return None

    def last(self, kind: str) -> Fact | None:
        """The latest standing fact of a kind, if there is one."""
        for fact in reversed(self.told):
            if fact.kind == kind:
                return fact
        return None

    @property
    def urgency(self) -> str | None:
        """How urgent the referral is, as it stands after amendments; nothing before its receipt is known."""
        latest = self.last(Kind.AMENDED) or self.first(Kind.RECEIVED)
        return latest.words[-1] if latest else None

    @property
    def support_until(self) -> date | None:
        """Day to which support lasts, by release if that is told and by acceptance otherwise; None for no such day."""
        released, accepted = self.last(Kind.RELEASED), self.last(Kind.ACCEPTED)
        return (released.by if released else None) or (accepted.by if accepted else None)


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
    referrals.ReferralTransferred: lambda m: (Kind.TRANSFERRED, m.transferred_on, None, (m.to_contract,)),
    referrals.StepTaken: lambda m: (Kind.STEP_TAKEN, m.taken_on, None, (m.step, m.site or "")),
    referrals.ReleaseRecorded: lambda m: (Kind.RELEASED, m.released_on, m.support_until, (m.site or "",)),
    referrals.RuleExcepted: lambda m: (Kind.EXCEPTED, m.excepted_on, None, (m.rule, m.reason)),
}


def read_fact(body: BaseModel, version: int, known_on: date) -> Fact | None:
    """The fact in a message's body, from its stream version and the day on which it was recorded.

    Nothing if the message is not about one referral.
    """
    read = _READ.get(type(body))
    if read is not None:
        return Fact(version, known_on, *read(body))
    if isinstance(body, referrals.StepCorrected):
        by = body.first_contact_by or body.support_until
        words = (body.reason, body.channel) if body.channel else (body.reason,)
        return Fact(version, known_on, Kind.FACT_CORRECTED, body.on, by, words, body.stream_version)
    if isinstance(body, referrals.StepWithdrawn):
        # It has no day of its own: what it withdraws stands for nothing from the day on which that was recorded.
        return Fact(version, known_on, Kind.FACT_WITHDRAWN, known_on, None, (body.reason,), body.stream_version)
    return None


def journey_of(contract: str, facts: Sequence[Fact]) -> Journey:
    """What the facts add up to. Never fails and decides nothing: what was decided stands in the facts."""
    received_on: date | None = None
    contact_by: date | None = None
    decision: Decision | None = None
    spells: list[Spell] = []
    contacts: list[tuple[date, str]] = []
    opened_on: date | None = None
    standing = _standing(facts)
    for _, _, kind, on, by, words, _ in standing:
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
                spells.append(Spell(opened_on, max(on, opened_on)))
                opened_on = None
    if opened_on is not None:
        spells.append(Spell(opened_on, None))
    if len(contacts) > 1:
        contacts.sort()
    told = tuple([fact for fact in standing if fact.kind != Kind.ALLOCATED])
    changed = () if standing is facts else tuple([fact for fact in facts if fact.of is not None])
    return Journey(contract, received_on, contact_by, decision, tuple(spells), tuple(contacts), told, changed)


def _standing(facts: Sequence[Fact]) -> Sequence[Fact]:
    """The facts as they stand after corrections and withdrawals of some of them: of each fact the latest counts."""
    changed = {fact.of: fact for fact in facts if fact.of is not None}
    if not changed:
        return facts
    standing = []
    for fact in facts:
        later = changed.get(fact.version)
        if fact.of is not None or (later is not None and later.kind == Kind.FACT_WITHDRAWN):
            continue
        if later is not None:
            words = later.words[1:] if fact.kind == Kind.CONTACTED and len(later.words) > 1 else fact.words
            fact = fact._replace(on=later.on, by=later.by or fact.by, words=words)  # noqa: PLW2901
        standing.append(fact)
    return standing


def clock_stopped_on(journey: Journey) -> date | None:
    """The day of the first attended contact by a channel that stops a waiting clock."""
    for on, channel in journey.contacts:
        if channel in QUALIFYING_CHANNELS:
            return on
    return None


def journey_reaches(record: JourneyRecord) -> dict[str, Reach]:
    """What a journey says of its person: when they were referred, met and assessed, and when support went on."""
    word = short_of(record.referral_id)

    def told(facts: Sequence[Fact]) -> Iterable[tuple[str, Happening]]:
        for each in _with_person(journey_of(record.contract, facts), word):
            yield record.person_ref, each

    return reaches_of(record.facts, (record.person_ref,), told)


def short_of(referral_id: UUID) -> str:
    """What tells the referrals of one person and contract apart: the end of the id, because the beginning of one that
    was made in order of time is alike for all of a day."""
    return referral_id.hex[-8:]


def _with_person(journey: Journey, word: str) -> Iterable[Happening]:
    if journey.received_on is not None:
        yield happening(REFERRAL, journey.received_on, word)
    for at, (on, channel) in enumerate(journey.contacts):
        number = int(channel) if channel.isdecimal() else 0
        yield happening(FURTHER_CONTACT if at else FIRST_CONTACT, on, word, number)
    for opened_on, closed_on in journey.spells:
        yield happening(SPELL, opened_on, word, closed_on.toordinal() if closed_on else 0)
    for fact in journey.told:
        if fact.kind == Kind.TRIAGED:
            yield happening(ASSESSED, fact.on, word)
        elif fact.kind in _SUPPORT_ENDS:
            yield happening(CLOSED, fact.on, word)


_SUPPORT_ENDS = frozenset({Kind.CLOSED, Kind.TRANSFERRED})
_ENDINGS = frozenset({*_SUPPORT_ENDS, Kind.DECLINED, Kind.WITHDRAWN})
TELLS_OF_PEOPLE = frozenset(
    {
        *_ENDINGS, Kind.RECEIVED, Kind.TRIAGED, Kind.CONTACTED, Kind.REOPENED, Kind.FACT_CORRECTED,
        Kind.FACT_WITHDRAWN,
    }
)  # fmt: skip
"""Kinds of facts that may alter what a journey says of its person."""
