"""How far each source is in the figures, and what waits in the parking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Pool = Any
"""An asyncpg pool."""

_SOURCES = """
    select source, max(applied.position) as position, max(recorded_at) as recorded_at,
           max(extract(epoch from progress.applied_at - recorded_at)::float8)
               filter (where recorded_at = newest) as seconds,
           coalesce(array_agg(missing order by missing) filter (where missing is not null), '{}') as missing,
           min(hole_since) as hole_since,
           max(mapping) as mapping,
           max(progress.position) filter (where seal is not null) as sealed_at,
           (array_agg(encode(seal, 'hex') order by progress.position desc) filter (where seal is not null))[1] as seal
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
    sealed_at: int | None
    """Position of the newest message that was applied with a seal."""
    seal: str | None
    """That seal, in hex: a hash over everything that the source's log held up to there."""


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
