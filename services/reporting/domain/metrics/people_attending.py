"""People attending: distinct people who were present by name at a session."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Tally, Unit
from services.reporting.domain.metrics.distinct import distinct_in, whoever
from services.reporting.domain.period import Period
from services.reporting.domain.records.gathering import PRESENCE

_KINDS = frozenset({PRESENCE})


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("people attending", Unit.PEOPLE, distinct_in(tally, period)),)


PEOPLE_ATTENDING = Metric(
    definition=Definition(
        id="people-attending",
        title="People attending sessions",
        numerator="distinct people who were present by name at a group, gathering or drop-in held in the period. Who "
        "is known by first name only, or was counted, attends but is no person here",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day on which the session was held",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_person=whoever(_KINDS),
    kinds=_KINDS,
    once=True,
)
