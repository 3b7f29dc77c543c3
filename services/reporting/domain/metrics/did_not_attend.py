"""DNA rate: the share of contacts to which the person did not come, without warning."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.messages.sessions import ContactRecorded
from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    count_in,
    share,
    times_in,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import ATTENDED, Activity

_ATTENDED, _NOT_ATTENDED, _NEITHER = range(3)
_NO_SHOW = "3"


def _observe(activity: Activity) -> Iterable[Observation]:
    contact = activity.what
    if not isinstance(contact, ContactRecorded):
        return ()
    if contact.attendance in ATTENDED:
        return ((activity.contract, month_of(contact.on), _ATTENDED),)
    if contact.attendance == _NO_SHOW:
        return ((activity.contract, month_of(contact.on), _NOT_ATTENDED),)
    return ((activity.contract, month_of(contact.on), _NEITHER),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    missed = times_in(tally, period, _NOT_ATTENDED)
    return (
        share("DNA rate", missed, missed + times_in(tally, period, _ATTENDED)),
        share("DNA rate of all appointments", missed, count_in(tally, period)),
    )


DID_NOT_ATTEND = Metric(
    definition=Definition(
        id="did-not-attend",
        title="DNA rate",
        numerator="contacts of the period that the person did not attend, without warning (MHSDS attendance code 3)",
        denominator="contacts of the period that were attended (5, 6) or not attended (3); a cancellation is neither, "
        "nor is arriving too late to be seen. Of all appointments: every contact of the period, whatever became of it, "
        "as Hospital Episode Statistics printed the rate",
        unit=Unit.SHARE,
        clock="day of the contact",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_activity=_observe,
)
