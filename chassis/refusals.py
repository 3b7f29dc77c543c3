"""Reactions to which a rule said no: neither an outage nor lost, but kept as a list for the team."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

Connection = Any
"""An asyncpg connection, or one that a pool lent."""


@dataclass(frozen=True, slots=True)
class RefusedReaction:
    """A command that followed from a message and was refused: of which message, and why."""

    message_id: UUID
    number: int
    """Of the reaction among those to its message, from 1."""
    type: str
    source: str
    position: int
    code: str
    detail: str
    recorded_at: datetime | None = None


async def keep(connection: Connection, refused: RefusedReaction) -> None:
    """Keeps a refusal in the caller's transaction; one that is kept already stays as it is."""
    await connection.execute(
        """insert into refused_reactions (message_id, number, type, source, position, code, detail)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing""",
        refused.message_id,
        refused.number,
        refused.type,
        refused.source,
        refused.position,
        refused.code,
        refused.detail,
    )


async def refused_before(connection: Connection, message_id: UUID) -> Collection[int]:
    """Numbers of the reactions to a message that were refused when it was read before."""
    rows = await connection.fetch("select number from refused_reactions where message_id = $1", message_id)
    return {row["number"] for row in rows}


async def page(connection: Connection, limit: int = 100, offset: int = 0) -> tuple[Sequence[RefusedReaction], int]:
    """What was refused, newest first, and how much there is in total."""
    total = await connection.fetchval("select count(*) from refused_reactions")
    rows = await connection.fetch(
        """select message_id, number, type, source, position, code, detail, recorded_at from refused_reactions
           order by recorded_at desc, message_id, number limit $1 offset $2""",
        limit,
        offset,
    )
    return [RefusedReaction(*row) for row in rows], int(total)
