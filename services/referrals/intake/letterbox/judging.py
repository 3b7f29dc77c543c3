"""What stands between a message and the log: its NHS number, and whether it is about its referral's person. Pure."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from chassis.clock import london_day
from chassis.errors import Refused
from chassis.ids import derived_id
from services.referrals.domain.terms import NhsNumberPolicy
from services.referrals.intake.fhir_r4.meaning import Request
from services.referrals.intake.fhir_r4.objections import Objection
from services.referrals.intake.letterbox.kept import Arrival, Decision, Hold, Resolution, held
from services.referrals.people.details import NumberStatus, PersonDetails
from services.referrals.people.nhs_number import is_nhs_number

RECEIVE = "receive"
"""Name of the command that takes a new referral down, from which its id derives."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A message in hand, with what was read from it and decided about it."""

    arrival: Arrival
    request: Request
    resolution: Resolution | None
    route: str

    @property
    def day(self) -> date:
        """The day on which the message came, whenever it is taken."""
        return london_day(self.arrival.received_at)

    def command_id(self, what: str) -> UUID:
        """The id of a command that the message causes: the same at every attempt."""
        return derived_id(self.arrival.id, what)

    def decided(self, decision: Decision) -> bool:
        """Whether a person has decided so."""
        return self.resolution is not None and self.resolution.decision is decision


def promised_id(message_id: UUID) -> UUID:
    """The id that a referral has, or will have, which began with this message: the sender is told it at once."""
    return derived_id(derived_id(message_id, RECEIVE), "referral")


def judged(hand: Hand, policy: NhsNumberPolicy) -> tuple[PersonDetails, list[Objection], list[Objection]]:
    """R16: the person as they may be taken, what is noted about the number, and why it waits for a person."""
    person, failed = hand.request.person, hand.request.failed_number
    if hand.resolution and hand.decided(Decision.CORRECT_NUMBER):
        number = hand.resolution.nhs_number
        return replace(person, nhs_number=number, number_status=NumberStatus.TRACE_REQUIRED), [], []
    if hand.decided(Decision.TAKE_WITHOUT_NUMBER):
        return replace(person, nhs_number=None), [], []
    if failed is None:
        return person, [], []
    fault = held(Hold.NHS_NUMBER, "Patient.identifier: the NHS number fails its check")
    if policy is NhsNumberPolicy.ACCEPT and len(failed) == 10 and failed.isascii() and failed.isdigit():
        return replace(person, nhs_number=failed, number_status=NumberStatus.NOT_TRACED), [fault], []
    if policy is NhsNumberPolicy.QUARANTINE and not hand.decided(Decision.TAKE_AS_SENT):
        return person, [], [fault]
    return person, [fault], []


def somebody_else(known: PersonDetails, sent: PersonDetails, *, by_name: bool) -> Objection | None:
    """Why a message might be about another person than its referral: another number, or name and birth date differ.

    One of the two alone may be a correction. A cancellation is compared by number alone.
    """
    differ = known.search_name != sent.search_name and known.born_on != sent.born_on
    if by_name and known.known_by_details and sent.known_by_details and differ:
        return held(Hold.ANOTHER_PERSON, "Patient: name and birth date are not those of the referral", "R15")
    if sent.nhs_number is not None and known.nhs_number not in (None, sent.nhs_number):
        return held(Hold.ANOTHER_NUMBER, "Patient.identifier: another NHS number than that of the referral", "R15")
    return None


def checked_number(number: str) -> str:
    """A number that a person typed in place of one that fails; raises `Refused` if it fails too."""
    if not is_nhs_number(number):
        raise Refused("nhs-number-fails-its-check", "nhs_number fails its check", "nhs_number")
    return number
