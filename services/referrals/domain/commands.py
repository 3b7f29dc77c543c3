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
    programme: str | None = None
    transferred_from: str | None = None
    """The contract that hands the person over, of a transfer."""
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
    """Take the person on, once the steps that the terms require have been taken.

    `exception` is the reason why a rule about releases is set aside, where one would refuse.
    """

    on: date
    exception: str | None = None
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
class TransferReferral:
    """Hand the person over to another contract, where a referral of its own begins; this one ends."""

    on: date
    to_contract: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenReferral:
    """Open a closed referral again."""

    on: date
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseFlag:
    """Let whoever opens the referral know of something, such as a safeguarding concern."""

    on: date
    flag: Flag
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftFlag:
    """Take a flag down."""

    on: date
    flag: Flag
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStep:
    """Record a step of the contract's own process; `exception` is the reason why its order is set aside."""

    on: date
    step: str
    site: str | None = None
    exception: str | None = None
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRelease:
    """Record the day of release from custody, on the day on which it became known; a planned one may lie ahead."""

    on: date
    released_on: date
    planned: bool = False
    site: str | None = None
    exception: str | None = None
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendSupport:
    """Let support last longer than the terms say, as an exception."""

    on: date
    until: date
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteContact:
    """Another service recorded or corrected a contact that belongs to this referral: as it stands there."""

    contact_id: UUID
    person_ref: str
    """With whom; the referral must be about them."""
    on: date
    channel: str
    attended: bool
    purpose: str
    same_as: tuple[str, ...] = field(default=(), compare=False)
    """Other references of that person, as they were linked."""
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteContactWithdrawn:
    """Another service withdrew a contact, or it belongs to this referral no longer."""

    contact_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePlan:
    """Another service recorded or corrected a support plan that belongs to this referral: as it stands there."""

    plan_id: UUID
    person_ref: str
    """With whom; the referral must be about them."""
    on: date
    together: bool
    same_as: tuple[str, ...] = field(default=(), compare=False)
    """Other references of that person, as they were linked."""
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePlanWithdrawn:
    """Another service withdrew a support plan."""

    plan_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectStep:
    """Let another day, channel or site stand for the event of this version; `on` is the right day."""

    version: int
    on: date
    reason: str
    channel: str | None = None
    site: str | None = None
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawStep:
    """Let the referral stand as if the event of this version had not been recorded."""

    version: int
    reason: str


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
    | TransferReferral
    | ReopenReferral
    | RaiseFlag
    | LiftFlag
    | TakeStep
    | RecordRelease
    | ExtendSupport
    | NoteContact
    | NoteContactWithdrawn
    | NotePlan
    | NotePlanWithdrawn
    | CorrectStep
    | WithdrawStep
)
