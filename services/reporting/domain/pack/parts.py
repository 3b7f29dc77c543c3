"""Parts that reports are put together from: comparisons, months as columns, breakdowns by word, charts, definitions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from services.reporting.domain.metric import Adding, Metric, Unit
from services.reporting.domain.metrics.report import Asked
from services.reporting.domain.pack.chart_words import MONTHS, long_month
from services.reporting.domain.pack.charts import control_chart
from services.reporting.domain.pack.figures import Figures, row_title, text
from services.reporting.domain.pack.model import (
    Audience,
    Cell,
    Chart,
    ChartForm,
    ChartPoint,
    Column,
    Mark,
    Show,
    Table,
)
from services.reporting.domain.pack.words import in_words
from services.reporting.domain.period import (
    a_year_before,
    month_of,
    one_month,
    twelve_months,
    year_to_date,
)

CHART_MONTHS = 24
"""Months that a control chart shows: the Making Data Count team asks for two to three years."""
LEAST_POINTS = 7
"""Months below which no chart is drawn: no rule could tell anything."""
_OF_TOTALS = (
    "A total of people counts everybody once, so it is less than the sum of the months. What is counted at the end of "
    "a month has no total."
)
_OF_STEPS = (
    "Each step counts by itself, whether or not the one before was taken: where more came to a step than to the one "
    "before, there is no share."
)
_COUNTED = frozenset({Show.COUNT, Show.HOURS, Show.POUNDS, Show.MEAN})


def about(audience: Audience, profile: str, asked: Asked) -> tuple[str, ...]:
    """What a reader must know first: of when the figures are, and how small numbers are treated."""
    known = f"As known by the end of {day_in_words(asked.as_at)}."
    if not asked.complete:
        known += f" The period runs until {day_in_words(asked.period.ends_on)}: its figures are provisional."
    small = {
        "none": "True values: small numbers are not hidden. Not for passing on.",
        "hes": "Counts of 1 to 7 are hidden and shown as [c]; other counts are rounded to the nearest 5, so that "
        "totals may differ from the sum of their parts.",
        "mhsds": "Counts below 5, nought included, are hidden and shown as [c]; others are rounded to the nearest 5.",
        "ndtms": "Counts below 5 are hidden and shown as [c], and others from which one would follow.",
        "model_hospital": "Counts below 7 are hidden and shown as [c], and others from which one would follow.",
        "strict10": "Counts below 10, nought included, are hidden and shown as [c], and others from which one would "
        "follow.",
    }[profile]
    kind = {
        Audience.TEAM: "For the contract's own team.",
        Audience.MANAGEMENT: "For the organisation's management.",
        Audience.COMMISSIONER: "For the commissioner.",
        Audience.PUBLIC: "For the public.",
    }[audience]
    return (known, f"{kind} {small}", "Shorthand: [c] confidential, [x] not available, [z] not applicable.")


def day_in_words(day: date) -> str:
    """A day as it is read: 31 March 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def change(this: Cell, before: Cell) -> Cell:
    """By how much a figure is more or less than a year before; nothing where either may not be seen."""
    if Mark.CONFIDENTIAL in (this.mark, before.mark):
        return Cell(None, Show.TEXT, Mark.CONFIDENTIAL)
    if not isinstance(this.value, int | float) or not isinstance(before.value, int | float):
        return Cell(None, Show.TEXT, Mark.NOT_APPLICABLE)
    by = this.value - before.value
    if this.show is Show.SHARE:
        points = _rounded(100 * by)
        return text(f"{points:+} percentage {'point' if abs(points) == 1 else 'points'}")
    written = f"{by:+,}" if isinstance(by, int) else f"{_rounded(by, 1):+,}"
    if this.show is Show.DAYS:
        return text(f"{written} {'day' if abs(by) == 1 else 'days'}")
    if this.show in _COUNTED and before.value:
        return text(f"{written} ({_rounded(100 * by / before.value):+}%)")
    return text(written)


def _rounded(value: float, places: int = 0) -> Decimal:
    """Half up, as a reader would by hand; nought has no sign but that of a change."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def months_table(figures: Figures, scope: str, metrics: Sequence[Metric], asked: Asked) -> Table:
    """Twelve months to the period's end as columns, with the total and the mean of each row where they have sense."""
    last = min(asked.period.last, month_of(asked.as_at))
    year = twelve_months(last)
    columns = (
        Column("Measure"),
        *(Column(long_month(month), Show.COUNT) for month in year.months),
        Column("Total", Show.COUNT),
        Column("Mean", Show.MEAN),
    )
    rows = []
    for metric in metrics:
        if metric.read_words is not None:
            continue
        names = list(figures.of(metric, scope, year))
        for name in names:
            cells = [figures.cell(metric, scope, one_month(month), name) for month in year.months]
            if cells[-1].show not in _COUNTED:
                continue
            total = figures.cell(metric, scope, year, name)
            rows.append((text(row_title(metric, name, names)), *cells, *_total_and_mean(metric, cells, total)))
    notes = [_OF_TOTALS]
    if asked.as_at < one_month(last).ends_on:
        notes.append(
            f"{long_month(last)} was not over: its figures, and the totals and means with it, are provisional."
        )
    return Table("months", f"Twelve months to {long_month(last)}", columns, tuple(rows), tuple(notes))


def _total_and_mean(metric: Metric, cells: Sequence[Cell], total: Cell) -> tuple[Cell, Cell]:
    """Of the months of a row: their total, where there is one, and their mean, of the months since the contract began.

    Both come from what is shown: made of true values they would tell more than what stands beside them.
    """
    none = Cell(None, Show.COUNT, Mark.NOT_APPLICABLE)
    if metric.definition.unit is Unit.MEAN:
        return none, total  # The mean over the twelve months; neither a sum of means nor a mean of them says anything.
    known = [cell for cell in cells if cell.mark is not Mark.NOT_AVAILABLE]
    parts = [total] if metric.adding is Adding.FLOW else known
    shown = [cell.value for cell in parts if isinstance(cell.value, int | float)]
    mean = Cell(None, Show.MEAN, Mark.CONFIDENTIAL)
    if known and len(shown) == len(parts):
        mean = Cell(float(_rounded(sum(shown) / len(known), 1)), Show.MEAN)
    return none if metric.stock else total, mean


def breakdown(figures: Figures, scope: str, metric: Metric, asked: Asked) -> Table | None:
    """The figures of one metric as rows: this period, the same period last year, the year to date."""
    period = asked.period
    periods = (period, a_year_before(period), year_to_date(period.last))
    names = figures.names(metric, [(scope, each) for each in periods])
    if not names:
        return None
    what = metric.definition
    return Table(
        what.id,
        what.title,
        (Column("Figure"), Column("This period"), Column("Same period last year"), Column("Year to date")),
        tuple(
            (text(in_words(name)), *(figures.cell(metric, scope, each, name, unit) for each in periods))
            for name, unit in names.items()
        ),
    )


def control_charts(
    figures: Figures,
    scope: str,
    metrics: Sequence[Metric],
    asked: Asked,
    rebases: Mapping[str, Sequence[tuple[int, str]]],
    begins_on: date | None,
) -> list[Chart]:
    """A control chart of the first figure of each metric, by month.

    Means and limits are of true values, shown so that no month that is withheld follows from them. Where more than half
    of the months may not be shown there is no chart.
    """
    last = min(asked.period.last, month_of(asked.as_at))
    if asked.as_at < one_month(last).ends_on:
        last -= 1  # A month that runs on would look like a fall.
    first = max(last - CHART_MONTHS + 1, month_of(begins_on) if begins_on else 0)
    charts = []
    for metric in metrics:
        what = metric.definition
        points: list[tuple[int, float | None]] = []
        shown: dict[int, float] = {}
        withheld: set[int] = set()
        names: list[str] = []
        name = ""
        for month in range(first, last + 1):
            found = figures.true(metric, scope, one_month(month))
            true, names = found[0], [each.name for each in found]
            name = true.name
            seen = figures.of(metric, scope, one_month(month))[name]
            points.append((month, None if true.value is None else float(true.value)))
            if seen.hidden:
                withheld.add(month)
            elif seen.value is not None:
                shown[month] = float(seen.value)
        if len(shown) < max(LEAST_POINTS, len(points) / 2):
            continue
        decided = [(month, why) for month, why in rebases.get(what.id, ()) if first < month <= last]
        chart = control_chart(
            f"chart-{what.id}",
            row_title(metric, name, names),
            points,
            what.direction,
            None,
            [month for month, _ in decided],
            withheld,
            shown=None if _all_true(points, shown) else shown,
            show=_CHARTED.get(what.unit, Show.COUNT),
            unit=what.unit.value,
        )
        notes = tuple(f"Limits are counted anew from {long_month(month)} on: {why}." for month, why in decided)
        charts.append(replace(chart, notes=(*chart.notes, *notes)))
    return charts


_CHARTED = {Unit.DAYS: Show.DAYS, Unit.HOURS: Show.HOURS, Unit.POUNDS: Show.POUNDS, Unit.MEAN: Show.MEAN}


def _all_true(points: Sequence[tuple[int, float | None]], shown: Mapping[int, float]) -> bool:
    return all(value is None or shown.get(month) == value for month, value in points)


def funnel_chart(figures: Figures, scope: str, metric: Metric, asked: Asked, steps: Sequence[str]) -> Chart:
    """The steps of a contract's way with how many came to each, and the share of the step before."""
    period = asked.period
    cells = [figures.cell(metric, scope, period, step) for step in steps]
    rows = []
    for at, (step, cell) in enumerate(zip(steps, cells, strict=True)):
        before = cells[at - 1] if at else None
        rows.append((text(in_words(step)), cell, _conversion(cell, before)))
    table = Table(
        "funnel",
        "Steps with the share of the step before",
        (Column("Step"), Column("Referrals", Show.COUNT), Column("Of the step before", Show.SHARE)),
        tuple(rows),
        (_OF_STEPS,),
    )
    told = [f"{in_words(step)} {_said(cell)}" for step, cell in zip(steps, cells, strict=True)]
    return _bars("funnel-chart", "From referral on", f"Referrals by step: {', '.join(told)}.", table, "referrals")


def _conversion(cell: Cell, before: Cell | None) -> Cell:
    if before is None or not isinstance(cell.value, int) or not isinstance(before.value, int):
        hidden = before is not None and Mark.CONFIDENTIAL in (cell.mark, before.mark)
        return Cell(None, Show.SHARE, Mark.CONFIDENTIAL if hidden else Mark.NOT_APPLICABLE)
    if before.value == 0 or cell.value > before.value:
        return Cell(None, Show.SHARE, Mark.NOT_APPLICABLE)
    return Cell(cell.value / before.value, Show.SHARE, Mark.NONE, cell.value, before.value)


def ways_chart(figures: Figures, scope: str, metric: Metric, asked: Asked) -> Chart:
    """How often each of the Five Ways to Wellbeing was hit in the period."""
    table = breakdown(figures, scope, metric, asked)
    rows = table.rows if table else ()
    kept = tuple((row[0], row[1]) for row in rows if row[0].value not in {"times hit", "all ways"})
    columns = (Column("Way"), Column("Times hit", Show.COUNT))
    told = ", ".join(f"{row[0].value} {_said(row[1])}" for row in kept)
    said = f"Times that each way was hit: {told}." if kept else "No way was hit in the period."
    return _bars(
        "five-ways-chart", "Five Ways to Wellbeing", said, Table("five-ways-hits", "Times hit", columns, kept), "hits"
    )


def _bars(chart_id: str, title: str, told: str, table: Table, unit: str) -> Chart:
    points = tuple(
        ChartPoint(str(row[0].value), float(row[1].value) if isinstance(row[1].value, int | float) else None)
        for row in table.rows
    )
    return Chart(chart_id, title, told, ChartForm.BARS, points, table, unit)


def _said(cell: Cell) -> str:
    return f"{cell.value:,}" if isinstance(cell.value, int) else "not shown"


def definitions_table(metrics: Sequence[Metric]) -> Table:
    """The definition of every metric that a report speaks of."""
    columns = tuple(
        Column(title)
        for title in (
            "Measure", "Id", "Version", "Valid from", "Counts", "Of", "Unit", "Clock", "Better is", "Small numbers",
            "Method",
        )
    )  # fmt: skip
    none = Cell(None, Show.TEXT, Mark.NOT_APPLICABLE)
    rows = []
    for metric in metrics:
        what = metric.definition
        rows.append(
            (
                text(what.title),
                text(what.id),
                Cell(what.version, Show.COUNT),
                Cell(what.valid_from, Show.DAY),
                text(what.numerator),
                text(what.denominator) if what.denominator else none,
                text(what.unit.value),
                text(what.clock),
                text({"increase": "more", "decrease": "less", "neutral": "neither"}[what.direction.value]),
                text(what.disclosure),
                text(what.method) if what.method else none,
            )
        )
    return Table("definitions", "Definitions", columns, tuple(rows))
