"""People reached: distinct people with a qualifying event in the period, for each contract and over all of them once.

A person is observed in each month of a qualifying event, with the month before it in which they had one. Whoever is
observed in a period with a month before the period's first is there for the first time in it: so the distinct people of
any period add up from its months.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from services.reporting.domain.metric import (
    ORGANISATION,
    Definition,
    Direction,
    Figure,
    Observation,
    PersonMetric,
    Tally,
    Unit,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.person import Person

_NEVER = 0


def months_reached(scope: str, days: Iterable[date]) -> Iterable[Observation]:
    """Each month of the days, with the month before it in which there was one, or 0."""
    before = _NEVER
    for month in sorted({month_of(day) for day in days}):
        yield scope, month, before
        before = month


def distinct_in(tally: Tally, period: Period) -> int:
    """How many different people were observed in the months of a period."""
    return sum(
        times
        for (month, before), times in tally.items()
        if period.first <= month <= period.last and before < period.first
    )


def _observe(person: Person) -> Iterable[Observation]:
    for contract, days in person.reached.items():
        yield from months_reached(contract, days)
    yield from months_reached(ORGANISATION, chain.from_iterable(person.reached.values()))


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("people reached", Unit.PEOPLE, distinct_in(tally, period)),)


PEOPLE_REACHED = PersonMetric(
    Definition(
        id="people-reached",
        title="People reached",
        numerator="distinct people with a qualifying event in the period. Qualifying is the first attended contact of "
        "a referral, by any channel. A person of several contracts counts once in each and once in their total, so "
        "contracts do not add up to the total",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of first contact",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    _observe,
    _read,
)
