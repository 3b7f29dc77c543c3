"""Every count of every period that reports have, with the sums between them: what disclosure protects as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from services.reporting.domain.disclosure.families import (
    Family,
    Months,
    Named,
    OverContracts,
    OverTime,
    Sum,
    behind,
    counts_in,
    periods_ending,
    public_periods_ending,
    sums_in,
)
from services.reporting.domain.metric import ORGANISATION, Metric
from services.reporting.domain.metrics.people_in_two_contracts import PEOPLE_IN_TWO_CONTRACTS
from services.reporting.domain.metrics.report import Tallies, words_in
from services.reporting.domain.pack.laws import (
    APART,
    IN_YEAR,
    NOT_ADDING,
    ONCE_TOO,
    YEARLY,
    at_most,
    is_inside,
    is_reviewed,
    same_as,
    sums_over,
)
from services.reporting.domain.period import APRIL, Period, year_start

_ALL_IN_APRIL: Mapping[str, int] = MappingProxyType({})
_Counts = dict[tuple[str, Named], dict[Months, int]]


@dataclass
class _Counted:
    """The counts of some metrics that hang together alike."""

    time: OverTime
    contracts: OverContracts
    metrics: set[str]
    counts: _Counts = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    unseen: set[Named] = field(default_factory=set)
    same: dict[Named, Named] = field(default_factory=dict)
    yearly: bool = False


def families_of(
    metrics: Sequence[Metric],
    tallies: Tallies,
    contracts: Sequence[str],
    until_month: int,
    as_at: date,
    year_starts: Mapping[str, int] = _ALL_IN_APRIL,
) -> list[Family]:
    """The counts of metrics as known by the end of a day, from the first month of anything to the last one reported.

    The tallies are those of every contract and of the organisation; `year_starts` gives the month in which a contract's
    own year begins, where that is not April.
    """
    months = [
        month for scopes in tallies.values() for tally in scopes.values() for month, _ in tally if month <= until_month
    ]
    if not months:
        return []
    first = min(months)
    span = range(first, until_month + 1)
    told = [metric for metric in metrics if metric is not PEOPLE_IN_TWO_CONTRACTS]  # No report tells it outside.
    counted = [_counted(metric, tallies, contracts, span, as_at, year_starts) for metric in told]
    yearly = [found for each in counted if (found := _apart(each)) is not None]
    return [_family(each, year_starts) for each in (*_together(counted), *yearly) if each.counts]


def _counted(
    metric: Metric,
    tallies: Tallies,
    contracts: Sequence[str],
    months: range,
    as_at: date,
    year_starts: Mapping[str, int],
) -> _Counted:
    what = metric.definition.id
    time = OverTime.ADDS
    if metric.stock:
        time = OverTime.STANDS
    elif what in APART:
        time = OverTime.APART
    elif metric.once or what in NOT_ADDING or what in ONCE_TOO:
        time = OverTime.ONCE
    once = metric.once or what in ONCE_TOO
    over = OverContracts.ONCE if once else OverContracts.ADDS
    found = _Counted(time, OverContracts.APART if time is OverTime.APART else over, {what})
    scopes: dict[str, Sequence[str]] = {contract: (contract,) for contract in contracts}
    if metric.once or time in {OverTime.ONCE, OverTime.APART}:
        scopes[ORGANISATION] = (ORGANISATION,) if metric.once else contracts
    parts: dict[Named, dict[Named, None]] = {}
    for scope, within in scopes.items():
        words = words_in(metric, within, tallies)
        for month in months:
            for first, last in _periods_of(scope, month, time, year_starts.get(scope, APRIL)):
                period = Period("", first, last)
                figures = metric.figures(words, period, min(period.ends_on, as_at))
                for figure in figures:
                    for name, count in counts_in(figure).items():
                        if is_inside((what, name)):
                            continue
                        of = found.counts.setdefault((scope, (what, name)), {})
                        if count:
                            of[first, last] = count
                for each in sums_in(what, [figure for figure in figures if not is_inside((what, figure.name))]):
                    parts.setdefault(each.whole, {}).update(dict.fromkeys(each.parts))
    for whole, named in parts.items():
        _take(found, Sum(whole, tuple(named)))
    return found


def _periods_of(scope: str, month: int, time: OverTime, year_starts: int) -> Sequence[Months]:
    """The periods of which a count must be given: of others it follows."""
    if time in {OverTime.ADDS, OverTime.STANDS}:
        return ((month, month),)
    return public_periods_ending(month, time) if scope == ORGANISATION else periods_ending(month, year_starts)


def _take(found: _Counted, law: Sum, at_least: bool = False) -> None:
    """A sum between the counts; with what is left if the whole may hold more than the parts that are named."""
    rest: _Counts = {}
    name = law.whole[0], behind(law.whole[1], f"without {' '.join(law.parts[0])}")
    scopes = {scope for scope, _ in found.counts}
    for scope in scopes:
        whole = found.counts.get((scope, law.whole), {})
        parts = [found.counts.get((scope, part), {}) for part in law.parts]
        for months in {each for one in (whole, *parts) for each in one}:
            left = whole.get(months, 0) - sum(part.get(months, 0) for part in parts)
            if left < 0:
                return  # It does not hold: nobody can use it.
            if left:
                rest.setdefault((scope, name), {})[months] = left
    if not rest and not at_least:
        found.sums.append(law)
        return
    found.counts |= rest
    found.unseen.add(name)
    found.sums.append(Sum(law.whole, (*law.parts, name)))


def _together(counted: Sequence[_Counted]) -> list[_Counted]:
    """Those of one kind between which something holds become one."""
    groups = list(counted)
    names = {name for each in counted for _, name in each.counts}
    bonds = [(name, same_as(name)) for name in sorted(names)]
    bonds += [(each.whole, part) for each in sums_over(names) for part in each.parts]
    bonds += at_most(names)
    for name, other_name in bonds:
        one = next((each for each in groups if name[0] in each.metrics), None)
        other = next((each for each in groups if other_name[0] in each.metrics), None)
        if one is None or other is None or one is other:
            continue
        if (one.time, one.contracts) != (other.time, other.contracts):
            continue
        one.metrics |= other.metrics
        one.counts |= other.counts
        one.sums += other.sums
        one.unseen |= other.unseen
        groups = [each for each in groups if each is not other]
    for group in groups:
        _bind(group)
    return groups


def _bind(group: _Counted) -> None:
    """Counts by several names become one, and what holds between the metrics of a group is added."""
    names = {name for _, name in group.counts}
    scopes = {scope for scope, _ in group.counts}
    for name in sorted(names):
        other = same_as(name)
        if other == name or other not in names:
            continue
        if all(group.counts.get((scope, name), {}) == group.counts.get((scope, other), {}) for scope in scopes):
            group.same[name] = other
    for name in group.same:
        for scope in scopes:
            group.counts.pop((scope, name), None)

    def one(name: Named) -> Named:
        return group.same.get(name, name)

    group.sums = list(dict.fromkeys(Sum(one(each.whole), tuple(map(one, each.parts))) for each in group.sums))
    here = {name for _, name in group.counts}
    for told in sums_over(names):
        law = Sum(one(told.whole), tuple(dict.fromkeys(map(one, told.parts))))
        if law.whole in here and here.issuperset(law.parts) and law not in group.sums and law.parts != (law.whole,):
            _take(group, law)
    for smaller, larger in at_most(names):
        if one(smaller) in here and one(larger) in here:
            _take(group, Sum(one(larger), (one(smaller),)), at_least=True)


def _apart(counted: _Counted) -> _Counted | None:
    """What was there when a financial year began, by the April of the year."""
    names = sorted({name for _, name in counted.counts} & YEARLY)
    if not names:
        return None
    found = _Counted(OverTime.STANDS, counted.contracts, set(), yearly=True)
    for scope, name in sorted(counted.counts):
        if name in names:
            of = counted.counts.pop((scope, name))
            found.counts[scope, name] = {(year_start(last),) * 2: count for (_, last), count in of.items()}
    return found


def _family(group: _Counted, year_starts: Mapping[str, int]) -> Family:
    return Family(
        group.time,
        group.contracts,
        group.counts,
        group.sums,
        frozenset(group.unseen),
        yearly=group.yearly,
        in_year=frozenset(name for _, name in group.counts if name in IN_YEAR),
        same=group.same,
        public=frozenset(name for _, name in group.counts if is_reviewed(name)),
        year_starts=year_starts,
    )
