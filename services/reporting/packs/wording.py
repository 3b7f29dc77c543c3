"""Cells in words, the same on a page, in a document and in a text file.

Numbers are rounded half up, as a reader would by hand; nothing depends on the machine's language.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import assert_never

from services.reporting.domain.pack.chart_words import MONTHS
from services.reporting.domain.pack.model import Cell, Mark, Show

DECIMAL_FROM = 4000
"""Smallest whole of which a share is written with one decimal, as Hospital Episode Statistics do: below it, the decimal
would say more than the counts do."""

MEANINGS: Mapping[Mark, str] = MappingProxyType(
    {
        Mark.CONFIDENTIAL: "confidential: a small number, or one from which a small number would follow",
        Mark.NOT_AVAILABLE: "not available: not known",
        Mark.NOT_APPLICABLE: "not applicable: there is nothing to show here",
        Mark.PROVISIONAL: "provisional: the period was not over when the figure was counted",
    }
)
"""What each mark means, for the key of a report."""


def text_of(cell: Cell) -> str:
    """A cell in words, such as `1,204`, `67% (2/3)`, `£8,620,000`, `12.5 days` or `31 March 2024`; never empty for want
    of a value: `[c]`, `[x]` or `[z]` then says why, and `[x]` where nobody said.

    A provisional value is followed by ` [p]`. Words are written as they are.
    """
    if cell.value is None:
        return mark_of(cell.mark if cell.mark not in (Mark.NONE, Mark.PROVISIONAL) else Mark.NOT_AVAILABLE)
    return f"{_written(cell, cell.value)} {mark_of(cell.mark)}".rstrip()


def mark_of(mark: Mark) -> str:
    """A mark as it is printed, such as `[c]`; nothing for none."""
    return f"[{mark}]" if mark is not Mark.NONE else ""


def number_text(value: int | float | Decimal, least: int = 0, most: int = 2) -> str:
    """A number with commas between thousands and with at least and at most so many decimals: `1,204` or `4.5`."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    whole, _, decimals = text.partition(".")
    kept = decimals.rstrip("0").ljust(least, "0")
    minus = "-" if rounded < 0 else ""
    return f"{minus}{whole}.{kept}" if kept else f"{minus}{whole}"


def day_text(day: date) -> str:
    """A day as it is read: 31 March 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _written(cell: Cell, value: int | float | str | date) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return day_text(value)
    match cell.show:
        case Show.SHARE:
            return _share(cell, value)
        case Show.TEXT | Show.COUNT | Show.MEAN | Show.HOURS | Show.DAYS | Show.POUNDS | Show.RATIO | Show.SCORE:
            return _NUMBERS[cell.show](value)
        case Show.DAY:
            raise ValueError(f"{value} is no day")
        case other:
            assert_never(other)


def _share(cell: Cell, value: int | float) -> str:
    numerator, denominator = cell.numerator, cell.denominator
    decimals = 1 if denominator is not None and denominator >= DECIMAL_FROM else 0
    percent = f"{number_text(Decimal(str(value)) * 100, decimals, decimals)}%"
    if numerator is None or denominator is None:
        return percent
    return f"{percent} ({number_text(numerator)}/{number_text(denominator)})"


def _days(value: int | float) -> str:
    text = number_text(value)
    return f"{text} {'day' if text in ('1', '-1') else 'days'}"


def _pounds(value: int | float) -> str:
    """Whole pounds where they are whole, else pounds and pence."""
    text = number_text(value)
    pence = "." in text
    return f"{'-' if value < 0 else ''}£{number_text(abs(value), 2 if pence else 0)}"


_NUMBERS: Mapping[Show, Callable[[int | float], str]] = MappingProxyType(
    {
        Show.TEXT: number_text,
        Show.COUNT: number_text,
        Show.MEAN: lambda value: number_text(value, 1),
        Show.HOURS: number_text,
        Show.DAYS: _days,
        Show.POUNDS: _pounds,
        Show.RATIO: _pounds,
        Show.SCORE: number_text,
    }
)
"""How a plain number is written. A ratio is pounds of value to each pound spent."""
