"""Volunteer hours by activity: for what time was given."""

from collections.abc import Iterable, Mapping, Sequence
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
    of_word,
    sum_in,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity

_WHOLE = "hours given"


def _observe(activity: Activity) -> Iterable[Observation]:
    given = activity.what
    if not isinstance(given, VolunteeringRecorded) or not given.minutes:
        return ()
    return ((of_word(activity.contract, given.activity), month_of(given.on), given.minutes),)


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    minutes = {word: sum_in(tally, period) for word, tally in words.items()}
    return (
        Figure(_WHOLE, Unit.HOURS, hours(sum(minutes.values()))),
        *(Figure(word, Unit.HOURS, hours(each), part_of=_WHOLE) for word, each in sorted(minutes.items()) if each),
    )


VOLUNTEER_HOURS_BY_ACTIVITY = Metric(
    definition=Definition(
        id="volunteer-hours-by-activity",
        title="Volunteer hours by activity",
        numerator="minutes given by volunteers on days of the period, by activity, summed and divided by 60",
        denominator=None,
        unit=Unit.HOURS,
        clock="day on which the time was given",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
        method="whole minutes are summed before they are divided; shown with two decimal places where hours are not "
        "whole, so that rounded parts may differ from the whole by a hundredth each",
    ),
    read_words=_read,
    of_activity=_observe,
)
