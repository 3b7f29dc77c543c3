"""Days of cases that ended in a period, each case once with its total, for any period from months alone.

A case that is opened again ends several times. In each month in which it ended its total until then is observed, and
beside it what was observed at the end before: whoever reads a period in which both lie takes the earlier one out again.
So what was said of a month stays as it is when a case is opened again later.
"""

from collections.abc import Iterable

from services.reporting.domain.metric import Observation, Tally
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Decision, Journey, Spell

_DAYS = 1 << 16
"""More days than any case lasts: 179 years."""


def ended(contract: str, spells: Iterable[Spell]) -> list[Observation]:
    """The total of the days of spells, at the last end of each month in which one ended."""
    totals: dict[int, int] = {}
    total = 0
    for opened_on, closed_on in sorted((spell.opened_on, spell.closed_on) for spell in spells if spell.closed_on):
        total += (closed_on - opened_on).days
        totals[month_of(closed_on)] = total
    observed: list[Observation] = []
    before: tuple[int, int] | None = None
    for month, days in sorted(totals.items()):
        observed.append((contract, month, days))
        if before is not None:
            observed.append((contract, month, -(before[0] * _DAYS + before[1])))
        before = month, days
    return observed


def days_in(tally: Tally, period: Period) -> dict[int, int]:
    """How many cases that ended in a period had lasted so many days by their last end in it."""
    found: dict[int, int] = {}
    for (month, number), times in tally.items():
        if not period.first <= month <= period.last:
            continue
        if number >= 0:
            found[number] = found.get(number, 0) + times
        else:
            month_before, days = divmod(-number, _DAYS)
            if month_before >= period.first:
                found[days] = found.get(days, 0) - times
    return {days: times for days, times in found.items() if times}


def spells_of_support(journey: Journey) -> list[Spell]:
    """The stretches in which an accepted person was supported: open, and from the first attended contact on."""
    if journey.decision is not Decision.ACCEPTED or not journey.contacts:
        return []
    first_on = journey.contacts[0][0]
    return [
        Spell(max(spell.opened_on, first_on), spell.closed_on)
        for spell in journey.spells
        if spell.closed_on is None or first_on <= spell.closed_on
    ]


def mean_days(days: dict[int, int]) -> float | int | None:
    """The mean of days that occurred so many times, to two decimal places; of none there is none."""
    count = sum(days.values())
    if count == 0:
        return None
    total = sum(each * times for each, times in days.items())
    return total // count if total % count == 0 else round(total / count, 2)
