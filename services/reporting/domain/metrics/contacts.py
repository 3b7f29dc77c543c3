"""Contacts: one-to-one appointments by what became of them."""

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
    times_in,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity

_BY_PERSON, _NO_SHOW, _BY_PROVIDER, _ON_TIME, _LATE, _TOO_LATE = range(2, 8)
"""MHSDS attendance codes."""


def _observe(activity: Activity) -> Iterable[Observation]:
    contact = activity.what
    if not isinstance(contact, ContactRecorded):
        return ()
    return ((activity.contract, month_of(contact.on), int(contact.attendance)),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    def of(*codes: int) -> int:
        return sum(times_in(tally, period, code) for code in codes)

    return (
        Figure("contacts", Unit.CONTACTS, count_in(tally, period)),
        Figure("attended", Unit.CONTACTS, of(_ON_TIME, _LATE)),
        Figure("not attended", Unit.CONTACTS, of(_NO_SHOW)),
        Figure("cancelled by or for the person", Unit.CONTACTS, of(_BY_PERSON)),
        Figure("cancelled by the provider", Unit.CONTACTS, of(_BY_PROVIDER)),
        Figure("too late to be seen", Unit.CONTACTS, of(_TOO_LATE)),
    )


CONTACTS = Metric(
    definition=Definition(
        id="contacts",
        title="Contacts",
        numerator="distinct one-to-one contacts dated in the period (MHS29), by MHSDS attendance code: attended are 5 "
        "and 6 (MHS30), not attended is 3, cancelled are 2 and 4, too late to be seen is 7; contacts, not people",
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
