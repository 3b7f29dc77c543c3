"""What happened to a referral, as the log keeps it for ever: coded words, days and opaque ids, never personal data.

The names in `EVENT_TYPES` are the stored format. A field is added with a default; anything else is a new version
beside the old one, with an upcast.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from services.referrals.domain.terms import Flag, Urgency


@dataclass(frozen=True, slots=True)
class ReferralReceived:
    """A referral arrived on `received_on`; the first contact was then due by `first_contact_by`."""

    referral_id: UUID
    person_ref: str
    received_on: date
    source: str
    route: str
    urgency: Urgency
    first_contact_by: date
    flags: tuple[Flag, ...] = ()
    referrer_organisation: str | None = None
    """ODS code of the organisation that referred."""
    conversation_id: UUID | None = None
    """The sender's id for everything said about this referral (BaRS X-Correlation-Id)."""

    def says_the_same_as(self, other: "ReferralReceived") -> bool:
        """Whether both say the same; the due day is left out, for the terms it follows from may have changed."""
        return replace(self, first_contact_by=other.first_contact_by) == other


@dataclass(frozen=True, slots=True)
class ReferralAmended:
    """What was asked for changed; urgency and flags are all as they stand afterwards."""

    referral_id: UUID
    person_ref: str
    amended_on: date
    urgency: Urgency
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralWithdrawn:
    """The referrer or the person took the referral back, or it had been entered in error."""

    referral_id: UUID
    person_ref: str
    withdrawn_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ReferrerContacted:
    """The team spoke with the referrer, to understand needs and risk."""

    referral_id: UUID
    person_ref: str
    contacted_on: date


@dataclass(frozen=True, slots=True)
class ReferralTriaged:
    """Needs and risk were assessed; a later assessment stands in place of an earlier one."""

    referral_id: UUID
    person_ref: str
    triaged_on: date
    risk_level: str


@dataclass(frozen=True, slots=True)
class ReferralAccepted:
    """The contract took the person on; `support_until` is None where the length of support was open."""

    referral_id: UUID
    person_ref: str
    accepted_on: date
    support_until: date | None = None


@dataclass(frozen=True, slots=True)
class ReferralDeclined:
    """The contract did not take the person on."""

    referral_id: UUID
    person_ref: str
    declined_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ReferralAllocated:
    """A worker was named, in place of an earlier one if there was one."""

    referral_id: UUID
    person_ref: str
    allocated_on: date
    worker_id: UUID


@dataclass(frozen=True, slots=True)
class FirstContactMade:
    """The first attended contact with the person, by a channel that stops the waiting clock."""

    referral_id: UUID
    person_ref: str
    contacted_on: date
    channel: str
    """MHSDS consultation mechanism."""


@dataclass(frozen=True, slots=True)
class ReferralClosed:
    """Support ended."""

    referral_id: UUID
    person_ref: str
    closed_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ReferralReopened:
    """A closed referral was open again."""

    referral_id: UUID
    person_ref: str
    reopened_on: date
    reason: str


ReferralEvent = (
    ReferralReceived
    | ReferralAmended
    | ReferralWithdrawn
    | ReferrerContacted
    | ReferralTriaged
    | ReferralAccepted
    | ReferralDeclined
    | ReferralAllocated
    | FirstContactMade
    | ReferralClosed
    | ReferralReopened
)

EVENT_TYPES: Mapping[str, type[ReferralEvent]] = MappingProxyType(
    {
        "referral-received.v1": ReferralReceived,
        "referral-amended.v1": ReferralAmended,
        "referral-withdrawn.v1": ReferralWithdrawn,
        "referrer-contacted.v1": ReferrerContacted,
        "referral-triaged.v1": ReferralTriaged,
        "referral-accepted.v1": ReferralAccepted,
        "referral-declined.v1": ReferralDeclined,
        "referral-allocated.v1": ReferralAllocated,
        "first-contact-made.v1": FirstContactMade,
        "referral-closed.v1": ReferralClosed,
        "referral-reopened.v1": ReferralReopened,
    }
)
"""Stored name to event."""
