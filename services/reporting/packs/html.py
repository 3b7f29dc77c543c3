"""A report as a page: server-rendered, readable without script, one file with its styles and drawings in it."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from services.reporting.domain.pack.model import Chart, Pack, Show, Table
from services.reporting.packs.svg import drawn
from services.reporting.packs.wording import MEANINGS, day_text, mark_of, text_of

LISTED_FROM = 10
"""Columns of words from which a table is shown as a list of terms: side by side nobody could read them."""


def page(pack: Pack) -> bytes:
    """The report as a page in UTF-8."""
    period = pack.period
    return (
        _environment()
        .get_template("report.html")
        .render(
            pack=pack,
            period_words=f"{day_text(period.starts_on)} to {day_text(period.ends_on)}",
            as_at_words=day_text(pack.as_at),
            marks=[(mark_of(mark), told) for mark, told in MEANINGS.items()],
            text_of=text_of,
            drawing=_drawing,
            is_number=_is_number,
            is_listed=_is_listed,
        )
        .encode()
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("services.reporting.packs", "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _drawing(chart: Chart) -> Markup:
    return Markup(drawn(chart))  # noqa: S704 - our own drawing, whose words it escapes


def _is_number(table: Table, at: int) -> bool:
    return at > 0 and all(row[at].show is not Show.TEXT or row[at].value is None for row in table.rows)


def _is_listed(table: Table) -> bool:
    numbers = sum(_is_number(table, at) for at in range(len(table.columns)))
    return len(table.columns) >= LISTED_FROM and numbers < len(table.columns) // 2
