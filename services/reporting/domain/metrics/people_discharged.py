"""People discharged: distinct people whose support ended."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Tally, Unit
from services.reporting.domain.metrics.distinct import distinct_in, whoever
from services.reporting.domain.period import Period
from services.reporting.domain.records.journey import CLOSED

_KINDS = frozenset({CLOSED})


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("people discharged", Unit.PEOPLE, distinct_in(tally, period)),)


PEOPLE_DISCHARGED = Metric(
    definition=Definition(
        id="people-discharged",
        title="People discharged",
        numerator="distinct people of whom a referral was closed, or handed over to another contract, in the period "
        "(MHS57), whether or not it was opened again; one that was declined or withdrawn is no discharge. A person of "
        "several contracts counts once in each and once in their total",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of closure or handing over",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_person=whoever(_KINDS),
    kinds=_KINDS,
    once=True,
)
