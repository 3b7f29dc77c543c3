"""What holds of entries whatever is asked of them: in whatever order, how often, and one by one or many at once."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.entry import Correct, Entry, EntryCommand, Record, Withdraw, entry_decider
from chassis.errors import Invalid, RedroseError, Refused
from chassis.eventstore.memory import MemoryStore
from chassis.handling import Actor, Desk, Order
from chassis.ids import derived_id
from tests.entry.errands import CODEC, KIND, TODAY, Errand, ErrandCorrected, ErrandRecorded, ErrandWithdrawn, errand

DECIDER = entry_decider(KIND)
ENTRIES = [UUID(int=number) for number in range(3)]
SPACE = UUID("44444444-0000-4000-8000-000000000001")

contents = st.builds(
    errand,
    on=st.sampled_from([date(2025, 6, 2), TODAY, date(2025, 7, 1)]),
    what=st.sampled_from(["bread", "milk", "beer"]),
    minutes=st.integers(0, 2),
)
reasons = st.sampled_from(["entered-in-error", "told-otherwise", "whim"])


def commands(entry_id: UUID) -> st.SearchStrategy[EntryCommand[Errand]]:
    return st.one_of(
        st.builds(Record, entry_id=st.just(entry_id), content=contents, today=st.just(TODAY)),
        st.builds(Correct, content=contents, reason=reasons, today=st.just(TODAY)),
        st.builds(Withdraw, reason=reasons),
    )


asked_of_one = st.lists(commands(ENTRIES[0]), max_size=12)
asked_of_several = st.lists(
    st.sampled_from(ENTRIES).flatmap(lambda each: st.tuples(st.just(each), commands(each))), max_size=20
)


def carried_out(asked: Sequence[EntryCommand[Errand]], times: int = 1) -> list[Any]:
    """The events of one entry of which all this was asked, each thing so many times."""
    history: list[Any] = []
    for command in asked:
        for _ in range(times):
            try:
                history += DECIDER.decide(command, DECIDER.fold(history))
            except (Refused, Invalid):
                break
    return history


@given(asked_of_one)
def test_asked_twice_is_asked_once(asked: list[EntryCommand[Errand]]) -> None:
    assert carried_out(asked, times=2) == carried_out(asked)


@given(asked_of_one)
def test_a_history_is_one_record_then_corrections_then_at_most_one_withdrawal(
    asked: list[EntryCommand[Errand]],
) -> None:
    history = carried_out(asked)
    kinds = [type(event) for event in history]
    assert kinds[:1] in ([], [ErrandRecorded])
    assert ErrandRecorded not in kinds[1:]
    assert ErrandWithdrawn not in kinds[:-1]
    state = DECIDER.fold(history)
    said = [event.content for event in history if isinstance(event, ErrandRecorded | ErrandCorrected)]
    assert state.content == (said[-1] if said else None)
    assert state.first == (said[0] if said else None)
    assert all(before != after for before, after in pairwise(said))
    assert all(content.on <= TODAY and content.what != "beer" and content.minutes for content in said)
    assert state.stands == (kinds != [] and kinds[-1] is not ErrandWithdrawn)


@given(st.lists(st.one_of([st.from_type(kind) for kind in (ErrandRecorded, ErrandCorrected, ErrandWithdrawn)])))
def test_folding_never_fails_whatever_the_events_and_their_order(history: list[Any]) -> None:
    state = DECIDER.fold(history)
    assert isinstance(state, Entry)
    DECIDER.subject(state)


def desk(store: MemoryStore) -> Desk[Any, Any, Entry[Errand]]:
    return Desk(store, CODEC, DECIDER, terms_version="1", topic="test.errands.v1")


async def ask(store: MemoryStore, asked: Sequence[tuple[int, tuple[UUID, EntryCommand[Errand]]]]) -> None:
    """Everything in its order, each under the id of its number; what is refused is passed over."""
    for number, (entry_id, command) in asked:
        order = Order(derived_id(SPACE, number), Actor("somebody", "worker"))
        try:
            await desk(store).handle(KIND.stream(entry_id), command, order, fresh=isinstance(command, Record))
        except RedroseError:
            continue


async def told(store: MemoryStore) -> dict[UUID, tuple[list[tuple[str, bytes]], Entry[Errand]]]:
    """Events and state of each entry."""
    return {
        entry: (
            [(event.name, event.data) for event in (await store.load(KIND.stream(entry))).events],
            (await desk(store).state(KIND.stream(entry)))[0],
        )
        for entry in ENTRIES
    }


@settings(max_examples=60, deadline=None)
@given(asked_of_several, st.data())
async def test_entries_do_not_touch_each_other_and_late_repetitions_change_nothing(
    asked: list[tuple[UUID, EntryCommand[Errand]]], data: st.DataObject
) -> None:
    numbered = list(enumerate(asked))
    once = MemoryStore()
    await ask(once, numbered)
    by_entry = [each for entry in ENTRIES for each in numbered if each[1][0] == entry]
    apart = MemoryStore()
    await ask(apart, by_entry)
    assert await told(apart) == await told(once)
    done = [each for each in numbered if (await once.load("x", derived_id(SPACE, each[0]))).done is not None]
    if done:
        before = await told(once)
        await ask(once, data.draw(st.lists(st.sampled_from(done), max_size=20)))
        assert await told(once) == before


@settings(max_examples=60, deadline=None)
@given(st.lists(contents, min_size=1, max_size=8), st.booleans())
async def test_many_at_once_are_the_same_as_one_by_one_or_nothing(said: list[Errand], fresh: bool) -> None:
    order = Order(SPACE, Actor("somebody", "worker"))
    items = [
        (KIND.stream(UUID(int=number)), Record(entry_id=UUID(int=number), content=content, today=TODAY))
        for number, content in enumerate(said)
    ]
    expected = []
    for number, (_, command) in enumerate(items):
        try:
            DECIDER.decide(command, DECIDER.initial)
        except Invalid as invalid:
            expected += [(f"rows.{number}.{fault.field}", fault.code) for fault in invalid.faults]
    store = MemoryStore()
    if expected:
        with pytest.raises(Invalid) as refusal:
            await desk(store).handle_all(items, order, fresh=fresh)
        assert [(fault.field, fault.code) for fault in refusal.value.faults] == expected
        assert list((await store.read(0, 100)).events) == []
        return
    outcomes = await desk(store).handle_all(items, order, fresh=fresh)
    assert [(each.state, each.version) for each in outcomes] == [
        (Entry(UUID(int=number), content, content), 1) for number, content in enumerate(said)
    ]
