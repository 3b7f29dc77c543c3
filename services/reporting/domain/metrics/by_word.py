"""Metrics by coded word: how many there were of each word that the terms give, and of all words together.

Such a metric says of a record what there was of which word on which day; the observing and the reading are one shape.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Observe,
    ReadWords,
    Tally,
    Unit,
    hours,
    of_word,
    sum_in,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity
from services.reporting.domain.records.gathering import Gathering
from services.reporting.domain.records.journey import Journey

ByWord = tuple[str, date, int]
"""A coded word, the day that counts, and how many; of hours the minutes. Nothing is observed of none."""


class _OfContract(Protocol):
    @property
    def contract(self) -> str: ...


R = TypeVar("R", bound=_OfContract)
Words = Callable[[R], Sequence[ByWord]]
"""What a record says by word."""


def by_word(
    read: str | ReadWords,
    *,
    id: str,
    title: str,
    numerator: str,
    unit: Unit,
    clock: str,
    direction: Direction,
    valid_from: date,
    version: int = 1,
    method: str | None = None,
    of_journey: Words[Journey] | None = None,
    of_activity: Words[Activity] | None = None,
    of_gathering: Words[Gathering] | None = None,
) -> Metric:
    """The metric that counts words, and hours where the unit is hours, of whatever records it is given for.

    `read` is the name of all words together, to which those that occurred add up; or a reading of the metric's own.
    The others are as in `Definition`.
    """
    return Metric(
        definition=Definition(
            id=id,
            title=title,
            numerator=numerator,
            denominator=None,
            unit=unit,
            clock=clock,
            direction=direction,
            version=version,
            valid_from=valid_from,
            method=method,
        ),
        read_words=_summed(read, unit) if isinstance(read, str) else read,
        of_journey=_observing(of_journey) if of_journey else None,
        of_activity=_observing(of_activity) if of_activity else None,
        of_gathering=_observing(of_gathering) if of_gathering else None,
    )


def _observing(words: Words[R]) -> Observe[R]:
    def observe(record: R) -> Sequence[Observation]:
        said = words(record)
        if not said:  # as most records of most words: this runs for every message
            return ()
        return [(of_word(record.contract, word), month_of(on), number) for word, on, number in said if number]

    return observe


def _summed(whole: str, unit: Unit) -> ReadWords:
    # Minutes are summed before they are divided, so that the whole is exact although its parts are rounded.
    shown = hours if unit is Unit.HOURS else int

    def read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
        sums = {word: sum_in(tally, period) for word, tally in sorted(words.items())}
        return [
            Figure(whole, unit, shown(sum(sums.values()))),
            *(Figure(word, unit, shown(each), part_of=whole) for word, each in sums.items() if each),
        ]

    return read
