"""Engagements: how often anybody was worked with, at a session or one to one."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.messages.sessions import ContactRecorded
from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit, sum_in
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import ATTENDED, Activity
from services.reporting.domain.records.gathering import Gathering

_ONE = 1


def _of_gathering(gathering: Gathering) -> Iterable[Observation]:
    attendances = gathering.attendances()
    if gathering.held_on is None or not attendances:
        return ()
    return ((gathering.contract, month_of(gathering.held_on), attendances),)


def _of_activity(activity: Activity) -> Iterable[Observation]:
    contact = activity.what
    if not isinstance(contact, ContactRecorded) or contact.attendance not in ATTENDED:
        return ()
    return ((activity.contract, month_of(contact.on), _ONE),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("engagements", Unit.ENGAGEMENTS, sum_in(tally, period)),)


ENGAGEMENTS = Metric(
    definition=Definition(
        id="engagements",
        title="Engagements",
        numerator="attendances at sessions held in the period, and attended contacts of the period by any channel. "
        "Derived: the organisation's figures of 2022/23 satisfy 35,470 engagements = 16,394 attendances + 19,076 calls "
        "and texts, but its exact rule is not known",
        denominator=None,
        unit=Unit.ENGAGEMENTS,
        clock="day on which the session was held, or of the contact",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_activity=_of_activity,
    of_gathering=_of_gathering,
)
