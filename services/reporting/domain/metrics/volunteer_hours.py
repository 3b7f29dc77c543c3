"""Volunteer hours: time given, summed in minutes and printed in hours."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.messages.sessions import VolunteeringRecorded
from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    hours,
    sum_in,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity


def _observe(activity: Activity) -> Iterable[Observation]:
    given = activity.what
    if not isinstance(given, VolunteeringRecorded) or not given.minutes:
        return ()
    return ((activity.contract, month_of(given.on), given.minutes),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("volunteer hours", Unit.HOURS, hours(sum_in(tally, period))),)


VOLUNTEER_HOURS = Metric(
    definition=Definition(
        id="volunteer-hours",
        title="Volunteer hours",
        numerator="minutes given by volunteers on days of the period, summed and divided by 60",
        denominator=None,
        unit=Unit.HOURS,
        clock="day on which the time was given",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
        method="whole minutes are summed before they are divided; shown with two decimal places where hours are not "
        "whole",
    ),
    read=_read,
    of_activity=_observe,
)
