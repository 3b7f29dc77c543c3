"""Attendances by programme: how often anybody was at a session of each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    of_word,
    sum_in,
    with_total,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.gathering import Gathering


def _observe(gathering: Gathering) -> Iterable[Observation]:
    attendances = gathering.attendances()
    if gathering.held_on is None or not attendances:
        return ()
    return ((of_word(gathering.contract, gathering.programme), month_of(gathering.held_on), attendances),)


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    sums = {word: sum_in(tally, period) for word, tally in words.items()}
    return with_total("attendances", Unit.ATTENDANCES, sums)


ATTENDANCES_BY_PROGRAMME = Metric(
    definition=Definition(
        id="attendances-by-programme",
        title="Attendances by programme",
        numerator="lines of registers with somebody present, and heads counted beside them, of sessions held in the "
        "period, by the programme to which the session belongs; attendances, not people",
        denominator=None,
        unit=Unit.ATTENDANCES,
        clock="day on which the session was held",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_gathering=_observe,
)
