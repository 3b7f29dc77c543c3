"""Sessions cancelled, by reason: planned and not held."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.gathering import Gathering


def _words(gathering: Gathering) -> Sequence[ByWord]:
    if gathering.cancelled_for is None or gathering.planned_on is None:
        return ()
    return ((gathering.cancelled_for, gathering.planned_on, 1),)


SESSIONS_CANCELLED = by_word(
    "cancelled",
    id="sessions-cancelled",
    title="Sessions cancelled by reason",
    numerator="sessions that were to be held in the period and were cancelled, by reason",
    unit=Unit.SESSIONS,
    clock="day on which the session was to be held, after it was moved if it was",
    direction=Direction.DECREASE,
    valid_from=date(2022, 4, 1),
    of_gathering=_words,
)
