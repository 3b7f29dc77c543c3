"""What the service `referrals` promises: coded words, days and pseudonymous references, never personal data.

A field is added as optional; anything else is a new class with a new version in its `Literal` wire name.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

PersonRef = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""Keyed hash of a person's identity: 32 hexadecimal digits. Also the Kafka key, so a person's facts stay in order."""
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""A coded word of the terms or of a published code list."""


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _AboutReferral(_Body):
    referral_id: UUID
    person_ref: PersonRef


class ReferralReceived(_AboutReferral):
    """A referral arrived and was taken down; `received_on` is its day of receipt, not of entry."""

    received_on: date
    source: Code
    route: Code
    urgency: Code
    first_contact_by: date


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


class PeopleLinked(_Body):
    """Two references were found to be one person; a statement about identity, without direction."""

    person_ref: PersonRef
    same_as_ref: PersonRef
    linked_on: date
