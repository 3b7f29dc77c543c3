"""The list of plans, kept in the append's transaction, asked by page and filter. Codes, days, references."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from chassis.database.pool import Pool
from chassis.database.rows import rows_in_pages
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import Alongside
from services.outcomes.domain.plan.events import PlanEvent
from services.outcomes.domain.plan.state import INITIAL, Plan, Plans, evolve
from services.outcomes.domain.plan.terms import GoalResult


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan in the list, as it stands."""

    plan_id: UUID
    person_ref: str
    referral_id: UUID | None
    status: str
    agreed_on: date
    together: bool
    exception: str | None
    """Why it was not written together, where the terms ask for that."""
    workers: tuple[UUID, ...]
    areas: tuple[str, ...]
    """Areas of life of its goals."""
    review_by: date | None
    next_action_by: date | None
    goal_count: int
    goals_reached: int
    action_count: int
    actions_open: int
    closed_on: date | None
    reason: str | None
    """Why it was withdrawn, else why it closed, else why it was corrected last."""


@dataclass(frozen=True, slots=True)
class PlanFilters:
    """Which plans are asked for; what is None asks for nothing."""

    status: str | None = None
    agreed_from: date | None = None
    agreed_to: date | None = None
    worker_id: UUID | None = None
    area: str | None = None
    overdue_on: date | None = None
    """Open ones whose review, or an action of theirs, was due before this day."""
    excepted: bool = False
    """Those for which a rule was set aside."""
    person_ref: str | None = None
    referral_id: UUID | None = None


def row_of(plan: Plan) -> PlanRow:
    """The plan's row."""
    return PlanRow(
        plan_id=plan.plan_id,
        person_ref=plan.told.person_ref,
        referral_id=plan.told.referral_id,
        status=plan.status.value,
        agreed_on=plan.agreed.agreed_on,
        together=plan.agreed.together,
        exception=plan.agreed.exception,
        workers=plan.agreed.workers,
        areas=tuple(sorted({goal.told.area for goal in plan.goals})),
        review_by=plan.review_by,
        next_action_by=plan.next_action_by,
        goal_count=len(plan.goals),
        goals_reached=sum(
            goal.settled is not None and goal.settled.result is GoalResult.REACHED for goal in plan.goals
        ),
        action_count=len(plan.actions),
        actions_open=sum(action.settled is None for action in plan.actions),
        closed_on=plan.closed.closed_on if plan.closed else None,
        reason=_reason(plan),
    )


def follow(stream: str, state: Plans, events: Sequence[PlanEvent]) -> Sequence[Alongside]:  # noqa: ARG001
    """Keeps the rows of a stream's plans beside the log, as they stand after its events."""
    rows = [row_of(plan) for plan in state.plans]
    return (Alongside("follow_plans", rows),) if rows else ()


class PlanList:
    """The list, asked."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, filters: PlanFilters, limit: int, offset: int) -> tuple[Sequence[PlanRow], int]:
        """A page, latest agreement first, and how many there are in all."""
        rows = await self._pool.fetch(_PAGE, *_parameters(filters), limit, offset)
        if rows:
            return [_row(row) for row in rows], rows[0]["total"]
        return [], 0 if offset == 0 else await self._pool.fetchval(_COUNT, *_parameters(filters))

    async def plan(self, plan_id: UUID) -> PlanRow | None:
        """One plan; None if there is none with this id."""
        row = await self._pool.fetchrow("select * from plan_list where plan_id = $1", plan_id)
        return None if row is None else _row(row)


async def refill(connection: "asyncpg.Connection[Any]", codec: Codec) -> int:
    """Make the list anew from the log, in the connection's transaction; how many plans it holds.

    Whoever appends meanwhile waits, and then follows with its own row, which is the newer one.
    """
    await connection.execute("select empty_plan_list()")
    rows: list[Any] = []
    filled, stream, state = 0, "", INITIAL
    async for stored in rows_in_pages(connection, _EVENTS):
        if stored["stream"] != stream:
            rows += (row_of(plan) for plan in state.plans)
            stream, state = stored["stream"], INITIAL
        if len(rows) >= _AT_ONCE:
            filled += await _fill(connection, rows)
            rows = []
        state = evolve(state, codec.decode(stored["name"], stored["data"].encode()))
    return filled + await _fill(connection, rows + [row_of(plan) for plan in state.plans])


async def _fill(connection: "asyncpg.Connection[Any]", rows: list[Any]) -> int:
    await connection.execute("select follow_plans($1)", orjson.dumps(rows).decode())
    return len(rows)


def _reason(plan: Plan) -> str | None:
    if plan.withdrawn is not None:
        return plan.withdrawn.reason
    return plan.closed.reason if plan.closed is not None else plan.corrected_because


def _row(record: asyncpg.Record) -> PlanRow:
    values = {field.name: record[field.name] for field in fields(PlanRow)}
    return PlanRow(**values | {name: tuple(record[name]) for name in ("workers", "areas")})


def _parameters(filters: PlanFilters) -> tuple[object, ...]:
    return (
        filters.status,
        filters.agreed_from,
        filters.agreed_to,
        filters.worker_id,
        filters.area,
        filters.overdue_on,
        filters.excepted,
        filters.person_ref,
        filters.referral_id,
    )


_AT_ONCE = 500
_EVENTS = """
    select stream, name, data from events where stream like 'plan-%' or stream like 'referral-plans-%'
    order by stream, version
"""
_WHERE = """
    from plan_list
    where ($1::text is null or status = $1)
      and ($2::date is null or agreed_on >= $2)
      and ($3::date is null or agreed_on <= $3)
      and ($4::uuid is null or workers @> array[$4::uuid])
      and ($5::text is null or areas @> array[$5::text])
      and ($6::date is null or (status = 'open' and (review_by < $6 or next_action_by < $6)))
      and (not $7::boolean or exception is not null)
      and ($8::text is null or person_ref = $8)
      and ($9::uuid is null or referral_id = $9)
"""
_PAGE = f"select *, count(*) over () as total {_WHERE} order by agreed_on desc, number desc limit $10 offset $11"
_COUNT = f"select count(*) {_WHERE}"
