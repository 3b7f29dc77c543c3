"""The queries of the projection: records in, records and changes of the figures out. One round trip each.

Names stand without a schema: the transaction's search path says whether they mean the live figures or a rebuild's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.reporting.domain.metric import Changes
from services.reporting.domain.metrics.catalogue import STOCKS
from services.reporting.domain.records.activity import ActivityKey, ActivityRecord
from services.reporting.domain.records.gathering import GatheringKey, GatheringRecord
from services.reporting.domain.records.journey import JourneyKey, JourneyRecord
from services.reporting.domain.records.person import PersonRecord
from services.reporting.projection.folding import Place
from services.reporting.projection.stored import (
    read_activity,
    read_gathering,
    read_journey,
    read_person,
    write_journey,
    write_person,
    write_tellings,
)

Connection = Any
"""An asyncpg connection, or one that a pool lent, with a transaction open."""

LIVE = "figures"
"""The schema that is read by reports."""
SHOWN_AT_MOST = 1_000
"""Parked messages in one list."""
_PROJECTION_LOCK = 0x5EED_F165
"""Held by the one transaction that writes figures: whoever comes second sees the first one's marks."""


async def begin(connection: Connection, schema: str, *, exclusively: bool = True) -> None:
    """Turn the running transaction to the figures of a schema, alone unless it is nobody else's."""
    turn = "select set_config('search_path', $1, true)"
    if exclusively:
        await connection.execute(f"{turn}, pg_advisory_xact_lock({_PROJECTION_LOCK})", schema)
    else:
        await connection.execute(turn, schema)


async def journeys(connection: Connection, keys: Sequence[JourneyKey]) -> dict[JourneyKey, JourneyRecord]:
    """The records that stand of these journeys."""
    rows = await connection.fetch(
        "select contract, referral_id, body from unnest($1::text[], $2::uuid[]) as wanted(contract, referral_id)"
        " join journeys using (contract, referral_id)",
        [contract for contract, _ in keys],
        [referral_id for _, referral_id in keys],
    )
    return {(contract, referral_id): read_journey(contract, referral_id, body) for contract, referral_id, body in rows}


async def activities(connection: Connection, keys: Sequence[ActivityKey]) -> dict[ActivityKey, ActivityRecord]:
    """The records that stand of these activities."""
    rows = await connection.fetch(
        "select contract, kind, activity_id, body"
        " from unnest($1::text[], $2::text[], $3::uuid[]) as wanted(contract, kind, activity_id)"
        " join activities using (contract, kind, activity_id)",
        *(list(column) for column in zip(*keys, strict=True)),
    )
    return {tuple(row)[:3]: read_activity(tuple(row)[:3], row["body"]) for row in rows}


async def gatherings(connection: Connection, keys: Sequence[GatheringKey]) -> dict[GatheringKey, GatheringRecord]:
    """The records that stand of these sessions."""
    rows = await connection.fetch(
        "select contract, session_id, body from unnest($1::text[], $2::uuid[]) as wanted(contract, session_id)"
        " join gatherings using (contract, session_id)",
        *(list(column) for column in zip(*keys, strict=True)),
    )
    return {tuple(row)[:2]: read_gathering(tuple(row)[:2], row["body"]) for row in rows}


async def people(connection: Connection, refs: Iterable[str]) -> list[PersonRecord]:
    """The records that stand of the people with these references, each once."""
    rows = await connection.fetch(
        "select body from people where ref in (select kept_under from people where ref = any($1::text[]))", list(refs)
    )
    return [read_person(row["body"]) for row in rows]


async def write_journeys(connection: Connection, records: Sequence[JourneyRecord]) -> None:
    """Put records in the place of what stood."""
    await connection.execute(
        "insert into journeys (contract, referral_id, body) select * from unnest($1::text[], $2::uuid[], $3::json[])"
        " on conflict (contract, referral_id) do update set body = excluded.body",
        [record.contract for record in records],
        [record.referral_id for record in records],
        [write_journey(record) for record in records],
    )


async def write_activities(connection: Connection, records: Sequence[ActivityRecord]) -> None:
    """Put records in the place of what stood."""
    await connection.execute(
        "insert into activities (contract, kind, activity_id, body)"
        " select * from unnest($1::text[], $2::text[], $3::uuid[], $4::json[])"
        " on conflict (contract, kind, activity_id) do update set body = excluded.body",
        [record.contract for record in records],
        [record.kind for record in records],
        [record.activity_id for record in records],
        [write_tellings(record) for record in records],
    )


async def write_gatherings(connection: Connection, records: Sequence[GatheringRecord]) -> None:
    """Put records in the place of what stood."""
    await connection.execute(
        "insert into gatherings (contract, session_id, body) select * from unnest($1::text[], $2::uuid[], $3::json[])"
        " on conflict (contract, session_id) do update set body = excluded.body",
        [record.contract for record in records],
        [record.session_id for record in records],
        [write_tellings(record) for record in records],
    )


async def write_people(connection: Connection, records: Sequence[PersonRecord]) -> None:
    """Put records in the place of what stood, and let every reference of a person name the row that holds them."""
    rows = [
        (ref, record.canonical, write_person(record) if ref == record.canonical else None)
        for record in records
        for ref in record.refs
    ]
    await connection.execute(
        "insert into people (ref, kept_under, body) select * from unnest($1::text[], $2::text[], $3::json[])"
        " on conflict (ref) do update set kept_under = excluded.kept_under, body = excluded.body",
        *(list(column) for column in zip(*rows, strict=True)),
    )


async def write_places(connection: Connection, places: Sequence[Place]) -> None:
    """Keep where messages stand; a place that is kept already stays as it is."""
    if places:
        await connection.execute(
            "insert into messages (contract, kind, record_id, version, service, position, event_id, name, recorded_at,"
            "     trace_id)"
            " select * from unnest($1::text[], $2::text[], $3::uuid[], $4::int[], $5::text[], $6::bigint[], $7::uuid[],"
            "     $8::text[], $9::timestamptz[], $10::text[]) on conflict do nothing",
            *(list(column) for column in zip(*places, strict=True)),
        )


def to_balances(table: str, times: str, stocks: str) -> str:
    """SQL that adds up a table of months into balances: how many `times` it says of stocks, which a parameter names.

    A year begins with April, month 3 of twelve, and a quarter with every third month from there.
    """
    return f"""
        insert into balances (metric, scope, months, first, number, times)
        select metric, scope, months, month - (month + 9) % months, abs(number), sum(signed)
        from {table}, (values (3), (12)) as block(months),
            lateral (select case when number < 0 then -{times} else {times} end) as what(signed)
        where metric = any({stocks}) group by 1, 2, 3, 4, 5 having sum(signed) <> 0
    """  # noqa: S608 - names of our own


_CHANGES = f"""
    with changes as (
        select * from unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::date[], $6::bigint[])
            as change(metric, scope, month, number, known_on, delta)
    ), known as (
        insert into ledger (metric, scope, month, number, known_on, delta) select * from changes
            on conflict (metric, scope, month, number, known_on) do update set delta = ledger.delta + excluded.delta
    ), balanced as (
        {to_balances("changes", "delta", "$7")}
            on conflict (metric, scope, months, first, number) do update set times = balances.times + excluded.times
    )
    insert into cells (metric, scope, month, number, times)
        select metric, scope, month, number, sum(delta) from changes group by metric, scope, month, number
        on conflict (metric, scope, month, number) do update set times = cells.times + excluded.times
"""  # noqa: S608 - names of our own


async def write_changes(connection: Connection, changes: Changes) -> None:
    """Add what changed to the ledger, to the cells, and of stocks to what they came to over years and quarters."""
    rows = sorted((*key, by) for key, by in changes.items() if by)
    if not rows:
        return
    await connection.execute(_CHANGES, *(list(column) for column in zip(*rows, strict=True)), STOCKS)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one partition of a source came with a batch: when the last event that was applied had been recorded (or
    nothing, if none was), the predecessor that is missing, if one is, and the last event's position and seal."""

    source: str
    partition: int
    recorded_at: datetime | None
    missing: int | None
    position: int | None
    seal: bytes | None


async def write_progress(connection: Connection, progress: Sequence[Progress]) -> None:
    """Remember for operators how far each partition came, and since when it has a hole."""
    await connection.execute(
        "insert into progress (source, partition, recorded_at, applied_at, missing, hole_since, position, seal)"
        " select source, partition, recorded_at, case when recorded_at is not null then clock_timestamp() end,"
        "     missing, case when missing is not null then clock_timestamp() end, position, seal"
        " from unnest($1::text[], $2::int[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bytea[])"
        "     as came(source, partition, recorded_at, missing, position, seal)"
        " on conflict (source, partition) do update set"
        "     recorded_at = coalesce(excluded.recorded_at, progress.recorded_at),"
        "     applied_at = coalesce(excluded.applied_at, progress.applied_at),"
        "     position = coalesce(excluded.position, progress.position),"
        # The seal of that position and of no earlier one, even if it came without.
        "     seal = case when excluded.position is null then progress.seal else excluded.seal end,"
        "     missing = excluded.missing,"
        "     hole_since = case when excluded.missing is not null"
        "         then coalesce(progress.hole_since, excluded.hole_since) end",
        [each.source for each in progress],
        [each.partition for each in progress],
        [each.recorded_at for each in progress],
        [each.missing for each in progress],
        [each.position for each in progress],
        [each.seal for each in progress],
    )
