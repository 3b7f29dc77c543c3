"""A seal stands for everything that an event and those before it hold: two histories never have the same."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.eventstore.memory import MemoryStore
from chassis.eventstore.seal import GENESIS, encoded, next_seal, seals_of
from chassis.eventstore.store import Stored
from tests.eventstore.writing import append, write

MOMENT = datetime(2025, 4, 1, 10, 0, 0, 250, tzinfo=UTC)
EVENT = Stored(
    17,
    UUID("e0000000-0000-4000-8000-000000000001"),
    "referral-1",
    3,
    "contacted.v1",
    b'{"number": 1}',
    {"actor": "somebody"},
    MOMENT,
    UUID("c0000000-0000-4000-8000-000000000001"),
    "a" * 32,
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03",
    "a=b",
    b'{"actor":"somebody"}',
)

few = st.text(alphabet="ab", max_size=4)
maybe = st.none() | few
numbers = st.integers(1, 3)
ids = st.sampled_from([UUID(int=1), UUID(int=2)])
moments = st.sampled_from([MOMENT, MOMENT + timedelta(microseconds=1)])
events = st.builds(
    lambda position, event_id, stream, version, name, data, moment, command, subject, parent, state, metadata: Stored(
        position, event_id, stream, version, name, data.encode(), {}, moment, command, subject, parent, state,
        metadata.encode(),
    ),
    numbers, ids, few, numbers, few, few, moments, ids, maybe, maybe, maybe, few,
)  # fmt: skip
"""Events of so few letters that two often differ by a letter that moved from one text to its neighbour."""


def test_the_first_seal_is_worked_out_by_hand() -> None:
    """Whoever reads the format in another language must come to the same bytes."""
    head = (17).to_bytes(8, "big") + (3).to_bytes(8, "big") + (1_743_501_600_000_250).to_bytes(8, "big")
    head += UUID("e0000000-0000-4000-8000-000000000001").bytes + UUID("c0000000-0000-4000-8000-000000000001").bytes
    head += b"".join(length.to_bytes(4, "big") for length in (10, 12, 13, 20, 32, 55, 3))
    texts = b'referral-1contacted.v1{"number": 1}{"actor":"somebody"}' + b"a" * 32
    texts += b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03a=b"
    assert encoded(EVENT) == head + texts
    assert sha256(b"redrose seal 1").digest() == GENESIS
    assert next_seal(GENESIS, EVENT) == sha256(GENESIS + head + texts).digest()
    assert next_seal(GENESIS, EVENT).hex() == "1deb04436dfbd559563e5d690db8882b9c78179325befefe9b4e3ac6d1f476d4"


@given(events, events)
def test_two_events_that_differ_never_encode_alike(one: Stored, other: Stored) -> None:
    assert (encoded(one) == encoded(other)) == (one == other)


@given(few, few, st.integers(0, 8), st.sampled_from(range(7)))
def test_a_letter_that_moves_from_one_text_to_the_next_is_seen(left: str, right: str, cut: int, field: int) -> None:
    texts = ["stream", "name", "data", "metadata_text", "subject", "traceparent", "tracestate"]
    both, names = left + right, (texts[field], texts[(field + 1) % 7])

    def with_texts(one: str, two: str) -> Stored:
        values: dict[str, Any] = dict(zip(names, (one, two), strict=True))
        for name in values.keys() & {"data", "metadata_text"}:
            values[name] = values[name].encode()
        return EVENT._replace(**values)

    moved = with_texts(both[:cut], both[cut:])
    assert (encoded(moved) == encoded(with_texts(left, right))) == (both[:cut] == left)


@pytest.mark.parametrize("field", ["subject", "traceparent", "tracestate"])
def test_what_is_absent_is_not_what_is_empty(field: str) -> None:
    assert encoded(EVENT._replace(**{field: None})) != encoded(EVENT._replace(**{field: ""}))


CHANGES: dict[str, Any] = {
    "position": 18,
    "id": UUID(int=1),
    "stream": "referral-2",
    "version": 4,
    "name": "contacted.v2",
    "data": b'{"number":1}',
    "recorded_at": MOMENT + timedelta(microseconds=1),
    "command_id": UUID(int=1),
    "subject": "b" * 32,
    "traceparent": None,
    "tracestate": "a=c",
    "metadata_text": b'{"actor": "somebody"}',
}


@pytest.mark.parametrize("field", CHANGES)
def test_each_thing_that_an_event_holds_is_sealed(field: str) -> None:
    assert next_seal(GENESIS, EVENT._replace(**{field: CHANGES[field]})) != next_seal(GENESIS, EVENT)


def test_no_field_of_an_event_is_forgotten() -> None:
    assert set(Stored._fields) - set(CHANGES) == {"metadata"}  # Which is read from `metadata_text`.


def test_a_seal_stands_for_all_before_it() -> None:
    first, second, third = (EVENT._replace(position=n) for n in (1, 2, 5))
    whole = seals_of(GENESIS, [first, second, third])
    assert seals_of(whole[0], [second, third]) == whole[1:]
    assert seals_of(GENESIS, [second, first, third])[2] != whole[2]
    assert seals_of(GENESIS, [first, third])[1] != whole[2]
    assert seals_of(GENESIS, []) == []


def test_the_same_moment_in_another_zone_is_the_same_moment() -> None:

    there = MOMENT.astimezone(timezone(timedelta(hours=1)))
    assert encoded(EVENT._replace(recorded_at=there)) == encoded(EVENT)


async def test_a_store_keeps_the_text_of_metadata_that_is_sealed() -> None:
    store = MemoryStore()
    await store.append(write(append("thing-1", 0), metadata={"actor": "ä"}))
    (event,) = (await store.read(0, 10)).events
    assert (event.metadata, event.metadata_text) == ({"actor": "ä"}, '{"actor":"ä"}'.encode())
