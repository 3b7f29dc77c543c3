"""Re-referrals: people who come back to a contract soon after their last spell ended."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    share,
    times_in,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.person import Person
from services.reporting.domain.records.story import OF_REFERRALS, Story

_NEITHER, _WITHIN_6, _WITHIN_12 = range(3)


def _observe(person: Person) -> Iterable[Observation]:
    return [
        (contract, month, number)
        for contract in person.happened
        for month, number in _new_spells(person.story(contract))
    ]


def _new_spells(story: Story) -> Iterable[tuple[int, int]]:
    """The month in which each spell began with a referral, and how soon after the one before it."""
    received = {referral.received_on for referral in story.referrals}
    ended_on: date | None = None
    for spell in story.merged():
        if spell.opened_on in received:
            yield month_of(spell.opened_on), _how_soon(ended_on, spell.opened_on)
        ended_on = spell.closed_on


def _how_soon(ended_on: date | None, opened_on: date) -> int:
    if ended_on is None or opened_on > months_after(ended_on, 12):
        return _NEITHER
    return _WITHIN_6 if opened_on <= months_after(ended_on, 6) else _WITHIN_12


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month if it has no such day."""
    year, month = divmod(month_of(day) + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    within_6 = times_in(tally, period, _WITHIN_6)
    within_12 = within_6 + times_in(tally, period, _WITHIN_12)
    count = within_12 + times_in(tally, period, _NEITHER)
    return (
        Figure("within 6 months", Unit.SPELLS, within_6),
        Figure("within 12 months", Unit.SPELLS, within_12),
        Figure("new spells", Unit.SPELLS, count),
        share("share within 6 months", within_6, count),
        share("share within 12 months", within_12, count),
    )


RE_REFERRALS = Metric(
    definition=Definition(
        id="re-referrals",
        title="Re-referrals",
        numerator="referral spells that began in the period with a new referral, within 6 and within 12 months after "
        "the person's spell before it in the same contract had ended; those within 12 months hold those within 6. "
        "Referrals that overlap, or begin on the day on which another ends, are one spell",
        denominator="referral spells that began in the period with a new referral; a referral that is opened again is "
        "no new one",
        unit=Unit.SPELLS,
        clock="first day of the new spell",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_person=_observe,
    kinds=OF_REFERRALS,
    by_day=True,
)
