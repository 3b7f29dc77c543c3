"""Staff activities: work of the team beside contacts and sessions, by its kind."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contracts.messages.sessions import StaffActivityRecorded
from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    count_in,
    of_word,
    with_total,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity

_DONE = 1


def _observe(activity: Activity) -> Iterable[Observation]:
    done = activity.what
    if not isinstance(done, StaffActivityRecorded):
        return ()
    return ((of_word(activity.contract, done.kind), month_of(done.on), _DONE),)


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    counts = {word: count_in(tally, period) for word, tally in words.items()}
    return with_total("staff activities", Unit.ACTIVITIES, counts)


STAFF_ACTIVITIES = Metric(
    definition=Definition(
        id="staff-activities",
        title="Staff activities",
        numerator="pieces of work of the team dated in the period, such as meetings of several agencies, by kind; "
        "however many of the team took part",
        denominator=None,
        unit=Unit.ACTIVITIES,
        clock="day of the work",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_activity=_observe,
)
