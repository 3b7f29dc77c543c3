"""What each point of a series says, whether the process changed lately, and whether it can be relied on for a target.

The rules are those of NHS England's Making Data Count, as the package NHSRplotthedots applies them, without its quirks.
A gap is a point without a value. It stays on the chart and carries no mark; no moving range crosses it, and no run goes
through it, for nobody knows what the month between would have said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise
from math import isfinite

from chassis.errors import Fault, Invalid
from services.reporting.domain.metric import Direction
from services.reporting.domain.spc.limits import Limits, limits_of
from services.reporting.domain.spc.marks import shifts, sign, trends, two_of_three

ENOUGH = 12
"""Points from which on limits are more than trial limits, and fewest from which they may be fixed."""


class UnfitSeries(Invalid, ValueError):
    """A series or a setting that no control chart can be made of."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__((Fault(field, detail),))


class PointType(StrEnum):
    """What a point says: nothing in particular, or something better, worse or merely other than before."""

    COMMON = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


class Rule(StrEnum):
    """By which rule a point stands out: the first of these that applies."""

    OUTSIDE = "outside"
    """Above the upper or below the lower limit; on it is inside."""
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class Settings:
    """How limits are set and runs are counted. Raises `UnfitSeries` for fewer than a rule needs."""

    shift_run: int = 7
    """Points on one side of the mean that are a shift. Other NHS sources take 8."""
    trend_run: int = 7
    """Points strictly rising or falling that are a trend. Other NHS sources take 6."""
    screen: bool = True
    """Whether outlying moving ranges are left out; the spreadsheet of Making Data Count keeps them."""
    fix_after: int | None = None
    """Limits are those of so many first points of each segment; of all points where nobody says."""
    rebases: tuple[date, ...] = ()
    """Each the first day of a new segment. One that no point falls on begins it with the next point."""

    def __post_init__(self) -> None:
        if min(self.shift_run, self.trend_run) < 3:
            raise UnfitSeries("run", "a run of fewer than 3 points would tell chance for change")
        if self.fix_after is not None and self.fix_after < ENOUGH:
            raise UnfitSeries("fix_after", f"limits are fixed after {ENOUGH} points or more, not {self.fix_after}")


USUAL = Settings()


@dataclass(frozen=True, slots=True)
class Plotted:
    """A point with the limits of its segment and what the rules say of it. A gap has no value and no mark."""

    on: date
    value: float | None
    segment: int
    limits: Limits
    side: int = 0
    """1 above the mean, -1 below, 0 on it."""
    near: bool = False
    """Beyond a near limit and not outside."""
    rule: Rule | None = None
    label: str = "Common Cause"
    """The rule in the words of the reference, such as `7 Points Above CL`."""
    kind: PointType = PointType.COMMON
    high: bool = False
    """Of a point that stands out: whether it does so upwards, as its label says."""

    @property
    def outside(self) -> bool:
        """Whether it lies beyond the limits."""
        return self.rule is Rule.OUTSIDE


@dataclass(frozen=True, slots=True)
class Analysis:
    """The points in their order, and what the last of them says about the process."""

    points: tuple[Plotted, ...]
    variation: str
    """common_cause, improvement_high, concern_low and so on, from the last point that has a value."""
    assurance: str | None
    """consistent_pass, consistent_fail or inconsistent, from the last segment; none without target or direction."""
    warnings: tuple[str, ...]


def analyse(
    points: Sequence[tuple[date, float | None]],
    direction: Direction,
    target: float | None = None,
    settings: Settings = USUAL,
) -> Analysis:
    """Judge a series, in whatever order it comes. Values are taken as they are: nothing is rounded before a rule.

    Raises `UnfitSeries` if a date comes twice or a value is not finite.
    """
    ordered = sorted(points, key=lambda point: point[0])
    for (day, _), (following, _) in pairwise(ordered):
        if day == following:
            raise UnfitSeries("points", f"{day} comes twice in one series: a date has one value")
    for day, value in ordered:
        if value is not None and not isfinite(value):
            raise UnfitSeries("points", f"{day} has a value that is no number; a month without a value is a gap")
    plotted: list[Plotted] = []
    warnings: list[str] = []
    for number, segment in enumerate(_segments(ordered, settings.rebases)):
        plotted += _judge(segment, number, direction, settings)
        count = sum(value is not None for _, value in segment)
        if count < ENOUGH:
            warnings.append(f"trial limits: {count} points from {segment[0][0]} on, fewer than {ENOUGH}")
    last = plotted[-1].limits if plotted else Limits()
    return Analysis(tuple(plotted), _variation(plotted), assurance(last, target, direction), tuple(warnings))


def assurance(limits: Limits, target: float | None, direction: Direction) -> str | None:
    """Whether a process within these limits will meet a target always, never, or as chance has it."""
    if target is None or limits.lower is None or limits.upper is None or direction is Direction.NEUTRAL:
        return None
    if limits.lower <= target <= limits.upper:
        return "inconsistent"
    return "consistent_pass" if (target < limits.lower) == (direction is Direction.INCREASE) else "consistent_fail"


_Series = list[tuple[date, float | None]]


def _segments(ordered: _Series, rebases: Sequence[date]) -> list[_Series]:
    grouped = groupby(ordered, key=lambda point: sum(rebase <= point[0] for rebase in rebases))
    return [list(points) for _, points in grouped]


def _stretches(segment: _Series) -> list[_Series]:
    """The points between gaps, and each run of gaps for itself."""
    return [list(points) for _, points in groupby(segment, key=lambda point: point[1] is None)]


def _judge(segment: _Series, number: int, direction: Direction, settings: Settings) -> list[Plotted]:
    limits = limits_of(_base(segment, settings.fix_after), settings.screen)
    judged: list[Plotted] = []
    for stretch in _stretches(segment):
        values = [value for _, value in stretch if value is not None]
        if not values:
            judged += [Plotted(day, None, number, limits) for day, _ in stretch]
            continue
        assert limits.mean is not None  # It is of these values, or of earlier ones of the segment.
        sides = [sign(value - limits.mean) for value in values]
        outside = [_beyond(value, limits.lower, limits.upper) for value in values]
        near = [
            not out and _beyond(value, limits.near_lower, limits.near_upper)
            for value, out in zip(values, outside, strict=True)
        ]
        steps = trends(values, settings.trend_run)
        pairs, runs = two_of_three(sides, near), shifts(sides, settings.shift_run)
        for at, (day, value) in enumerate(stretch):
            rule = _first_rule(outside[at], steps[at] != 0, pairs[at], runs[at])
            high = (steps[at] if rule is Rule.TREND else sides[at]) > 0
            label, kind = _label(rule, high, settings), _kind(rule, high, direction)
            judged.append(Plotted(day, value, number, limits, sides[at], near[at], rule, label, kind, high))
    return judged


def _base(segment: _Series, fix_after: int | None) -> list[list[float]]:
    """The values that limits are counted from, in their stretches."""
    left = fix_after if fix_after is not None else len(segment)
    base = []
    for stretch in _stretches(segment):
        values = [value for _, value in stretch if value is not None][:left]
        left -= len(values)
        base.append(values)
    return base


def _beyond(value: float, lower: float | None, upper: float | None) -> bool:
    return lower is not None and upper is not None and not lower <= value <= upper


def _first_rule(outside: bool, trend: bool, pair: bool, shift: bool) -> Rule | None:
    applying = zip(
        (Rule.OUTSIDE, Rule.TREND, Rule.TWO_OF_THREE, Rule.SHIFT), (outside, trend, pair, shift), strict=True
    )
    return next((rule for rule, applies in applying if applies), None)


def _label(rule: Rule | None, high: bool, settings: Settings) -> str:
    side = "Above" if high else "Below"
    match rule:
        case None:
            return "Common Cause"
        case Rule.OUTSIDE:
            return "Above UCL" if high else "Below LCL"
        case Rule.TREND:
            return f"{settings.trend_run} Point Trend ({'Increasing' if high else 'Decreasing'})"
        case Rule.TWO_OF_THREE:
            return f"2 in 3 {side} CL"
        case Rule.SHIFT:
            return f"{settings.shift_run} Points {side} CL"


def _kind(rule: Rule | None, high: bool, direction: Direction) -> PointType:
    if rule is None:
        return PointType.COMMON
    if direction is Direction.NEUTRAL:
        return PointType.NEUTRAL_HIGH if high else PointType.NEUTRAL_LOW
    return PointType.IMPROVEMENT if high == (direction is Direction.INCREASE) else PointType.CONCERN


def _variation(points: Sequence[Plotted]) -> str:
    last = next((point for point in reversed(points) if point.value is not None), None)
    if last is None or last.rule is None:
        return "common_cause"
    meaning = {PointType.IMPROVEMENT: "improvement", PointType.CONCERN: "concern"}.get(last.kind, "neutral")
    return f"{meaning}_{'high' if last.high else 'low'}"
