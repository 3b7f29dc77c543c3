"""Attendances by programme: how often anybody was at a session of each."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.gathering import Gathering


def _words(gathering: Gathering) -> Sequence[ByWord]:
    if gathering.held_on is None:
        return ()
    return ((gathering.programme, gathering.held_on, gathering.attendances()),)


ATTENDANCES_BY_PROGRAMME = by_word(
    "attendances",
    id="attendances-by-programme",
    title="Attendances by programme",
    numerator="lines of registers with somebody present, and heads counted beside them, of sessions held in the "
    "period, by the programme to which the session belongs; attendances, not people",
    unit=Unit.ATTENDANCES,
    clock="day on which the session was held",
    direction=Direction.INCREASE,
    valid_from=date(2022, 4, 1),
    of_gathering=_words,
)
