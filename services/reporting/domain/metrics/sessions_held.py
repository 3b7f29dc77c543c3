"""Sessions held: groups, one-off gatherings and drop-ins that took place."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    count_in,
    times_in,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.gathering import Gathering

_OTHER = 0
_GROUP, _GATHERING, _DROP_IN = range(1, 4)
_NUMBERS = {"group": _GROUP, "gathering": _GATHERING, "drop-in": _DROP_IN}


def _observe(gathering: Gathering) -> Iterable[Observation]:
    if gathering.held_on is None:
        return ()
    return ((gathering.contract, month_of(gathering.held_on), _NUMBERS.get(gathering.kind, _OTHER)),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (
        Figure("sessions held", Unit.SESSIONS, count_in(tally, period)),
        Figure("of groups", Unit.SESSIONS, times_in(tally, period, _GROUP)),
        Figure("gatherings", Unit.SESSIONS, times_in(tally, period, _GATHERING)),
        Figure("drop-ins", Unit.SESSIONS, times_in(tally, period, _DROP_IN)),
    )


SESSIONS_HELD = Metric(
    definition=Definition(
        id="sessions-held",
        title="Sessions held",
        numerator="sessions that were held in the period, of groups, one-off gatherings and drop-ins; not those that "
        "were planned and cancelled, nor one-to-one contacts",
        denominator=None,
        unit=Unit.SESSIONS,
        clock="day on which the session was held",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_gathering=_observe,
)
