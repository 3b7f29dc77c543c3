"""What is asked of the history, by Redrose and in plain SQL alike: a quarter of one contract, as known by a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from bench.history.days import LAST_DAY
from services.reporting.domain.period import Period, month_of, quarter


class Question(NamedTuple):
    """A period, and the day by whose end the figures are known."""

    period: Period
    as_at: date


_LATE_QUARTER = quarter(month_of(date(2024, 10, 1)))
QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "now": Question(_LATE_QUARTER, LAST_DAY),
        "middle": Question(quarter(month_of(date(2023, 7, 1))), date(2023, 10, 15)),
        "late": Question(_LATE_QUARTER, date(2025, 3, 1)),
    }
)
"""With everything known; as at a day in the middle of the history; as at one near its end."""

LAST_YEAR = tuple(quarter(month_of(LAST_DAY) - 3 * back) for back in (3, 2, 1, 0))
"""The quarters of the last year."""


def largest(contracts: Iterable[str]) -> str:
    """The contract with the most messages: see `years.shares`."""
    return min(contracts)
