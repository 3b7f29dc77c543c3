"""People referred: distinct people of whom a referral was received."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Tally, Unit
from services.reporting.domain.metrics.distinct import distinct_in, whoever
from services.reporting.domain.period import Period
from services.reporting.domain.records.journey import REFERRAL

_KINDS = frozenset({REFERRAL})


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("people referred", Unit.PEOPLE, distinct_in(tally, period)),)


PEOPLE_REFERRED = Metric(
    definition=Definition(
        id="people-referred",
        title="People referred",
        numerator="distinct people of whom a referral was received in the period, by whomever and whatever became of "
        "it. A person of several contracts counts once in each and once in their total",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of receipt",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_person=whoever(_KINDS),
    kinds=_KINDS,
    once=True,
)
