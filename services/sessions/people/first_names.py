"""First names of who is on a register and known by no more: kept in the append's transaction, in no event.

They are left out of what makes two requests the same one: a hash of a request is kept for ever, and a first name could
be guessed from it after it was erased. A repetition with another name therefore changes nothing.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from chassis.database.pool import Pool
from chassis.eventstore.store import Alongside


def first_names(session_id: UUID, names: Iterable[tuple[UUID, str | None]]) -> tuple[Alongside, ...]:
    """Keeps the first names of lines, and forgets those of lines that have none any more."""
    rows = [{"line_id": line_id, "session_id": session_id, "first_name": name} for line_id, name in names]
    return (Alongside("keep_first_names", rows),) if rows else ()


def forgotten(session_id: UUID) -> Alongside:
    """Forgets the first names of a session that was withdrawn."""
    return Alongside("forget_first_names", [{"session_id": session_id}])


class FirstNames:
    """The names, looked up. What it gives is personal data."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_session(self, session_id: UUID) -> Mapping[UUID, str]:
        """The first names on one register, by line."""
        rows = await self._pool.fetch("select line_id, first_name from first_names where session_id = $1", session_id)
        return {row["line_id"]: row["first_name"] for row in rows}
