"""Programmes with what they are worth and cost, from counts as their readers may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.reporting.domain.metric import ORGANISATION, Metric
from services.reporting.domain.metrics.report import Asked
from services.reporting.domain.pack.figures import Figures
from services.reporting.domain.pack.model import Cell, Mark, Show
from services.reporting.domain.social_value.gross import (
    Claim,
    Ratio,
    Valuation,
    claims,
    counts_for,
    overall_ratio,
    ratio,
    total,
)
from services.reporting.domain.social_value.inputs import ValueInputs
from services.reporting.domain.social_value.spending import Amount, Spend, spend_on
from services.reporting.domain.social_value.values import UnitValue


@dataclass(frozen=True, slots=True)
class Programme:
    """One unit value with its count. Pounds are hidden with a count that may not be seen: no valuation then."""

    unit: UnitValue
    count: Cell
    valuation: Valuation | None
    spend: Spend | None

    @property
    def amount(self) -> Amount | None:
        """What was spent, if it is known."""
        return self.spend.amount if self.spend else None

    @property
    def ratio(self) -> Ratio | None:
        """Value to spend, if both may be seen."""
        return ratio(self.valuation.gross, self.amount) if self.valuation else None

    @property
    def mark(self) -> Mark:
        """Why there is no value."""
        return self.count.mark if self.count.mark is not Mark.NONE else Mark.NOT_AVAILABLE


@dataclass(frozen=True, slots=True)
class Programmes:
    """All programmes that are valued in a year."""

    each: tuple[Programme, ...]
    spent: Amount | None
    """What the organisation is known to have spent, beside the spends of its programmes."""

    @property
    def claims(self) -> Sequence[Claim]:
        """Where each value is shown, of those that may be seen."""
        return claims(each.valuation for each in self.each if each.valuation is not None)

    @property
    def total(self) -> Fraction | None:
        """All values, each once. None where one may not be seen: from the sum and the others it would follow."""
        if not self.each or any(each.valuation is None for each in self.each):
            return None
        return total(self.claims)

    @property
    def ratio(self) -> Ratio | None:
        """Sum of values over sum of spends."""
        whole = self.total
        return overall_ratio(whole, [each.amount for each in self.each], self.spent) if whole is not None else None

    @property
    def mark(self) -> Mark:
        """Why there is no total."""
        marks = {each.mark for each in self.each if each.valuation is None}
        return Mark.CONFIDENTIAL if Mark.CONFIDENTIAL in marks else Mark.NOT_AVAILABLE

    def of(self, programme: str) -> Programme | None:
        """One of them by the id of its unit value."""
        return next((each for each in self.each if each.unit.id == programme), None)


def programmes_in(figures: Figures, metrics: Mapping[str, Metric], values: ValueInputs, asked: Asked) -> Programmes:
    """What is valued in a year, as it was known on the day of knowledge."""
    period, as_at = asked.period, asked.as_at
    found = []
    for unit in values.values_in(period, as_at):
        count = counted(figures, metrics.get(unit.metric), unit.scope, asked, unit.figure)
        number = counts_for(unit, count.value) if isinstance(count.value, int) else None
        valuation = Valuation(unit, number) if number is not None else None
        found.append(Programme(unit, count, valuation, spend_on(values.spends, period, as_at, programme=unit.id)))
    whole = spend_on(values.spends, period, as_at)
    return Programmes(tuple(found), whole.amount if whole else None)


def counted(figures: Figures, metric: Metric | None, scope: str, asked: Asked, name: str) -> Cell:
    """A figure of a year as its readers may see it; not available where nothing counts it."""
    if metric is None or scope not in (ORGANISATION, *figures.contracts):
        return Cell(None, Show.COUNT, Mark.NOT_AVAILABLE)
    return figures.cell(metric, scope, asked.period, name)
