"""The rules read a second time, in another style: run lengths and rational numbers, point by point, without windows."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

Marks = list[tuple[str, float, float, float]]


def second_reading(values: Sequence[float]) -> Marks:
    """Label, mean, lower and upper limit of each point of one segment without gaps, screened, with runs of seven."""
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    ranges = [abs(exact[i] - exact[i - 1]) for i in range(1, len(exact))]
    average = sum(ranges) / len(ranges)
    kept = [each for each in ranges if each < Fraction("3.267") * average] or ranges
    sigma3 = Fraction("2.66") * sum(kept) / len(kept)
    above = lengths([(value > mean) - (value < mean) for value in exact])
    moves = lengths([(b > a) - (b < a) for a, b in pairwise(exact)])
    labels = []
    for i, value in enumerate(exact):
        high = value > mean
        side = "Above" if high else "Below"
        if abs(value - mean) > sigma3:
            label = "Above UCL" if high else "Below LCL"
        elif (way := trend_at(moves, i)) != 0:
            label = f"7 Point Trend ({'Increasing' if way > 0 else 'Decreasing'})"
        elif is_near(exact, i, mean, sigma3) and has_company(exact, i, mean, sigma3):
            label = f"2 in 3 {side} CL"
        elif above[i][0] != 0 and above[i][1] >= 7:
            label = f"7 Points {side} CL"
        else:
            label = "Common Cause"
        labels.append((label, float(mean), float(mean - sigma3), float(mean + sigma3)))
    return labels


def lengths(signs: Sequence[int]) -> list[tuple[int, int]]:
    """Each sign with the length of the unbroken run that it is part of."""
    if not signs:
        return []
    counts = [1] * len(signs)
    for i in range(1, len(signs)):
        counts[i] = counts[i - 1] + 1 if signs[i] == signs[i - 1] else 1
    for i in reversed(range(len(signs) - 1)):
        if signs[i] == signs[i + 1]:
            counts[i] = counts[i + 1]
    return list(zip(signs, counts, strict=True))


def trend_at(moves: Sequence[tuple[int, int]], i: int) -> int:
    """Which way the trend goes that a point is part of: the step out of it if that leads on in a trend, or in."""

    def long(step: int) -> bool:
        return 0 <= step < len(moves) and moves[step][0] != 0 and moves[step][1] >= 6

    def part(point: int) -> bool:
        return long(point - 1) or long(point)

    if not part(i):
        return 0
    if i < len(moves) and part(i + 1) and moves[i][0] != 0:
        return moves[i][0]
    return moves[i - 1][0]


def is_near(exact: Sequence[Fraction], i: int, mean: Fraction, sigma3: Fraction) -> bool:
    return sigma3 * 2 / 3 < abs(exact[i] - mean) <= sigma3


def has_company(exact: Sequence[Fraction], i: int, mean: Fraction, sigma3: Fraction) -> bool:
    """Whether another point near the same limit lies next to it, or two away with one on their side between."""
    for first in (i - 2, i - 1, i):
        if first < 0 or first + 2 >= len(exact):
            continue
        three = range(first, first + 3)
        one_sided = all((exact[j] - mean) * (exact[i] - mean) > 0 for j in three)
        if one_sided and any(j != i and is_near(exact, j, mean, sigma3) for j in three):
            return True
    return False
