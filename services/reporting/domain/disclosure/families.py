"""Counts that hang together: what is counted, over which months and contracts, and which sums everybody knows to hold.

A reader of several reports can add and take away what they show. So all counts between which a sum holds are protected
as one family: over months, quarters, the year to date and twelve months, over contracts and all of them together, and
over the parts of a whole, be they of one metric or of several.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from services.reporting.domain.metric import OF_NOBODY, Figure, Unit
from services.reporting.domain.period import APRIL, year_start

Named = tuple[str, str]
"""Metric, and the name of one of its counts."""
Months = tuple[int, int]
"""First and last month of a period."""
Key = tuple[str, Named, Months]
"""One count: scope, what is counted, and when."""

_NUMERATOR, _REST, _DENOMINATOR, _OF, _SUM = "numerator", "rest", "denominator", "of", "sum"


class OverTime(StrEnum):
    """How the counts of months make that of a longer period."""

    ADDS = "adds"
    STANDS = "stands"
    """It is a count at the end of the period, so that only the last month matters."""
    ONCE = "once"
    """Somebody who is there in two months counts once."""
    APART = "apart"
    """Nothing follows from one period for another, as with how far somebody came from their first reading in it."""


class OverContracts(StrEnum):
    """How the counts of contracts make that of all."""

    ADDS = "adds"
    ONCE = "once"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Sum:
    """In every scope and period the parts add up to the whole; one part alone is the same as it."""

    whole: Named
    parts: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Counts that are protected together. A count that is not given is nought."""

    time: OverTime
    contracts: OverContracts
    counts: Mapping[tuple[str, Named], Mapping[Months, int]]
    """By scope and name, then by period; where months add up, or stand, single months are enough."""
    sums: Sequence[Sum] = ()
    unseen: frozenset[Named] = field(default_factory=frozenset)
    """Counts that no report shows, such as what a whole holds beside the parts that are named."""
    yearly: bool = False
    """Whether what stands was there when the financial year began: it is counted in April, and holds until March."""
    in_year: frozenset[Named] = field(default_factory=frozenset)
    """Counts of which a period that began before the financial year of its last month counts from that April on."""
    same: Mapping[Named, Named] = field(default_factory=dict)
    """Counts by another name, each to the one that it is the same as: that one alone is among the counts."""
    public: frozenset[Named] | None = None
    """Counts that the public review tells of all contracts together; None where it tells every one."""
    year_starts: Mapping[str, int] = field(default_factory=dict)
    """The month in which a contract's own year begins, where that is not April."""


def counts_in(figure: Figure) -> Mapping[str, int]:
    """The counts that a figure tells, each by the name under which it is protected; none of what is of nobody."""
    if figure.unit in OF_NOBODY:
        return {}
    if figure.unit is Unit.SHARE:
        numerator, denominator = figure.numerator or 0, figure.denominator or 0
        counts = {_NUMERATOR: numerator, _REST: denominator - numerator, _DENOMINATOR: denominator}
        return {behind(figure.name, each): count for each, count in counts.items()}
    if figure.unit is Unit.MEAN and figure.of is None:
        return {behind(figure.name, _SUM): figure.numerator or 0}
    if figure.unit in {Unit.DAYS, Unit.MEAN}:
        return {behind(figure.name, _OF): figure.of or 0}
    return {figure.name: int(figure.value or 0)}


def sums_in(metric: str, figures: Sequence[Figure]) -> list[Sum]:
    """The sums between the counts of one metric that its figures tell: shares with their rest, wholes with parts."""
    found = []
    parts: dict[str, list[str]] = {}
    for figure in figures:
        if figure.unit is Unit.SHARE:
            numerator, rest = behind(figure.name, _NUMERATOR), behind(figure.name, _REST)
            found.append(Sum((metric, behind(figure.name, _DENOMINATOR)), ((metric, numerator), (metric, rest))))
        if figure.part_of is not None and figure.unit not in OF_NOBODY:
            parts.setdefault(figure.part_of, []).append(figure.name)
    found += [Sum((metric, whole), tuple((metric, part) for part in each)) for whole, each in parts.items()]
    return found


def behind(figure: str, which: str) -> str:
    """The name of a count that stands behind a figure: the numerator, rest or denominator of a share, how many (`of`)
    a number of days is of, the sum behind a mean."""
    return f"{figure} / {which}"


def periods_ending(month: int, year_starts: int = APRIL) -> tuple[Months, ...]:
    """The periods of a contract's reports that end with a month: it, its quarter, the year to date, and the contract's
    own year, if that begins in another month than the financial one."""
    found = [(month, month)]
    if month % 3 == 2:
        found.append((month - 2, month))
    found.append((year_start(month), month))
    if year_starts != APRIL and month - year_start(month, year_starts) == 11:
        found.append((month - 11, month))
    return tuple(dict.fromkeys(found))


def public_periods_ending(month: int, time: OverTime) -> tuple[Months, ...]:
    """The same of the public review of all contracts together: financial years, or what stands at their end."""
    if month % 12 != 2:
        return ()
    return ((month, month),) if time is OverTime.STANDS else ((month - 11, month),)


def since_april(months: Months) -> Months:
    """The part of a period that lies in the financial year of its last month."""
    return max(months[0], year_start(months[1])), months[1]


def covers(months: Months) -> list[tuple[Months, ...]]:
    """In which ways shorter periods of reports make up a longer one; periods may overlap."""
    first, last = months
    if first == last:
        return []
    found: list[tuple[Months, ...]] = []
    if first == year_start(last):
        found.append(((first, last - 1), (last, last)))
        if last % 3 == 2 and last - 2 > first:
            found.append(((first, last - 3), (last - 2, last)))
    if last - first == 2 and last % 3 == 2:
        found.append(tuple((month, month) for month in range(first, last + 1)))
    if last - first == 11:
        april = year_start(last)
        rest: list[Months] = []
        month = first
        while month < april:
            step = 3 if month % 3 == 0 else 1
            rest.append((month, month + step - 1))
            month += step
        if rest:
            found.append((*rest, (april, last)))
    return found
