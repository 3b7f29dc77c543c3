"""Tallies as known by a day, and whether anything moved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from services.reporting.domain.metric import Adding
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
    -- over a short one. One statement: all tables are seen at one moment. Each offset keeps the planner from turning
    -- these walks along an index into one walk over the whole table. Behind a scope there may stand a slash and a coded
    -- word. Metrics in $1 are read month by month, each from its month in $2; those in $3 added up from $5 to $6; and
    -- stocks in $4 from balances of years up to $9 and of quarters up to $10, and from there month by month.
    with later as materialized (
        select metric, scope, month, number, -delta as by
            from unnest($7::text[]) as whose(of_scope),
                generate_series(
                    (select min(month) from figures.ledger where split_part(scope, '/', 1) = of_scope), $6
                ) as months(of_month),
                lateral (
                    select * from figures.ledger
                        where split_part(scope, '/', 1) = of_scope and month = of_month and known_on > $8 offset 0
                ) as later
    ), apart as (
        select metric, scope, month, number, times as by
            from unnest($1::text[], $2::int[]) as wanted(metric, since),
                lateral (
                    select scope, month, number, times from figures.cells
                        where split_part(scope, '/', 1) = any($7) and cells.metric = wanted.metric
                            and month between since and $6 offset 0
                ) as standing
        union all
        select metric, scope, month, number, by
            from later join unnest($1::text[], $2::int[]) as wanted(metric, since) using (metric) where month >= since
    ), added as (
        select metric, scope, number, times as by
            from unnest($3::text[]) as wanted(metric),
                lateral (
                    select scope, number, times from figures.cells
                        where split_part(scope, '/', 1) = any($7) and cells.metric = wanted.metric
                            and month between $5 and $6 offset 0
                ) as standing
        union all
        select metric, scope, number, by from later where metric = any($3) and month >= $5
    ), stocked as (
        select metric, scope, number, times as by
            from unnest($4::text[]) as wanted(metric), lateral (
                select scope, number, times
                    from (values (12, 0, $9::int), (3, $9, $10)) as block(of_months, since, until), lateral (
                        select scope, number, times from figures.balances
                            where split_part(scope, '/', 1) = any($7) and balances.metric = wanted.metric
                                and months = of_months and first >= since and first < until and times <> 0 offset 0
                    ) as blocks
                union all
                select scope, abs(number), case when number < 0 then -times else times end from figures.cells
                    where split_part(scope, '/', 1) = any($7) and cells.metric = wanted.metric
                        and month between $10::int and $6 offset 0
            ) as standing
        union all
        select metric, scope, abs(number), case when number < 0 then -by else by end
            from later where metric = any($4)
    ), tallied as (
        select metric, scope, month, number, by from apart
        union all
        select metric, scope, $6, number, sum(by)::bigint from added group by metric, scope, number
        union all
        select metric, scope, $6, number, sum(by)::bigint from stocked group by metric, scope, number
    )
    select metric, scope, array_agg(month), array_agg(number), array_agg(by)
        from tallied where by <> 0 group by metric, scope
"""
_EVER = 0
"""Before every month."""
_METRICS = {metric.definition.id: metric for metric in METRICS}

_STATE = "select source, partition, position, epoch from figures.applied order by source, partition"


async def tallies(
    database: Database, metrics: Sequence[str], scopes: Sequence[str], last_month: int, as_at: date
) -> Tallies:
    """What was observed up to the end of a month, as it was known by the end of a day."""
    return await _read(database, _Wanted(dict.fromkeys(metrics, _EVER)), scopes, (_EVER, last_month), as_at)


async def tallies_of(
    database: Database, metrics: Sequence[str], scopes: Sequence[str], period: Period, as_at: date
) -> Tallies:
    """The same, but no more than one period's figures are read from, so that a report is as quick over a long log.

    Metrics read the same figures of that period from it, and of no other: what adds up stands in its last month.
    """
    wanted = _Wanted({})
    for metric in (_METRICS[each] for each in metrics):
        if metric.stock:
            wanted.stocks.append(metric.definition.id)
        elif metric is NEW_AND_CARRIED_FORWARD:  # It reads who was there when the year began: no month of it tells.
            wanted.apart[metric.definition.id] = _EVER
        elif metric.adding is Adding.FLOW:
            wanted.added.append(metric.definition.id)
        else:
            wanted.apart[metric.definition.id] = period.first
    return await _read(database, wanted, scopes, (period.first, period.last), as_at)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Ids of metrics, by how they are read."""

    apart: dict[str, int]
    """Month by month, from which month on."""
    added: list[str] = field(default_factory=list)
    """The sum of a period's months."""
    stocks: list[str] = field(default_factory=list)
    """The sum of all months, so that a negative number takes away from what its positive one adds."""


async def _read(
    database: Database, wanted: _Wanted, scopes: Sequence[str], months: tuple[int, int], as_at: date
) -> Tallies:
    first, last = months
    this_year, this_quarter = (last + 1 - (last + 10) % length for length in (12, 3))
    found: dict[tuple[str, str], dict[str, dict[tuple[int, int], int]]] = {}
    for metric, scope, of_months, numbers, by in await database.fetch(
        _TALLIES,
        list(wanted.apart),
        list(wanted.apart.values()),
        wanted.added,
        wanted.stocks,
        first,
        last,
        list(scopes),
        as_at,
        this_year,
        this_quarter,
    ):
        if tally := _tally(list(zip(of_months, numbers, strict=True)), by):
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
