"""The gate: what of questionnaires, outcomes and training becomes public, and that nothing else does."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, get_type_hints
from uuid import UUID

import pytest

from chassis.eventstore.store import Stored
from chassis.messaging.wire import Recorded
from contracts.messages.catalogue import WIRE_NAMES
from contracts.messages.outcomes import MESSAGES
from services.outcomes.main import CODEC
from services.outcomes.publishing.messages import MAPPINGS, PUBLISHING
from tests.outcomes.entries import EVENTS

ENTRY = "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0001"
REFERRAL = "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0004"
PERSON = "0123456789abcdef0123456789abcdef"
WRONG, ERROR = {"reason": "wrong-details"}, {"reason": "entered-in-error"}

READING = {
    "reading_id": ENTRY, "person_ref": PERSON, "on": "2025-06-02", "instrument": "swemwbs", "instrument_version": 1,
    "occasion": "first", "score_in_hundredths": 1859, "profile": None, "scale": None, "referral_id": REFERRAL,
}  # fmt: skip
HARD_OUTCOME = {
    "outcome_id": ENTRY, "person_ref": PERSON, "on": "2025-06-02", "kind": "employment", "evidence": "document-seen",
    "counted": "persons", "cap_per_year": 1, "referral_id": REFERRAL,
}  # fmt: skip
SOFT_OUTCOME = {
    "outcome_id": ENTRY, "person_ref": PERSON, "on": "2025-06-02", "area": "community", "source": "conversation",
    "ways": ["connect", "give"], "referral_id": REFERRAL,
}  # fmt: skip
TRAINING = {
    "training_id": ENTRY, "on": "2025-06-02", "course": "first-aid", "accredited": True, "stage": "completed",
    "learner": "person", "ways": ["keep-learning"], "person_ref": PERSON,
}  # fmt: skip

PUBLISHED: Mapping[str, Mapping[str, Any]] = {
    "questionnaire-completed.v1": READING,
    "questionnaire-corrected.v1": {
        **READING, "instrument": "eq-5d-5l", "score_in_hundredths": None, "profile": "21232", "scale": 70, **WRONG,
    },
    "questionnaire-withdrawn.v1": {"reading_id": ENTRY, **ERROR},
    "hard-outcome-recorded.v1": HARD_OUTCOME,
    "hard-outcome-corrected.v1": {**HARD_OUTCOME, "kind": "re-offending-reduced", **WRONG},
    "hard-outcome-withdrawn.v1": {"outcome_id": ENTRY, **ERROR},
    "soft-outcome-recorded.v1": SOFT_OUTCOME,
    "soft-outcome-corrected.v1": {**SOFT_OUTCOME, "on": "2025-06-03", **WRONG},
    "soft-outcome-withdrawn.v1": {"outcome_id": ENTRY, **ERROR},
    "training-recorded.v1": TRAINING,
    "training-corrected.v1": {**TRAINING, "stage": "entered", **WRONG},
    "training-withdrawn.v1": {"training_id": ENTRY, **ERROR},
}  # fmt: skip
"""Of each event exactly this."""

INSIDE = frozenset(
    {
        "entry_id", "content", "reason", "person_ref", "on", "instrument", "instrument_version", "occasion", "answers",
        "score_in_hundredths", "profile", "scale", "referral_id", "programme", "workers", "kind", "evidence", "counted",
        "cap_per_year", "custody", "area", "source", "ways", "course", "accredited", "stage", "learner", "learner_id",
    }
)  # fmt: skip
"""Every field that an event of the entries may hold: coded words, days, numbers, opaque ids."""


def recorded(event: Any) -> Recorded:
    moment = datetime(2025, 6, 30, tzinfo=UTC)
    return Recorded(
        event, Stored(1, UUID(int=1), "training-1", 1, "training-recorded.v1", b"{}", {}, moment, UUID(int=2))
    )


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_publishes_exactly_this(name: str) -> None:
    message = PUBLISHING.to_message(recorded(EVENTS[name]))
    assert message is not None
    assert WIRE_NAMES[type(message)] == name, "an event and its message that are the same thing have the same name"
    assert message.model_dump(mode="json") == PUBLISHED[name]


def test_every_event_of_the_entries_is_met_above() -> None:
    assert set(EVENTS) == set(PUBLISHED)
    assert {CODEC.encode(event)[0] for event in EVENTS.values()} == set(EVENTS)


def test_no_class_is_stored_that_the_publisher_does_not_know() -> None:
    assert set(CODEC._names) == set(MAPPINGS)


def test_a_message_says_neither_answers_nor_who_of_the_team_it_was() -> None:
    told = {field for model in MESSAGES.values() for field in model.model_fields}
    assert not told & {"answers", "workers", "worker_id", "learner_id"}


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_event_holds_only_coded_words_days_numbers_and_opaque_ids(name: str) -> None:
    assert set(field_names(type(EVENTS[name]))) <= INSIDE


def field_names(kind: type) -> Iterator[str]:
    hints = get_type_hints(kind)
    for each in fields(kind):
        yield each.name
        if is_dataclass(hints[each.name]):
            yield from field_names(hints[each.name])
