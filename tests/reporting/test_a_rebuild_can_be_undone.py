"""Going back to the figures of before a rebuild."""

from datetime import date
from typing import Any

import asyncpg
import pytest

from services.reporting.projection import tables
from services.reporting.projection.rebuild import _REBUILD_LOCK, RebuildRefused, go_back, rebuild
from services.reporting.projection.replacement import make, swap
from tests.reporting.figures import folded
from tests.reporting.records import sent
from tests.reporting.rows import cells_of_rows, rows_of
from tests.reporting.taking import take
from tests.reporting.telling import Telling


async def test_going_back_brings_the_old_figures_and_their_marks(figures: Any, database: Any, kafka: str) -> None:
    telling = Telling()
    telling.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 5))
    await take(figures, *sent(telling))
    before = await rows_of(figures)
    owner = await asyncpg.connect(database.owner_url)
    await make(owner, database.role)
    async with owner.transaction():
        await tables.begin(owner, tables.LIVE)
        await swap(owner)
    await owner.close()
    assert await cells_of_rows(figures) == {}

    await go_back(database.owner_url)
    assert await rows_of(figures) == before
    telling.referral(2, of=2).received(date(2025, 4, 2))
    await take(figures, *sent(telling))
    assert await cells_of_rows(figures) == folded(*telling.messages).cells


async def test_there_is_nothing_to_go_back_to_before_the_first_rebuild(figures: Any, database: Any) -> None:
    with pytest.raises(RebuildRefused, match="no figures of before are kept"):
        await go_back(database.owner_url)


async def test_only_one_rebuild_runs_at_a_time(figures: Any, database: Any, kafka: str) -> None:

    other = await asyncpg.connect(database.owner_url)
    await other.execute(f"select pg_advisory_lock({_REBUILD_LOCK})")
    with pytest.raises(RebuildRefused, match="another rebuild is running"):
        await rebuild(database.owner_url, database.role, kafka)
    await other.close()
