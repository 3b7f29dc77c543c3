"""People reached by two contracts in the same period: why contracts do not add up to the organisation's people.

For each person whom two contracts reached, each contract's months are observed, and with them, in a scope of their own,
the months in which either did. Over any period, those in the one plus those in the other less those in either are those
in both.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

from services.reporting.domain.metric import Definition, Direction, Figure, Observation, PersonMetric, Tally, Unit
from services.reporting.domain.metrics.people_reached import distinct_in, months_reached
from services.reporting.domain.period import Period
from services.reporting.domain.records.person import Person

_EITHER = 1 << 20
"""Added to a number to tell the months of either contract from those of each: above the number of any month."""


def pair_scope(one: str, other: str) -> str:
    """The scope of the people of two contracts; a slug holds no plus sign."""
    return "+".join(sorted((one, other)))


def _observe(person: Person) -> Iterable[Observation]:
    for one, other in combinations(sorted(person.reached), 2):
        scope = pair_scope(one, other)
        yield from months_reached(scope, person.reached[one])
        yield from months_reached(scope, person.reached[other])
        for _, month, before in months_reached(scope, person.reached[one] + person.reached[other]):
            yield scope, month, before + _EITHER


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    each = {key: times for key, times in tally.items() if key[1] < _EITHER}
    either = {(month, number - _EITHER): times for (month, number), times in tally.items() if number >= _EITHER}
    return (Figure("people in both", Unit.PEOPLE, distinct_in(each, period) - distinct_in(either, period)),)


PEOPLE_IN_TWO_CONTRACTS = PersonMetric(
    Definition(
        id="people-in-two-contracts",
        title="People reached by two contracts",
        numerator="distinct people with a qualifying event of both contracts in the period; qualifying as for people "
        "reached",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of first contact",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    _observe,
    _read,
)
