"""The part of the annual review about social value: gross, by bearer, with spend, adjusted, and volunteers' time."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor

from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.metrics.report import Asked
from services.reporting.domain.pack.adjusted_tables import adjusted_tables
from services.reporting.domain.pack.figures import text
from services.reporting.domain.pack.model import Audience, Cell, Column, Mark, Section, Show, Table
from services.reporting.domain.pack.money import for_each_pound, not_known, pounds, without
from services.reporting.domain.pack.programmes import Programme, Programmes
from services.reporting.domain.social_value.adjusted import Standing
from services.reporting.domain.social_value.gross import Ratio, ratio, total, total_for
from services.reporting.domain.social_value.inputs import ValueInputs, Wage
from services.reporting.domain.social_value.spending import Amount, implied, spend_on
from services.reporting.domain.social_value.values import Bearer

_ALL = "All programmes"
_NONE = Mark.NOT_AVAILABLE
_GROSS = (
    "Gross, of the first year, before adjustment: count times unit value. Nothing is taken off for what would have "
    "happened anyway, for what others did or for later years."
)
_RATIOS = (
    "A ratio is value over spend in whole pounds, rounded half up, with the interval that the spend or the rounding "
    "allows. The ratio of all is the sum of values over the sum of spends, never a mean of ratios. Without a spend "
    "there is no ratio."
)
_ADJUSTED = (
    "An adjusted value is what is left after deadweight (would have happened anyway), displacement (moved from "
    "elsewhere) and attribution (due to others), lessened by drop-off each year and at present value."
)


def value_section(
    programmes: Programmes,
    values: ValueInputs,
    asked: Asked,
    audience: Audience,
    titles: Mapping[str, str],
    headline: int | None,
) -> Section:
    """Social value gross and adjusted; `headline` is the overall ratio that the organisation states, if it does.

    Illustrations of the adjustment, whose rates are made up, are for the organisation's own use alone.
    """
    own = audience in (Audience.TEAM, Audience.MANAGEMENT)
    adjustments = {
        each.unit.id: found
        for each in programmes.each
        if (found := values.adjustment_of(each.unit.id, asked.period, asked.as_at)) is not None
        and (own or found.standing is Standing.FOUND)
    }
    return Section(
        "social-value",
        "Social value",
        (_GROSS, _RATIOS, _ADJUSTED) if programmes.each else ("No unit value is known for the year.",),
        (
            _gross(programmes),
            _components(programmes),
            _origins(programmes),
            _ratios(programmes, headline),
            _split(programmes),
            _shown_by(programmes, values, asked, titles),
            *adjusted_tables(programmes, adjustments),
        ),
    )


def volunteer_value(hours: Cell, wage: Wage | None) -> Table:
    """Volunteers' hours at the minimum wage of the year, pence dropped."""
    row: tuple[Cell, ...] = (text("Volunteer hours"), hours)
    if wage is None or not isinstance(hours.value, int | float):
        row += (
            pounds(Fraction(wage.pounds)) if wage else not_known(),
            not_known(),
            without(Mark.NOT_APPLICABLE, Show.TEXT),
        )
    else:
        exact = Fraction(str(hours.value)) * Fraction(wage.pounds)
        whole = floor(exact)
        over = "exact" if whole == exact else "over, pence dropped"
        row += (pounds(Fraction(wage.pounds)), Cell(whole, Show.POUNDS), text(over))
    columns = ("Counted", "Hours", "Value of an hour", "Value", "Qualifier")
    note = f"Derived: hours as printed times the {wage.title} ({wage.source})." if wage else "No wage is known."
    return Table("volunteer-value", "Value of volunteers' time", _columns(*columns), (row,), (note,))


def _gross(programmes: Programmes) -> Table:
    rows = [
        (
            text(each.unit.title),
            text(each.unit.outcome),
            text(each.unit.counted),
            each.count,
            pounds(each.unit.amount),
            pounds(each.valuation.gross) if each.valuation else without(each.mark),
        )
        for each in programmes.each
    ]
    whole = programmes.total
    none = Cell(None, Show.TEXT, Mark.NOT_APPLICABLE)
    last = pounds(whole) if whole is not None else without(programmes.mark)
    rows.append((text(_ALL), none, none, none, none, last))
    columns = ("Programme", "What is counted", "Counting", "Count", "Unit value", "Value")
    return Table("gross-value", "Gross value", _columns(*columns), tuple(rows))


def _components(programmes: Programmes) -> Table:
    rows = tuple(
        (
            text(each.unit.title),
            text(part.title),
            pounds(Fraction(part.amount)),
            Cell(part.quantity, Show.COUNT),
            text(part.bearer),
            text(part.source),
        )
        for each in programmes.each
        for part in each.unit.components
    )
    columns = ("Programme", "Part", "Amount", "Times", "Bearer", "Publisher")
    return Table("unit-values", "Parts of the unit values", _columns(*columns), rows)


def _origins(programmes: Programmes) -> Table:
    rows = tuple(
        (
            text(each.unit.title),
            text(each.unit.counted),
            Cell(each.unit.cap, Show.COUNT) if each.unit.cap else without(Mark.NOT_APPLICABLE, Show.COUNT),
            text(each.unit.price_year),
            text(each.unit.source),
            text(each.unit.licence),
            Cell(each.unit.version, Show.COUNT),
            Cell(each.unit.valid_from, Show.DAY),
        )
        for each in programmes.each
    )
    columns = (
        "Programme", "Counting", "Cap a person and year", "Price year", "Source", "Licence", "Version", "Valid from",
    )  # fmt: skip
    return Table("unit-value-sources", "Where the unit values come from", _columns(*columns), rows)


def _ratios(programmes: Programmes, headline: int | None) -> Table:
    rows = [
        (
            text(each.unit.title),
            pounds(each.valuation.gross) if each.valuation else without(each.mark),
            *_ratio_cells(each.ratio, each.amount, each.mark if each.valuation is None else Mark.NOT_AVAILABLE),
        )
        for each in programmes.each
    ]
    whole, overall = programmes.total, programmes.ratio
    last = pounds(whole) if whole is not None else without(programmes.mark)
    mark = programmes.mark if whole is None else Mark.NOT_AVAILABLE
    rows.append((text(_ALL), last, *_ratio_cells(overall, overall.spend if overall else None, mark)))
    if headline is not None and whole is not None:
        told = implied(whole, headline)
        rows.append(
            (text("All programmes, by the stated overall ratio"), last, *_ratio_cells(ratio(whole, told), told))
        )
    columns = (
        "Programme", "Value", "Spend", "Spend at least", "Spend at most", "How the spend is known", "Before rounding",
        "Saved for each £1", "At least", "At most",
    )  # fmt: skip
    return Table("value-ratios", "Value for each pound spent", _columns(*columns), tuple(rows))


def _ratio_cells(found: Ratio | None, spend: Amount | None, mark: Mark = _NONE) -> tuple[Cell, ...]:
    if spend is None:
        spent: tuple[Cell, ...] = (not_known(), without(_NONE), without(_NONE), text("not stated"))
    else:
        spent = (pounds(spend.point), pounds(spend.low), pounds(spend.high), text(spend.basis))
    if found is None:
        return (*spent, *(without(mark, Show.RATIO) for _ in range(4)))
    exact, low, high = (for_each_pound(each) for each in (found.exact, found.low, found.high))
    return (*spent, exact, Cell(found.whole, Show.RATIO), low, high)


def _split(programmes: Programmes) -> Table:
    rows = [
        (
            text(each.unit.title),
            *(pounds(each.valuation.gross_for(of)) if each.valuation else without(each.mark) for of in Bearer),
            pounds(each.valuation.gross) if each.valuation else without(each.mark),
        )
        for each in programmes.each
    ]
    whole = programmes.total
    if whole is None:
        rows.append((text(_ALL), *(without(programmes.mark) for _ in range(len(Bearer) + 1))))
    else:
        rows.append((text(_ALL), *(pounds(total_for(programmes.claims, of)) for of in Bearer), pounds(whole)))
    columns = ("Programme", "Fiscal: the public purse", "Economic", "Social", "All")
    note = (
        "What a salary or better output brings is nobody's public budget: the public purse has the fiscal part alone."
    )
    return Table("value-by-bearer", "Who bears what is saved", _columns(*columns), tuple(rows), (note,))


def _shown_by(programmes: Programmes, values: ValueInputs, asked: Asked, titles: Mapping[str, str]) -> Table:
    """Each value by the part that shows it. A part's own spend, where known, gives the ratio of all that it shows."""
    claimed = programmes.claims
    rows: list[tuple[Cell, ...]] = []
    for scope in sorted({each.scope for each in claimed}, key=lambda each: (each != ORGANISATION, each)):
        part = text("The organisation" if scope == ORGANISATION else titles.get(scope, scope))
        shown = [each for each in claimed if each.scope == scope]
        for claim in shown:
            programme = programmes.of(claim.valuation.unit.id)
            added = "no: it repeats the value of another part" if claim.repeats else "yes"
            rows.append((part, *_claim_cells(programme, claim.valuation.gross), text(added)))
        spend = None if scope == ORGANISATION else spend_on(values.spends, asked.period, asked.as_at, contract=scope)
        found = ratio(total(shown), spend.amount) if spend else None
        if found is not None:
            cells = (text(_ALL), pounds(found.value), Cell(found.whole, Show.RATIO))
            rows.append((part, *cells, text("no: it is the sum of this part")))
    columns = ("Part", "Programme", "Value", "Saved for each £1", "Added to the sum")
    note = "A value that several parts show is one value: it is added once."
    return Table("value-shown-by", "Where each value is shown", _columns(*columns), tuple(rows), (note,))


def _claim_cells(programme: Programme | None, value: Fraction) -> tuple[Cell, Cell, Cell]:
    found = programme.ratio if programme else None
    shown = Cell(found.whole, Show.RATIO) if found else without(_NONE, Show.RATIO)
    return text(programme.unit.title if programme else ""), pounds(value), shown


def _columns(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(each) for each in titles)
