"""Waits for first contact: when each began and ended, from which waiting lists are made."""

from datetime import date
from typing import NamedTuple

from services.reporting.domain.records.journey import Journey, clock_stopped_on


class Wait(NamedTuple):
    """One stretch of waiting; `ended_on` is None while it goes on, `met` says that first contact ended it."""

    began_on: date
    ended_on: date | None
    met: bool


def waits_of(journey: Journey) -> list[Wait]:
    """The waits of a referral. One that was opened again without contact waits again."""
    waits: list[Wait] = []
    if journey.received_on is None:
        return waits
    stopped_on = clock_stopped_on(journey)
    for spell in journey.spells:
        if stopped_on is not None and stopped_on < spell.opened_on:
            break
        met = stopped_on is not None and (spell.closed_on is None or stopped_on <= spell.closed_on)
        waits.append(Wait(spell.opened_on, stopped_on if met else spell.closed_on, met))
    return waits
