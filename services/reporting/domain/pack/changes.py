"""What became known of a report since it was sent: which figures moved, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.reporting.domain.pack.model import Cell, Mark, Pack, Show, Table


class Why(StrEnum):
    """Why a figure is another one than was sent."""

    LATE_ENTRY = "late entry"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    LINK = "two references found to be one person"
    DEFINITION = "definition"
    INPUT = "unit value, spend or other input"
    LATE_DELIVERY = "recorded by then, delivered later"


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell of a report that is no longer what it was."""

    table: str
    row: str
    column: str
    was: Cell
    now: Cell
    why: tuple[Why, ...] = ()

    @property
    def figure(self) -> tuple[str, str]:
        """Scope and metric of which it is."""
        scope, metric, *_ = (self.was.opens or self.now.opens).split("/")
        return scope, metric


def why_of(names: Iterable[str]) -> Why:
    """Why a record tells something else, from the wire names of the messages that came since."""
    seen = [name.rpartition(".v")[0] for name in names]
    if any(name.endswith("-withdrawn") for name in seen):
        return Why.WITHDRAWAL
    if any(name.endswith(("-corrected", "-amended")) for name in seen):
        return Why.CORRECTION
    return Why.LINK if seen and all(name == "people-linked" for name in seen) else Why.LATE_ENTRY


Reasons = Mapping[tuple[str, str], Sequence[Why]]
"""Why figures of a scope and a metric moved."""


def moved(sent: Pack, now: Pack, reasons: Reasons) -> list[Moved]:
    """Every figure that `now`, the same report as known later, shows otherwise than `sent` did; words that nothing was
    observed of in one of them, too."""
    meant = {each.id: each.version for each in sent.definitions}
    means = {each.id: each.version for each in now.definitions}
    found = []
    before = {table.id: table for table in sent.tables()}
    after = {table.id: table for table in now.tables()}
    for table_id, table in (before | {name: each for name, each in after.items() if name not in before}).items():
        stood = _cells(before[table_id]) if table_id in before else {}
        stands = _cells(after[table_id]) if table_id in after else {}
        for place in dict.fromkeys((*stood, *stands)):
            was, other = stood.get(place, _NOTHING), stands.get(place, _NOTHING)
            if other == was or not (was.opens or other.opens):
                continue
            one = Moved(table.title, *place, was, other)
            why = list(reasons.get(one.figure, ()))
            if meant.get(one.figure[1]) != means.get(one.figure[1]):
                why.append(Why.DEFINITION)
            found.append(replace(one, why=tuple(why) or (Why.LATE_DELIVERY,)))
    return found


_NOTHING = Cell(None, Show.TEXT, Mark.NOT_APPLICABLE)
"""Stands for a row that one of two reports does not have."""


def _cells(table: Table) -> dict[tuple[str, str], Cell]:
    heads = [column.title for column in table.columns]
    return {
        (str(row[0].value), head): cell for row in table.rows for head, cell in zip(heads[1:], row[1:], strict=True)
    }
