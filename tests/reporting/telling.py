"""Builders of messages as the services publish them, and of the moments at which they were recorded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid5

from pydantic import BaseModel

from contracts.messages import referrals
from contracts.messages.catalogue import WIRE_NAMES
from contracts.messages.envelope import Envelope

_NAMES = UUID("6f1c1a2e-3f0b-4c8e-9b7a-2b8f0e9d4c11")
RECEIVED_TO_CONTACT = 14


def person(number: int) -> str:
    """A reference like those of `people.py`: 32 hexadecimal digits."""
    return f"{number:032x}"


def noon(day: date) -> datetime:
    """A moment of recording well inside a London day."""
    return datetime.combine(day, time(12), UTC)


@dataclass
class Telling:
    """One contract's service `referrals`, telling what happened; each message one position later than the last."""

    contract: str = "rio"
    messages: list[tuple[Envelope, BaseModel]] = field(default_factory=list)
    _versions: dict[str, int] = field(default_factory=dict)

    def say(self, body: BaseModel, recorded: datetime | date) -> tuple[Envelope, BaseModel]:
        """Record a body on the stream of its referral, or of the person's links."""
        stream = str(getattr(body, "referral_id", None) or body.person_ref)  # type: ignore[attr-defined]
        self._versions[stream] = self._versions.get(stream, 0) + 1
        position = len(self.messages) + 1
        moment = recorded if isinstance(recorded, datetime) else noon(recorded)
        envelope = Envelope(
            id=uuid5(_NAMES, f"{self.contract}/{position}"),
            type=WIRE_NAMES[type(body)],
            contract=self.contract,
            service="referrals",
            time=moment,
            position=position,
            previous=position - 1,
            stream_version=self._versions[stream],
            mapping=1,
        )
        self.messages.append((envelope, body))
        return self.messages[-1]

    def referral(self, number: int, of: int) -> "Referral":
        """A referral of a person by number."""
        return Referral(self, uuid5(_NAMES, f"{self.contract}/referral/{number}"), person(of))

    def link(self, one: int, other: int, on: date) -> None:
        """Say that two references are one person."""
        first, second = sorted((person(one), person(other)))
        self.say(referrals.PeopleLinked(person_ref=first, same_as_ref=second, linked_on=on), on)


@dataclass
class Referral:
    """One referral. Each step is recorded on its own day unless `typed` says another."""

    telling: Telling
    referral_id: UUID
    person_ref: str

    def received(self, on: date, *, typed: datetime | date | None = None, contact_by: date | None = None) -> "Referral":
        by = contact_by or date.fromordinal(on.toordinal() + RECEIVED_TO_CONTACT)
        return self._say(
            referrals.ReferralReceived, on, typed, received_on=on, source="gp", route="phone", urgency="routine",
            first_contact_by=by,
        )  # fmt: skip

    def accepted(self, on: date, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.ReferralAccepted, on, typed, accepted_on=on)

    def declined(self, on: date, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.ReferralDeclined, on, typed, declined_on=on, reason="not-suitable")

    def withdrawn(self, on: date, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.ReferralWithdrawn, on, typed, withdrawn_on=on, reason="by-referrer")

    def contacted(self, on: date, channel: str = "01", *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.FirstContactMade, on, typed, contacted_on=on, channel=channel)

    def closed(self, on: date, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.ReferralClosed, on, typed, closed_on=on, reason="completed")

    def reopened(self, on: date, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.ReferralReopened, on, typed, reopened_on=on, reason="came-back")

    def _say(self, model: type[BaseModel], on: date, typed: datetime | date | None, **fields: object) -> "Referral":
        body = model(referral_id=self.referral_id, person_ref=self.person_ref, **fields)
        self.telling.say(body, typed or on)
        return self


def all_of(*tellings: Telling) -> Iterator[tuple[Envelope, BaseModel]]:
    """Every message of several contracts."""
    for telling in tellings:
        yield from telling.messages
