"""What a message of sessions or outcomes asks of a referral, and of which."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from chassis.messaging.wire import Message
from chassis.reacting import Reaction
from contracts.messages import outcomes, sessions
from contracts.messages.envelope import Envelope
from services.referrals.domain import commands
from services.referrals.reactions import reactions
from tests.referrals.builders import PERSON, REFERRAL

TODAY = date(2025, 6, 30)
NOTE = UUID(int=1)
NAMED = "referral-6d1cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0001"
UNNAMED = "note-00000000-0000-0000-0000-000000000001"
CONTACT: dict[str, Any] = {
    "contact_id": NOTE,
    "person_ref": PERSON,
    "on": date(2025, 6, 10),
    "channel": "01",
    "attendance": "5",
    "purpose": "support",
    "staff": 1,
    "programme": "groups",
    "referral_id": REFERRAL,
}
PLAN: dict[str, Any] = {
    "plan_id": NOTE, "person_ref": PERSON, "agreed_on": date(2025, 6, 12), "together": True, "staff": 2,
}  # fmt: skip
NOTED = commands.NoteContact(
    contact_id=NOTE,
    person_ref=PERSON,
    on=date(2025, 6, 10),
    channel="01",
    attended=True,
    purpose="support",
    today=TODAY,
)
AGREED = commands.NotePlan(plan_id=NOTE, person_ref=PERSON, on=date(2025, 6, 12), together=True, today=TODAY)
CONTACT_GONE = commands.NoteContactWithdrawn(contact_id=NOTE)


def asked(body: BaseModel) -> list[Reaction]:
    at = datetime(2025, 6, 30, tzinfo=UTC)
    return list(reactions("own", Message(Envelope(NOTE, "x.v1", "any", "sessions", at, 1, 0, 1, 1), body), TODAY))


@pytest.mark.parametrize(
    ("body", "stream", "command"),
    [
        (sessions.ContactRecorded(**CONTACT), NAMED, NOTED),
        (sessions.ContactCorrected(**CONTACT, reason="wrong-details"), NAMED, NOTED),
        (sessions.ContactCorrected(**CONTACT | {"referral_id": None}, reason="wrong-details"), UNNAMED, CONTACT_GONE),
        (sessions.ContactWithdrawn(contact_id=NOTE, reason="entered-in-error"), UNNAMED, CONTACT_GONE),
        (outcomes.PlanAgreed(**PLAN, referral_id=REFERRAL), NAMED, AGREED),
        (outcomes.PlanCorrected(**PLAN, reason="wrong-details"), UNNAMED, AGREED),
        (
            outcomes.PlanWithdrawn(plan_id=NOTE, person_ref=PERSON, reason="entered-in-error"),
            UNNAMED,
            commands.NotePlanWithdrawn(plan_id=NOTE),
        ),
    ],
)
def test_contacts_and_plans_are_noted(body: BaseModel, stream: str, command: Any) -> None:
    [reaction] = asked(body)
    assert (reaction.desk, reaction.stream, reaction.command) == ("notes", stream, command)


@pytest.mark.parametrize(
    ("attendance", "attended"), [("2", False), ("3", False), ("5", True), ("6", True), ("7", False)]
)
def test_a_contact_was_attended_on_time_or_late_but_seen(attendance: str, attended: bool) -> None:
    [reaction] = asked(sessions.ContactRecorded(**CONTACT | {"attendance": attendance}))
    assert reaction.command.attended is attended


def test_what_belongs_to_no_referral_asks_nothing() -> None:
    assert asked(sessions.ContactRecorded(**CONTACT | {"referral_id": None})) == []
    assert asked(outcomes.PlanAgreed(**PLAN)) == []
    assert asked(sessions.VolunteeringWithdrawn(volunteering_id=NOTE, reason="entered-in-error")) == []
