"""Months, quarters and years of the financial calendar, and how a report names them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from chassis.errors import Fault, Invalid

_YEAR = re.compile(r"(20\d\d)/(\d\d)(?:-Q([1-4]))?")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_APRIL = 3
"""The financial year begins in April: the month after three of the calendar year."""


def month_of(day: date) -> int:
    """The number of the month of a day, counted so that neighbouring months are neighbouring numbers."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """The first day of a numbered month."""
    return date(month // 12, month % 12 + 1, 1)


def year_of(month: int) -> int:
    """The calendar year in which the financial year of a numbered month began."""
    return (month - _APRIL) // 12


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from `first` to `last`, both included; `label` is how it was asked for and is printed."""

    label: str
    first: int
    last: int

    @property
    def starts_on(self) -> date:
        """First day of the period."""
        return first_day(self.first)

    @property
    def ends_on(self) -> date:
        """Last day of the period."""
        return first_day(self.last + 1) - timedelta(days=1)


def read_period(text: str) -> Period:
    """The period of `2025/26`, `2025/26-Q1` (April to June) or `2025-04`; raises `Invalid` for anything else."""
    if found := _MONTH.fullmatch(text):
        month = int(found[1]) * 12 + int(found[2]) - 1
        return Period(text, month, month)
    if found := _YEAR.fullmatch(text):
        if (int(found[1]) + 1) % 100 != int(found[2]):
            raise _invalid("the second year of a financial year follows the first, as in 2025/26")
        april = int(found[1]) * 12 + _APRIL
        if found[3] is None:
            return Period(text, april, april + 11)
        start = april + 3 * (int(found[3]) - 1)
        return Period(text, start, start + 2)
    raise _invalid("a period is a financial year (2025/26), a quarter (2025/26-Q1) or a month (2025-04)")


def _invalid(rule: str) -> Invalid:
    return Invalid((Fault("period", rule, "unknown-period"),))
