"""Sessions cancelled, by reason: planned and not held."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Metric, Observation, Unit, of_word
from services.reporting.domain.metrics.by_word import counted
from services.reporting.domain.period import month_of
from services.reporting.domain.records.gathering import Gathering

_CANCELLED = 1


def _observe(gathering: Gathering) -> Iterable[Observation]:
    if gathering.cancelled_for is None or gathering.planned_on is None:
        return ()
    return ((of_word(gathering.contract, gathering.cancelled_for), month_of(gathering.planned_on), _CANCELLED),)


SESSIONS_CANCELLED = Metric(
    definition=Definition(
        id="sessions-cancelled",
        title="Sessions cancelled by reason",
        numerator="sessions that were to be held in the period and were cancelled, by reason",
        denominator=None,
        unit=Unit.SESSIONS,
        clock="day on which the session was to be held, after it was moved if it was",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=counted("cancelled", Unit.SESSIONS),
    of_gathering=_observe,
)
