"""Events under their stored names: what was written is read, also what was written by an older version."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from traceback import format_exception
from typing import Any
from uuid import UUID

import pytest

from chassis.errors import Unreadable
from chassis.eventstore.codec import Codec, Upcast


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class JarFilled:
    jar: UUID
    on: date
    grams: int
    colour: Colour
    marks: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class JarBroken:
    jar: UUID


JAR = UUID("00000000-0000-4000-8000-000000000001")


def in_grams(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "ounces"} | {"grams": body["ounces"] * 28}


UPCASTS = {
    "jar-filled.v1": Upcast("jar-filled.v2", lambda body: {**body, "colour": "red"}),
    "jar-filled.v2": Upcast("jar-filled.v3", in_grams),
}
CODEC = Codec({"jar-filled.v3": JarFilled, "jar-broken.v1": JarBroken}, UPCASTS)


def test_an_event_is_stored_as_plain_json_under_its_name() -> None:
    assert CODEC.encode(JarFilled(JAR, date(2025, 4, 1), 5, Colour.RED, ("a", "b"))) == (
        "jar-filled.v3",
        (
            b'{"jar":"00000000-0000-4000-8000-000000000001","on":"2025-04-01","grams":5,"colour":"red",'
            b'"marks":["a","b"],"note":null}'
        ),
    )


def test_what_was_written_is_read() -> None:
    event = JarFilled(JAR, date(2025, 4, 1), 5, Colour.RED, ("a",), "x")
    assert CODEC.decode(*CODEC.encode(event)) == event


def test_an_event_of_the_first_version_climbs_all_steps() -> None:
    old = b'{"jar":"00000000-0000-4000-8000-000000000001","on":"2025-04-01","ounces":2}'
    assert CODEC.decode("jar-filled.v1", old) == JarFilled(JAR, date(2025, 4, 1), 56, Colour.RED)


def test_a_field_that_came_later_has_its_default_and_one_that_went_is_ignored() -> None:
    stored = b'{"jar":"00000000-0000-4000-8000-000000000001","gone":1}'
    assert CODEC.decode("jar-broken.v1", stored) == JarBroken(JAR)


@pytest.mark.parametrize(
    ("name", "data", "reason", "detail"),
    [
        ("jar-lost.v1", b"{}", "unknown-type", "no event is stored as jar-lost.v1"),
        ("jar-broken.v1", b"{}", "unreadable-event", "jar-broken.v1: jar: missing"),
        ("jar-broken.v1", b'{"jar":"Ada Canary"}', "unreadable-event", "jar-broken.v1: jar: uuid_parsing"),
        ("jar-broken.v1", b"{", "unreadable-event", "jar-broken.v1: body: json_invalid"),
        ("jar-filled.v1", b"{", "unreadable-event", "jar-filled.v1: not JSON"),
        ("jar-filled.v2", b'{"Ada Canary":1}', "unreadable-event", "jar-filled.v2: upcast failed, KeyError"),
        ("jar-filled.v2", b"[1]", "unreadable-event", "jar-filled.v2: upcast failed, AttributeError"),
        (
            "jar-filled.v2",
            b'{"ounces":1}',
            "unreadable-event",
            "jar-filled.v2: jar: missing; on: missing; colour: missing",
        ),
    ],
)
def test_what_cannot_be_read_is_said_without_its_content(name: str, data: bytes, reason: str, detail: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        CODEC.decode(name, data)
    assert (refusal.value.reason, refusal.value.detail) == (reason, detail)
    assert "Canary" not in "".join(format_exception(refusal.value))


@pytest.mark.parametrize(
    ("types", "upcasts", "fault"),
    [
        ({"a.v1": JarBroken, "b.v1": JarBroken}, {}, "a class of event has two stored names"),
        ({"a.v1": JarBroken}, {"a.v1": Upcast("a.v1", dict)}, "a.v1 has both a class and an upcast"),
        ({}, {"a.v1": Upcast("a.v2", dict)}, "end at a.v2, which no class reads"),
        ({}, {"a.v1": Upcast("a.v2", dict), "a.v2": Upcast("a.v1", dict)}, "go round in a circle: a.v1 > a.v2 > a.v1"),
    ],
)
def test_a_codec_that_could_not_read_everything_is_not_made(types: Any, upcasts: Any, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Codec(types, upcasts)
