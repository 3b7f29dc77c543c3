"""People entering accredited training: distinct people who were supported into it."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Tally, Unit
from services.reporting.domain.metrics.distinct import distinct_in, whoever
from services.reporting.domain.period import Period
from services.reporting.domain.records.activity import ACCREDITED

_KINDS = frozenset({ACCREDITED})


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("people entering", Unit.PEOPLE, distinct_in(tally, period)),)


PEOPLE_IN_TRAINING = Metric(
    definition=Definition(
        id="people-in-training",
        title="People entering accredited training",
        numerator="distinct people who are supported, or volunteer and are supported, and entered an accredited "
        "course in the period; staff are left out, and completing a course is not entering it",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of entry",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_person=whoever(_KINDS),
    kinds=_KINDS,
    once=True,
)
