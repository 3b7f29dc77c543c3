"""The list of referrals, kept in the append's transaction, asked by page and filter. Codes, days, references."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg

from services.referrals.domain.state import Referral, Status


class Work(StrEnum):
    """Lists of what waits to be done."""

    NEW = "new"
    """Received, and neither accepted nor declined."""
    WAITING = "waiting"
    """Current, without a first contact."""
    PAST_TARGET = "past-target"
    """Waiting, with a first contact that was due before today."""
    UNALLOCATED = "unallocated"
    """Accepted, without a worker."""
    OVERDUE_FOLLOW_UP = "overdue-follow-up"
    """Accepted, with a next contact that was due before today."""
    NEAR_LIMIT = "near-limit"
    """Accepted, with support that comes near the end that the terms set, or is past it."""


TRANSFERRED = "transferred"
"""Why a referral ended that was handed over to another contract."""


@dataclass(frozen=True, slots=True)
class Row:
    """One referral in the list, as it stands."""

    referral_id: UUID
    person_ref: str
    status: str
    received_on: date
    source: str
    route: str
    urgency: str
    flags: tuple[str, ...]
    first_contact_by: date
    referrer_organisation: str | None = None
    conversation_id: UUID | None = None
    risk_level: str | None = None
    worker_id: UUID | None = None
    decided_on: date | None = None
    first_contact_on: date | None = None
    ended_on: date | None = None
    reason: str | None = None
    """Why it was declined, withdrawn or closed, while it is."""
    programme: str | None = None
    last_contact_on: date | None = None
    """Day of the latest attended contact, by any channel."""
    follow_up_by: date | None = None
    support_until: date | None = None
    checks_on: tuple[date, ...] = ()
    """Days on which support is looked at, because its end comes near."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which referrals are asked for; what is None asks for nothing."""

    status: str | None = None
    received_from: date | None = None
    received_to: date | None = None
    source: str | None = None
    urgency: str | None = None
    worker_id: UUID | None = None
    unallocated: bool = False
    """Accepted ones without a worker."""
    overdue_on: date | None = None
    """Current ones without a first contact, which was due before this day."""
    referrer_organisation: str | None = None
    person_refs: tuple[str, ...] | None = None
    programme: str | None = None
    work: Work | None = None
    today: date | None = None
    """What the work list is asked for; needed with `work`."""

    def of_organisation(self, organisation: str) -> "Filters":
        """The same, of one referring organisation alone."""
        return replace(self, referrer_organisation=organisation)


def row_of(state: Referral) -> Row | None:
    """The referral's row; None of one that is not known."""
    received = state.received
    if received is None:
        return None
    decision = state.accepted or state.declined
    ended_on, reason = _ending(state)
    return Row(
        referral_id=received.referral_id,
        person_ref=received.person_ref,
        status=state.status.value,
        received_on=received.received_on,
        source=received.source,
        route=received.route,
        urgency=str(state.urgency),
        flags=tuple(str(flag) for flag in state.flags),
        first_contact_by=received.first_contact_by,
        referrer_organisation=received.referrer_organisation,
        conversation_id=received.conversation_id,
        risk_level=state.triaged.risk_level if state.triaged else None,
        worker_id=state.allocated.worker_id if state.allocated else None,
        decided_on=_decided_on(decision),
        first_contact_on=state.first_contact.contacted_on if state.first_contact else None,
        ended_on=ended_on,
        reason=reason,
        programme=received.programme,
        last_contact_on=state.attended[-1][0] if state.attended else None,
        follow_up_by=state.follow_up_by,
        support_until=state.support_until,
        checks_on=state.checks_on,
    )


class ReferralList:
    """The list, asked."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    async def page(self, filters: Filters, limit: int, offset: int) -> tuple[Sequence[Row], int]:
        """A page, latest receipt first, and how many there are in all."""
        rows = await self._pool.fetch(_PAGE, *_parameters(filters), limit, offset)
        if rows:
            return [_row(row) for row in rows], rows[0]["total"]
        return [], 0 if offset == 0 else await self._pool.fetchval(_COUNT, *_parameters(filters))

    async def waiting(self, filters: Filters, today: date) -> dict[Work, int]:
        """How many referrals each work list holds, of those asked for."""
        found = {}
        for work in Work:
            asked = replace(filters, work=work, today=today)
            found[work] = await self._pool.fetchval(_COUNT, *_parameters(asked))
        return found

    async def of_note(self, note_id: UUID) -> UUID | None:
        """The referral with which a contact or plan was noted last."""
        found: UUID | None = await self._pool.fetchval(
            "select referral_id from referral_notes where note_id = $1", note_id
        )
        return found

    async def of_conversation(self, conversation_id: UUID) -> UUID | None:
        """The latest referral of a sender's conversation, one that is current before one that is not."""
        found: UUID | None = await self._pool.fetchval(_CONVERSATION, conversation_id)
        return found


def _ending(state: Referral) -> tuple[date | None, str | None]:
    match state.status:
        case Status.WITHDRAWN if state.withdrawn:
            return state.withdrawn.withdrawn_on, state.withdrawn.reason
        case Status.DECLINED if state.declined:
            return state.declined.declined_on, state.declined.reason
        case Status.CLOSED if state.closed:
            return state.closed.closed_on, state.closed.reason
        case Status.TRANSFERRED if state.transferred:
            return state.transferred.transferred_on, TRANSFERRED
        case _:
            return None, None


def _decided_on(decision: Any) -> date | None:
    if decision is None:
        return None
    day: date = decision.accepted_on if hasattr(decision, "accepted_on") else decision.declined_on
    return day


def _row(record: asyncpg.Record) -> Row:
    values = {field.name: record[field.name] for field in fields(Row)}
    return Row(**values | {"flags": tuple(record["flags"]), "checks_on": tuple(record["checks_on"])})


def _parameters(filters: Filters) -> tuple[object, ...]:
    return (
        filters.status,
        filters.received_from,
        filters.received_to,
        filters.source,
        filters.urgency,
        filters.worker_id,
        filters.unallocated,
        filters.overdue_on,
        filters.referrer_organisation,
        None if filters.person_refs is None else list(filters.person_refs),
        filters.programme,
        filters.work,
        filters.today,
    )


_WHERE = """
    from referral_list
    where ($1::text is null or status = $1)
      and ($2::date is null or received_on >= $2)
      and ($3::date is null or received_on <= $3)
      and ($4::text is null or source = $4)
      and ($5::text is null or urgency = $5)
      and ($6::uuid is null or worker_id = $6)
      and (not $7::boolean or (status = 'accepted' and worker_id is null))
      and ($8::date is null
           or (status in ('received', 'accepted') and first_contact_on is null and first_contact_by < $8))
      and ($9::text is null or referrer_organisation = $9)
      and ($10::text[] is null or person_ref = any($10))
      and ($11::text is null or programme = $11)
      and ($12::text is null or case $12
           when 'new' then status = 'received'
           when 'waiting' then status in ('received', 'accepted') and first_contact_on is null
           when 'past-target' then
               status in ('received', 'accepted') and first_contact_on is null and first_contact_by < $13::date
           when 'unallocated' then status = 'accepted' and worker_id is null
           when 'overdue-follow-up' then status = 'accepted' and follow_up_by < $13::date
           when 'near-limit' then status = 'accepted' and coalesce(checks_on[1], support_until) <= $13::date
      end)
"""
_PAGE = f"select *, count(*) over () as total {_WHERE} order by received_on desc, number desc limit $14 offset $15"
_COUNT = f"select count(*) {_WHERE}"
_CONVERSATION = """
    select referral_id from referral_list where conversation_id = $1
    order by status in ('received', 'accepted') desc, number desc limit 1
"""
