"""What holds where somebody counts once: a whole is at least each of its parts, and at most their sum."""

from collections.abc import Callable, Iterable, Sequence

from services.reporting.domain.disclosure.families import Family, Months, Named, OverContracts, OverTime, covers
from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.period import year_start

Count = tuple[str, Named, Months]
Signed = list[tuple[int, str, Named, Months]]
"""A sum of counts, each with its sign, that is nought or more."""


def orders(
    family: Family,
    names: Iterable[Named],
    contracts: Sequence[str],
    periods: Callable[[str], Iterable[Months]],
    first: int,
) -> Iterable[tuple[Signed, bool]]:
    """Sums that are nought or more, of the periods of each scope that end with a month; and of which, where they are
    nought, readers are taken to know it, such as that nobody is in two months or two contracts. Nothing is counted
    before `first`."""
    for name in names:
        if family.time is OverTime.ONCE:
            for contract in contracts:
                for months in periods(contract):
                    yield from _over_time(contract, name, months, first)
        if family.contracts is OverContracts.ONCE:
            for months in periods(ORGANISATION):
                yield from _cover((ORGANISATION, name, months), [(contract, name, months) for contract in contracts])


def _cover(whole: Count, parts: Sequence[Count]) -> Iterable[tuple[Signed, bool]]:
    for part in parts:
        yield [(1, *whole), (-1, *part)], False
    yield [(-1, *whole), *((1, *part) for part in parts)], True


def _over_time(scope: str, name: Named, months: Months, first_known: int) -> Iterable[tuple[Signed, bool]]:
    first, last = months
    whole = (scope, name, months)
    for cover in covers(months):
        yield from _cover(whole, [(scope, name, part) for part in cover if part[1] >= first_known])
    if last % 3 == 2 and last - first > 2 and first == year_start(last):
        # Who is there in a part of two overlapping periods is there in both: the two hold at least what their whole
        # and what they share hold together.
        begun, quarter = (scope, name, (first, last - 2)), (scope, name, (last - 2, last))
        shared = (scope, name, (last - 2, last - 2))
        yield [(1, *begun), (1, *quarter), (-1, *whole), (-1, *shared)], False
