"""Hard outcomes: dated, evidenced changes by kind, counting persons or instances as each was recorded."""

from collections.abc import Iterable, Mapping, Sequence
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
    of_word,
    with_total,
)
from services.reporting.domain.metrics.distinct import distinct_in, whoever_by_word
from services.reporting.domain.period import Period, year_of
from services.reporting.domain.records.activity import INSTANCE_OUTCOME, PERSON_OUTCOME
from services.reporting.domain.records.facts import Happening
from services.reporting.domain.records.person import Counts, Person

_INSTANCE = 1 << 20
"""Stands for an instance, above the number of any month, which stands for a person."""
KINDS = frozenset({PERSON_OUTCOME, INSTANCE_OUTCOME})
_persons = whoever_by_word({PERSON_OUTCOME})


def observe(person: Person) -> Iterable[Observation]:
    """Persons by the months in which they had an outcome of a kind; instances up to their limit in each year."""
    observed = list(_persons(person))
    for contract, happened in person.happened.items():
        for word, month in _instances(happened.get(INSTANCE_OUTCOME, {})):
            observed.append((of_word(contract, word), month, _INSTANCE))
            observed.append((of_word(ORGANISATION, word), month, _INSTANCE))
    return observed


def outcomes_in(tally: Tally, period: Period) -> int:
    """How many hard outcomes of one kind there were in a period."""
    persons = {key: times for key, times in tally.items() if key[1] < _INSTANCE}
    return distinct_in(persons, period) + sum(
        times
        for (month, number), times in tally.items()
        if number == _INSTANCE and period.first <= month <= period.last
    )


def _instances(happened: Counts) -> Iterable[tuple[str, int]]:
    counted: dict[tuple[str, int], int] = {}
    for (_, month, _, word, limit), times in sorted(happened.items(), key=_by_month_and_limit):
        in_year = word, year_of(month)
        for _ in range(times):
            already = counted.get(in_year, 0)
            if limit == 0 or already < limit:
                counted[in_year] = already + 1
                yield word, month


def _by_month_and_limit(counted: tuple[Happening, int]) -> tuple[int, int]:
    """Within a month the day decides nothing: which of several limits comes first would hang on it."""
    return counted[0].month, counted[0].number


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    return with_total("hard outcomes", Unit.OUTCOMES, {word: outcomes_in(each, period) for word, each in words.items()})


HARD_OUTCOMES = Metric(
    definition=Definition(
        id="hard-outcomes",
        title="Hard outcomes",
        numerator="dated, evidenced changes of the period by kind. Where a kind counts persons, a person counts once "
        "in the period; where it counts instances, each counts, up to the limit for a person and financial year that "
        "was set when it was recorded. Contracts add up to the organisation except in kinds that count persons",
        denominator=None,
        unit=Unit.OUTCOMES,
        clock="day of the change",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_person=observe,
    kinds=KINDS,
    by_day=True,
    once=True,
)
