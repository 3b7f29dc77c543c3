"""Control charts of real and invented series: read twice alike, lawful, and plain about gaps and double dates."""

import math
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chassis.errors import Invalid
from services.reporting.domain.metric import Direction
from services.reporting.domain.spc.analysis import Analysis, PointType, Rule, Settings, UnfitSeries, analyse
from tests.reporting.spc import published
from tests.reporting.spc.second_reading import second_reading

FIRST = date(2022, 4, 1)
numbers = st.integers(min_value=-10_000, max_value=10_000)
series = st.lists(numbers, min_size=1, max_size=48)


def charted(values: list[float | None], direction: Direction = Direction.INCREASE, **settings: object) -> Analysis:
    """An analysis of values on neighbouring days."""
    points = [(FIRST + timedelta(days=at), value) for at, value in enumerate(values)]
    return analyse(points, direction, None, Settings(**settings))  # type: ignore[arg-type]


def rules(analysis: Analysis) -> list[str]:
    return [point.rule or "" for point in analysis.points]


@published.needed
def test_real_series_come_out_as_a_second_reading_of_the_rules_has_them() -> None:
    compared = stands_out = 0
    for points in published.emergency_departments().values():
        ordered = sorted(points)
        if len(ordered) < 12:
            continue
        analysis = analyse(ordered, Direction.NEUTRAL)
        expected = second_reading([value for _, value in ordered])
        for point, (label, *limits) in zip(analysis.points, expected, strict=True):
            found = (point.limits.mean, point.limits.lower, point.limits.upper)
            assert found == pytest.approx(limits, rel=1e-9, abs=1e-9)
            assert point.label == label
            compared += 1
            stands_out += point.rule is not None
    assert compared >= 4_680
    assert stands_out >= 1_000


@given(series)
def test_invented_series_come_out_as_a_second_reading_has_them(values: list[int]) -> None:
    assume(len(set(values)) > 1)
    expected = second_reading(values)
    _, mean, _, upper = expected[0]
    borders = (upper - mean, (upper - mean) * 2 / 3)
    # On a border the last binary digit decides, and the second reading has none: it counts in rational numbers.
    assume(not any(math.isclose(abs(value - mean), border, rel_tol=1e-9) for value in values for border in borders))
    assert [point.label for point in charted([*values]).points] == [label for label, *_ in expected]


@given(series, numbers)
def test_adding_a_constant_moves_the_limits_by_it(values: list[int], constant: int) -> None:
    one, other = charted(values), charted([value + constant for value in values])
    for point, moved in zip(one.points, other.points, strict=True):
        for name in ("mean", "lower", "upper", "near_lower", "near_upper"):
            limit, after = getattr(point.limits, name), getattr(moved.limits, name)
            assert after == (None if limit is None else pytest.approx(limit + constant, abs=1e-6))


@given(series, st.sampled_from([0.5, 2.0, 4.0, 1024.0]))
def test_another_unit_changes_no_mark(values: list[int], factor: float) -> None:
    one, other = charted(values), charted([value * factor for value in values])
    assert rules(one) == rules(other)
    assert [point.kind for point in one.points] == [point.kind for point in other.points]


@given(series)
def test_the_other_direction_swaps_improvement_and_concern(values: list[int]) -> None:
    swapped = {PointType.IMPROVEMENT: PointType.CONCERN, PointType.CONCERN: PointType.IMPROVEMENT}
    one, other = charted(values), charted(values, Direction.DECREASE)
    assert [swapped.get(point.kind, point.kind) for point in one.points] == [point.kind for point in other.points]
    words = {"improvement": "concern", "concern": "improvement"}
    meaning, _, side = one.variation.partition("_")
    assert other.variation == f"{words.get(meaning, meaning)}_{side}"


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32), max_size=40), st.booleans())
def test_limits_are_numbers_in_their_order_or_missing(values: list[float | None], screen: bool) -> None:
    for point in charted(values, screen=screen).points:
        limits = point.limits
        ordered = [limits.lower, limits.near_lower, limits.mean, limits.near_upper, limits.upper]
        if limits.lower is None:
            assert (limits.upper, limits.near_lower, limits.near_upper) == (None, None, None)
            continue
        assert not any(each is None or math.isnan(each) for each in ordered)
        assert all(before <= after for before, after in pairwise(ordered))


@given(series)
def test_the_order_in_which_points_come_does_not_matter(values: list[int]) -> None:
    points = [(FIRST + timedelta(days=at), float(value)) for at, value in enumerate(values)]
    assert analyse(points, Direction.INCREASE) == analyse(points[::-1], Direction.INCREASE)


@given(st.floats(min_value=-1e6, max_value=1e6), st.integers(1, 40), st.booleans())
def test_a_constant_series_has_its_limits_on_the_mean_and_no_mark(value: float, count: int, screen: bool) -> None:
    analysis = charted([value] * count, screen=screen)
    assert set(rules(analysis)) == {""}
    limits = {(point.limits.lower, point.limits.mean, point.limits.upper) for point in analysis.points}
    assert limits == ({(value, value, value)} if count > 1 else {(None, value, None)})


def test_a_tie_between_two_rising_runs_leaves_both_rising() -> None:
    labels = [point.label for point in charted([*range(7), *range(6, 13)], screen=False).points]
    assert labels[6:8] == ["7 Point Trend (Increasing)", "7 Point Trend (Increasing)"]
    assert "7 Point Trend (Decreasing)" not in labels


def test_a_gap_breaks_a_run_and_bears_no_mark() -> None:
    low, high = [4, 2, 4, 2, 4], [8, 6, 8, 6]
    whole = charted([*low, *high, *high, *low])
    assert rules(whole) == [""] * 5 + [Rule.SHIFT] * 8 + [""] * 5
    parted = charted([*low, *high, None, *high, *low])
    assert set(rules(parted)) == {""}
    assert (parted.points[9].value, parted.points[9].kind) == (None, PointType.COMMON)
    rising = charted([1, 2, 3, 4, None, 5, 6, 7, 8])
    assert Rule.TREND not in rules(rising)


def test_no_moving_range_crosses_a_gap() -> None:
    limits = charted([10, 12, None, 30, 32]).points[0].limits
    assert (limits.mean, limits.upper) == (21, pytest.approx(21 + 2.66 * 2))


def test_no_moving_range_crosses_a_rebase_and_its_day_is_the_first_of_the_new_segment() -> None:
    analysis = charted([10, 12, 10, 12, 110, 112, 110], rebases=(FIRST + timedelta(days=4),))
    assert [point.segment for point in analysis.points] == [0, 0, 0, 0, 1, 1, 1]
    assert analysis.points[3].limits.upper == pytest.approx(11 + 2.66 * 2)
    assert analysis.points[4].limits.lower == pytest.approx(332 / 3 - 2.66 * 2)


def test_a_rebase_before_after_or_between_the_points_makes_no_empty_segment() -> None:
    outside = (FIRST - timedelta(days=9), FIRST, FIRST + timedelta(days=90))
    assert {point.segment for point in charted([1, 2, 3], rebases=outside).points} == {0}


def test_limits_fixed_after_twelve_points_do_not_follow_later_ones() -> None:
    steady = [10, 12] * 6
    fixed = charted([*steady, 90, 91, 92], fix_after=12)
    assert fixed.points[0].limits == charted(steady).points[0].limits
    assert [point.label for point in fixed.points[12:]] == ["Above UCL"] * 3


def test_trial_limits_are_warned_of_for_each_short_segment() -> None:
    analysis = charted([1, 2] * 9, rebases=(FIRST + timedelta(days=13),))
    assert analysis.warnings == ("trial limits: 5 points from 2022-04-14 on, fewer than 12",)


def test_a_longer_run_can_be_asked_for_and_is_named() -> None:
    seven_above = [4, 2, 4, 2, 4, 8, 6, 8, 6, 8, 6, 8]
    assert rules(charted(seven_above)) == [""] * 5 + [Rule.SHIFT] * 7
    assert set(rules(charted(seven_above, shift_run=8))) == {""}
    falling = charted([9, 5, 4, 3, 2, 1, 0, 7], trend_run=6, screen=False)
    assert falling.points[2].label == "6 Point Trend (Decreasing)"


def test_the_icon_is_of_the_last_point_that_has_a_value() -> None:
    values: list[float | None] = [*[10, 12] * 10, 40, None]
    assert charted(values).variation == "improvement_high"
    assert charted(values, Direction.DECREASE).variation == "concern_high"
    assert charted(values, Direction.NEUTRAL).variation == "neutral_high"


def test_no_point_at_all_is_an_empty_chart() -> None:
    assert charted([]) == Analysis((), "common_cause", None, ())


@pytest.mark.parametrize(
    ("points", "settings", "says"),
    [
        ([(FIRST, 1.0), (FIRST, 2.0)], {}, "points: 2022-04-01 comes twice in one series: a date has one value"),
        ([(FIRST, math.nan)], {}, "points: 2022-04-01 has a value that is no number; a month without a value is a gap"),
        ([], {"fix_after": 11}, "fix_after: limits are fixed after 12 points or more, not 11"),
        ([], {"shift_run": 2}, "run: a run of fewer than 3 points would tell chance for change"),
    ],
)
def test_what_no_chart_can_be_made_of_is_refused_in_words(
    points: list[tuple[date, float | None]], settings: dict[str, int], says: str
) -> None:
    with pytest.raises(UnfitSeries) as caught:
        analyse(points, Direction.NEUTRAL, None, Settings(**settings))  # type: ignore[arg-type]
    assert str(caught.value) == says
    assert isinstance(caught.value, Invalid)
    assert isinstance(caught.value, ValueError)
