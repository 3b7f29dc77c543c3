"""What other services' messages ask of referrals: contacts and plans are noted with the referral they belong to.

A correction or withdrawal may not say which referral that is: such a command goes to the note's own name, and the
desk of notes finds the referral.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis.ids import derived_id
from chassis.messaging.wire import Message
from chassis.reacting import Reaction
from contracts.messages import outcomes, referrals, sessions
from services.referrals.domain import commands
from services.referrals.domain.state import stream
from services.referrals.domain.terms import TRANSFER

REFERRALS = "referrals"
"""The desk of referrals."""
NOTES = "notes"
"""The desk at which notes are taken."""
ATTENDED = frozenset({"5", "6"})
"""Attendance codes of contacts that took place: on time, or late but seen."""


def note_stream(note_id: UUID) -> str:
    """What a contact or plan is called where its referral is not said."""
    return f"note-{note_id}"


def reactions(contract: str, message: Message, today: date) -> Sequence[Reaction]:
    """The commands of a contract that follow from a message of its sessions or outcomes, or from another's transfer."""
    match message.body:
        case referrals.ReferralTransferred() as body:
            return _transferred(body, message.envelope.contract, today) if body.to_contract == contract else []
        case sessions.ContactRecorded() as body:  # A corrected contact is one too.
            return _contact(body, today)
        case sessions.ContactWithdrawn() as body:
            withdrawn = commands.NoteContactWithdrawn(contact_id=body.contact_id)
            return [Reaction(NOTES, note_stream(body.contact_id), withdrawn)]
        case outcomes.PlanAgreed() as body:
            if body.referral_id is None:
                return []
            agreed = _plan(body, today)
            return [Reaction(NOTES, stream(body.referral_id), agreed)]
        case outcomes.PlanCorrected() as body:
            corrected = _plan(body, today)
            return [Reaction(NOTES, note_stream(body.plan_id), corrected)]
        case outcomes.PlanWithdrawn() as body:
            gone = commands.NotePlanWithdrawn(plan_id=body.plan_id)
            return [Reaction(NOTES, note_stream(body.plan_id), gone)]
        case _:
            return []


def _transferred(body: referrals.ReferralTransferred, from_contract: str, today: date) -> Sequence[Reaction]:
    """A referral of its own, under an id that follows from the one that was handed over."""
    referral_id = derived_id(body.referral_id, "transferred-from", from_contract)
    received = commands.ReceiveReferral(
        referral_id=referral_id,
        person_ref=body.person_ref,
        received_on=body.transferred_on,
        source=TRANSFER,
        route=TRANSFER,
        transferred_from=from_contract,
        today=today,
    )
    return [Reaction(REFERRALS, stream(referral_id), received, fresh=True)]


def _plan(body: outcomes.PlanAgreed | outcomes.PlanCorrected, today: date) -> commands.NotePlan:
    return commands.NotePlan(
        plan_id=body.plan_id, person_ref=body.person_ref, on=body.agreed_on, together=body.together, today=today
    )


def _contact(body: sessions.ContactRecorded, today: date) -> Sequence[Reaction]:
    if body.referral_id is None:
        if not isinstance(body, sessions.ContactCorrected):
            return []
        moved = commands.NoteContactWithdrawn(contact_id=body.contact_id)
        return [Reaction(NOTES, note_stream(body.contact_id), moved)]
    noted = commands.NoteContact(
        contact_id=body.contact_id,
        person_ref=body.person_ref,
        on=body.on,
        channel=body.channel,
        attended=body.attendance in ATTENDED,
        purpose=body.purpose,
        today=today,
    )
    return [Reaction(NOTES, stream(body.referral_id), noted)]
