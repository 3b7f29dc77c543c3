"""Calls and texts: attended contacts by telephone and by text message."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.messages.sessions import ContactRecorded
from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit, times_in
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import ATTENDED, Activity

_CALL, _TEXT = 2, 9
_CHANNELS = {"02": _CALL, "09": _TEXT}


def _observe(activity: Activity) -> Iterable[Observation]:
    contact = activity.what
    if not isinstance(contact, ContactRecorded) or contact.attendance not in ATTENDED:
        return ()
    number = _CHANNELS.get(contact.channel)
    return () if number is None else ((activity.contract, month_of(contact.on), number),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    calls, texts = times_in(tally, period, _CALL), times_in(tally, period, _TEXT)
    return (
        Figure("calls and texts", Unit.CONTACTS, calls + texts),
        Figure("calls", Unit.CONTACTS, calls),
        Figure("texts", Unit.CONTACTS, texts),
    )


CALLS_AND_TEXTS = Metric(
    definition=Definition(
        id="calls-and-texts",
        title="Calls and texts",
        numerator="contacts of the period by telephone (02) or text message (09) that were attended; a text that was "
        "exchanged is recorded as attended. Contacts, not people",
        denominator=None,
        unit=Unit.CONTACTS,
        clock="day of the contact",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_activity=_observe,
)
