"""Mean and process limits of one segment of an XmR chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean as exact_mean

SCALE = 2.66
"""From the mean moving range to three sigma: 3 / 1.128, as Making Data Count rounds it."""
NEAR = 2 * (SCALE / 3)
"""The same to two sigma, the near limits."""
SCREEN = 3.267
"""Times the mean moving range: a range this wide or wider does not come from the process itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the points of a segment are held against, in the unit of the series and unrounded.

    Without a point there is no mean; without two neighbours there are no limits. A negative lower limit of a count is
    kept: only the drawing stops at nought.
    """

    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    near_lower: float | None = None
    near_upper: float | None = None


def limits_of(stretches: Sequence[Sequence[float]], screen: bool) -> Limits:
    """The limits that values give, parted into stretches without gaps: no moving range crosses a gap.

    With `screen`, moving ranges of 3.267 times their mean or more are left out, once.
    """
    values = [float(value) for stretch in stretches for value in stretch]
    if not values:
        return Limits()
    # The exact mean: that of equal values is that value, so that no point of a constant series lies beside its mean.
    mean = exact_mean(values)
    ranges = [abs(after - before) for stretch in stretches for before, after in pairwise(stretch)]
    if not ranges:
        return Limits(mean)
    width = exact_mean(ranges)
    if screen and width > 0:  # Of a constant series every range would be as wide as that, and none left.
        width = exact_mean([each for each in ranges if each < SCREEN * width])
    return Limits(mean, mean - SCALE * width, mean + SCALE * width, mean - NEAR * width, mean + NEAR * width)
