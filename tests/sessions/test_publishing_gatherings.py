"""The gate: what of groups, sessions and registers becomes public, and that nothing else does."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest

from chassis.eventstore.store import Stored
from chassis.messaging.wire import Recorded
from contracts.messages.catalogue import WIRE_NAMES
from services.sessions.domain.group import events as group
from services.sessions.domain.session import events as session
from services.sessions.main import CODEC
from services.sessions.publishing.messages import PUBLISHING
from tests.sessions.gathering_builders import BY_NAME, GATHERING_EVENTS

SAMPLES = Path(__file__).parent / "samples"
GROUP = "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0011"
SESSION = {"session_id": "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0012"}
LINE = {**SESSION, "line_id": "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0021"}
PERSON = {"person_ref": "0123456789abcdef0123456789abcdef"}
WRONG, ERROR = {"reason": "wrong-details"}, {"reason": "entered-in-error"}
WALK = {
    "programme": "groups", "activity": "walking", "place": "hub", "channel": "01",
    "ways": ["be-active", "connect"], "ways_version": 3,
}  # fmt: skip
CAFE = {
    "programme": "groups", "activity": "cafe", "place": "online", "channel": "11",
    "ways": ["connect"], "ways_version": 3,
}  # fmt: skip

PUBLISHED: Mapping[str, Mapping[str, Any] | None] = {
    "group-started.v1": {"group_id": GROUP, "started_on": "2025-06-02", **WALK, "capacity": 10},
    "group-changed.v1": {"group_id": GROUP, "changed_on": "2025-06-09", **CAFE, "capacity": None},
    "group-ended.v1": {"group_id": GROUP, "ended_on": "2025-06-23", "reason": "no-demand"},
    "session-planned.v1": {**SESSION, "on": "2025-06-16", "kind": "group", **WALK, "group_id": GROUP},
    "session-moved.v1": {**SESSION, "on": "2025-06-18", "place": "online"},
    "session-cancelled.v1": {**SESSION, "cancelled_on": "2025-06-15", "reason": "weather"},
    "session-held.v1": {**SESSION, "held_on": "2025-06-16", "minutes": 90, "staff": 1, "volunteers": 1},
    "session-corrected.v1": {
        **SESSION, "held_on": "2025-06-17", "minutes": 60, "staff": 1, "volunteers": 0, **WRONG,
    },
    "session-withdrawn.v1": {**SESSION, **ERROR},
    "capacity-exceeded.v1": None,
    "attendance-recorded.v1": {**LINE, **PERSON, "attendance": "present", "channel": "01"},
    "attendance-corrected.v1": {**LINE, **PERSON, "attendance": "absent", "channel": "01", **WRONG},
    "attendance-withdrawn.v1": {**LINE, **ERROR},
    "heads-counted.v1": {**SESSION, "channel": "01", "count": 12},
}  # fmt: skip
"""Of each event exactly this; None stays private."""

INSIDE = frozenset(
    {
        "group_id", "session_id", "line_id", "person_ref", "code", "kind", "programme", "activity", "place", "channel",
        "ways", "ways_version", "capacity", "leaders", "staff", "volunteers", "minutes", "attendance", "count",
        "present", "exception", "reason", "on", "started_on", "changed_on", "ended_on", "moved_on", "cancelled_on",
        "held_on",
    }
)  # fmt: skip
"""Every field that an event of groups, sessions and registers may hold: coded words, days, numbers, opaque ids."""


def recorded(event: Any) -> Recorded:
    moment = datetime(2025, 6, 30, tzinfo=UTC)
    stored = Stored(1, UUID(int=1), "session-1", 1, "session-held.v1", b"{}", {}, moment, UUID(int=2))
    return Recorded(event, stored)


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_publishes_exactly_this(name: str) -> None:
    message = PUBLISHING.to_message(recorded(GATHERING_EVENTS[name]))
    expected = PUBLISHED[name]
    if expected is None:
        assert message is None
        return
    assert message is not None
    assert WIRE_NAMES[type(message)] == name, "an event and its message that are the same thing have the same name"
    assert message.model_dump(mode="json") == expected


def test_somebody_known_by_first_name_only_is_no_person_to_others() -> None:
    message = PUBLISHING.to_message(recorded(BY_NAME))
    assert message is not None
    assert message.model_dump(mode="json") == {
        **SESSION,
        "line_id": "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0023",
        "person_ref": None,
        "attendance": "present",
        "channel": "11",
    }


def test_every_stored_name_of_groups_and_sessions_is_met_above() -> None:
    assert set(PUBLISHED) == set(GATHERING_EVENTS) == {*group.EVENT_TYPES, *session.EVENT_TYPES}


@pytest.mark.parametrize("name", sorted(GATHERING_EVENTS))
def test_an_event_holds_only_coded_words_days_numbers_and_opaque_ids(name: str) -> None:
    assert {each.name for each in fields(GATHERING_EVENTS[name])} <= INSIDE


@pytest.mark.parametrize("name", sorted(GATHERING_EVENTS))
def test_a_sample_that_was_stored_once_loads_as_what_it_was(name: str) -> None:
    sample = (SAMPLES / f"{name}.json").read_bytes()
    assert CODEC.decode(name, sample) == GATHERING_EVENTS[name]
    stored_as, data = CODEC.encode(GATHERING_EVENTS[name])
    assert stored_as == name
    assert CODEC.decode(name, data) == GATHERING_EVENTS[name]
    assert orjson.loads(data).keys() >= orjson.loads(sample).keys()
