"""A schema may grow by what an old reader does not know of, and by nothing else."""

import json
from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from contracts.schemas.generation import schema_of
from contracts.schemas.growth import breaks


class Place(BaseModel):
    """Somewhere."""

    district: str


class Held(BaseModel):
    """Something was held."""

    session_id: UUID
    channel: str
    led_by: int | None = None
    place: Place


OLD = schema_of("session-held.v1", Held)


def changed(*path: str, to: Any = None) -> dict[str, Any]:
    """The schema with one place put otherwise, or taken out."""
    new = deepcopy(OLD)
    *above, last = path
    inside: Any = new
    for name in above:
        inside = inside[name]
    if to is None:
        inside.pop(last)
    else:
        inside[last] = to
    return new


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        changed("properties", "seats", to={"type": "integer", "default": 0}),
        changed("$defs", "Place", "properties", "ward", to={"type": "string", "default": "none"}),
        changed("description", to="In other words."),
        changed("title", to="SessionHeld"),
        changed("properties", "channel", to={"type": "string", "description": "How people met."}),
    ],
    ids=["the same", "optional field", "optional field inside", "description", "title", "words about a field"],
)
def test_this_is_growth(new: dict[str, Any]) -> None:
    assert list(breaks(OLD, new)) == []


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (changed("properties", "led_by"), "led_by: was removed"),
        (changed("properties", "channel", to={"type": "integer"}), "channel: was {'type': 'string'}"),
        (changed("properties", "channel", to={"type": "string", "maxLength": 2}), "channel: was"),
        (changed("properties", "led_by", to={"type": "integer"}), "led_by: was"),
        (changed("required", to=["channel", "place"]), "session_id: was required, and old readers count on it"),
        (
            changed("required", to=["session_id", "channel", "led_by", "place"]),
            "led_by: is required, and old messages do not have it",
        ),
        (changed("additionalProperties", to=False), "message: additionalProperties was None, is False"),
        (changed("type", to="array"), "message: type was object, is array"),
        (changed("$defs", "Place", "properties", "district"), "Place.district: was removed"),
        (changed("$defs", "Place", "required", to=["ward"]), "Place.ward: is required, and old messages"),
        (changed("properties", "place", to={"type": "string"}), "place: was"),
    ],
)
def test_this_needs_a_new_version(new: dict[str, Any], said: str) -> None:
    assert said in "\n".join(breaks(OLD, new))


def test_every_fault_is_found_at_once() -> None:
    assert len(list(breaks(OLD, {**OLD, "properties": {}, "required": []}))) == 7


def test_a_schema_is_json_and_names_its_message() -> None:
    assert json.loads(json.dumps(OLD))["$id"] == "urn:redrose:message:session-held.v1"
