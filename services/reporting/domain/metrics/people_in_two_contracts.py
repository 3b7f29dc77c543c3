"""People reached by two contracts in the same period: why contracts do not add up to the organisation's people.

For each person whom two contracts reached, each contract's months are observed, and with them, in a scope of their own,
the months in which either did. Over any period, those in the one plus those in the other less those in either are those
in both.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit
from services.reporting.domain.metrics.distinct import distinct_in, months_first
from services.reporting.domain.metrics.people_reached import QUALIFYING
from services.reporting.domain.period import Period
from services.reporting.domain.records.person import Person

_EITHER = 1 << 20
"""Added to a number to tell the months of either contract from those of each: above the number of any month."""


def pair_scope(one: str, other: str) -> str:
    """The scope of the people of two contracts; a slug holds no plus sign."""
    return "+".join(sorted((one, other)))


def of_pair(scope: str) -> Sequence[str]:
    """The contracts of such a scope, or the one of another."""
    return scope.split("+")


def _observe(person: Person) -> Iterable[Observation]:
    reached = {contract: months for contract in person.happened if (months := person.months(contract, QUALIFYING))}
    observed: list[Observation] = []
    for one, other in combinations(sorted(reached), 2):
        scope = pair_scope(one, other)
        observed += months_first(scope, reached[one])
        observed += months_first(scope, reached[other])
        either = months_first(scope, reached[one] | reached[other])
        observed += [(scope, month, before + _EITHER) for _, month, before in either]
    return observed


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    each = {key: times for key, times in tally.items() if key[1] < _EITHER}
    either = {(month, number - _EITHER): times for (month, number), times in tally.items() if number >= _EITHER}
    return (Figure("people in both", Unit.PEOPLE, distinct_in(each, period) - distinct_in(either, period)),)


PEOPLE_IN_TWO_CONTRACTS = Metric(
    definition=Definition(
        id="people-in-two-contracts",
        title="People reached by two contracts",
        numerator="distinct people with a qualifying event of both contracts in the period; qualifying as for people "
        "reached",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of the qualifying event",
        direction=Direction.NEUTRAL,
        version=2,
        valid_from=date(2025, 4, 1),
    ),
    read=_read,
    of_person=_observe,
    kinds=QUALIFYING,
    once=True,
)
