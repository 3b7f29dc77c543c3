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
    counts = _counted(_came(chance, contracts, months), part("people"), contracts, months)
    return Family(OverTime.ONCE, OverContracts.ONCE, counts)


def some_of_them(chance: Random, contracts: int, months: int) -> Family:
    """The same, and how many of them are of one kind; of the others no report tells."""
    came = _came(chance, contracts, months)
    most = chance.random()
    kinds = {person: part("some") if chance.random() < most else part("others") for person in came}
    counts = _counted(came, part("people"), contracts, months)
    for kind in (part("some"), part("others")):
        of_kind = {person: days for person, days in came.items() if kinds[person] == kind}
        counts |= _counted(of_kind, kind, contracts, months)
    sums = [Sum(part("people"), (part("some"), part("others")))]
    return Family(OverTime.ONCE, OverContracts.ONCE, counts, sums, frozenset({part("others")}))


def _came(chance: Random, contracts: int, months: int) -> dict[int, set[tuple[str, int]]]:
    came: dict[int, set[tuple[str, int]]] = {}
    for person in range(chance.randint(5, 40)):
        often = chance.random()
        for contract in range(contracts):
            if chance.random() < 0.5:
                came.setdefault(person, set()).update(
                    (f"c{contract}", FIRST + month) for month in range(months) if chance.random() < often
                )
    return came


def _counted(
    came: Mapping[int, set[tuple[str, int]]], name: Named, contracts: int, months: int
) -> dict[tuple[str, Named], dict[tuple[int, int], int]]:
    return {
        (scope, name): {
            (first, last): count
            for last in range(FIRST, FIRST + months)
            for first in range(last - 11, last + 1)
            if (count := sum(_there(days, scope, first, last) for days in came.values()))
        }
        for scope in (*(f"c{contract}" for contract in range(contracts)), "*")
    }


def _there(days: set[tuple[str, int]], scope: str, first: int, last: int) -> bool:
    return any(scope in ("*", contract) and first <= month <= last for contract, month in days)
