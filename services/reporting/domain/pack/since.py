"""The part of a report that says what moved since the last one like it was sent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.pack.changes import Moved
from services.reporting.domain.pack.figures import text
from services.reporting.domain.pack.model import Audience, Cell, Column, Mark, Pack, Section, Table
from services.reporting.domain.pack.parts import day_in_words
from services.reporting.domain.pack.words import in_words

_INSIDE = frozenset({Audience.TEAM, Audience.MANAGEMENT})
_ID, _TITLE = "changes-since", "Changes since the last report sent"
_OF_HIDDEN = "Figures that were or are confidential are left out here, whether or not they moved."


@dataclass(frozen=True, slots=True)
class LastSent:
    """The last report sent that is like another, and what of it would be shown otherwise now."""

    pack: Pack
    sent_on: date
    moved: Sequence[Moved]


def alike(one: str, other: str) -> bool:
    """Whether two labels name periods of one form: both quarters of a financial year, both months and so on."""
    return re.sub(r"\d+", "0", one) == re.sub(r"\d+", "0", other)


def shown_to(audience: Audience, moved: Iterable[Moved]) -> list[Moved]:
    """What an audience may see of what moved: outside, nothing of a figure that is hidden then or now, so that not even
    its having moved is told."""
    return [each for each in moved if audience in _INSIDE or Mark.CONFIDENTIAL not in (each.was.mark, each.now.mark)]


def with_changes(pack: Pack, last: LastSent | None) -> Pack:
    """The report with a section on the last one sent, before its definitions."""
    section = _section(pack, last)
    before, after = pack.sections[:-1], pack.sections[-1:]
    return replace(pack, sections=(*before, section, *after))


def _section(pack: Pack, last: LastSent | None) -> Section:
    if last is None:
        return Section(_ID, _TITLE, ("No report like this one was sent before.",))
    said = (
        f"The last report like this one was for {last.pack.period.label}, as known by the end of "
        f"{day_in_words(last.pack.as_at)}, and was sent on {day_in_words(last.sent_on)}."
    )
    inside = pack.audience in _INSIDE
    hidden = () if inside else (_OF_HIDDEN,)
    rows = _rows(pack, shown_to(pack.audience, last.moved))
    if not rows:
        still = "Its figures are still what was sent." if inside else "Of the figures shown then and now, none moved."
        return Section(_ID, _TITLE, (f"{said} {still}", *hidden))
    everywhere = pack.scope == ORGANISATION
    heads = ("Figure", *(("Contract",) if everywhere else ()), "Period", "As sent", "As known now", "Why")
    table = Table(_ID, "Figures that moved", tuple(Column(each) for each in heads), rows)
    return Section(_ID, _TITLE, (said, *hidden), (table,))


def _rows(pack: Pack, moved: Iterable[Moved]) -> tuple[tuple[Cell, ...], ...]:
    """One row for each figure, in however many tables it stands."""
    titles = {each.id: each.title for each in pack.definitions}
    rows: dict[str, tuple[Cell, ...]] = {}
    for each in moved:
        opens = each.now.opens or each.was.opens
        scope, metric, name, period = opens.split("/", 3)
        title = titles.get(metric, metric)
        said = each.row == title or title.lower().endswith(name.lower())
        row = (
            text(title if said else f"{title}: {in_words(name)}"),
            *((text("all" if scope == ORGANISATION else scope),) if pack.scope == ORGANISATION else ()),
            text(period),
            # Without what it opens: a later report compares figures, not what was said of them here.
            replace(each.was, opens=""),
            replace(each.now, opens=""),
            text(", ".join(each.why)),
        )
        rows.setdefault(opens, row)
    return tuple(rows.values())
