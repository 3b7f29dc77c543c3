"""Volunteer hours by activity: for what time was given."""

from collections.abc import Sequence
from datetime import date

from contracts.messages.sessions import VolunteeringRecorded
from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.activity import Activity


def _words(activity: Activity) -> Sequence[ByWord]:
    what = activity.what
    return ((what.activity, what.on, what.minutes),) if isinstance(what, VolunteeringRecorded) else ()


VOLUNTEER_HOURS_BY_ACTIVITY = by_word(
    "hours given",
    id="volunteer-hours-by-activity",
    title="Volunteer hours by activity",
    numerator="minutes given by volunteers on days of the period, by activity, summed and divided by 60",
    unit=Unit.HOURS,
    clock="day on which the time was given",
    direction=Direction.INCREASE,
    valid_from=date(2022, 4, 1),
    method="whole minutes are summed before they are divided; shown with two decimal places where hours are not "
    "whole, so that rounded parts may differ from the whole by a hundredth each",
    of_activity=_words,
)
