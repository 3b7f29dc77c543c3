"""Referrals received: how many came in, by the day of receipt and not of entry."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit, count_in
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Journey

_RECEIVED = 1


def _observe(journey: Journey) -> Iterable[Observation]:
    if journey.received_on is None:
        return ()
    return ((journey.contract, month_of(journey.received_on), _RECEIVED),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("received", Unit.REFERRALS, count_in(tally, period)),)


REFERRALS_RECEIVED = Metric(
    definition=Definition(
        id="referrals-received",
        title="Referrals received",
        numerator="distinct referrals with a day of receipt in the period, whatever became of them; not people",
        denominator=None,
        unit=Unit.REFERRALS,
        clock="day of receipt",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    read=_read,
    of_journey=_observe,
)
