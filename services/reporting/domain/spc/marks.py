"""Which points of a stretch without gaps belong to a shift, to a trend, or to two of three close to a limit."""

from collections.abc import Sequence
from itertools import pairwise

WINDOW = 3
"""Points of which two must lie close to a limit."""


def sign(number: float) -> int:
    """1 above nought, -1 below, 0 at it."""
    return (number > 0) - (number < 0)


def shifts(sides: Sequence[int], run: int) -> list[bool]:
    """Each point that is one of `run` or more neighbours on one side of the mean; a point on the mean breaks a run."""
    marked = [False] * len(sides)
    for start in range(len(sides) - run + 1):
        window = sides[start : start + run]
        if window[0] != 0 and len(set(window)) == 1:
            marked[start : start + run] = [True] * run
    return marked


def trends(values: Sequence[float], run: int) -> list[int]:
    """1 or -1 for each point that is one of `run` or more strictly rising or strictly falling; a tie breaks a run.

    Where two runs meet, a point takes the direction of the step out of it; but never of a step that is a tie, as the
    reference does, which calls the last of seven rising points falling if the next seven begin at the same height.
    """
    steps = [sign(after - before) for before, after in pairwise(values)]
    marked = [False] * len(values)
    for start in range(len(values) - run + 1):
        window = steps[start : start + run - 1]
        if window[0] != 0 and len(set(window)) == 1:
            marked[start : start + run] = [True] * run
    directions = [0] * len(values)
    for at, is_marked in enumerate(marked):
        if is_marked:
            out = steps[at] if at + 1 < len(values) and marked[at + 1] else 0
            directions[at] = out or steps[at - 1]
    return directions


def two_of_three(sides: Sequence[int], near: Sequence[bool]) -> list[bool]:
    """Each point close to a limit with another in three neighbours, all of them on one side of the mean."""
    marked = [False] * len(sides)
    for start in range(len(sides) - WINDOW + 1):
        places = range(start, start + WINDOW)
        close = [at for at in places if near[at]]
        if sides[start] != 0 and len({sides[at] for at in places}) == 1 and len(close) >= 2:
            for at in close:
                marked[at] = True
    return marked
