"""The gate: what of contacts, signpostings and hours becomes public, and that nothing else does."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, get_type_hints
from uuid import UUID

import pytest

from chassis.eventstore.store import Stored
from chassis.messaging.wire import Recorded
from contracts.messages.catalogue import WIRE_NAMES
from contracts.messages.sessions import MESSAGES
from services.sessions.main import CODEC
from services.sessions.publishing.messages import MAPPINGS, PUBLISHING
from tests.sessions.builders import EVENTS

ENTRY = "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0001"
REFERRAL = "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0004"
VOLUNTEER = "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0005"
PERSON = "0123456789abcdef0123456789abcdef"
WRONG, ERROR = {"reason": "wrong-details"}, {"reason": "entered-in-error"}

CONTACT = {
    "contact_id": ENTRY, "person_ref": PERSON, "on": "2025-06-02", "channel": "02", "attendance": "5",
    "purpose": "support", "staff": 1, "programme": "peer-support", "minutes": 45, "referral_id": REFERRAL,
}  # fmt: skip
SIGNPOSTING = {
    "signposting_id": ENTRY, "on": "2025-06-02", "service": "food-bank-north", "category": "food",
    "person_ref": PERSON, "referral_id": REFERRAL,
}  # fmt: skip
VOLUNTEERING = {
    "volunteering_id": ENTRY, "volunteer_id": VOLUNTEER, "on": "2025-06-02", "minutes": 120,
    "activity": "leading-groups", "ways": ["give"], "person_ref": PERSON,
}  # fmt: skip
STAFF_ACTIVITY = {
    "staff_activity_id": ENTRY, "on": "2025-06-02", "kind": "multi-agency-meeting", "minutes": 90, "staff": 2,
}  # fmt: skip
GRANT = {
    "grant_id": ENTRY, "on": "2025-06-02", "fund": "larger", "pounds": 2500, "applied_on": "2025-04-07",
    "interviewed_on": "2025-05-12", "district": "north", "exception": None, "set_aside": [],
}  # fmt: skip
UNHEARD = {**GRANT, "interviewed_on": None, "exception": "colleague-ill", "set_aside": ["interview"]}

PUBLISHED: Mapping[str, Mapping[str, Any] | None] = {
    "contact-recorded.v1": CONTACT,
    "contact-corrected.v1": {**CONTACT, "minutes": 30, **WRONG},
    "contact-withdrawn.v1": {"contact_id": ENTRY, **ERROR},
    "signposting-recorded.v1": SIGNPOSTING,
    "signposting-corrected.v1": {**SIGNPOSTING, "on": "2025-06-03", **WRONG},
    "signposting-withdrawn.v1": {"signposting_id": ENTRY, **ERROR},
    "volunteering-recorded.v1": VOLUNTEERING,
    "volunteering-corrected.v1": {**VOLUNTEERING, "minutes": 60, **WRONG},
    "volunteering-withdrawn.v1": {"volunteering_id": ENTRY, **ERROR},
    "staff-activity-recorded.v1": STAFF_ACTIVITY,
    "staff-activity-corrected.v1": {**STAFF_ACTIVITY, "minutes": 60, **WRONG},
    "staff-activity-withdrawn.v1": {"staff_activity_id": ENTRY, **ERROR},
    "grant-recorded.v1": GRANT,
    "grant-corrected.v1": {**UNHEARD, **WRONG},
    "grant-withdrawn.v1": {"grant_id": ENTRY, **ERROR},
    "service-listed.v1": None,
    "service-changed.v1": None,
    "service-retired.v1": None,
}
"""Of each event exactly this; None stays private."""

INSIDE = frozenset(
    {
        "entry_id", "content", "workers", "exception", "programme", "code", "category", "districts", "listed_on",
        "changed_on", "retired_on", "minutes", "on", "channel", "attendance", "purpose", "person_ref", "referral_id",
        "service", "volunteer_id", "activity", "ways", "kind", "reason", "fund", "pounds",
        "applied_on", "interviewed_on", "district", "set_aside",
    }
)  # fmt: skip
"""Every field that an event of entries and the directory may hold: coded words, days, numbers, opaque ids."""


def recorded(event: Any) -> Recorded:
    moment = datetime(2025, 6, 30, tzinfo=UTC)
    return Recorded(
        event, Stored(1, UUID(int=1), "contact-1", 1, "contact-recorded.v1", b"{}", {}, moment, UUID(int=2))
    )


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_publishes_exactly_this(name: str) -> None:
    message = PUBLISHING.to_message(recorded(EVENTS[name]))
    expected = PUBLISHED[name]
    if expected is None:
        assert message is None
        return
    assert message is not None
    assert WIRE_NAMES[type(message)] == name, "an event and its message that are the same thing have the same name"
    assert message.model_dump(mode="json") == expected


def test_every_event_of_entries_is_met_above_and_every_event_has_a_mapping() -> None:
    assert set(EVENTS) == set(PUBLISHED)
    assert {type(event) for event in EVENTS.values()} <= set(MAPPINGS)
    assert {CODEC.encode(event)[0] for event in EVENTS.values()} == set(EVENTS)


def test_no_class_is_stored_that_the_publisher_does_not_know() -> None:
    assert set(CODEC._names) == set(MAPPINGS)


def test_a_message_never_says_which_of_the_team_it_was() -> None:
    assert not {field for model in MESSAGES.values() for field in model.model_fields} & {"workers", "worker_id"}


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_event_holds_only_coded_words_days_numbers_and_opaque_ids(name: str) -> None:
    assert set(field_names(type(EVENTS[name]))) <= INSIDE


def field_names(kind: type) -> Iterator[str]:
    hints = get_type_hints(kind)
    for each in fields(kind):
        yield each.name
        if is_dataclass(hints[each.name]):
            yield from field_names(hints[each.name])
