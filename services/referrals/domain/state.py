"""What a referral's events add up to: where it stands, and the latest event of each kind."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from services.referrals.domain.events import (
    FirstContactMade,
    ReferralAccepted,
    ReferralAllocated,
    ReferralAmended,
    ReferralClosed,
    ReferralDeclined,
    ReferralEvent,
    ReferralReceived,
    ReferralReopened,
    ReferralTriaged,
    ReferralWithdrawn,
    ReferrerContacted,
)
from services.referrals.domain.terms import Flag, Step, Urgency


class Status(StrEnum):
    """Where a referral stands. Current are those that still may lead to support, or do: received and accepted."""

    UNKNOWN = "unknown"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


CURRENT = frozenset({Status.RECEIVED, Status.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral, folded."""

    status: Status = Status.UNKNOWN
    received: ReferralReceived | None = None
    amended: ReferralAmended | None = None
    withdrawn: ReferralWithdrawn | None = None
    referrer_contacted: ReferrerContacted | None = None
    triaged: ReferralTriaged | None = None
    accepted: ReferralAccepted | None = None
    declined: ReferralDeclined | None = None
    allocated: ReferralAllocated | None = None
    first_contact: FirstContactMade | None = None
    closed: ReferralClosed | None = None
    reopened: ReferralReopened | None = None

    @property
    def current(self) -> bool:
        """Whether the referral is neither ended nor unknown."""
        return self.status in CURRENT

    @property
    def urgency(self) -> Urgency:
        """Urgency as it stands; routine where nobody said otherwise."""
        latest = self.amended or self.received
        return latest.urgency if latest else Urgency.ROUTINE

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Flags as they stand."""
        latest = self.amended or self.received
        return latest.flags if latest else ()

    def taken_on(self, step: Step) -> date | None:
        """Day on which a step was taken, None if it was not."""
        match step:
            case Step.REFERRER_CONTACTED:
                return self.referrer_contacted.contacted_on if self.referrer_contacted else None
            case Step.TRIAGED:
                return self.triaged.triaged_on if self.triaged else None
            case _:
                assert_never(step)


INITIAL = Referral()


def stream(referral_id: UUID) -> str:
    """Name of the stream that holds a referral's events."""
    return f"referral-{referral_id}"


def subject(state: Referral) -> str | None:
    """Reference of the person, which keeps one person's messages in one partition."""
    return state.received.person_ref if state.received else None


def evolve(state: Referral, event: ReferralEvent) -> Referral:
    """The referral after one more event."""
    match event:
        case ReferralReceived():
            return replace(state, status=Status.RECEIVED, received=event)
        case ReferralAmended():
            return replace(state, amended=event)
        case ReferralWithdrawn():
            return replace(state, status=Status.WITHDRAWN, withdrawn=event)
        case ReferrerContacted():
            return replace(state, referrer_contacted=event)
        case ReferralTriaged():
            return replace(state, triaged=event)
        case ReferralAccepted():
            return replace(state, status=Status.ACCEPTED, accepted=event)
        case ReferralDeclined():
            return replace(state, status=Status.DECLINED, declined=event)
        case ReferralAllocated():
            return replace(state, allocated=event)
        case FirstContactMade():
            return replace(state, first_contact=event)
        case ReferralClosed():
            return replace(state, status=Status.CLOSED, closed=event)
        case ReferralReopened():
            return replace(state, status=Status.ACCEPTED, reopened=event)
        case _:
            assert_never(event)
