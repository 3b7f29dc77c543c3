"""Exact pounds and rates as cells: rounded half up to pence, and only here."""

from decimal import Decimal
from fractions import Fraction
from math import floor

from services.reporting.domain.pack.model import Cell, Mark, Show

_HALF = Fraction(1, 2)


def rounded(exact: Fraction, decimals: int) -> int | float:
    """A number to so many decimals, half up; whole where it is whole.

    What is rounded goes into a cell and is not reckoned with again, so that a float loses nothing.
    """
    units = floor(exact * 10**decimals + _HALF)
    whole, rest = divmod(units, 10**decimals)
    return whole if rest == 0 else float(Decimal(units).scaleb(-decimals))


def pounds(exact: Fraction) -> Cell:
    """Pounds and pence."""
    return Cell(rounded(exact, 2), Show.POUNDS)


def for_each_pound(exact: Fraction) -> Cell:
    """Pounds of value to each pound spent, to the penny."""
    return Cell(rounded(exact, 2), Show.RATIO)


def rate(exact: Decimal) -> Cell:
    """A rate from 0 to 1, as percent."""
    return Cell(float(exact), Show.SHARE)


def without(mark: Mark, show: Show = Show.POUNDS) -> Cell:
    """A cell without a value, and why."""
    return Cell(None, show, mark)


def not_known() -> Cell:
    """What nobody stated and nothing counts."""
    return Cell("not known", Show.TEXT, Mark.NOT_AVAILABLE)
