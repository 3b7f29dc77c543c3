"""Adjusted value as tables: what is taken off, what is left, and how that moves with each rate."""

from collections.abc import Mapping

from services.reporting.domain.pack.figures import text
from services.reporting.domain.pack.model import Cell, Column, Mark, Show, Table
from services.reporting.domain.pack.money import for_each_pound, not_known, pounds, rate, rounded, without
from services.reporting.domain.pack.programmes import Programme, Programmes
from services.reporting.domain.social_value.adjusted import (
    Adjustment,
    Standing,
    impact,
    net_social_return,
    payback_months,
    sensitivity,
    social_return,
)

_NONE = Mark.NOT_AVAILABLE


def adjusted_tables(programmes: Programmes, adjustments: Mapping[str, Adjustment]) -> tuple[Table, ...]:
    """Rates, adjusted values and their sensitivity, by the id of the unit value; not known where nobody set a rate."""
    moved = _sensitivity(programmes, adjustments)
    tables = (_rates(programmes, adjustments), _adjusted(programmes, adjustments))
    return (*tables, moved) if moved.rows else tables


def _rates(programmes: Programmes, adjustments: Mapping[str, Adjustment]) -> Table:
    columns = (
        "Programme", "Deadweight", "Displacement", "Attribution", "Drop-off", "Years", "Discount", "Year 1 discounted",
        "Standing",
    )  # fmt: skip
    rows = []
    for each in programmes.each:
        by = adjustments.get(each.unit.id)
        if by is None:
            rows.append((text(each.unit.title), *(not_known() for _ in columns[1:])))
            continue
        cells = (
            *(rate(each) for each in (by.deadweight, by.displacement, by.attribution, by.drop_off)),
            Cell(by.years, Show.COUNT),
            rate(by.discount),
            text("yes" if by.first_year_discounted else "no"),
            text(f"{by.standing}: {by.source}"),
        )
        rows.append((text(each.unit.title), *cells))
    notes = ("An illustration shows the method: its rates are made up, and nobody may quote it.",)
    shown = any(each.standing is Standing.ILLUSTRATION for each in adjustments.values())
    return Table("adjustments", "What is taken off", _columns(*columns), tuple(rows), notes if shown else ())


def _adjusted(programmes: Programmes, adjustments: Mapping[str, Adjustment]) -> Table:
    columns = (
        "Programme", "Gross value", "Impact of year 1", "Present value", "Social return", "At least", "At most",
        "Net social return", "Payback in months",
    )  # fmt: skip
    rows = []
    for each in programmes.each:
        by = adjustments.get(each.unit.id)
        gross = pounds(each.valuation.gross) if each.valuation else without(each.mark)
        cells = _adjusted_cells(each, by) if by else tuple(not_known() for _ in columns[2:])
        rows.append((text(each.unit.title), gross, *cells))
    return Table("adjusted-value", "Adjusted value", _columns(*columns), tuple(rows))


def _adjusted_cells(programme: Programme, by: Adjustment) -> tuple[Cell, ...]:
    spend = programme.amount
    if programme.valuation is None:
        return tuple(without(programme.mark) for _ in range(7))
    found = impact(programme.valuation.gross, by)
    impacts = (pounds(found.first_year), pounds(found.present_value))
    if spend is None:
        return (*impacts, *(without(_NONE, Show.RATIO) for _ in range(5)))
    months = payback_months(found, spend.point)
    return (
        *impacts,
        *(for_each_pound(social_return(found, each)) for each in (spend.point, spend.high, spend.low)),
        for_each_pound(net_social_return(found, spend.point)),
        Cell(rounded(months, 1), Show.MEAN) if months is not None else text("never"),
    )


def _sensitivity(programmes: Programmes, adjustments: Mapping[str, Adjustment]) -> Table:
    rows = []
    for each in programmes.each:
        by, spend = adjustments.get(each.unit.id), each.amount
        if by is None or spend is None or each.valuation is None:
            continue
        for name, stands, moved, then in sensitivity(each.valuation.gross, by, spend.point):
            cells = (text(name.replace("_", "-")), rate(stands), rate(moved), for_each_pound(then))
            rows.append((text(each.unit.title), *cells))
    columns = ("Programme", "Rate", "As set", "Moved to", "Social return then")
    title = "How the social return moves with each rate by ten points"
    return Table("sensitivity", title, _columns(*columns), tuple(rows))


def _columns(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(each) for each in titles)
