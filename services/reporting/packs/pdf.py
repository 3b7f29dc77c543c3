"""A report as a document to read: tagged PDF (PDF/UA-1), whose compiler refuses a drawing without words.

Date and content come from the report, so the same report gives the same bytes.
"""

from typing import Any

import orjson

from services.reporting.domain.pack.model import Chart, Pack, Show, Table
from services.reporting.packs.svg import drawn
from services.reporting.packs.typesetting import typeset
from services.reporting.packs.wording import day_text, text_of

_LISTED_FROM = 10
"""Columns of words from which a table is printed as a list, because no page is wide enough."""


def document(pack: Pack) -> bytes:
    """The report as tagged PDF."""
    return typeset(orjson.dumps(_told(pack)))


def _told(pack: Pack) -> dict[str, Any]:
    """The report in words alone, as the template reads it."""
    period = pack.period
    words = f"{period.label}: {day_text(period.starts_on)} to {day_text(period.ends_on)}"
    return {
        "title": pack.title,
        "subject": f"{pack.scope_title}, {words}, as known by the end of {day_text(pack.as_at)}",
        "scope_title": pack.scope_title,
        "commissioner": pack.commissioner,
        "as_at": pack.as_at.isoformat(),
        "as_at_words": day_text(pack.as_at),
        "period_words": words if period.complete else f"{words} (provisional)",
        "sections": [
            {
                "title": section.title,
                "text": list(section.text),
                "tables": [_table(table) for table in section.tables],
                "charts": [_chart(chart) for chart in section.charts],
            }
            for section in pack.sections
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    numbers = [
        all(row[at].show is not Show.TEXT or row[at].value is None for row in table.rows)
        for at in range(len(table.columns))
    ]
    words = len(table.columns) >= _LISTED_FROM and sum(numbers) < len(numbers) // 2
    return {
        "title": table.title,
        "columns": [column.title for column in table.columns],
        "numbers": numbers,
        "rows": [[text_of(cell) for cell in row] for row in table.rows],
        "notes": list(table.notes),
        "listed": words,
    }


def _chart(chart: Chart) -> dict[str, Any]:
    return {
        "title": chart.title,
        "description": chart.description,
        "notes": list(chart.notes),
        "svg": drawn(chart),
        "table": _table(chart.table),
    }
