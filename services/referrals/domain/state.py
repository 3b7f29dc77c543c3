"""What a referral's events add up to: where it stands, and the latest event of each kind.

An event that is corrected or withdrawn later stays in the log; the state is that of the events that stand.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never
from uuid import UUID

from services.referrals.domain.events import (
    DAYS,
    ContactNoted,
    FirstContactMade,
    FlagLifted,
    FlagRaised,
    PlanNoted,
    ReferralAccepted,
    ReferralAllocated,
    ReferralAmended,
    ReferralClosed,
    ReferralDeclined,
    ReferralEvent,
    ReferralReceived,
    ReferralReopened,
    ReferralTransferred,
    ReferralTriaged,
    ReferralWithdrawn,
    ReferrerContacted,
    ReleaseRecorded,
    RuleExcepted,
    StepCorrected,
    StepTaken,
    StepWithdrawn,
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
    TRANSFERRED = "transferred"


CURRENT = frozenset({Status.RECEIVED, Status.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Standing:
    """An event that stands, as it was corrected, with the version that it has in its stream."""

    version: int
    event: ReferralEvent
    by_hand: ReferralEvent | None = None
    """The same as it was recorded here, where `event` follows another service's record instead."""

    @property
    def on(self) -> date:
        """The day of an event that has one to correct."""
        day: date = getattr(self.event, DAYS[type(self.event)])
        return day


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral, folded."""

    status: Status = Status.UNKNOWN
    received: ReferralReceived | None = None
    told: ReferralReceived | None = None
    """The receipt as it was first recorded, whatever was corrected of it."""
    amended: ReferralAmended | None = None
    withdrawn: ReferralWithdrawn | None = None
    referrer_contacted: ReferrerContacted | None = None
    triaged: ReferralTriaged | None = None
    accepted: ReferralAccepted | None = None
    declined: ReferralDeclined | None = None
    allocated: ReferralAllocated | None = None
    first_contact: FirstContactMade | None = None
    closed: ReferralClosed | None = None
    transferred: ReferralTransferred | None = None
    reopened: ReferralReopened | None = None
    release: ReleaseRecorded | None = None
    flags: tuple[Flag, ...] = ()
    flagged: tuple[FlagRaised | FlagLifted, ...] = ()
    """Flags raised and lifted one by one, in their order."""
    steps: tuple[StepTaken, ...] = ()
    contacts: tuple[ContactNoted, ...] = ()
    """Contacts that other services recorded, each as it stands; withdrawn ones too."""
    plans: tuple[PlanNoted, ...] = ()
    exceptions: tuple[RuleExcepted, ...] = ()
    standing: tuple[Standing, ...] = ()
    """Everything that stands, in its order."""
    taken_back: tuple[StepWithdrawn, ...] = ()
    version: int = 0
    """How many events there were, those that stand no longer too."""

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
    def support_until(self) -> date | None:
        """Day to which support lasts, None where its length is open."""
        limit = self.release.support_until if self.release and self.release.support_until else None
        if limit is None and self.accepted:
            limit = self.accepted.support_until
        return max([day for day in (limit, *(each.support_until for each in self.exceptions)) if day], default=None)

    @property
    def checks_on(self) -> tuple[date, ...]:
        """Days on which support is looked at, because its end comes near."""
        if self.release and self.release.checks_on:
            return self.release.checks_on
        return self.accepted.checks_on if self.accepted else ()

    @property
    def attended(self) -> tuple[tuple[date, date | None], ...]:
        """Days of attended contacts by any channel, each with the day on which the next was due, if it says one."""
        found = [
            (each.contacted_on, each.follow_up_by) for each in self.contacts if each.attended and not each.withdrawn
        ]
        if self.first_contact and self.first_contact.cause is None:
            found.append((self.first_contact.contacted_on, self.first_contact.follow_up_by))
        return tuple(sorted(found, key=lambda each: (each[0], each[1] or date.min)))

    @property
    def follow_up_by(self) -> date | None:
        """Day by which the next contact is due, after the latest that counts as one."""
        return max((due for _, due in self.attended if due is not None), default=None)

    def taken_on(self, step: str) -> date | None:
        """Day on which a step was taken, None if it was not."""
        match step:
            case Step.REFERRER_CONTACTED:
                return self.referrer_contacted.contacted_on if self.referrer_contacted else None
            case Step.TRIAGED:
                return self.triaged.triaged_on if self.triaged else None
            case _:
                return next((each.taken_on for each in self.steps if each.step == step), None)

    def at(self, version: int) -> Standing | None:
        """The event of a version, if it stands."""
        return next((each for each in self.standing if each.version == version), None)


INITIAL = Referral()


def stream(referral_id: UUID) -> str:
    """Name of the stream that holds a referral's events."""
    return f"referral-{referral_id}"


def subject(state: Referral) -> str | None:
    """Reference of the person, which keeps one person's messages in one partition."""
    return state.received.person_ref if state.received else None


def evolve(state: Referral, event: ReferralEvent) -> Referral:
    """The referral after one more event."""
    version = state.version + 1
    match event:
        case StepCorrected():
            standing = tuple(_corrected(each, event) for each in state.standing)
            return replace(_folded(standing), told=state.told, taken_back=state.taken_back, version=version)
        case StepWithdrawn():
            standing = tuple(each for each in state.standing if each.version != event.of_version)
            taken_back = (*state.taken_back, event)
            return replace(_folded(standing), told=state.told, taken_back=taken_back, version=version)
        case _:
            told_here = getattr(event, "cause", None) is None
            standing = (*state.standing, Standing(version, event, event if told_here else None))
            return replace(state, **_changes(state, event), standing=standing, version=version)


def _folded(standing: tuple[Standing, ...]) -> Referral:
    state = INITIAL
    for each in standing:
        state = replace(state, **_changes(state, each.event))
    return replace(state, standing=standing)


def _changes(state: Referral, event: ReferralEvent) -> dict[str, Any]:
    """What an event changes, as fields: a state is made once for each event, which is most of what folding costs."""
    match event:
        case ReferralReceived():
            return {"status": Status.RECEIVED, "received": event, "told": state.told or event, "flags": event.flags}
        case ReferralAmended():
            return {"amended": event, "flags": event.flags}
        case ReferralWithdrawn():
            return {"status": Status.WITHDRAWN, "withdrawn": event}
        case ReferrerContacted():
            return {"referrer_contacted": event}
        case ReferralTriaged():
            return {"triaged": event}
        case ReferralAccepted():
            return {"status": Status.ACCEPTED, "accepted": event}
        case ReferralDeclined():
            return {"status": Status.DECLINED, "declined": event}
        case ReferralAllocated():
            return {"allocated": event}
        case FirstContactMade():
            return {"first_contact": event}
        case ReferralClosed():
            return {"status": Status.CLOSED, "closed": event}
        case ReferralTransferred():
            return {"status": Status.TRANSFERRED, "transferred": event}
        case ReferralReopened():
            return {"status": Status.ACCEPTED, "reopened": event}
        case StepTaken():
            return {"steps": (*state.steps, event)}
        case ContactNoted():
            others = tuple(each for each in state.contacts if each.contact_id != event.contact_id)
            return {"contacts": (*others, event)}
        case PlanNoted():
            return {"plans": (*(each for each in state.plans if each.plan_id != event.plan_id), event)}
        case FlagRaised():
            flags = tuple(sorted({*state.flags, event.flag}))
            return {"flags": flags, "flagged": (*state.flagged, event)}
        case FlagLifted():
            flags = tuple(flag for flag in state.flags if flag is not event.flag)
            return {"flags": flags, "flagged": (*state.flagged, event)}
        case ReleaseRecorded():
            return {"release": event}
        case RuleExcepted():
            return {"exceptions": (*state.exceptions, event)}
        case StepCorrected() | StepWithdrawn():
            return {}  # They change what stands and do not stand themselves.
        case _:
            assert_never(event)


def _corrected(each: Standing, by: StepCorrected) -> Standing:
    """The event with what the correction says of it. One that follows another's record keeps what was told here."""
    if each.version != by.of_version:
        return each
    event = _changed(each.event, by)
    return replace(each, event=event, by_hand=event if by.cause is None else each.by_hand)


def _changed(event: ReferralEvent, by: StepCorrected) -> ReferralEvent:
    field = DAYS.get(type(event))
    if field is None:
        return event
    changes: dict[str, Any] = {field: by.on}
    match event:
        case ReferralReceived():
            changes["first_contact_by"] = by.first_contact_by or event.first_contact_by
        case ReferralAccepted() | ReleaseRecorded():
            changes |= {"support_until": by.support_until, "checks_on": by.checks_on}
        case FirstContactMade():
            changes |= {"channel": by.channel or event.channel, "cause": by.cause, "follow_up_by": by.follow_up_by}
        case StepTaken():
            changes |= {"site": by.site or event.site, "cause": by.cause}
        case _:
            pass
    return replace(event, **changes)
