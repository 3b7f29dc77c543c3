"""What may be asked of a referral.

Each command carries `on`, the day on which the thing happened (`received_on` for a receipt), and `today`, the day on
which it is asked, so that the future can be refused. `today` is no part of a command's content: the same command
asked again on a later day is equal to the first.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.referrals.domain.terms import Flag, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveReferral:
    """Take down a referral. `age` is in full years on the day of receipt, None if unknown; it is not recorded."""

    referral_id: UUID
    person_ref: str
    received_on: date
    source: str
    route: str
    urgency: Urgency = Urgency.ROUTINE
    age: int | None = None
    flags: tuple[Flag, ...] = ()
    referrer_organisation: str | None = None
    conversation_id: UUID | None = None
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendReferral:
    """Change what was asked for; None leaves a part as it is."""

    on: date
    urgency: Urgency | None = None
    flags: tuple[Flag, ...] | None = None
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReferral:
    """Take the referral back, while it is current."""

    on: date
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactReferrer:
    """Record that the team spoke with the referrer."""

    on: date
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageReferral:
    """Record an assessment of needs and risk."""

    on: date
    risk_level: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptReferral:
    """Take the person on, once the steps that the terms require have been taken."""

    on: date
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineReferral:
    """Do not take the person on."""

    on: date
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocateReferral:
    """Name the worker; `worker_id` is an opaque id, never a name or an address."""

    on: date
    worker_id: UUID
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeFirstContact:
    """Record the first attended contact; `channel` is an MHSDS consultation mechanism."""

    on: date
    channel: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReferral:
    """End the support of an accepted referral."""

    on: date
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenReferral:
    """Open a closed referral again."""

    on: date
    reason: str
    today: date = field(compare=False)


ReferralCommand = (
    ReceiveReferral
    | AmendReferral
    | WithdrawReferral
    | ContactReferrer
    | TriageReferral
    | AcceptReferral
    | DeclineReferral
    | AllocateReferral
    | MakeFirstContact
    | CloseReferral
    | ReopenReferral
)
