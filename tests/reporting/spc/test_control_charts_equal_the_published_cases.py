"""Every published case of the reference comes out alike, its documented quirks excepted."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.reporting.domain.metric import Direction
from services.reporting.domain.spc.analysis import Analysis, Settings, analyse, assurance
from services.reporting.domain.spc.limits import Limits
from services.reporting.domain.spc.marks import shifts, trends, two_of_three
from tests.reporting.spc import published

pytestmark = published.needed


def facets(case: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]], Analysis]]:
    """Each facet of a case with its expected points and what is found."""
    options = case["options"]
    rebase = options["rebase"] or []
    settings = Settings(
        screen=options["screen_outliers"],
        fix_after=options["fix_after_n_points"],
        rebases=tuple(date.fromisoformat(day) for day in ([rebase] if isinstance(rebase, str) else rebase)),
    )
    found = []
    for facet in dict.fromkeys(point["facet"] for point in case["points"]):
        expected = [point for point in case["points"] if point["facet"] == facet]
        series = [(date.fromisoformat(point["date"]), point["y"]) for point in expected]
        direction = Direction(options["improvement_direction"])
        found.append((facet, expected, analyse(series, direction, options["target"], settings)))
    return found


def alike(found: float | None, wanted: float | None) -> bool:
    """Equal to a relative 1e-9, or both missing."""
    if found is None or wanted is None:
        return found is wanted
    return math.isclose(found, wanted, rel_tol=1e-9)


@pytest.mark.parametrize("case", published.cases(), ids=lambda case: case["id"])
def test_a_published_case_comes_out_alike(case: dict[str, Any]) -> None:
    constant = case["id"] == "edge_constant"  # The reference has no limits there; see the next test.
    for facet, expected, analysis in facets(case):
        assert len(analysis.points) == len(expected)
        sizes = Counter(point.segment for point in analysis.points)
        short = {segment for segment, size in sizes.items() if size < 12}
        for want, point in zip(expected, analysis.points, strict=True):
            assert point.segment == want["rebase_group"]
            assert alike(point.limits.mean, want["mean"])
            if not constant:
                assert alike(point.limits.lower, want["lpl"])
                assert alike(point.limits.upper, want["upl"])
            assert point.outside == bool(want["outside_limits"])
            assert point.near == bool(want["close_to_limits"])
            assert point.side == want["relative_to_mean"]
            assert point.label == want["special_cause_type"]
            assert point.kind == want["point_type"]
            if sizes[point.segment] != 12:  # The reference warns of these too, against its own words.
                assert (point.segment in short) == want["short_group_warning"]
        assert len(analysis.warnings) == len(short)
        assert analysis.variation == case["summary"]["variation_icon"][facet]
        assert analysis.assurance == case["summary"]["assurance"][facet]


def test_all_thirty_cases_are_read() -> None:
    assert len(published.cases()) == 30


def test_a_published_constant_series_has_its_limits_on_the_mean() -> None:
    (case,) = [case for case in published.cases() if case["id"] == "edge_constant"]
    ((_, _, analysis),) = facets(case)
    assert {(point.limits.lower, point.limits.mean, point.limits.upper) for point in analysis.points} == {(5, 5, 5)}


def test_a_published_single_point_has_a_mean_and_no_limits() -> None:
    (case,) = [case for case in published.cases() if case["id"] == "edge_one_point"]
    ((_, _, analysis),) = facets(case)
    assert analysis.points[0].limits == Limits(mean=5.0)


def whole_runs(ends: Sequence[int]) -> list[bool]:
    """Every point of the runs of seven whose last points are marked."""
    return [any(ends[at : at + 7]) for at in range(len(ends))]


@pytest.mark.parametrize("vector", published.vectors("part_of_seven"))
def test_a_mark_on_the_seventh_point_stands_for_all_seven(vector: dict[str, Any]) -> None:
    assert whole_runs(vector["in"]) == [bool(each) for each in vector["out"]]


@pytest.mark.parametrize("vector", published.vectors("seven_points_one_side"))
def test_seven_points_on_one_side_are_found(vector: dict[str, Any]) -> None:
    assert shifts(vector["in"], 7) == whole_runs(vector["out"])


@pytest.mark.parametrize("vector", published.vectors("seven_point_trend"))
def test_seven_rising_or_falling_points_are_found(vector: dict[str, Any]) -> None:
    found = trends(vector["in"], 7)
    assert [bool(each) for each in found] == whole_runs(vector["out"])
    assert sum(found) == 7 * sum(vector["out"])


@pytest.mark.parametrize("vector", published.vectors("flagged_two_in_three"))
def test_only_points_near_a_limit_are_marked_of_two_in_three(vector: dict[str, Any]) -> None:
    near = [bool(each) for each in vector["near"]]
    assert two_of_three(vector["side"], near) == [bool(each) for each in vector["out"]]


@pytest.mark.parametrize("vector", published.vectors("two_in_three"))
def test_a_window_of_two_in_three_marks_what_is_near_within_it(vector: dict[str, Any]) -> None:
    near = [bool(each) for each in vector["near"]]
    within = [bool(mark) and close for mark, close in zip(vector["out"], near, strict=True)]
    assert two_of_three(vector["side"], near) == within


@pytest.mark.parametrize("vector", published.vectors("assurance"))
def test_a_target_outside_the_limits_is_met_always_or_never(vector: dict[str, Any]) -> None:
    limits = Limits(lower=vector["lpl"], upper=vector["upl"])
    assert assurance(limits, vector["target"], Direction(vector["direction"])) == vector["out"]


@pytest.mark.parametrize("vector", published.vectors("short_group_warning"))
def test_limits_of_fewer_than_twelve_points_are_on_trial(vector: dict[str, Any]) -> None:
    series = [(date(2020, 1, 1 + at), float(at % 3)) for at in range(vector["n"])]
    assert bool(analyse(series, Direction.NEUTRAL).warnings) == vector["out"]
