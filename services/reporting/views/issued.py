"""Reports as they were sent, and decisions on charts: rows that are added and never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

Pool = Any
"""An asyncpg pool."""

_COLUMNS = "id, kind, scope, period, as_at, audience, issued_at, issued_by, pack, sha256, sources, seal"
_ONE = f"select {_COLUMNS} from issued_reports where id = $1"  # noqa: S608 - a constant of this file
_LIST = f"""select {_COLUMNS} from issued_reports where scope = $1 and audience = any($2)
    order by number desc limit $3 offset $4"""  # noqa: S608
_SENT_BY = """
    select id, period, (issued_at at time zone 'Europe/London')::date as sent_on from issued_reports
    where kind = $1 and scope = $2 and audience = $3 and (issued_at at time zone 'Europe/London')::date <= $4
    order by number
"""
_ISSUE = f"select {_COLUMNS} from issue_report($1, $2, $3, $4, $5, $6, $7, $8, $9)"  # noqa: S608
_DECISIONS = """
    select d.id, d.scope, d.metric, d.month, d.reason, d.decided_on, d.decided_by,
           (select min(u.decided_on) from chart_decisions u where u.undoes = d.id) as undone_on
    from chart_decisions d where d.undoes is null and d.scope = $1 order by d.number
"""


@dataclass(frozen=True, slots=True)
class Issued:
    """A report as it was sent: its frozen form, and what it stood on."""

    id: UUID
    kind: str
    scope: str
    period: str
    as_at: date
    audience: str
    issued_at: datetime
    issued_by: str
    pack: bytes
    sha256: bytes
    sources: Sequence[Mapping[str, Any]]
    """Source, position and seal (hexadecimal) of every log, as far as it was in the figures."""
    seal: bytes
    """SHA-256 over the seal of the report that was sent before and over this one."""


@dataclass(frozen=True, slots=True)
class Sent:
    """That a report of a period was sent on a day."""

    id: UUID
    period: str
    sent_on: date


@dataclass(frozen=True, slots=True)
class Rebased:
    """A decision that limits of a metric's chart are counted anew from a numbered month on."""

    id: UUID
    scope: str
    metric: str
    month: int
    reason: str
    decided_on: date
    decided_by: str
    undone_on: date | None = None


async def issued_report(pool: Pool, report_id: UUID) -> Issued | None:
    """The report with this id, if one was sent."""
    row = await pool.fetchrow(_ONE, report_id)
    return None if row is None else _issued(row)


async def issued(pool: Pool, scope: str, audiences: Sequence[str], limit: int, offset: int) -> Sequence[Issued]:
    """Reports of a scope that were sent to these audiences, the latest first."""
    return [_issued(row) for row in await pool.fetch(_LIST, scope, list(audiences), limit, offset)]


async def sent_by(pool: Pool, kind: str, scope: str, audience: str, day: date) -> Sequence[Sent]:
    """Reports of a kind and scope that were sent to an audience by the end of a day, the earliest first."""
    return [Sent(**row) for row in await pool.fetch(_SENT_BY, kind, scope, audience, day)]


async def issue(pool: Pool, report: Issued) -> Issued:
    """Keep a report as it is sent; again with the same id it gives the first. Moment, hash and seal are set here."""
    row = await pool.fetchrow(
        _ISSUE,
        report.id,
        report.kind,
        report.scope,
        report.period,
        report.as_at,
        report.audience,
        report.issued_by,
        report.pack,
        orjson.dumps(list(report.sources)).decode(),
    )
    return _issued(row)


async def rebases(pool: Pool, scope: str) -> Sequence[Rebased]:
    """Every decision on charts of a scope, the earliest first."""
    return [Rebased(**row) for row in await pool.fetch(_DECISIONS, scope)]


async def decide_rebase(pool: Pool, decision: Rebased) -> Rebased:
    """Record a decision, once."""
    await pool.execute(
        "insert into chart_decisions (id, scope, metric, month, reason, decided_on, decided_by)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing",
        decision.id,
        decision.scope,
        decision.metric,
        decision.month,
        decision.reason,
        decision.decided_on,
        decision.decided_by,
    )
    return next(each for each in await rebases(pool, decision.scope) if each.id == decision.id)


async def undo_rebase(pool: Pool, id: UUID, scope: str, of: UUID, on: date, by: str) -> Rebased | None:
    """Record that a decision holds no more from a day on; nothing if the scope has no such decision."""
    await pool.execute(
        "insert into chart_decisions (id, scope, metric, month, reason, decided_on, decided_by, undoes)"
        " select $1, d.scope, d.metric, d.month, d.reason, $4, $5, d.id from chart_decisions d"
        " where d.id = $3 and d.scope = $2 and d.undoes is null on conflict (id) do nothing",
        id,
        scope,
        of,
        on,
        by,
    )
    return next((each for each in await rebases(pool, scope) if each.id == of), None)


def _issued(row: Mapping[str, Any]) -> Issued:
    return Issued(**{**row, "sources": orjson.loads(row["sources"])})
