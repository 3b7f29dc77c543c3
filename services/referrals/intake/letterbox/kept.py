"""What the letterbox holds: a message, what is said against it, and what a person decided about it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from chassis.handling import Actor
from services.referrals.intake.fhir_r4.objections import Objection


class State(StrEnum):
    """What became of a message. Quarantined ones wait for a person; what was done of them already is in the log."""

    PROCESSING = "processing"
    TRANSLATED = "translated"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"
    DISCARDED = "discarded"


class Hold(StrEnum):
    """Why a message, or a part of it, waits for a person."""

    NHS_NUMBER = "nhs-number-fails-its-check"
    DEAD = "person-recorded-as-dead"
    ANOTHER_NUMBER = "another-nhs-number"
    ANOTHER_PERSON = "another-person"
    WAITS = "waits-for-earlier-message"
    UNFORESEEN = "could-not-be-taken"


class Decision(StrEnum):
    """What a person decides about a quarantined message."""

    TAKE_AS_SENT = "take-as-sent"
    TAKE_WITHOUT_NUMBER = "take-without-number"
    CORRECT_NUMBER = "correct-number"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Resolution:
    """A decision, by whom and why. The reason is text of a person and stays in the letterbox."""

    decision: Decision
    reason: str
    decided_by: str
    nhs_number: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message on its way into the letterbox."""

    id: UUID
    feed: str
    request_id: UUID | None
    correlation_id: UUID | None
    received_at: datetime
    media_type: str
    headers: Mapping[str, str]
    body: bytes
    sent_by: Actor
    traceparent: str | None = None
    tracestate: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A kept message in the list, without its body and headers."""

    id: UUID
    feed: str
    request_id: UUID | None
    correlation_id: UUID | None
    received_at: datetime
    state: State
    asks: str | None
    referral_id: UUID | None
    objections: tuple[Objection, ...]
    attempts: int
    size: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a message, written together with what it caused."""

    id: UUID
    state: State
    objections: Sequence[Objection] = ()
    asks: str | None = None
    sent_at: datetime | None = None
    referral_id: UUID | None = None
    resolution: Resolution | None = None

    def as_json(self) -> dict[str, Any]:
        """The argument of `settle_message`."""
        return {
            "id": str(self.id),
            "state": self.state.value,
            "asks": self.asks,
            "sent_at": self.sent_at.isoformat() if self.sent_at else None,
            "referral_id": str(self.referral_id) if self.referral_id else None,
            "objections": [asdict(each) for each in self.objections],
            "resolution": asdict(self.resolution) if self.resolution else None,
        }


def held(reason: Hold, detail: str, rule: str = "R16") -> Objection:
    """An objection for which a message waits; the sender is not told of it."""
    return Objection(rule, "HELD", reason.value, detail)
