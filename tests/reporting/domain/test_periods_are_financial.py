"""Years from April, their quarters, calendar months, and what is no period."""

from datetime import date

import pytest

from chassis.errors import Invalid
from services.reporting.domain.period import read_period


@pytest.mark.parametrize(
    ("text", "starts_on", "ends_on"),
    [
        ("2025/26", date(2025, 4, 1), date(2026, 3, 31)),
        ("2099/00", date(2099, 4, 1), date(2100, 3, 31)),
        ("2025/26-Q1", date(2025, 4, 1), date(2025, 6, 30)),
        ("2025/26-Q3", date(2025, 10, 1), date(2025, 12, 31)),
        ("2023/24-Q4", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_has_its_first_and_last_day(text: str, starts_on: date, ends_on: date) -> None:
    period = read_period(text)
    assert (period.label, period.starts_on, period.ends_on) == (text, starts_on, ends_on)


@pytest.mark.parametrize(
    "text", ["", "2025", "2025/27", "2025/26-Q5", "2025-13", "2025-00", "1899/00", "2025/26 ", "2025-4", "next year"]
)
def test_anything_else_is_refused_with_the_rule(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_period(text)
    (fault,) = refused.value.faults
    assert (fault.field, fault.code) == ("period", "unknown-period")
