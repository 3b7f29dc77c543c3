"""What the service `referrals` promises: coded words, days and pseudonymous references, never personal data.

A field is added as optional; anything else is a new class with a new version in its `Literal` wire name.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from pydantic import BaseModel

from contracts.messages.words import Body, Code, PersonRef


class _AboutReferral(Body):
    referral_id: UUID
    person_ref: PersonRef


class ReferralReceived(_AboutReferral):
    """A referral arrived and was taken down; `received_on` is its day of receipt, not of entry."""

    received_on: date
    source: Code
    route: Code
    urgency: Code
    first_contact_by: date
    transferred_from: Code | None = None
    """The contract whose referral this one follows from, of a transfer."""


class ReferralAmended(_AboutReferral):
    """What was asked for changed before closure: today the urgency alone is public."""

    amended_on: date
    urgency: Code


class ReferralWithdrawn(_AboutReferral):
    """The referrer or the person took the referral back, or it was entered in error."""

    withdrawn_on: date
    reason: Code


class ReferrerContacted(_AboutReferral):
    """The team spoke with the referrer, to understand needs and risk."""

    contacted_on: date


class ReferralTriaged(_AboutReferral):
    """Needs and risk were assessed."""

    triaged_on: date
    risk_level: Code


class ReferralAccepted(_AboutReferral):
    """The contract takes the person on; support lasts to `support_until` where the terms set a length."""

    accepted_on: date
    support_until: date | None = None


class ReferralDeclined(_AboutReferral):
    """The contract does not take the person on, with its coded reason."""

    declined_on: date
    reason: Code


class ReferralAllocated(_AboutReferral):
    """A worker was named; who it is stays inside the service."""

    allocated_on: date


class FirstContactMade(_AboutReferral):
    """The first attended contact with the person; `channel` is an MHSDS consultation mechanism code."""

    contacted_on: date
    channel: Code


class ReferralClosed(_AboutReferral):
    """Support ended."""

    closed_on: date
    reason: Code


class ReferralReopened(_AboutReferral):
    """A closed referral is open again."""

    reopened_on: date
    reason: Code


class ReferralTransferred(_AboutReferral):
    """The person was handed over to another contract, where a referral of its own begins; this one ended with it."""

    transferred_on: date
    to_contract: Code


class StepTaken(_AboutReferral):
    """A step of the contract's own process, such as a screening, at a site where the terms name sites."""

    taken_on: date
    step: Code
    site: Code | None = None


class StepCorrected(_AboutReferral):
    """A day or channel of the referral's life was recorded wrongly: `event` names which (`referral-accepted`,
    `first-contact-made`, `step-taken`, ...), with what stands now."""

    event: Code
    on: date
    reason: Code
    channel: Code | None = None
    step: Code | None = None
    """Which step, if `event` is `step-taken`."""
    stream_version: int
    """Version of the event in the referral's stream that is corrected."""
    first_contact_by: date | None = None
    """When the first contact was due, counted anew, if the day of receipt is corrected."""
    support_until: date | None = None
    """Day to which support lasts, counted anew, if acceptance or release is corrected."""


class StepWithdrawn(_AboutReferral):
    """A part of the referral's life should not have been recorded; the referral stands as if it had not."""

    event: Code
    reason: Code
    step: Code | None = None
    stream_version: int
    """Version of the event in the referral's stream that is withdrawn."""


class ReleaseRecorded(_AboutReferral):
    """The day of release from custody is known; support lasts to `support_until`."""

    released_on: date
    support_until: date | None = None
    site: Code | None = None


class RuleExcepted(_AboutReferral):
    """A rule of the terms was set aside for this referral, with a reason, by one who may."""

    excepted_on: date
    rule: Code
    reason: Code


class CharacteristicRecorded(Body):
    """What a person said of themself, as coded words; `not-known` is not `not-stated`."""

    person_ref: PersonRef
    characteristic: Code
    answer: Code
    recorded_on: date


class ConsentGiven(Body):
    """The person agreed to a use of what is recorded about them."""

    person_ref: PersonRef
    purpose: Code
    given_on: date


class ConsentWithdrawn(Body):
    """The person agrees no longer, from this day on."""

    person_ref: PersonRef
    purpose: Code
    withdrawn_on: date


class PeopleLinked(Body):
    """Two references were found to be one person; a statement about identity, without direction."""

    person_ref: PersonRef
    same_as_ref: PersonRef
    linked_on: date


MESSAGES: Mapping[str, type[BaseModel]] = MappingProxyType(
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
        "referral-transferred.v1": ReferralTransferred,
        "step-taken.v1": StepTaken,
        "step-corrected.v1": StepCorrected,
        "step-withdrawn.v1": StepWithdrawn,
        "release-recorded.v1": ReleaseRecorded,
        "rule-excepted.v1": RuleExcepted,
        "characteristic-recorded.v1": CharacteristicRecorded,
        "consent-given.v1": ConsentGiven,
        "consent-withdrawn.v1": ConsentWithdrawn,
        "people-linked.v1": PeopleLinked,
    }
)
"""Wire name to the model of the body."""
