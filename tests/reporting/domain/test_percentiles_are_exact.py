"""Percentiles of whole days, against the method's own values and the standard library."""

from collections import Counter
from statistics import median, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.metric import Figure, Unit, days_at


def test_the_median_of_an_even_number_is_the_mean_of_the_two_in_the_middle() -> None:
    assert days_at("median", Counter([1, 4, 5, 9]), 50).value == 4.5


def test_the_90th_percentile_is_interpolated_as_a_spreadsheet_does() -> None:
    assert days_at("p90", Counter(range(1, 11)), 90) == Figure("p90", Unit.DAYS, 9.1, of=10)


def test_one_value_is_every_percentile_and_none_is_none() -> None:
    assert days_at("p90", {7: 1}, 90).value == 7
    assert days_at("p90", {}, 90) == Figure("p90", Unit.DAYS, None, of=0)


@given(st.lists(st.integers(0, 500), min_size=2, max_size=60))
def test_it_agrees_with_the_standard_library(days: list[int]) -> None:
    assert days_at("median", Counter(days), 50).value == median(days)
    deciles = quantiles(days, n=10, method="inclusive")
    assert days_at("p90", Counter(days), 90).value == pytest.approx(deciles[8])
