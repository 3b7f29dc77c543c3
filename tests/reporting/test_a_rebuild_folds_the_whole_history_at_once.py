"""Figures filled from nothing are those that batches fold, whatever comes first and wherever a page ends."""

from datetime import date
from random import Random
from typing import Any

import asyncpg
import pytest

from services.reporting.projection import filling
from services.reporting.projection.replacement import NEXT
from tests.reporting.figures import cells_of, folded
from tests.reporting.filling import filled
from tests.reporting.records import poison, sent
from tests.reporting.rows import cells_of_rows, rows_of
from tests.reporting.telling import Telling, all_of
from tests.reporting.working import working_weeks


def a_history() -> list[Telling]:
    """Working weeks of two contracts; three references that links make one, and two of whom nothing else is told."""
    tellings = [telling for contract in ("rio", "long-covid") for telling in working_weeks(contract)]
    linked = Telling("rio")
    linked.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 3)).closed(date(2025, 5, 1))
    linked.referral(2, of=2).received(date(2025, 6, 1)).accepted(date(2025, 6, 4)).contacted(date(2025, 6, 9))
    linked.referral(3, of=3).received(date(2025, 7, 1)).declined(date(2025, 7, 2))
    linked.link(1, 2, date(2025, 8, 1))
    linked.link(3, 2, date(2025, 9, 1))
    linked.link(7, 8, date(2025, 9, 2))
    return [*tellings, linked]


@pytest.mark.parametrize(("page", "kept"), [(2_000, 50_000), (5, 20), (1, 0)])
async def test_what_is_filled_at_once_is_what_batches_fold(
    figures: Any, database: Any, monkeypatch: pytest.MonkeyPatch, page: int, kept: int
) -> None:
    monkeypatch.setattr(filling, "PAGE", page)
    monkeypatch.setattr(filling, "KEPT_CHANGES", kept)
    tellings = a_history()
    topics = [sent(telling) for telling in tellings]
    Random(page).shuffle(topics)
    await filled(database, *topics)
    expected = folded(*all_of(*tellings))
    stands = await rows_of_owner(database)
    assert (stands.journeys, stands.people, stands.kept_under) == (
        expected.journeys, expected.people, expected.kept_under,
    )  # fmt: skip
    assert (stands.activities, stands.gatherings) == (expected.activities, expected.gatherings)
    assert stands.ledger == {key: by for key, by in expected.ledger.items() if by}


async def test_cells_are_the_ledger_and_every_message_has_its_place(figures: Any, database: Any) -> None:
    tellings = a_history()
    await filled(database, *[sent(telling) for telling in tellings])
    owner = await asyncpg.connect(database.owner_url)
    assert await cells_of_rows(owner, NEXT) == cells_of((await rows_of(owner, NEXT)).ledger)
    assert await owner.fetchval(f"select count(*) from {NEXT}.messages") == len(list(all_of(*tellings)))
    left = await owner.fetch("select tablename from pg_tables where schemaname = $1 and tablename = any($2)",
                             NEXT, ["heard", "said", "linked", "changed"])  # fmt: skip
    assert left == []
    await owner.close()


async def test_a_rebuild_tells_how_far_it_has_come(
    figures: Any, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "PAGE", 5)
    telling = Telling()
    for person in (1, 2, 3):
        telling.referral(person, of=person).received(date(2025, 4, 1)).contacted(date(2025, 4, 3))
    assert await filled(database, sent(telling)) == [
        ("folding-records", 4, 6),
        ("folding-records", 6, 6),
        ("folding-people", 2, 3),
        ("folding-people", 3, 3),
        ("adding-up", 0, 0),
    ]


async def test_what_cannot_be_read_is_parked_and_the_rest_is_filled(figures: Any, database: Any) -> None:
    telling = Telling()
    telling.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 3))
    first, second = sent(telling)
    broken = poison(second, 1, key=b"somebody-else", position=b"2", previous=b"1")
    await filled(database, [first, broken])
    owner = await asyncpg.connect(database.owner_url)
    assert await owner.fetchval(f"select reason from {NEXT}.parked") == "not-json"
    assert await cells_of_rows(owner, NEXT) == folded(telling.messages[0]).cells
    await owner.close()


async def test_a_history_of_nothing_makes_figures_of_nothing(figures: Any, database: Any) -> None:
    await filled(database)
    owner = await asyncpg.connect(database.owner_url)
    assert await cells_of_rows(owner, NEXT) == {}
    await owner.close()


async def rows_of_owner(database: Any) -> Any:
    """What stands in the schema of a rebuild."""
    owner = await asyncpg.connect(database.owner_url)
    try:
        return await rows_of(owner, NEXT)
    finally:
        await owner.close()
