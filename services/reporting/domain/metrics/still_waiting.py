"""Still waiting for first contact at the end of a period, and for how long: the other half of waiting times."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.metric import PERCENTILE_METHOD, Definition, Direction, Metric, Observation, Unit
from services.reporting.domain.metrics.waits import read_waiting, waited, waiting
from services.reporting.domain.records.journey import Journey, clock_stopped_on


def _observe(journey: Journey) -> Iterable[Observation]:
    if journey.received_on is None:
        return ()
    return waiting(journey.contract, waited(journey.received_on, journey.spells, clock_stopped_on(journey)))


STILL_WAITING = Metric(
    definition=Definition(
        id="still-waiting",
        title="Still waiting for first contact at the end of the period",
        numerator="open referrals without an attended contact by a qualifying channel at the end of the period, with "
        "the days since receipt",
        denominator=None,
        unit=Unit.DAYS,
        clock="end of the period, or the day of the report if it is earlier; runs from the day of receipt without a "
        "pause",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2025, 4, 1),
        method=PERCENTILE_METHOD,
    ),
    read=read_waiting(Unit.REFERRALS),
    of_journey=_observe,
    stock=True,
)
