"""A report as one tidy table: a row for each figure, with its meaning beside it."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from fastapi import Response

from services.reporting.api.answers import figure_out
from services.reporting.domain.metrics.report import Asked, Measure

_COLUMNS = (
    "scope", "period", "starts_on", "ends_on", "complete", "as_at", "metric", "version", "title", "figure", "unit",
    "value", "numerator", "denominator", "of", "numerator_is", "denominator_is", "clock",
)  # fmt: skip


def csv_answer(scope: str, asked: Asked, measures: Sequence[Measure]) -> Response:
    """A report as CSV, to be kept under a name that says what it is of."""
    name = f"{scope}-{asked.period.label.replace('/', '-')}-as-at-{asked.as_at}.csv"
    return Response(
        _csv(_rows(scope, asked, measures)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _rows(scope: str, asked: Asked, measures: Sequence[Measure]) -> Iterable[Sequence[object]]:
    period = asked.period
    head = (scope, period.label, period.starts_on, period.ends_on, str(asked.complete).lower(), asked.as_at)
    for measure in measures:
        what = measure.definition
        for figure in measure.figures:
            out = figure_out(figure)
            numbers = (out.value, out.numerator, out.denominator, out.of)
            meaning = (what.numerator, what.denominator, what.clock)
            yield (*head, what.id, what.version, what.title, figure.name, figure.unit, *numbers, *meaning)


def _csv(rows: Iterable[Sequence[object]]) -> str:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def _guarded(cell: object) -> object:
    """A text that a spreadsheet would take for a formula is led by an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell
