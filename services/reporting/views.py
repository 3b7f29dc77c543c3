"""What reports read: tallies as known by a day, and how far each source has been applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.reporting.domain.metrics.report import Tallies

Pool = Any
"""An asyncpg pool."""

_TALLIES = """
    -- One statement: cells and ledger are seen at one moment. The cells answer where nothing became known later.
    -- Behind a scope there may stand a slash and a coded word.
    with later as materialized (select exists (select from figures.ledger where known_on > $4) as known)
    select metric, scope, month, number, times
        from later, figures.cells
        where not later.known and metric = any($1) and split_part(scope, '/', 1) = any($2)
            and month <= $3 and times <> 0
    union all
    select metric, scope, month, number, sum(delta)::bigint
        from later, figures.ledger
        where later.known and metric = any($1) and split_part(scope, '/', 1) = any($2)
            and month <= $3 and known_on <= $4
        group by metric, scope, month, number having sum(delta) <> 0
"""

_SOURCES = """
    select source, max(position) as position, max(recorded_at) as recorded_at,
           max(extract(epoch from progress.applied_at - recorded_at)::float8)
               filter (where recorded_at = newest) as seconds,
           coalesce(array_agg(missing order by missing) filter (where missing is not null), '{}') as missing,
           min(hole_since) as hole_since,
           max(mapping) as mapping
        from figures.applied
        left join figures.progress using (source, partition)
        left join (select source, max(recorded_at) as newest from figures.progress group by source) as latest
            using (source)
        group by source order by source
"""

_PARKED = """
    select coalesce(source, topic) as source, reason, count(*) as messages, min(parked_at) as oldest_at
        from figures.parked where replayed_at is null
        group by 1, 2 order by 1, 2
"""


async def tallies(pool: Pool, metrics: Sequence[str], scopes: Sequence[str], last_month: int, as_at: date) -> Tallies:
    """What was observed up to the end of a month, as it was known by the end of a day."""
    rows = await pool.fetch(_TALLIES, list(metrics), list(scopes), last_month, as_at)
    found: dict[tuple[str, str], dict[str, dict[tuple[int, int], int]]] = {}
    for metric, scope, month, number, times in rows:
        head, _, word = scope.partition("/")
        found.setdefault((metric, head), {}).setdefault(word, {})[(month, number)] = times
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """How far one source is in the figures."""

    source: str
    position: int
    """Position in the source's log of the last message applied."""
    recorded_at: datetime | None
    """When the newest event that was applied had been recorded."""
    seconds: float | None
    """From the recording of that event until it was in the figures."""
    missing: tuple[int, ...]
    """Positions that later messages name as their predecessor and that never came: holes."""
    hole_since: datetime | None
    mapping: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages that are parked, by source and reason."""

    source: str
    reason: str
    messages: int
    oldest_at: datetime


async def sources(pool: Pool) -> Sequence[Source]:
    """Every source that was ever read."""
    rows: list[Mapping[str, Any]] = await pool.fetch(_SOURCES)
    return [Source(**{**row, "missing": tuple(row["missing"])}) for row in rows]


async def parked(pool: Pool) -> Sequence[Waiting]:
    """What waits in the parking."""
    return [Waiting(*row) for row in await pool.fetch(_PARKED)]
