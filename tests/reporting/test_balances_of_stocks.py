"""What is kept of stocks over years and quarters: whoever came and went within one leaves nothing to read."""

import asyncio
from datetime import date
from typing import Any

import asyncpg

from chassis.database.migrations import migrate
from services.reporting.projection.replacement import NEXT
from services.reporting.projection.tables import LIVE
from tests.reporting.filling import filled
from tests.reporting.records import sent
from tests.reporting.taking import take
from tests.reporting.telling import Telling

APRIL, JULY = 3, 6
"""Months of a year, counted from nought."""
Balances = dict[tuple[str, int, int, int], int]
"""Of each metric in question, by length in months, first month and number: how many."""


def some_who_wait() -> Telling:
    """One who came and went within a quarter, one within a year, and one from one year to the next."""
    telling = Telling()
    telling.referral(1, of=1).received(date(2024, 5, 1)).contacted(date(2024, 6, 28))
    telling.referral(2, of=2).received(date(2024, 5, 2)).contacted(date(2024, 7, 1))
    telling.referral(3, of=3).received(date(2025, 3, 3)).contacted(date(2025, 4, 1))
    return telling


OF_SOME_WHO_WAIT: Balances = {
    ("still-waiting", 3, 2024 * 12 + APRIL, date(2024, 5, 2).toordinal()): 1,
    ("still-waiting", 3, 2024 * 12 + JULY, date(2024, 5, 2).toordinal()): -1,
    ("still-waiting", 3, 2025 * 12, date(2025, 3, 3).toordinal()): 1,
    ("still-waiting", 3, 2025 * 12 + APRIL, date(2025, 3, 3).toordinal()): -1,
    ("still-waiting", 12, 2024 * 12 + APRIL, date(2025, 3, 3).toordinal()): 1,
    ("still-waiting", 12, 2025 * 12 + APRIL, date(2025, 3, 3).toordinal()): -1,
}


async def balances_of(connection: Any, schema: str = LIVE) -> Balances:
    rows = await connection.fetch(
        f"select metric, months, first, number, times from {schema}.balances"
        " where metric in ('still-waiting', 'referrals-received') and times <> 0"
    )
    return {tuple(row[:4]): row[4] for row in rows}


async def test_message_by_message_only_what_goes_on_beyond_a_quarter_or_year_is_kept(figures: Any) -> None:
    for record in sent(some_who_wait()):
        await take(figures, record)
    assert await balances_of(figures) == OF_SOME_WHO_WAIT


async def test_a_rebuild_keeps_the_same(figures: Any, database: Any) -> None:
    await filled(database, sent(some_who_wait()))
    owner = await asyncpg.connect(database.owner_url)
    assert await balances_of(owner, NEXT) == OF_SOME_WHO_WAIT
    await owner.close()


async def test_figures_from_before_there_were_balances_get_them_from_their_cells(figures: Any, database: Any) -> None:
    await take(figures, *sent(some_who_wait()))
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("drop table figures.balances; drop index figures.ledger_later_of_scope")
    await owner.execute("create index on figures.ledger (month, known_on)")
    await owner.execute("update alembic_version set version_num = '0006'")
    await owner.close()
    await asyncio.to_thread(migrate, database.owner_url, "services.reporting.migrations", database.role)
    assert await balances_of(figures) == OF_SOME_WHO_WAIT
    indexes = await figures.fetch(
        "select indexdef from pg_indexes where schemaname = 'figures' and tablename = 'ledger'"
    )
    assert sorted(row[0].split(" USING ")[1] for row in indexes) == [
        "btree (metric, scope, month, number, known_on)",
        "btree (split_part(scope, '/'::text, 1), month, known_on)",
    ]
