"""What a message asks for once it is understood: the same whichever system sent it, and nothing decided yet."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.referrals.domain.terms import Flag, Urgency
from services.referrals.people.details import PersonDetails


class Asks(StrEnum):
    """What the sender wants."""

    NEW = "new"
    UPDATE = "update"
    CANCEL = "cancel"
    ANSWER = "answer"
    """It answers something that we are said to have sent."""


@dataclass(frozen=True, slots=True)
class Request:
    """A referral as a sender describes it."""

    asks: Asks
    bundle_id: str
    """The sender's id of the message, which a reply repeats. Senders use one for several: it is no identity."""
    person: PersonDetails
    """The person, without a number that fails its check."""
    failed_number: str | None
    """A number that fails its check, as it was sent."""
    urgency: Urgency | None
    """None where the message says nothing of it."""
    flags: tuple[Flag, ...]
    needs: str
    """What the sender wrote in words, for the erasable record beside the person."""
    referrer_organisation: str | None
    referral_id: UUID | None
    """The id that the sender says we gave the referral; a new request has none of ours."""
    withdrawal_reason: str | None
    sent_at: datetime | None
    answers: str | None
    """The id of the Bundle that an answer is about."""
    reply_to: str
    """Where the sender takes messages: `system|value` of its own service."""
    service_id: str
    """Which of our service's identifiers the message was sent to, as `system|value`."""
