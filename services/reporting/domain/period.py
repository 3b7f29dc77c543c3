"""Months, quarters, years and spans of them, and how a report names them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from chassis.errors import Fault, Invalid

_YEAR = re.compile(r"(contract-)?(20\d\d)/(\d\d)(?:-Q([1-4]))?")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_RELATIVE = re.compile(r"(this|last)-(month|quarter|year)")
APRIL = 4
"""The month in which the financial year begins."""
_FORMS = (
    "a period is a financial year (2025/26), a quarter (2025/26-Q1), a month (2025-04), a year to date "
    "(ytd-2025-09), twelve months (12-to-2025-09), a span (2025-04-to-2025-09), a contract's own year "
    "(contract-2025/26), or one counted from today (last-month, this-quarter, last-year, ytd, last-12)"
)


def month_of(day: date) -> int:
    """The number of the month of a day, counted so that neighbouring months are neighbouring numbers."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """The first day of a numbered month."""
    return date(month // 12, month % 12 + 1, 1)


def year_of(month: int, starts: int = APRIL) -> int:
    """The calendar year in which the year of a numbered month began, for years that begin in the month `starts`."""
    return (month - starts + 1) // 12


def year_start(month: int, starts: int = APRIL) -> int:
    """The first month of the year in which a numbered month lies."""
    return year_of(month, starts) * 12 + starts - 1


def month_label(month: int) -> str:
    """A month as it is asked for: 2025-04."""
    return f"{month // 12}-{month % 12 + 1:02}"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from `first` to `last`, both included; `label` names them without regard to today."""

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

    @property
    def months(self) -> range:
        """The numbers of its months."""
        return range(self.first, self.last + 1)


def one_month(month: int) -> Period:
    """A numbered month alone."""
    return Period(month_label(month), month, month)


def year(began: int, starts: int = APRIL) -> Period:
    """The year that began in a calendar year; a financial one unless it begins in another month than April."""
    first = began * 12 + starts - 1
    label = f"{began}/{(began + 1) % 100:02}"
    return Period(label if starts == APRIL else f"contract-{label}", first, first + 11)


def quarter(month: int) -> Period:
    """The quarter of the financial year in which a numbered month lies."""
    april = year_start(month)
    number = (month - april) // 3
    return Period(f"{year(year_of(month)).label}-Q{number + 1}", april + 3 * number, april + 3 * number + 2)


def year_to_date(last: int) -> Period:
    """The financial year of a numbered month from its beginning to the end of that month."""
    return Period(f"ytd-{month_label(last)}", year_start(last), last)


def twelve_months(last: int) -> Period:
    """The twelve months that end with a numbered one."""
    return Period(f"12-to-{month_label(last)}", last - 11, last)


def span(first: int, last: int) -> Period:
    """From one numbered month to another."""
    return Period(f"{month_label(first)}-to-{month_label(last)}", first, last)


def a_year_before(period: Period) -> Period:
    """The same months of the year before, named in the same form."""
    text = re.sub(r"20\d\d(/\d\d)?", lambda found: _year_before(found[0]), period.label)
    return Period(text, period.first - 12, period.last - 12)


def _year_before(text: str) -> str:
    began = int(text[:4]) - 1
    return f"{began}/{(began + 1) % 100:02}" if "/" in text else str(began)


def read_period(text: str, today: date, year_starts: int = APRIL) -> Period:
    """The period that a text names, `year_starts` being the month in which a contract's own year begins.

    Months count as of today: the last month is the one before today's. Raises `Invalid` for anything else.
    """
    now = month_of(today)
    match text.split("-to-"):
        case [one]:
            return _named(one, now, year_starts)
        case ["12", end]:
            return twelve_months(_named(end, now, year_starts).last)
        case [start, end]:
            first, last = _named(start, now, year_starts).first, _named(end, now, year_starts).last
            if last < first:
                raise _invalid("a span ends no earlier than it begins")
            return span(first, last)
    raise _invalid(_FORMS)


def _named(text: str, now: int, year_starts: int) -> Period:
    if found := _MONTH.fullmatch(text):
        return one_month(int(found[1]) * 12 + int(found[2]) - 1)
    if found := _YEAR.fullmatch(text):
        if (int(found[2]) + 1) % 100 != int(found[3]):
            raise _invalid("the second year of a financial year follows the first, as in 2025/26")
        whole = year(int(found[2]), year_starts if found[1] else APRIL)
        if found[4] is None:
            return whole
        start = whole.first + 3 * (int(found[4]) - 1)
        return Period(text, start, start + 2)
    if found := _RELATIVE.fullmatch(text):
        back = {"month": 1, "quarter": 3, "year": 12}[found[2]] if found[1] == "last" else 0
        month = now - back
        if found[2] == "year":
            return year(year_of(month))
        return one_month(month) if found[2] == "month" else quarter(month)
    if text == "ytd":
        return year_to_date(now)
    if text == "last-12":
        return twelve_months(now - 1)
    if text.startswith("ytd-") and (found := _MONTH.fullmatch(text[4:])):
        return year_to_date(int(found[1]) * 12 + int(found[2]) - 1)
    raise _invalid(_FORMS)


def _invalid(rule: str) -> Invalid:
    return Invalid((Fault("period", rule, "unknown-period"),))
