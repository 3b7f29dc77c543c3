"""Adjusted value: deadweight, displacement, attribution, drop-off and discount, by the guide to social return."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.social_value.adjusted import (
    Adjustment,
    Standing,
    faults_in,
    impact,
    net_social_return,
    payback_months,
    sensitivity,
    social_return,
)

VECTOR = Adjustment(
    programme="reducing-re-offending",
    deadweight=Decimal("0.40"),
    displacement=Decimal(0),
    attribution=Decimal("0.25"),
    drop_off=Decimal(0),
    years=1,
    first_year_discounted=False,
    standing=Standing.ILLUSTRATION,
    source="made up",
    valid_from=date(2023, 4, 1),
    known_from=date(2024, 4, 1),
)
GROSS, SPEND = Fraction(2_310_000), Fraction(288_750)


def test_8_becomes_3_6_in_the_vector_of_the_measures() -> None:
    found = impact(GROSS, VECTOR)

    assert GROSS / SPEND == 8
    assert found.present_value == found.first_year == 1_039_500
    assert social_return(found, SPEND) == Fraction("3.6")
    assert net_social_return(found, SPEND) == Fraction("2.6")


def test_an_outcome_of_three_years_drops_off_and_is_discounted() -> None:
    by = replace(VECTOR, drop_off=Decimal("0.5"), years=3)
    found = impact(GROSS, by)

    assert found.by_year == (1_039_500, 519_750, 259_875)
    assert found.discounted[1] == Fraction(519_750) / Fraction("1.035")
    assert found.discounted[2] == Fraction(259_875) / Fraction("1.071225")


def test_year_1_is_discounted_where_the_adjustment_says_so() -> None:
    found = impact(GROSS, replace(VECTOR, first_year_discounted=True, years=2))

    assert found.discounted == (Fraction(1_039_500) / Fraction("1.035"), Fraction(1_039_500) / Fraction("1.071225"))


def test_the_spend_is_paid_back_in_three_and_a_third_months() -> None:
    assert payback_months(impact(GROSS, VECTOR), SPEND) == Fraction(10, 3)


def test_a_spend_may_be_paid_back_in_a_later_year_or_never() -> None:
    lasting = replace(VECTOR, deadweight=Decimal(0), attribution=Decimal(0), years=2, discount=Decimal(0))

    assert payback_months(impact(Fraction(100), lasting), Fraction(150)) == 18
    assert payback_months(impact(Fraction(100), lasting), Fraction(201)) is None
    assert payback_months(impact(Fraction(100), lasting), Fraction(200)) == 24


def test_each_rate_is_moved_by_ten_points_within_0_and_1() -> None:
    found = [(name, str(moved), then) for name, _, moved, then in sensitivity(GROSS, VECTOR, SPEND)]

    assert found == [
        ("deadweight", "0.30", Fraction("4.2")),
        ("deadweight", "0.50", Fraction(3)),
        ("displacement", "0.10", Fraction("3.24")),
        ("attribution", "0.15", Fraction("4.08")),
        ("attribution", "0.35", Fraction("3.12")),
        ("drop_off", "0.10", Fraction("3.6")),
    ]


@pytest.mark.parametrize(
    "broken", [replace(VECTOR, deadweight=Decimal("1.01")), replace(VECTOR, drop_off=Decimal("-0.1"))]
)
def test_a_rate_beyond_0_and_1_is_a_fault(broken: Adjustment) -> None:
    assert [each.code for each in faults_in(broken)] == ["not-a-rate"]


def test_an_outcome_of_no_year_is_a_fault() -> None:
    assert [each.code for each in faults_in(replace(VECTOR, years=0))] == ["no-year"]


RATE = st.decimals(0, 1, places=2)


@given(RATE, RATE, RATE, RATE, st.integers(1, 10), st.booleans())
def test_an_adjustment_never_increases_a_value(
    deadweight: Decimal, displacement: Decimal, attribution: Decimal, drop_off: Decimal, years: int, first: bool
) -> None:
    by = replace(
        VECTOR,
        deadweight=deadweight,
        displacement=displacement,
        attribution=attribution,
        drop_off=drop_off,
        years=years,
        first_year_discounted=first,
    )
    found = impact(GROSS, by)

    assert 0 <= found.first_year <= GROSS
    assert found.present_value <= sum(found.by_year) <= GROSS * years
    assert list(found.discounted) == sorted(found.discounted, reverse=True)
