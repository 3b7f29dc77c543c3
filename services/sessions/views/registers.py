"""What the lines of registers tell over many sessions: who was missing again and again, and where somebody was."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

import asyncpg

from chassis.database.pool import Pool


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Somebody who was missing in a group several times in a row and did not come since."""

    group_id: UUID
    person_ref: str
    absences: int
    first_absent_on: date
    last_absent_on: date
    last_present_on: date | None


@dataclass(frozen=True, slots=True)
class AbsenceFilters:
    """Whose absences are asked for; what is None asks for nothing."""

    group_id: UUID | None = None
    programme: str | None = None
    worker_id: UUID | None = None
    """Groups of this leader."""
    absent_from: date | None = None
    """Missing for the last time on this day or later."""
    absent_to: date | None = None
    led_by: UUID | None = None
    """Groups of this leader alone: what a group leader may see."""


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One line of a register, seen from the person."""

    line_id: UUID
    session_id: UUID
    group_id: UUID | None
    programme: str
    activity: str
    happens_on: date
    attendance: str
    channel: str
    status: str


@dataclass(frozen=True, slots=True)
class AttendanceFilters:
    """Which lines of a person are asked for; what is None asks for nothing."""

    person_ref: str
    happens_from: date | None = None
    happens_to: date | None = None
    programme: str | None = None
    group_id: UUID | None = None
    attendance: str | None = None
    status: str | None = None
    worker_id: UUID | None = None
    """Who led or ran the session."""


class RegisterLines:
    """The lines, asked."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def absences(
        self, least: int, filters: AbsenceFilters, limit: int, offset: int
    ) -> tuple[Sequence[AbsenceRow], int]:
        """Who was missing `least` times in a row, whoever was missing latest first, and how many there are in all.

        A row of absences is one group's, and ends with a day on which the person came. Who cancelled or declined was
        expected by nobody: that neither makes a row longer nor ends it.
        """
        asked = (least, *(getattr(filters, each.name) for each in fields(AbsenceFilters)))
        rows = await self._pool.fetch(_ABSENCES, *asked, limit, offset)
        if rows:
            return [AbsenceRow(*row[:-1]) for row in map(tuple, rows)], rows[0]["total"]
        return [], 0 if offset == 0 else await self._pool.fetchval(_ABSENCES_COUNTED, *asked)

    async def attendances(
        self, filters: AttendanceFilters, limit: int, offset: int
    ) -> tuple[Sequence[AttendanceRow], int]:
        """Where somebody was on a register, the latest day first, and how many lines there are in all."""
        asked = tuple(getattr(filters, each.name) for each in fields(AttendanceFilters))
        rows = await self._pool.fetch(_ATTENDANCES, *asked, limit, offset)
        if rows:
            return [_attendance(row) for row in rows], rows[0]["total"]
        return [], 0 if offset == 0 else await self._pool.fetchval(_ATTENDANCES_COUNTED, *asked)


def _attendance(record: asyncpg.Record) -> AttendanceRow:
    return AttendanceRow(**{each.name: record[each.name] for each in fields(AttendanceRow)})


# One pass over the lines, in which each sees the day on which its person came last: as a look-up from each absence it
# would depend on statistics that a database has not got after a night of entering.
_MISSING = """
    select group_id, person_ref, count(*)::int as absences, min(happens_on) as first_absent_on,
           max(happens_on) as last_absent_on, max(last_present_on) as last_present_on
    from (
        select l.group_id, l.person_ref, l.attendance, l.happens_on,
               max(l.happens_on) filter (where l.attendance = 'present')
                   over (partition by l.group_id, l.person_ref) as last_present_on
        from register_lines l
        join group_list g on g.group_id = l.group_id
        where l.status = 'standing' and l.person_ref is not null and l.attendance in ('present', 'absent')
          and ($2::uuid is null or l.group_id = $2)
          and ($3::text is null or g.programme = $3)
          and ($4::uuid is null or g.leaders @> array[$4::uuid])
          and ($7::uuid is null or g.leaders @> array[$7::uuid])
    ) as line
    where attendance = 'absent' and (last_present_on is null or happens_on > last_present_on)
    group by group_id, person_ref
    having count(*) >= $1
       and ($5::date is null or max(happens_on) >= $5)
       and ($6::date is null or max(happens_on) <= $6)
"""
_ABSENCES = f"""
    select *, count(*) over () as total from ({_MISSING}) as missing
    order by last_absent_on desc, group_id, person_ref limit $8 offset $9
"""  # noqa: S608
_ABSENCES_COUNTED = f"select count(*) from ({_MISSING}) as missing"  # noqa: S608
_OF_PERSON = """
    from register_lines l join session_list s using (session_id)
    where l.person_ref = $1
      and ($2::date is null or l.happens_on >= $2)
      and ($3::date is null or l.happens_on <= $3)
      and ($4::text is null or s.programme = $4)
      and ($5::uuid is null or l.group_id = $5)
      and ($6::text is null or l.attendance = $6)
      and ($7::text is null or l.status = $7)
      and ($8::uuid is null
           or s.leaders @> array[$8::uuid] or s.staff @> array[$8::uuid] or s.volunteers @> array[$8::uuid])
"""
_ATTENDANCES = f"""
    select l.line_id, l.session_id, l.group_id, s.programme, s.activity, l.happens_on, l.attendance, l.channel,
           l.status, count(*) over () as total
    {_OF_PERSON} order by l.happens_on desc, s.number desc, l.line_id limit $9 offset $10
"""
_ATTENDANCES_COUNTED = f"select count(*) {_OF_PERSON}"
