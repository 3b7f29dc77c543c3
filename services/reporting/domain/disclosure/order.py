"""What holds where somebody counts once: a whole is at least each of its parts, and at most their sum."""

from collections.abc import Iterable, Sequence

from services.reporting.domain.disclosure.families import Family, Months, Named, OverContracts, OverTime, covers
from services.reporting.domain.metric import ORGANISATION

Count = tuple[str, Named, Months]
Signed = list[tuple[int, str, Named, Months]]
"""A sum of counts, each with its sign, that is nought or more."""


def orders(
    family: Family,
    names: Iterable[Named],
    contracts: Sequence[str],
    periods: Iterable[Months],
    first: int,
) -> Iterable[tuple[Signed, bool]]:
    """Sums that are nought or more, of the periods that end with a month; and of which, where they are nought, readers
    are taken to know it, such as that nobody is in two months or two contracts. Nothing was counted before `first`."""
    for months in periods:
        for name in names:
            if family.time is OverTime.ONCE:
                for scope in (*contracts, ORGANISATION):
                    yield from _over_time(scope, name, months, first)
            if family.contracts is OverContracts.ONCE:
                whole = ORGANISATION, name, months
                yield from _cover(whole, [(contract, name, months) for contract in contracts])


def _cover(whole: Count, parts: Sequence[Count]) -> Iterable[tuple[Signed, bool]]:
    for part in parts:
        yield [(1, *whole), (-1, *part)], False
    yield [(-1, *whole), *((1, *part) for part in parts)], True


def _over_time(scope: str, name: Named, months: Months, first_known: int) -> Iterable[tuple[Signed, bool]]:
    first, last = months
    whole = (scope, name, months)
    for cover in covers(months):
        yield from _cover(whole, [(scope, name, part) for part in cover if part[1] >= first_known])
    if last - first == 11 and last - 1 >= first_known:
        before, gone = (scope, name, (first - 1, last - 1)), (scope, name, (first - 1, first - 1))
        here = (scope, name, (last, last))
        yield [(1, *before), (1, *here), (-1, *whole)], False
        yield [(1, *whole), (1, *gone), (-1, *before)], False
    if last % 3 == 2 and last - first > 2 and (last - first < 11 or last % 12 == 2):
        # Who is there in a part of two overlapping periods is there in both: the two hold at least what their whole
        # and what they share hold together.
        begun, quarter = (scope, name, (first, last - 2)), (scope, name, (last - 2, last))
        shared = (scope, name, (last - 2, last - 2))
        yield [(1, *begun), (1, *quarter), (-1, *whole), (-1, *shared)], False
