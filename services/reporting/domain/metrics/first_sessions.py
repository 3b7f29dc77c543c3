"""First sessions: how many people had their first session in a period, and how many their second and later ones."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import (
    ORGANISATION,
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    times_in,
)
from services.reporting.domain.metrics.distinct import in_scope
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.person import Person
from services.reporting.domain.records.story import OF_SESSIONS

SESSIONS = 12
"""Sessions up to which each is told apart by its number."""


def _observe(person: Person) -> Iterable[Observation]:
    """The month of each of a person's first sessions, with its number."""
    observed: list[Observation] = []
    everywhere: list[date] = []
    for contract in person.happened:
        days = person.story(contract).sessions()
        everywhere += days
        observed += _numbered(contract, days)
    if len(person.happened) == 1:
        return observed + in_scope(ORGANISATION, observed)
    return observed + _numbered(ORGANISATION, sorted(everywhere))


def _numbered(scope: str, days: Sequence[date]) -> list[Observation]:
    return [(scope, month_of(day), number) for number, day in enumerate(days[:SESSIONS], start=1)]


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return [
        Figure("first session" if number == 1 else f"session {number}", Unit.PEOPLE, times_in(tally, period, number))
        for number in range(1, SESSIONS + 1)
    ]


FIRST_SESSIONS = Metric(
    definition=Definition(
        id="first-sessions",
        title="First sessions",
        numerator="people whose first session ever in the contract was in the period; and those whose second, third "
        f"and further one was, up to number {SESSIONS}. A session is presence by name at a group, gathering or drop-in "
        "that was held, or an attended contact by a qualifying channel on a later day than the first such one. For "
        "all contracts together it is the first in any of them",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of the session",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_person=_observe,
    kinds=OF_SESSIONS,
    by_day=True,
    once=True,
)
