"""Contacts by channel, and how many of each took place."""

from collections.abc import Iterable, Mapping, Sequence
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
    of_word,
    times_in,
    with_total,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import ATTENDED, Activity

_NOT_ATTENDED, _ATTENDED = range(2)
_CHANNELS = {
    "01": "face to face", "02": "telephone", "04": "talk type", "05": "e-mail", "09": "text", "10": "instant message",
    "11": "video", "12": "message board", "13": "chat room", "98": "other",
}  # fmt: skip
"""MHSDS consultation mechanisms in words."""


def _observe(activity: Activity) -> Iterable[Observation]:
    contact = activity.what
    if not isinstance(contact, ContactRecorded):
        return ()
    number = _ATTENDED if contact.attendance in ATTENDED else _NOT_ATTENDED
    return ((of_word(activity.contract, contact.channel), month_of(contact.on), number),)


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    names = {code: f"{_CHANNELS.get(code, 'channel')} ({code})" for code in words}
    every = {names[code]: count_in(tally, period) for code, tally in words.items()}
    attended = {f"attended: {names[code]}": times_in(tally, period, _ATTENDED) for code, tally in words.items()}
    return (*with_total("contacts", Unit.CONTACTS, every), *with_total("attended", Unit.CONTACTS, attended))


CONTACTS_BY_CHANNEL = Metric(
    definition=Definition(
        id="contacts-by-channel",
        title="Contacts by channel",
        numerator="distinct one-to-one contacts dated in the period by their channel (MHSDS consultation mechanism), "
        "whatever became of them; and those of them that were attended (attendance codes 5 and 6)",
        denominator=None,
        unit=Unit.CONTACTS,
        clock="day of the contact",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_activity=_observe,
)
