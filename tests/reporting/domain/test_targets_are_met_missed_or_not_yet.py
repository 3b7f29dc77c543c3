"""Targets of the terms: which one holds for a period, and what becomes of it."""

from datetime import date

import pytest

from services.reporting.domain.metric import Direction, Figure, Unit
from services.reporting.domain.period import read_period
from services.reporting.domain.terms import Target, target_of, verdict

TODAY = date(2026, 5, 14)
OLD = Target("sessions-held", "sessions held", 700, "quarter", date(2022, 4, 1), date(2024, 3, 31))
NEW = Target("sessions-held", "sessions held", 750, "quarter", date(2024, 4, 1))
YEARLY = Target("sessions-held", "sessions held", 3000, "year", date(2022, 4, 1))
TARGETS = (OLD, NEW, YEARLY)


@pytest.mark.parametrize(
    ("period", "target"),
    [
        ("2023/24-Q4", OLD),
        ("2024/25-Q1", NEW),
        ("2023/24", YEARLY),
        ("12-to-2024-01", YEARLY),
        ("2024-05", None),
        ("2021/22-Q4", None),
    ],
)
def test_the_target_is_that_of_the_length_and_of_the_end_of_the_period(period: str, target: Target | None) -> None:
    assert target_of(TARGETS, "sessions-held", "sessions held", read_period(period, TODAY)) == target


def test_another_figure_of_the_metric_has_no_target() -> None:
    assert target_of(TARGETS, "sessions-held", "of groups", read_period("2023/24", TODAY)) is None


@pytest.mark.parametrize(
    ("value", "direction", "complete", "result"),
    [
        (750, Direction.INCREASE, True, "met"),
        (749, Direction.INCREASE, True, "missed"),
        (749, Direction.INCREASE, False, "not yet"),
        (750, Direction.INCREASE, False, "met"),
        (750, Direction.DECREASE, True, "met"),
        (751, Direction.DECREASE, True, "missed"),
        (751, Direction.DECREASE, False, "missed"),
        (10, Direction.DECREASE, False, "not yet"),
        (None, Direction.INCREASE, True, "nothing to measure"),
        (None, Direction.INCREASE, False, "not yet"),
    ],
)
def test_a_target_is_met_missed_or_not_yet(
    value: int | None, direction: Direction, complete: bool, result: str
) -> None:
    assert verdict(NEW, Figure("sessions held", Unit.SESSIONS, value), direction, complete) == result
