"""The rule for reading in the order of commit, held against every interleaving; and each of its parts is needed."""

from importlib.resources import files
from itertools import combinations

import pytest

from tests.eventstore.interleaving import counterexample, states

SAME, OTHERS, MIXED = ("a", "a"), ("a", "b"), ("a", "a", "b")
TWO_EVENTS = ("row", "look", "lock", "draw", "draw", "commit", "release")


def rollbacks(count: int) -> list[frozenset[int]]:
    """Every choice of appenders that roll back."""
    return [frozenset(chosen) for size in range(count + 1) for chosen in combinations(range(count), size)]


@pytest.mark.parametrize("rolled_back", rollbacks(3))
def test_three_appenders_two_of_them_to_one_stream(rolled_back: frozenset[int]) -> None:
    assert counterexample(MIXED, passes=1, rolled_back=rolled_back) is None


def test_three_appenders_and_a_reader_that_passes_twice() -> None:
    assert counterexample(MIXED, passes=2) is None


@pytest.mark.parametrize("rolled_back", rollbacks(2))
@pytest.mark.parametrize("streams", [SAME, OTHERS])
def test_two_appenders_and_a_reader_that_passes_three_times(
    streams: tuple[str, ...], rolled_back: frozenset[int]
) -> None:
    assert counterexample(streams, passes=3, rolled_back=rolled_back) is None


@pytest.mark.parametrize("streams", [SAME, OTHERS])
def test_two_appenders_of_two_events_each(streams: tuple[str, ...]) -> None:
    assert counterexample(streams, TWO_EVENTS) is None


def test_the_proof_walks_through_many_states() -> None:
    assert states(OTHERS) > 2_000
    assert states(MIXED, passes=1) > 10_000


BROKEN_READS = {
    "bound before head": ("bound", "head", "snapshot", "events"),
    "events in the first snapshot": ("snapshot", "head", "bound", "events"),
    "events in the snapshot of the bound's statement": ("head", "snapshot", "bound", "events"),
    "no bound at all": ("head", "snapshot", "events"),
}


@pytest.mark.parametrize("read", BROKEN_READS.values(), ids=BROKEN_READS.keys())
def test_a_reader_that_leaves_the_order_of_its_steps_misses_events(read: tuple[str, ...]) -> None:
    found = counterexample(OTHERS, read=read)
    assert found is not None
    assert found[-1].startswith("missed: ")


BROKEN_APPENDS = {
    "lock after drawing": ("row", "look", "draw", "lock", "commit", "release"),
    "the bound looked up after drawing": ("row", "draw", "look", "lock", "commit", "release"),
    "locks released before the commit is visible": ("row", "look", "lock", "draw", "release", "commit"),
    "no lock": ("row", "look", "draw", "commit", "release"),
}


@pytest.mark.parametrize("append", BROKEN_APPENDS.values(), ids=BROKEN_APPENDS.keys())
def test_an_appender_that_leaves_the_order_of_its_steps_is_missed(append: tuple[str, ...]) -> None:
    found = counterexample(OTHERS, append)
    assert found is not None
    assert found[-1].startswith("missed: ")


def test_an_appender_that_draws_before_it_takes_the_row_puts_its_stream_out_of_order() -> None:
    found = counterexample(SAME, ("look", "lock", "draw", "row", "commit", "release"))
    assert found is not None
    assert found[-1].startswith("out of order: a ")


def test_the_functions_in_the_database_take_the_steps_of_the_model() -> None:
    schema = files("chassis.eventstore").joinpath("schema.sql").read_text(encoding="utf-8")
    append = schema[schema.index("create function append_events") :]
    marks = ["update streams s set version", "pg_advisory_xact_lock_shared((21061", "nextval('events_position')"]
    assert [mark for _, mark in sorted((append.index(mark), mark) for mark in marks)] == marks
    bounds = schema[schema.index("create function log_bounds") :]
    assert bounds.index("head := last_position()") < bounds.index("from pg_catalog.pg_locks")
    assert "cache 1" in schema
