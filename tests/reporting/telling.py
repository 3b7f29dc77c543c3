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


_STREAMS = (
    "session_id", "contact_id", "signposting_id", "volunteering_id", "staff_activity_id", "grant_id", "group_id",
    "plan_id", "reading_id", "outcome_id", "training_id", "referral_id", "person_ref",
)  # fmt: skip


def stream_of(body: BaseModel) -> str:
    """What a message is about: the first of these that it has."""
    return str(next(found for name in _STREAMS if (found := getattr(body, name, None)) is not None))


def named(what: str, number: int) -> UUID:
    """An id of a thing by number."""
    return uuid5(_NAMES, f"{what}/{number}")


@dataclass
class Telling:
    """One contract's service, telling what happened; each message one position later than the last."""

    contract: str = "rio"
    service: str = "referrals"
    messages: list[tuple[Envelope, BaseModel]] = field(default_factory=list)
    _versions: dict[str, int] = field(default_factory=dict)

    def say(self, body: BaseModel, recorded: datetime | date) -> tuple[Envelope, BaseModel]:
        """Record a body on the stream of what it is about, or of the person's links."""
        stream = stream_of(body)
        self._versions[stream] = self._versions.get(stream, 0) + 1
        position = len(self.messages) + 1
        moment = recorded if isinstance(recorded, datetime) else noon(recorded)
        envelope = Envelope(
            id=uuid5(_NAMES, f"{self.contract}/{self.service}/{position}"),
            type=WIRE_NAMES[type(body)],
            contract=self.contract,
            service=self.service,
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

    def answer(self, of: int, characteristic: str, answer: str, on: date, *, typed: date | None = None) -> None:
        """Record what a person by number said of themself."""
        body = referrals.CharacteristicRecorded(
            person_ref=person(of), characteristic=characteristic, answer=answer, recorded_on=on
        )
        self.say(body, typed or on)

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

    def received(
        self,
        on: date,
        *,
        typed: datetime | date | None = None,
        contact_by: date | None = None,
        source: str = "gp",
        route: str = "phone",
        urgency: str = "routine",
    ) -> "Referral":
        by = contact_by or date.fromordinal(on.toordinal() + RECEIVED_TO_CONTACT)
        return self._say(
            referrals.ReferralReceived, on, typed, received_on=on, source=source, route=route, urgency=urgency,
            first_contact_by=by,
        )  # fmt: skip

    def amended(self, on: date, urgency: str, *, typed: date | None = None) -> "Referral":
        return self._say(referrals.ReferralAmended, on, typed, amended_on=on, urgency=urgency)

    def accepted(
        self, on: date, *, typed: datetime | date | None = None, support_until: date | None = None
    ) -> "Referral":
        return self._say(referrals.ReferralAccepted, on, typed, accepted_on=on, support_until=support_until)

    def released(self, on: date, support_until: date | None = None) -> "Referral":
        return self._say(referrals.ReleaseRecorded, on, None, released_on=on, support_until=support_until)

    def excepted(self, on: date, rule: str, reason: str, *, typed: date | None = None) -> "Referral":
        return self._say(referrals.RuleExcepted, on, typed, excepted_on=on, rule=rule, reason=reason)

    def declined(self, on: date, *, typed: datetime | date | None = None, reason: str = "not-suitable") -> "Referral":
        return self._say(referrals.ReferralDeclined, on, typed, declined_on=on, reason=reason)

    def withdrawn(self, on: date, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.ReferralWithdrawn, on, typed, withdrawn_on=on, reason="by-referrer")

    def triaged(self, on: date, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.ReferralTriaged, on, typed, triaged_on=on, risk_level="low")

    def step(self, on: date, step: str, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.StepTaken, on, typed, taken_on=on, step=step)

    def contacted(self, on: date, channel: str = "01", *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.FirstContactMade, on, typed, contacted_on=on, channel=channel)

    def closed(self, on: date, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.ReferralClosed, on, typed, closed_on=on, reason="completed")

    def reopened(self, on: date, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.ReferralReopened, on, typed, reopened_on=on, reason="came-back")

    def transferred(self, on: date, *, typed: datetime | date | None = None) -> "Referral":
        return self._say(referrals.ReferralTransferred, on, typed, transferred_on=on, to_contract="long-covid")

    def corrected(
        self, event: str, version: int, on: date, *, typed: datetime | date | None = None, **fields: object
    ) -> "Referral":
        fields = {"event": event, "stream_version": version, "on": on, "reason": "entered-in-error", **fields}
        return self._say(referrals.StepCorrected, on, typed, **fields)

    def struck(self, event: str, version: int, *, typed: date, reason: str = "entered-in-error") -> "Referral":
        fields = {"event": event, "stream_version": version, "reason": reason}
        return self._say(referrals.StepWithdrawn, typed, typed, **fields)

    def _say(self, model: type[BaseModel], on: date, typed: datetime | date | None, /, **fields: object) -> "Referral":
        body = model(referral_id=self.referral_id, person_ref=self.person_ref, **fields)
        self.telling.say(body, typed or on)
        return self


def all_of(*tellings: Telling) -> Iterator[tuple[Envelope, BaseModel]]:
    """Every message of several contracts."""
    for telling in tellings:
        yield from telling.messages
