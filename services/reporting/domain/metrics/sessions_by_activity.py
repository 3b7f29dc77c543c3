"""Sessions held, by what was done."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Metric, Observation, Unit, of_word
from services.reporting.domain.metrics.by_word import counted
from services.reporting.domain.period import month_of
from services.reporting.domain.records.gathering import Gathering

_HELD = 1


def _observe(gathering: Gathering) -> Iterable[Observation]:
    if gathering.held_on is None:
        return ()
    return ((of_word(gathering.contract, gathering.activity), month_of(gathering.held_on), _HELD),)


SESSIONS_BY_ACTIVITY = Metric(
    definition=Definition(
        id="sessions-by-activity",
        title="Sessions held by activity",
        numerator="sessions that were held in the period, by the type of activity, as they were planned",
        denominator=None,
        unit=Unit.SESSIONS,
        clock="day on which the session was held",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=counted("sessions", Unit.SESSIONS),
    of_gathering=_observe,
)
