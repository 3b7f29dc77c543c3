"""Rules of the terms that were set aside, listed by case."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg


@dataclass(frozen=True, slots=True)
class Excepted:
    """A rule that was set aside for a case."""

    referral_id: UUID
    person_ref: str
    version: int
    rule: str
    reason: str
    on: date
    step: str | None
    worker_id: UUID | None
    status: str
    programme: str | None


@dataclass(frozen=True, slots=True)
class ExceptionFilters:
    """Which exceptions are asked for."""

    rule: str | None = None
    since: date | None = None
    until: date | None = None
    worker_id: UUID | None = None
    status: str | None = None
    programme: str | None = None
    left_out: tuple[str, ...] = ()
    """Rules of which the caller may not know."""


class ExceptionList:
    """The exceptions of all referrals, asked."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    async def page(self, asked: ExceptionFilters, limit: int, offset: int) -> tuple[Sequence[Excepted], int]:
        """A page of rules that were set aside, latest first, and how many there are in all."""
        given = (asked.rule, asked.since, asked.until, asked.worker_id, asked.status, asked.programme)
        parameters = (*given, list(asked.left_out))
        rows = await self._pool.fetch(_EXCEPTIONS, *parameters, limit, offset)
        total = await self._pool.fetchval(_EXCEPTIONS_COUNT, *parameters)
        return [Excepted(**{field.name: row[field.name] for field in fields(Excepted)}) for row in rows], total


_EXCEPTED = """
    from referral_list l
    cross join lateral jsonb_to_recordset(l.exceptions) as e (version int, rule text, reason text, "on" date, step text)
    where l.exceptions <> '[]'
      and ($1::text is null or e.rule = $1)
      and ($2::date is null or e."on" >= $2)
      and ($3::date is null or e."on" <= $3)
      and ($4::uuid is null or l.worker_id = $4)
      and ($5::text is null or l.status = $5)
      and ($6::text is null or l.programme = $6)
      and e.rule <> all($7::text[])
"""
_EXCEPTIONS = f"""
    select l.referral_id, l.person_ref, l.worker_id, l.status, l.programme, e.* {_EXCEPTED}
    order by e."on" desc, l.number desc, e.version limit $8 offset $9
"""
_EXCEPTIONS_COUNT = f"select count(*) {_EXCEPTED}"
