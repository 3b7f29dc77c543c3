"""Staff activities: work of the team beside contacts and sessions, by its kind."""

from collections.abc import Sequence
from datetime import date

from contracts.messages.sessions import StaffActivityRecorded
from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.activity import Activity


def _words(activity: Activity) -> Sequence[ByWord]:
    what = activity.what
    return ((what.kind, what.on, 1),) if isinstance(what, StaffActivityRecorded) else ()


STAFF_ACTIVITIES = by_word(
    "staff activities",
    id="staff-activities",
    title="Staff activities",
    numerator="pieces of work of the team dated in the period, such as meetings of several agencies, by kind; "
    "however many of the team took part",
    unit=Unit.ACTIVITIES,
    clock="day of the work",
    direction=Direction.NEUTRAL,
    valid_from=date(2022, 4, 1),
    of_activity=_words,
)
