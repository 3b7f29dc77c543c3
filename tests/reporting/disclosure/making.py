"""Families of counts for tests: literal ones, and invented ones with many small numbers."""

from collections.abc import Mapping, Sequence
from random import Random

from services.reporting.domain.disclosure.families import Family, Named, OverContracts, OverTime, Sum

FIRST = 2024 * 12 + 3
"""April 2024."""
WHOLE: Named = ("referrals", "all")


def part(name: str) -> Named:
    """A count of the invented metric by its name."""
    return "referrals", name


def table(of: Mapping[str, Mapping[str, Sequence[int]]]) -> Family:
    """By contract and part, a count for each month from April 2024 on; the parts add up to a whole."""
    counts = {}
    names = list(dict.fromkeys(name for parts in of.values() for name in parts))
    for contract, parts in of.items():
        for name, months in parts.items():
            counts[contract, part(name)] = {(FIRST + at, FIRST + at): count for at, count in enumerate(months)}
        if len(names) > 1:
            length = max(len(months) for months in parts.values())
            counts[contract, WHOLE] = {
                (FIRST + at, FIRST + at): sum(months[at] for months in parts.values()) for at in range(length)
            }
    sums = [Sum(WHOLE, tuple(part(name) for name in names))] if len(names) > 1 else []
    return Family(OverTime.ADDS, OverContracts.ADDS, counts, sums)


def invented(chance: Random, contracts: int, parts: int, months: int) -> Family:
    """Few of most things, many of some, none of others."""
    most = [[chance.choice((0, 2, 4, 8, 20, 60)) for _ in range(parts)] for _ in range(contracts)]
    return table(
        {
            f"c{one}": {
                f"p{each}": [chance.randint(0, most[one][each]) for _ in range(months)] for each in range(parts)
            }
            for one in range(contracts)
        }
    )


def people(chance: Random, contracts: int, months: int) -> Family:
    """People who come now and then, some to several contracts: once in each period, and once over all."""
    came: dict[int, set[tuple[str, int]]] = {}
    for person in range(chance.randint(5, 40)):
        often = chance.random()
        for contract in range(contracts):
            if chance.random() < 0.5:
                came.setdefault(person, set()).update(
                    (f"c{contract}", FIRST + month) for month in range(months) if chance.random() < often
                )
    counts: dict[tuple[str, Named], dict[tuple[int, int], int]] = {}
    for scope in (*(f"c{contract}" for contract in range(contracts)), "*"):
        counts[scope, part("people")] = {
            (first, last): count
            for last in range(FIRST, FIRST + months)
            for first in range(last - 11, last + 1)
            if (count := sum(_there(days, scope, first, last) for days in came.values()))
        }
    return Family(OverTime.ONCE, OverContracts.ONCE, counts)


def _there(days: set[tuple[str, int]], scope: str, first: int, last: int) -> bool:
    return any(scope in ("*", contract) and first <= month <= last for contract, month in days)
