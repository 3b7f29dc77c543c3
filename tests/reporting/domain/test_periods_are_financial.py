"""Years from April, their quarters, months, years to date, spans, a contract's own year, and what is no period."""

from datetime import date

import pytest

from chassis.errors import Invalid
from services.reporting.domain.period import Period, a_year_before, quarter, read_period, twelve_months, year_to_date

TODAY = date(2026, 5, 14)
OCTOBER = 10


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
        ("ytd-2025-09", date(2025, 4, 1), date(2025, 9, 30)),
        ("ytd-2026-03", date(2025, 4, 1), date(2026, 3, 31)),
        ("ytd-2026-04", date(2026, 4, 1), date(2026, 4, 30)),
        ("12-to-2025-09", date(2024, 10, 1), date(2025, 9, 30)),
        ("2025-04-to-2025-09", date(2025, 4, 1), date(2025, 9, 30)),
    ],
)
def test_a_period_has_its_first_and_last_day(text: str, starts_on: date, ends_on: date) -> None:
    period = read_period(text, TODAY)
    assert (period.label, period.starts_on, period.ends_on) == (text, starts_on, ends_on)


@pytest.mark.parametrize(
    ("text", "label", "starts_on", "ends_on"),
    [
        ("this-month", "2026-05", date(2026, 5, 1), date(2026, 5, 31)),
        ("last-month", "2026-04", date(2026, 4, 1), date(2026, 4, 30)),
        ("this-quarter", "2026/27-Q1", date(2026, 4, 1), date(2026, 6, 30)),
        ("last-quarter", "2025/26-Q4", date(2026, 1, 1), date(2026, 3, 31)),
        ("last-year", "2025/26", date(2025, 4, 1), date(2026, 3, 31)),
        ("ytd", "ytd-2026-05", date(2026, 4, 1), date(2026, 5, 31)),
        ("last-12", "12-to-2026-04", date(2025, 5, 1), date(2026, 4, 30)),
        ("2022-01-to-last-quarter", "2022-01-to-2026-03", date(2022, 1, 1), date(2026, 3, 31)),
        ("12-to-last-month", "12-to-2026-04", date(2025, 5, 1), date(2026, 4, 30)),
    ],
)
def test_what_counts_from_today_is_named_without_regard_to_it(
    text: str, label: str, starts_on: date, ends_on: date
) -> None:
    period = read_period(text, TODAY)
    assert (period.label, period.starts_on, period.ends_on) == (label, starts_on, ends_on)
    assert read_period(label, date(2031, 1, 1)) == period


def test_a_contract_may_begin_its_year_in_another_month() -> None:
    period = read_period("contract-2025/26", TODAY, OCTOBER)
    assert (period.starts_on, period.ends_on) == (date(2025, 10, 1), date(2026, 9, 30))
    second = read_period("contract-2025/26-Q2", TODAY, OCTOBER)
    assert (second.starts_on, second.ends_on) == (date(2026, 1, 1), date(2026, 3, 31))
    assert read_period("2025/26", TODAY, OCTOBER).starts_on == date(2025, 4, 1)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2025/26", "2024/25"),
        ("2025/26-Q3", "2024/25-Q3"),
        ("2000/01", "1999/00"),
        ("2024-02", "2023-02"),
        ("ytd-2025-09", "ytd-2024-09"),
        ("12-to-2025-09", "12-to-2024-09"),
        ("2024-11-to-2025-02", "2023-11-to-2024-02"),
    ],
)
def test_the_same_period_last_year_is_named_alike(text: str, before: str) -> None:
    period = read_period(text, TODAY)
    assert a_year_before(period) == Period(before, period.first - 12, period.last - 12)


def test_a_month_knows_its_quarter_its_year_to_date_and_the_twelve_months_it_ends() -> None:
    month = read_period("2026-01", TODAY).first
    assert quarter(month).label == "2025/26-Q4"
    assert year_to_date(month).starts_on == date(2025, 4, 1)
    assert twelve_months(month).starts_on == date(2025, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "", "2025", "2025/27", "2025/26-Q5", "2025-13", "2025-00", "1899/00", "2025/26 ", "2025-4", "next year",
        "next-month", "ytd-2025/26", "2025-09-to-2025-04", "2025-04-to-2025-05-to-2025-06", "12-to-", "contract-2025",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_rule(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_period(text, TODAY)
    (fault,) = refused.value.faults
    assert (fault.field, fault.code) == ("period", "unknown-period")
