"""Reports: the figures of one contract, or of all of them with each person once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from chassis.errors import Fault, Invalid
from services.reporting.domain.disclosure import Profile
from services.reporting.domain.metric import ORGANISATION, Definition, Figure, Metric, PersonMetric, Tally
from services.reporting.domain.metrics.catalogue import CONTRACT_METRICS, METRICS
from services.reporting.domain.metrics.people_in_two_contracts import PEOPLE_IN_TWO_CONTRACTS, pair_scope
from services.reporting.domain.metrics.people_reached import PEOPLE_REACHED
from services.reporting.domain.period import Period

Tallies = Mapping[tuple[str, str], Tally]
"""Tallies by metric and scope."""


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


def contract_measures(contract: str, tallies: Tallies, asked: Asked, shown: Profile) -> tuple[Measure, ...]:
    """The measures of one contract, with small numbers treated as `shown` says."""
    return tuple(
        _measure(metric, tallies.get((_id(metric), contract), {}), asked, shown) for metric in CONTRACT_METRICS
    )


def organisation_measures(contracts: Sequence[str], tallies: Tallies, asked: Asked) -> tuple[Measure, ...]:
    """The measures of all contracts together: referrals add up, people are counted once."""
    return tuple(
        _measure(metric, _together(metric, contracts, tallies), asked, lambda figure: figure)
        for metric in CONTRACT_METRICS
    )


def people(contracts: Sequence[str], tallies: Tallies, asked: Asked) -> People:
    """People reached by each contract, by all of them once, and by each two of them."""

    def count(metric: PersonMetric, scope: str) -> Figure:
        return metric.read(tallies.get((_id(metric), scope), {}), asked.period, asked.until)[0]

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


def _measure(metric: Metric, tally: Tally, asked: Asked, shown: Profile) -> Measure:
    figures = metric.read(tally, asked.period, asked.until)
    return Measure(metric.definition, tuple(shown(figure) for figure in figures))


def _together(metric: Metric, contracts: Sequence[str], tallies: Tallies) -> Tally:
    if isinstance(metric, PersonMetric):
        return tallies.get((_id(metric), ORGANISATION), {})
    together: dict[tuple[int, int], int] = {}
    for contract in contracts:
        for key, times in tallies.get((_id(metric), contract), {}).items():
            together[key] = together.get(key, 0) + times
    return together


def _id(metric: Metric) -> str:
    return metric.definition.id
