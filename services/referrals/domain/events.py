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
    programme: str | None = None
    """Part of the contract's work to which it belongs, where the terms name parts."""
    transferred_from: str | None = None
    """The contract that handed the person over, of a transfer."""

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
    checks_on: tuple[date, ...] = ()
    """Days on which support is looked at, because its end comes near."""


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
    follow_up_by: date | None = None
    """Day by which the next contact was due then."""
    cause: UUID | None = None
    """The contact of another service's record from which it follows; None if it was recorded here."""


@dataclass(frozen=True, slots=True)
class ReferralClosed:
    """Support ended."""

    referral_id: UUID
    person_ref: str
    closed_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ReferralTransferred:
    """The person was handed over to another contract, and this referral ended."""

    referral_id: UUID
    person_ref: str
    transferred_on: date
    to_contract: str


@dataclass(frozen=True, slots=True)
class ReferralReopened:
    """A closed referral was open again."""

    referral_id: UUID
    person_ref: str
    reopened_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of the contract's own process."""

    referral_id: UUID
    person_ref: str
    taken_on: date
    step: str
    site: str | None = None
    cause: UUID | None = None
    """The contact or plan of another service's record from which it follows."""


@dataclass(frozen=True, slots=True)
class ContactNoted:
    """A contact that another service recorded, corrected or withdrew, as it stands."""

    referral_id: UUID
    person_ref: str
    contact_id: UUID
    contacted_on: date
    channel: str
    attended: bool
    qualifies: bool
    """Whether it was attended by a channel that stops the waiting clock."""
    step: str | None = None
    """Step of the process that it takes, if it was attended."""
    follow_up_by: date | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class PlanNoted:
    """A support plan that another service recorded, corrected or withdrew, as it stands."""

    referral_id: UUID
    person_ref: str
    plan_id: UUID
    agreed_on: date
    together: bool
    step: str | None = None
    """Step of the process that it takes, if it was written together."""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class StepCorrected:
    """An earlier event told something wrong: what stands in its place. The event itself stays in the log."""

    referral_id: UUID
    person_ref: str
    event: str
    """Which kind of event, as in `referral-accepted`."""
    of_version: int
    """Version of that event in this stream."""
    on: date
    reason: str
    channel: str | None = None
    step: str | None = None
    """Which step, if a step is corrected."""
    site: str | None = None
    cause: UUID | None = None
    first_contact_by: date | None = None
    support_until: date | None = None
    checks_on: tuple[date, ...] = ()
    follow_up_by: date | None = None


@dataclass(frozen=True, slots=True)
class StepWithdrawn:
    """An earlier event should not have been recorded: the referral stands as if it had not."""

    referral_id: UUID
    person_ref: str
    event: str
    of_version: int
    reason: str
    step: str | None = None


@dataclass(frozen=True, slots=True)
class FlagRaised:
    """Something that a worker must know, from this day on."""

    referral_id: UUID
    person_ref: str
    raised_on: date
    flag: Flag
    reason: str


@dataclass(frozen=True, slots=True)
class FlagLifted:
    """A flag that stands no longer, from this day on."""

    referral_id: UUID
    person_ref: str
    lifted_on: date
    flag: Flag
    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseRecorded:
    """The day of release from custody became known. Criminal-offence data: shown to whoever may see custody alone."""

    referral_id: UUID
    person_ref: str
    released_on: date
    planned: bool
    """Whether the day was still to come."""
    site: str | None = None
    support_until: date | None = None
    checks_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleExcepted:
    """A rule of the terms was set aside for this referral, by one who may, or by what another service recorded."""

    referral_id: UUID
    person_ref: str
    excepted_on: date
    rule: str
    reason: str
    step: str | None = None
    """Step that was taken against the rule, if it is about a step."""
    support_until: date | None = None
    """Day to which support lasts then, if it was extended."""


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
    | ReferralTransferred
    | ReferralReopened
    | StepTaken
    | ContactNoted
    | PlanNoted
    | StepCorrected
    | StepWithdrawn
    | FlagRaised
    | FlagLifted
    | ReleaseRecorded
    | RuleExcepted
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
        "referral-transferred.v1": ReferralTransferred,
        "referral-reopened.v1": ReferralReopened,
        "step-taken.v1": StepTaken,
        "contact-noted.v1": ContactNoted,
        "plan-noted.v1": PlanNoted,
        "step-corrected.v1": StepCorrected,
        "step-withdrawn.v1": StepWithdrawn,
        "flag-raised.v1": FlagRaised,
        "flag-lifted.v1": FlagLifted,
        "release-recorded.v1": ReleaseRecorded,
        "rule-excepted.v1": RuleExcepted,
    }
)
"""Stored name to event."""

DAYS: Mapping[type[ReferralEvent], str] = MappingProxyType(
    {
        ReferralReceived: "received_on",
        ReferralWithdrawn: "withdrawn_on",
        ReferrerContacted: "contacted_on",
        ReferralTriaged: "triaged_on",
        ReferralAccepted: "accepted_on",
        ReferralDeclined: "declined_on",
        ReferralAllocated: "allocated_on",
        FirstContactMade: "contacted_on",
        ReferralClosed: "closed_on",
        ReferralTransferred: "transferred_on",
        ReferralReopened: "reopened_on",
        StepTaken: "taken_on",
        ReleaseRecorded: "released_on",
    }
)
"""The field that holds the day of each kind of event whose day can be corrected."""


def kind_of(event: ReferralEvent) -> str:
    """What an event is called in a correction: its stored name without the version."""
    return _KINDS[type(event)]


_KINDS = {kind: name.partition(".")[0] for name, kind in EVENT_TYPES.items()}
