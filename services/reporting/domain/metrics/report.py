"""Reports: the figures of one contract, or of all of them with each person once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from chassis.errors import Fault, Invalid
from services.reporting.domain.metric import ORGANISATION, Definition, Figure, Metric, Tally
from services.reporting.domain.metrics.catalogue import CONTRACT_METRICS, METRICS
from services.reporting.domain.metrics.people_in_two_contracts import PEOPLE_IN_TWO_CONTRACTS, pair_scope
from services.reporting.domain.metrics.people_reached import PEOPLE_REACHED
from services.reporting.domain.period import Period

Tallies = Mapping[tuple[str, str], Mapping[str, Tally]]
"""Tallies by metric and scope, and by the coded word behind the scope, the empty one where there is none."""


Shown = Callable[[Figure, str, str, Period], Figure]
"""A figure of a scope, a metric and a period as its readers may see it."""


def as_it_is(figure: Figure, _scope: str, _metric: str, _period: Period) -> Figure:
    """Nothing hidden: for the contract's own team and for management."""
    return figure


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is of: a period, as it was known by the end of a day."""

    period: Period
    as_at: date

    @property
    def complete(self) -> bool:
        """Whether the period was over by the day of knowledge."""
        return self.period.ends_on <= self.as_at

    @property
    def until(self) -> date:
        """The last day looked at: figures "at the end" of a period that runs on are those of the day of knowledge."""
        return min(self.period.ends_on, self.as_at)


@dataclass(frozen=True, slots=True)
class Measure:
    """Figures with the definition they were made by."""

    definition: Definition
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """People reached by two contracts, who count in each of them and once in the organisation."""

    contracts: tuple[str, str]
    people: Figure


@dataclass(frozen=True, slots=True)
class People:
    """Why contracts do not add up: each contract's people, all of them once, and those of two contracts."""

    by_contract: Mapping[str, Figure]
    sum_of_contracts: int
    once: int
    overlaps: tuple[Overlap, ...]


def ask(period: Period, as_at: date, today: date) -> Asked:
    """What is asked for, or `Invalid` where nothing can be known of it."""
    if as_at > today:
        raise Invalid((Fault("as_at", f"is after today, {today}: what will be known then is not known", "in-future"),))
    if period.starts_on > as_at:
        raise Invalid(
            (Fault("period", f"begins on {period.starts_on}, after the day of knowledge", "period-not-begun"),)
        )
    return Asked(period, as_at)


def contract_measures(contract: str, tallies: Tallies, asked: Asked, shown: Shown) -> tuple[Measure, ...]:
    """The measures of one contract, with small numbers treated as `shown` says."""
    measures = []
    for metric in CONTRACT_METRICS:
        figures = metric.figures(words_in(metric, (contract,), tallies), asked.period, asked.until)
        treated = tuple(shown(figure, contract, metric.definition.id, asked.period) for figure in figures)
        measures.append(Measure(metric.definition, treated))
    return tuple(measures)


def organisation_measures(contracts: Sequence[str], tallies: Tallies, asked: Asked) -> tuple[Measure, ...]:
    """The measures of all contracts together: referrals add up, people are counted once."""
    measures = []
    for metric in CONTRACT_METRICS:
        words = words_in(metric, (ORGANISATION,) if metric.once else contracts, tallies)
        measures.append(Measure(metric.definition, tuple(metric.figures(words, asked.period, asked.until))))
    return tuple(measures)


def people(contracts: Sequence[str], tallies: Tallies, asked: Asked) -> People:
    """People reached by each contract, by all of them once, and by each two of them."""

    def count(metric: Metric, scope: str) -> Figure:
        return metric.figures(words_in(metric, (scope,), tallies), asked.period, asked.until)[0]

    by_contract = {contract: count(PEOPLE_REACHED, contract) for contract in contracts}
    return People(
        by_contract,
        sum(int(figure.value or 0) for figure in by_contract.values()),
        int(count(PEOPLE_REACHED, ORGANISATION).value or 0),
        tuple(
            Overlap((one, other), count(PEOPLE_IN_TWO_CONTRACTS, pair_scope(one, other)))
            for one, other in combinations(sorted(contracts), 2)
        ),
    )


def scopes(contracts: Sequence[str]) -> list[str]:
    """Every scope that a report over these contracts reads."""
    pairs = [pair_scope(one, other) for one, other in combinations(sorted(contracts), 2)]
    return [*contracts, ORGANISATION, *pairs]


def definitions() -> tuple[Definition, ...]:
    """Every definition in force."""
    return tuple(metric.definition for metric in METRICS)


def words_in(metric: Metric, scopes: Sequence[str], tallies: Tallies) -> Mapping[str, Tally]:
    """What a metric observed in scopes taken together, by the coded word behind the scope; the empty one for none."""
    found: dict[str, dict[tuple[int, int], int]] = {}
    for scope in scopes:
        for word, tally in tallies.get((metric.definition.id, scope), {}).items():
            together = found.setdefault(word, {})
            for key, times in tally.items():
                together[key] = together.get(key, 0) + times
    return found
