"""The gate: what of an event becomes public, and that nothing else does."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.eventstore.store import Stored
from chassis.messaging.wire import Recorded
from contracts.messages.catalogue import WIRE_NAMES
from contracts.messages.referrals import MESSAGES
from services.referrals.domain import events
from services.referrals.domain.person.events import EVENT_TYPES as PERSON_EVENTS
from services.referrals.domain.person.events import PeopleLinked
from services.referrals.domain.person.terms import Evidence
from services.referrals.domain.profile.events import EVENT_TYPES as PROFILE_EVENTS
from services.referrals.publishing import PUBLISHING
from tests.referrals import builders

ABOUT = {"referral_id": "6d1cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0001", "person_ref": "0123456789abcdef0123456789abcdef"}
PERSON = {"person_ref": "0123456789abcdef0123456789abcdef"}
OTHER = "f" * 32

PUBLISHED: list[tuple[Any, str, Mapping[str, Any]]] = [
    (
        builders.RECEIVED,
        "referral-received.v1",
        {
            **ABOUT,
            "received_on": "2025-06-02",
            "source": "gp",
            "route": "telephone",
            "urgency": "urgent",
            "first_contact_by": "2025-06-16",
            "transferred_from": None,
        },
    ),
    (builders.AMENDED, "referral-amended.v1", {**ABOUT, "amended_on": "2025-06-04", "urgency": "emergency"}),
    (
        builders.WITHDRAWN,
        "referral-withdrawn.v1",
        {**ABOUT, "withdrawn_on": "2025-06-06", "reason": "no-longer-needed"},
    ),
    (builders.REFERRER_CONTACTED, "referrer-contacted.v1", {**ABOUT, "contacted_on": "2025-06-03"}),
    (builders.TRIAGED, "referral-triaged.v1", {**ABOUT, "triaged_on": "2025-06-04", "risk_level": "low"}),
    (builders.ACCEPTED, "referral-accepted.v1", {**ABOUT, "accepted_on": "2025-06-05", "support_until": None}),
    (builders.DECLINED, "referral-declined.v1", {**ABOUT, "declined_on": "2025-06-05", "reason": "outside-area"}),
    (builders.ALLOCATED, "referral-allocated.v1", {**ABOUT, "allocated_on": "2025-06-06"}),
    (builders.FIRST_CONTACT, "first-contact-made.v1", {**ABOUT, "contacted_on": "2025-06-09", "channel": "01"}),
    (builders.CLOSED, "referral-closed.v1", {**ABOUT, "closed_on": "2025-06-20", "reason": "goals-met"}),
    (
        builders.TRANSFERRED,
        "referral-transferred.v1",
        {**ABOUT, "transferred_on": "2025-06-20", "to_contract": "another"},
    ),
    (
        builders.DESCRIBED,
        "characteristic-recorded.v1",
        {**PERSON, "characteristic": "gender", "answer": "not-stated", "recorded_on": "2025-06-02"},
    ),
    (builders.CONSENTED, "consent-given.v1", {**PERSON, "purpose": "research", "given_on": "2025-06-02"}),
    (builders.CONSENT_GONE, "consent-withdrawn.v1", {**PERSON, "purpose": "research", "withdrawn_on": "2025-06-09"}),
    (builders.REOPENED, "referral-reopened.v1", {**ABOUT, "reopened_on": "2025-06-25", "reason": "needs-changed"}),
    (
        builders.STEP_TAKEN,
        "step-taken.v1",
        {**ABOUT, "taken_on": "2025-06-07", "step": "screened", "site": "suite-1"},
    ),
    (
        builders.STEP_CORRECTED,
        "step-corrected.v1",
        {
            **ABOUT,
            "event": "first-contact-made",
            "on": "2025-06-08",
            "reason": "entered-in-error",
            "channel": "02",
            "step": None,
            "stream_version": 5,
            "first_contact_by": None,
            "support_until": None,
        },
    ),
    (
        builders.STEP_WITHDRAWN,
        "step-withdrawn.v1",
        {**ABOUT, "event": "step-taken", "reason": "entered-in-error", "step": "screened", "stream_version": 6},
    ),
    (
        builders.RELEASED,
        "release-recorded.v1",
        {**ABOUT, "released_on": "2025-06-09", "support_until": "2025-12-09", "site": "prison-1"},
    ),
    (
        builders.EXCEPTED,
        "rule-excepted.v1",
        {**ABOUT, "excepted_on": "2025-06-07", "rule": "step-missing", "reason": "urgent-need"},
    ),
    (
        PeopleLinked(builders.PERSON, OTHER, date(2025, 6, 2), Evidence.PERSON_CONFIRMED),
        "people-linked.v1",
        {"person_ref": builders.PERSON, "same_as_ref": OTHER, "linked_on": "2025-06-02"},
    ),
]

PRIVATE = (builders.CONTACT_NOTED, builders.PLAN_NOTED, builders.FLAG_RAISED, builders.FLAG_LIFTED, builders.REGISTERED)
"""What stays inside: another service tells it, or it is for the team alone."""

ALL_EVENTS = {**events.EVENT_TYPES, **PERSON_EVENTS, **PROFILE_EVENTS}

COUNTED = frozenset(
    {
        "referral_id", "person_ref", "same_as_ref", "received_on", "amended_on", "withdrawn_on", "contacted_on",
        "triaged_on", "accepted_on", "declined_on", "allocated_on", "closed_on", "reopened_on", "linked_on",
        "first_contact_by", "support_until", "source", "route", "urgency", "reason", "risk_level", "channel",
        "transferred_from", "taken_on", "step", "site", "event", "on", "stream_version", "released_on", "excepted_on",
        "rule", "transferred_on", "to_contract", "characteristic", "answer", "recorded_on", "purpose", "given_on",
    }
)  # fmt: skip
"""Every field that may be public. A new one is added here only after asking what it says about a person."""


def _recorded(event: Any) -> Recorded:
    stored = Stored(
        position=1,
        id=UUID(int=1),
        stream="referral-1",
        version=1,
        name="referral-received.v1",
        data=b"{}",
        metadata={},
        recorded_at=datetime(2025, 6, 30, tzinfo=UTC),
        command_id=UUID(int=2),
    )
    return Recorded(event, stored)


@pytest.mark.parametrize(("event", "name", "body"), PUBLISHED, ids=[name for _, name, _ in PUBLISHED])
def test_publishes_exactly_this(event: Any, name: str, body: Mapping[str, Any]) -> None:
    message = PUBLISHING.to_message(_recorded(event))
    assert message is not None
    assert WIRE_NAMES[type(message)] == name
    assert message.model_dump(mode="json") == body


@pytest.mark.parametrize("event", PRIVATE, ids=lambda event: type(event).__name__)
def test_publishes_nothing_of_what_stays_inside(event: Any) -> None:
    assert PUBLISHING.to_message(_recorded(event)) is None


def test_every_event_and_every_message_is_met_above() -> None:
    assert {type(event) for event, _, _ in PUBLISHED} | set(map(type, PRIVATE)) == set(ALL_EVENTS.values())
    assert {name for _, name, _ in PUBLISHED} == set(MESSAGES)


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_message_holds_only_fields_that_were_allowed(name: str) -> None:
    assert set(MESSAGES[name].model_fields) <= COUNTED


@pytest.mark.parametrize("name", sorted(ALL_EVENTS))
def test_an_event_holds_only_coded_words_days_and_opaque_ids(name: str) -> None:
    inside = {
        "flags", "flag", "raised_on", "lifted_on", "referrer_organisation", "conversation_id", "worker_id", "evidence",
        "programme", "checks_on", "follow_up_by", "cause", "contact_id", "plan_id", "agreed_on", "together", "attended",
        "qualifies", "withdrawn", "of_version", "planned", "registered_on",
    }  # fmt: skip
    assert {field.name for field in fields(ALL_EVENTS[name])} <= COUNTED | inside


CODES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
REFERENCES = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)


@given(st.builds(events.ReferralReceived, person_ref=REFERENCES, source=CODES, route=CODES))
def test_what_is_inside_never_comes_out(event: events.ReferralReceived) -> None:
    message = PUBLISHING.to_message(_recorded(event))
    assert message is not None
    told = message.model_dump()
    assert set(told) == {
        "referral_id", "person_ref", "received_on", "source", "route", "urgency", "first_contact_by",
        "transferred_from",
    }  # fmt: skip
    assert all(told[name] == getattr(event, name, None) for name in told)
