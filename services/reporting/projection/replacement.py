"""A second set of figures beside the live one: made, compared, and put in its place by renaming."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.reporting.projection.tables import LIVE, Connection

NEXT = "figures_next"
"""The schema that a rebuild fills."""
BEFORE = "figures_before"
"""The schema that was live before the last rebuild, kept for going back."""

_COMPARED = {
    "journeys": ("contract, referral_id", "body::text", ""),
    "activities": ("contract, kind, activity_id", "body::text", ""),
    "gatherings": ("contract, session_id", "body::text", ""),
    "people": ("ref", "kept_under, body::text", ""),
    "messages": (
        "contract, kind, record_id, version", "service, position, event_id, name, recorded_at, trace_id", "",
    ),
    "cells": ("metric, scope, month, number", "times", "where times <> 0"),
    "balances": ("metric, scope, months, first, number", "times", "where times <> 0"),
    "ledger": ("metric, scope, month, number, known_on", "delta", "where delta <> 0"),
    "applied": ("source, partition", "position", "where position <> 0"),
}  # fmt: skip
"""What must be equal: tables, the columns of their keys, the others, and which rows say something."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of one table that stand on one side only."""

    table: str
    live_only: int
    next_only: int


async def make(connection: Connection, role: str) -> None:
    """An empty set of figures with the tables of the live one, whatever migrations have made of them since."""
    await connection.execute(f"drop schema if exists {NEXT} cascade")
    await connection.execute(f"create schema {NEXT}")
    await connection.execute(f"grant usage on schema {NEXT} to {_quoted(role)}")
    tables = await connection.fetch("select tablename from pg_tables where schemaname = $1", LIVE)
    for (table,) in tables:
        await connection.execute(f"create table {NEXT}.{table} (like {LIVE}.{table} including all)")
    grants = await connection.fetch(
        "select table_name, privilege_type from information_schema.role_table_grants"
        " where table_schema = $1 and grantee = $2",
        LIVE,
        role,
    )
    for table, privilege in grants:
        await connection.execute(f"grant {privilege} on {NEXT}.{table} to {_quoted(role)}")


async def differences(connection: Connection) -> Sequence[Difference]:
    """Where the two sets of figures are not equal. Both must stand still: the caller holds the projection's lock."""
    found = []
    for table, (key, columns, where) in _COMPARED.items():
        live, other = (f"(select {key}, {columns} from {schema}.{table} {where})" for schema in (LIVE, NEXT))  # noqa: S608
        only = await connection.fetchrow(
            f"select count(live), count(other) from {live} as live full join {other} as other using ({key})"  # noqa: S608
            " where live is distinct from other",
            timeout=None,
        )
        if any(only):
            found.append(Difference(table, *only))
    return found


async def swap(connection: Connection) -> None:
    """Make the new figures the live ones and keep the old, in the caller's transaction and under its lock.

    Projectors go on as if nothing had happened: each mark keeps its owner, and what operators know of the past stays.
    """
    await connection.execute(
        f"""
        update {NEXT}.applied as new set epoch = old.epoch, "offset" = old."offset"
            from {LIVE}.applied as old where (new.source, new.partition) = (old.source, old.partition);
        insert into {NEXT}.applied select * from {LIVE}.applied on conflict do nothing;
        delete from {NEXT}.progress;
        insert into {NEXT}.progress select * from {LIVE}.progress;
        update {NEXT}.parked as new set parked_at = old.parked_at from {LIVE}.parked as old
            where (new.topic, new.partition, new."offset") = (old.topic, old.partition, old."offset");
        insert into {NEXT}.parked (topic, partition, "offset", key, source, position, type, reason, detail, headers,
                                   body, traceparent, parked_at, replayed_at)
            select topic, partition, "offset", key, source, position, type, reason, detail, headers,
                   body, traceparent, parked_at, replayed_at
            from {LIVE}.parked where replayed_at is not null on conflict do nothing;
        drop schema if exists {BEFORE} cascade;
        alter schema {LIVE} rename to {BEFORE};
        alter schema {NEXT} rename to {LIVE};
        """,  # noqa: S608 - names of our own schemas, which cannot be parameters
    )


async def swap_back(connection: Connection) -> bool:
    """Make what was live before the last rebuild live again; False if nothing is kept.

    Its marks are of that day: projectors find them older than theirs, take them over and catch up from there.
    """
    if not await connection.fetchval("select exists (select from pg_namespace where nspname = $1)", BEFORE):
        return False
    await connection.execute(
        f"drop schema if exists {NEXT} cascade; alter schema {LIVE} rename to {NEXT};"
        f" alter schema {BEFORE} rename to {LIVE}; alter schema {NEXT} rename to {BEFORE}"
    )
    return True


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
