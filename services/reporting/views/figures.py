"""Tallies as known by a day, and whether anything moved."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from services.reporting.domain.metric import Adding, Metric
from services.reporting.domain.metrics.catalogue import METRICS
from services.reporting.domain.metrics.new_and_carried_forward import NEW_AND_CARRIED_FORWARD
from services.reporting.domain.metrics.report import Tallies
from services.reporting.domain.period import Period

Pool = Any
"""An asyncpg pool."""
Database = Any
"""A pool, or a connection with a transaction in which more is read at the same moment."""

_TALLIES = """
    -- What stands now, less what became known later: also where nothing stands any more. Later rows are looked up month
    -- by month: of months that a report looks at, few changed after its day, so that it is as quick over a long log as
    -- over a short one. One statement: cells and ledger are seen at one moment. Each offset keeps the planner from
    -- turning these walks along an index into one walk over the whole table. Behind a scope there may stand a slash and
    -- a coded word.
    with wanted as (
        select * from unnest($1::text[], $2::int[], $3::text[]) as wanted(metric, first, put_together)
    ), known as materialized (
        select metric, put_together, scope, month, number, times as by
            from wanted,
                lateral (
                    select scope, month, number, times from figures.cells
                        where split_part(scope, '/', 1) = any($4) and cells.metric = wanted.metric
                            and month between wanted.first and $5 offset 0
                ) as standing
        union all
        select metric, put_together, scope, month, number, -delta
            from generate_series((select min(month) from figures.ledger), $5) as months(of_month),
                lateral (select * from figures.ledger where month = of_month and known_on > $6 offset 0) as later
                join wanted using (metric)
            where split_part(scope, '/', 1) = any($4) and month >= first
    ), tallied as (
        select metric, scope, month, number, by from known where put_together = 'no'
        union all
        select metric, scope, $5, case put_together when 'less' then abs(number) else number end as counted,
                sum(case when put_together = 'less' and number < 0 then -by else by end)::bigint
            from known where put_together <> 'no' group by metric, scope, counted
    )
    select metric, scope, array_agg(month), array_agg(number), array_agg(by)
        from tallied where by <> 0 group by metric, scope
"""
_APART, _TOGETHER, _LESS = "no", "yes", "less"
"""Months apart, all in the last one, or so that a negative number takes away from what its positive one adds."""
_EVER = 0
"""Before every month."""
_Wanted = tuple[str, int, str]
"""A metric's id, the first month of which anything is wanted, and whether months are put together."""
_METRICS = {metric.definition.id: metric for metric in METRICS}

_STATE = "select source, partition, position, epoch from figures.applied order by source, partition"


async def tallies(
    database: Database, metrics: Sequence[str], scopes: Sequence[str], last_month: int, as_at: date
) -> Tallies:
    """What was observed up to the end of a month, as it was known by the end of a day."""
    return await _read(database, [(metric, _EVER, _APART) for metric in metrics], scopes, last_month, as_at)


async def tallies_of(
    database: Database, metrics: Sequence[str], scopes: Sequence[str], period: Period, as_at: date
) -> Tallies:
    """The same, but no more than one period's figures are read from, so that a report is as quick over a long log.

    Metrics read the same figures of that period from it, and of no other: what adds up stands in its last month.
    """
    wanted = [_wanted(_METRICS[metric], period) for metric in metrics]
    return await _read(database, wanted, scopes, period.last, as_at)


def _wanted(metric: Metric, period: Period) -> _Wanted:
    if metric.stock:
        return metric.definition.id, _EVER, _LESS
    if metric is NEW_AND_CARRIED_FORWARD:  # It reads who was there when the year began, which no month of it tells.
        return metric.definition.id, _EVER, _APART
    return metric.definition.id, period.first, _TOGETHER if metric.adding is Adding.FLOW else _APART


async def _read(
    database: Database, wanted: Sequence[_Wanted], scopes: Sequence[str], last_month: int, as_at: date
) -> Tallies:
    ids, firsts, together = ([each[at] for each in wanted] for at in range(3))
    found: dict[tuple[str, str], dict[str, dict[tuple[int, int], int]]] = {}
    for metric, scope, months, numbers, by in await database.fetch(
        _TALLIES, ids, firsts, together, list(scopes), last_month, as_at
    ):
        if tally := _tally(list(zip(months, numbers, strict=True)), by):
            head, _, word = scope.partition("/")
            found.setdefault((metric, head), {})[word] = tally
    return found


def _tally(cells: Sequence[tuple[int, int]], by: Sequence[int]) -> dict[tuple[int, int], int]:
    tally = dict(zip(cells, by, strict=True))
    if len(tally) == len(cells):
        return tally
    tally = dict.fromkeys(tally, 0)
    for cell, each in zip(cells, by, strict=True):
        tally[cell] += each
    return {cell: times for cell, times in tally.items() if times}


async def state(pool: Pool) -> bytes:
    """What the figures stand on: another value as soon as any message more is in them."""
    rows = await pool.fetch(_STATE)
    return sha256(repr([tuple(row) for row in rows]).encode()).digest()
