"""Distance travelled: how far people's scores moved from their first reading to their latest in a period.

A period's first and latest reading are those of its first and last month with one. Take a person's months with
readings: the change from month *p* to month *q* counts in the periods that begin after the month before *p*, up to *p*,
and end from *q* on, before the month after *q*. Such periods are those that hold *p* to *q*, less those that hold the
month before too, less those that hold the month after too, plus those that hold both, which were taken away twice. So
each change is observed as up to four spans of months, added or taken away, and counts in every period that holds the
span.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

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
    share,
)
from services.reporting.domain.period import Period
from services.reporting.domain.records.activity import READING
from services.reporting.domain.records.facts import Happening
from services.reporting.domain.records.person import Person


@dataclass(frozen=True, slots=True)
class Scale:
    """How a change of an instrument's score is read."""

    higher_is_better: bool
    source: str
    least_change: int = 1
    """Hundredths from which a change is more than the error of measurement; the least there is where none is known."""


SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "barc-10": Scale(True, "10 to 60, higher is better [V]; no reliable change is stated in what was read [?]"),
        "eq-5d-5l": Scale(True, "the visual analogue scale, 0 to 100, 100 is the best [V]; no reliable change [?]"),
        "ndta": Scale(False, "0 to 48, lower is better [?]; no reliable change is stated in what was read [?]"),
        "reqol-10": Scale(True, "0 to 40, higher is better [V]; reliable change 5 [?]", 500),
        "swemwbs": Scale(True, "7 to 35, higher is better [V]; reliable change 2.87, Shah et al. 2018 [V]", 287),
    }
)
"""Instruments by id. Of another one the mean change alone is told: which way is better is not known."""

_OCCASIONS = ("first", "review", "last")
_SPREAD = 1 << 17
_MOST = (1 << 16) - 1
"""Hundredths by which a score can change at most; no instrument's range comes near it."""


class _Month(NamedTuple):
    """A month with readings: the scores of the first and the last of them, and whether they are one."""

    month: int
    first: int
    last: int
    alone: bool


def _observe(person: Person) -> Iterable[Observation]:
    observed: list[Observation] = []
    everywhere: list[tuple[Happening, int]] = []
    for contract, happened in person.happened.items():
        readings = list(happened.get(READING, {}).items())
        everywhere += readings
        observed += _changes(contract, readings)
    return [*observed, *_changes(ORGANISATION, everywhere)]


def _changes(scope: str, readings: Iterable[tuple[Happening, int]]) -> Iterable[Observation]:
    by_instrument: dict[str, list[tuple[int, int, int, int]]] = {}
    for reading, times in readings:
        instrument, _, occasion = reading.word.partition(":")
        told = (reading.month, reading.day, _OCCASIONS.index(occasion), reading.number)
        by_instrument.setdefault(instrument, []).extend([told] * times)
    for instrument, told_of in sorted(by_instrument.items()):
        behind = of_word(scope, instrument)
        for end, number in _spans(_by_month(sorted(told_of))):
            yield behind, end, number


def _by_month(readings: Iterable[tuple[int, int, int, int]]) -> list[_Month]:
    months: list[_Month] = []
    for month, _, _, score in readings:
        if months and months[-1].month == month:
            months[-1] = months[-1]._replace(last=score, alone=False)
        else:
            months.append(_Month(month, score, score, alone=True))
    return months


def _spans(months: Sequence[_Month]) -> Iterable[tuple[int, int]]:
    """Last month and number of the spans of each change: their length and the change, negative if taken away."""
    for at, begin in enumerate(months):
        for up_to in range(at, len(months)):
            end = months[up_to]
            if at == up_to and begin.alone:
                continue
            change = max(-_MOST, min(_MOST, end.last - begin.first))
            starts = [(begin.month, 1)] + ([(months[at - 1].month, -1)] if at else [])
            ends = [(end.month, 1)] + ([(months[up_to + 1].month, -1)] if up_to + 1 < len(months) else [])
            for start, one in starts:
                for stop, other in ends:
                    yield stop, one * other * ((stop - start) * _SPREAD + change + _MOST + 1)


def changes_in(tally: Tally, period: Period) -> dict[int, int]:
    """How many people's scores changed by so many hundredths between their first and latest reading of a period."""
    found: dict[int, int] = {}
    for (end, number), times in tally.items():
        months, above = divmod(abs(number), _SPREAD)
        if period.first <= end - months and end <= period.last:
            change = above - _MOST - 1
            found[change] = found.get(change, 0) + (times if number > 0 else -times)
    return {change: times for change, times in found.items() if times}


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    return [
        figure
        for instrument, tally in sorted(words.items())
        if (changes := changes_in(tally, period))
        for figure in _figures(instrument, changes)
    ]


def _figures(instrument: str, changes: Mapping[int, int]) -> Iterable[Figure]:
    people, whole = sum(changes.values()), f"{instrument}: people"
    yield Figure(whole, Unit.PEOPLE, people)
    if (scale := SCALES.get(instrument)) is not None:
        by = 1 if scale.higher_is_better else -1
        improved = sum(times for change, times in changes.items() if by * change >= scale.least_change)
        worse = sum(times for change, times in changes.items() if by * change <= -scale.least_change)
        counts = {"improved": improved, "same": people - improved - worse, "worse": worse}
        for word, count in counts.items():
            yield Figure(f"{instrument}: {word}", Unit.PEOPLE, count, part_of=whole)
        for word, count in counts.items():
            yield share(f"{instrument}: share {word}", count, people)
    total = sum(change * times for change, times in changes.items())
    yield Figure(f"{instrument}: mean change", Unit.MEAN, round(total / people / 100, 2), of=people)


DISTANCE_TRAVELLED = Metric(
    definition=Definition(
        id="distance-travelled",
        title="Distance travelled",
        numerator="for each questionnaire, distinct people by whether their score improved, stayed the same or became "
        "worse from their first reading in the period to their latest, and the mean change as the scale counts it",
        denominator="distinct people with two readings or more of it in the period. A questionnaire without a score is "
        "no reading, except EQ-5D-5L, of which the visual analogue scale is read",
        unit=Unit.PEOPLE,
        clock="days of the readings; of several on one day the occasion tells the order",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
        method="a change smaller than the reliable change of its scale is the same, where one is known; otherwise any "
        "change counts. " + ". ".join(f"{name}: {scale.source}" for name, scale in SCALES.items()),
    ),
    read_words=_read,
    of_person=_observe,
    kinds=frozenset({READING}),
    by_day=True,
    once=True,
)
