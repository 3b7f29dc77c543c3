"""Days and portions: how a number of things is spread over days and people, evenly enough and to the last one."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


def a_day(chance: Random, first: date, last: date) -> date:
    """Any day from the first to the last."""
    return first + timedelta(days=chance.randrange(max(1, (last - first).days + 1)))


def a_weekday(chance: Random, first: date, last: date) -> date:
    """Any day from the first to the last, moved off a weekend where there is room."""
    day = a_day(chance, first, last)
    while day.weekday() > 4 and day < last:
        day += timedelta(days=1)
    return day


def weekdays(first: date, last: date, weekday: int) -> list[date]:
    """Every Monday (0) to Sunday (6) of a span."""
    start = first + timedelta(days=(weekday - first.weekday()) % 7)
    return [start + timedelta(days=7 * week) for week in range((last - start).days // 7 + 1)]


def portions(total: int, parts: int, chance: Random, spread: int = 0, least: int = 0) -> list[int]:
    """`total` in so many whole portions, each about the mean, give or take `spread`, and none under `least`."""
    mean, rest = divmod(total, parts)
    sizes = [mean + (1 if part < rest else 0) for part in range(parts)]
    chance.shuffle(sizes)
    for first in range(0, parts - 1, 2):
        by = chance.randint(0, max(0, min(spread, sizes[first] - least)))
        sizes[first] -= by
        sizes[first + 1] += by
    return sizes


def in_turn(things: Sequence[T], count: int, chance: Random) -> list[T]:
    """So many things, everyone once before anyone twice, in a shuffled order."""
    dealt: list[T] = []
    while len(dealt) < count:
        dealt += chance.sample(things, k=min(len(things), count - len(dealt)))
    return dealt
