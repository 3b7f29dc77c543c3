"""Releases from custody, in a table apart from the list that every worker reads."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg


@dataclass(frozen=True, slots=True)
class Release:
    """A release from custody: criminal-offence data, for callers who may see custody alone."""

    referral_id: UUID
    person_ref: str
    released_on: date
    planned: bool
    site: str | None
    support_until: date | None
    worker_id: UUID | None
    status: str


@dataclass(frozen=True, slots=True)
class ReleaseFilters:
    """Which releases are asked for."""

    referral_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    site: str | None = None
    worker_id: UUID | None = None
    status: str | None = None


class ReleaseList:
    """The releases of all referrals, asked."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    async def page(self, asked: ReleaseFilters, limit: int, offset: int) -> tuple[Sequence[Release], int]:
        """A page of releases, earliest first, and how many there are in all."""
        parameters = (asked.referral_id, asked.since, asked.until, asked.site, asked.worker_id, asked.status)
        rows = await self._pool.fetch(_RELEASES, *parameters, limit, offset)
        total = await self._pool.fetchval(_RELEASES_COUNT, *parameters)
        return [Release(**{field.name: row[field.name] for field in fields(Release)}) for row in rows], total


_RELEASED = """
    from release_list r join referral_list l using (referral_id)
    where ($1::uuid is null or r.referral_id = $1)
      and ($2::date is null or r.released_on >= $2)
      and ($3::date is null or r.released_on <= $3)
      and ($4::text is null or r.site = $4)
      and ($5::uuid is null or l.worker_id = $5)
      and ($6::text is null or l.status = $6)
"""
_RELEASES = f"""
    select r.referral_id, l.person_ref, r.released_on, r.planned, r.site, l.support_until, l.worker_id, l.status
    {_RELEASED} order by r.released_on, l.number limit $7 offset $8
"""
_RELEASES_COUNT = f"select count(*) {_RELEASED}"
