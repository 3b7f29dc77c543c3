"""Tallies as known by a day, and whether anything moved."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from services.reporting.domain.metrics.report import Tallies

Pool = Any
"""An asyncpg pool."""
Database = Any
"""A pool, or a connection with a transaction in which more is read at the same moment."""

_TALLIES = """
    -- What stands now, less what became known later. Later rows are looked up month by month: of months that a report
    -- looks at, few changed after its day, so that it is as quick over a long log as over a short one. One statement:
    -- cells and ledger are seen at one moment. Behind a scope there may stand a slash and a coded word.
    with later as (
        select metric, scope, month, number, sum(delta)::bigint as delta
            from generate_series((select min(month) from figures.ledger), $3) as months(of_month),
                -- The offset keeps the planner from turning this into one walk over the whole ledger.
                lateral (select * from figures.ledger where month = of_month and known_on > $4 offset 0) as known
            where metric = any($1)
            group by metric, scope, month, number
    )
    select metric, scope, month, number, times - coalesce(delta, 0)
        from figures.cells left join later using (metric, scope, month, number)
        where metric = any($1) and split_part(scope, '/', 1) = any($2) and month <= $3
            and times <> coalesce(delta, 0)
"""

_STATE = "select source, partition, position, epoch from figures.applied order by source, partition"


async def tallies(
    database: Database, metrics: Sequence[str], scopes: Sequence[str], last_month: int, as_at: date
) -> Tallies:
    """What was observed up to the end of a month, as it was known by the end of a day."""
    rows = await database.fetch(_TALLIES, list(metrics), list(scopes), last_month, as_at)
    found: dict[tuple[str, str], dict[str, dict[tuple[int, int], int]]] = {}
    for metric, scope, month, number, times in rows:
        head, _, word = scope.partition("/")
        found.setdefault((metric, head), {}).setdefault(word, {})[(month, number)] = times
    return found


async def state(pool: Pool) -> bytes:
    """What the figures stand on: another value as soon as any message more is in them."""
    rows = await pool.fetch(_STATE)
    return sha256(repr([tuple(row) for row in rows]).encode()).digest()
