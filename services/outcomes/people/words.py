"""What goals and actions say in words: kept in the append's own transaction beside the log, never in it; erasable."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from chassis.database.pool import Pool
from chassis.eventstore.store import Alongside


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one goal or action."""

    about_id: UUID
    plan_id: UUID
    person_ref: str
    words: str


def written(several: Sequence[Words]) -> Sequence[Alongside]:
    """What writes words down beside an append; nothing where nothing was said."""
    rows = [asdict(each) for each in several if each.words]
    return (Alongside("write_plan_words", rows),) if rows else ()


class PlanWords:
    """The words, asked."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_plan(self, plan_id: UUID) -> Mapping[UUID, str]:
        """The words of a plan's goals and actions by their ids, of those that have any."""
        rows = await self._pool.fetch("select about_id, words from plan_words where plan_id = $1", plan_id)
        return {row["about_id"]: row["words"] for row in rows}
