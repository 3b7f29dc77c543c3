"""The list follows the log in its transaction, is found by filters, and is made anew from the log alone."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from chassis.entry import Correct, Entry, EntryKind, Record, Withdraw, entry_decider
from chassis.entrylist import EntryFilters, EntryList, follow, refill
from chassis.eventstore.postgres import PostgresStore
from chassis.handling import Actor, Desk, Order
from chassis.ids import derived_id
from tests.entry.errands import ABROAD, ANNA, BEN, CODEC, KIND, LISTED, OTHER_RUNNER, RUNNER, TODAY, errand, listing

SPACE = UUID("44444444-0000-4000-8000-000000000002")
JUNE = [date(2025, 6, day) for day in range(1, 31)]


class Errands:
    """Errands on a real database."""

    def __init__(self, pool: Any) -> None:
        self.pool, self.listed, self._asked = pool, EntryList(pool), 0

    def _desk(self, kind: EntryKind[Any]) -> Desk[Any, Any, Entry[Any]]:
        return Desk(
            PostgresStore(self.pool),
            CODEC,
            entry_decider(kind),
            terms_version="1",
            topic="test.errands.v1",
            follow=follow(kind, listing),
        )

    async def ask(self, number: int, command: Any, kind: EntryKind[Any] = KIND) -> None:
        self._asked += 1
        order = Order(derived_id(SPACE, self._asked), Actor("somebody", "worker"))
        await self._desk(kind).handle(kind.stream(UUID(int=number)), command, order)

    async def record(self, number: int, kind: EntryKind[Any] = KIND, **more: Any) -> None:
        await self.ask(number, Record(entry_id=UUID(int=number), content=errand(**more), today=TODAY), kind)

    async def several(self, count: int) -> None:
        order = Order(SPACE, Actor("somebody", "worker"))
        rows = [
            (KIND.stream(UUID(int=n)), Record(entry_id=UUID(int=n), content=errand(minutes=n + 1), today=TODAY))
            for n in range(count)
        ]
        await self._desk(KIND).handle_all(rows, order, fresh=True)

    async def found(self, limit: int = 50, offset: int = 0, noun: str = "errand", **filters: Any) -> Any:
        """Numbers of the entries of a page, and the total."""
        rows, total = await self.listed.page(noun, EntryFilters(**filters), limit, offset)
        return [row.entry_id.int for row in rows], total

    async def everything(self) -> list[Any]:
        rows = await self.pool.fetch("select * from entry_list order by kind, entry_id")
        return [{name: value for name, value in row.items() if name != "number"} for row in rows]


@pytest.fixture
def errands(pool: Any) -> Errands:
    return Errands(pool)


async def test_a_row_says_how_the_entry_stands(errands: Errands) -> None:
    await errands.record(1)
    (row,), total = await errands.listed.page("errand", EntryFilters(), 50, 0)
    assert total == 1
    assert (row.entry_id, row.subject, row.happened_on) == (UUID(int=1), ANNA, date(2025, 6, 2))
    assert (row.status, row.reason, row.workers, row.labels) == ("standing", None, (RUNNER,), ("bread",))
    assert row.content == orjson.loads(orjson.dumps(errand()))


async def test_a_row_follows_corrections_and_the_withdrawal(errands: Errands) -> None:
    await errands.record(1)
    corrected = errand(on=JUNE[4], what="milk", runners=(OTHER_RUNNER,))
    await errands.ask(1, Correct(content=corrected, reason="told-otherwise", today=TODAY))
    (row,), _ = await errands.listed.page("errand", EntryFilters(), 50, 0)
    assert (row.happened_on, row.labels, row.workers) == (JUNE[4], ("milk",), (OTHER_RUNNER,))
    assert (row.status, row.reason, row.content["what"]) == ("standing", "told-otherwise", "milk")
    await errands.ask(1, Withdraw(reason="entered-in-error"))
    (row,), _ = await errands.listed.page("errand", EntryFilters(), 50, 0)
    assert (row.status, row.reason, row.content["what"]) == ("withdrawn", "entered-in-error", "milk")


async def test_each_filter_finds_its_entries_the_latest_day_first(errands: Errands) -> None:
    await errands.record(1, on=JUNE[0], runners=(RUNNER, OTHER_RUNNER))
    await errands.record(2, on=JUNE[2], runners=(OTHER_RUNNER,), what="milk", subject=BEN)
    await errands.record(3, on=JUNE[1], runners=(), subject=None)
    await errands.record(4, on=JUNE[1])
    await errands.record(5, kind=ABROAD)
    await errands.ask(4, Withdraw(reason="entered-in-error"))
    assert await errands.found() == ([2, 4, 3, 1], 4)
    assert await errands.found(noun="errand-abroad") == ([5], 1)
    assert await errands.found(status="standing") == ([2, 3, 1], 3)
    assert await errands.found(status="withdrawn") == ([4], 1)
    assert await errands.found(happened_from=JUNE[1]) == ([2, 4, 3], 3)
    assert await errands.found(happened_to=JUNE[1]) == ([4, 3, 1], 3)
    assert await errands.found(worker_id=OTHER_RUNNER) == ([2, 1], 2)
    assert await errands.found(label="milk") == ([2], 1)
    assert await errands.found(subject=BEN) == ([2], 1)
    assert await errands.found(subject=ANNA, status="standing") == ([1], 1)
    assert await errands.found(hidden=("bread",)) == ([2], 1)
    assert await errands.found(hidden=("bread", "milk")) == ([], 0)


async def test_pages_follow_each_other_and_say_the_total(errands: Errands) -> None:
    await errands.several(7)
    pages = [await errands.found(3, offset) for offset in (0, 3, 6, 9)]
    assert pages == [([6, 5, 4], 7), ([3, 2, 1], 7), ([0], 7), ([], 7)]


async def test_made_anew_from_the_log_it_is_what_it_was(errands: Errands, pool: Any) -> None:
    await errands.several(1200)
    for number in (3, 4, 600):
        await errands.ask(number, Correct(content=errand(what="milk"), reason="told-otherwise", today=TODAY))
    await errands.ask(4, Withdraw(reason="entered-in-error"))
    await errands.record(3, kind=ABROAD, runners=())
    before = await errands.everything()
    assert len(before) == 1201
    async with pool.acquire() as connection, connection.transaction():
        assert await refill(connection, CODEC, LISTED) == 1201
    assert await errands.everything() == before


async def test_one_kind_is_made_anew_and_the_other_left_alone(errands: Errands, pool: Any) -> None:
    await errands.record(1)
    await errands.record(2, kind=ABROAD)
    before = await errands.everything()
    renamed = replace(LISTED[0], listing=lambda content: replace(listing(content), labels=("other",)))
    async with pool.acquire() as connection, connection.transaction():
        assert await refill(connection, CODEC, (renamed,)) == 1
    assert await errands.everything() == [before[0] | {"labels": ["other"]}, before[1]]


async def test_the_service_reads_the_list_and_writes_it_by_its_function_alone(pool: Any) -> None:
    for statement in ("delete from entry_list", "update entry_list set status = 'standing'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement)
