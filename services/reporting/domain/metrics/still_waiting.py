"""Still waiting for first contact at the end of a period, and for how long: the other half of waiting times."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import (
    PERCENTILE_METHOD,
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    days_at,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Journey, clock_stopped_on

_OVER_WEEKS = (52, 78, 104)


def _observe(journey: Journey) -> Iterable[Observation]:
    """The day of receipt as a number in the month in which the wait began, its negative where the wait ended.

    Of a wait at the end of any period its exact age follows; one that began and ended in the same month is at the end
    of none. A referral that was opened again without contact waits again, from its receipt on: no pause was agreed.
    """
    observed: list[Observation] = []
    if journey.received_on is None:
        return observed
    receipt = journey.received_on.toordinal()
    stopped_on = clock_stopped_on(journey)
    for spell in journey.spells:
        if stopped_on is not None and stopped_on < spell.opened_on:
            break
        ended_on = spell.closed_on
        if stopped_on is not None and (ended_on is None or stopped_on < ended_on):
            ended_on = stopped_on
        began, ended = month_of(spell.opened_on), month_of(ended_on) if ended_on else None
        if began != ended:
            observed.append((journey.contract, began, receipt))
            if ended is not None:
                observed.append((journey.contract, ended, -receipt))
    return observed


def _read(tally: Tally, period: Period, until: date) -> Sequence[Figure]:
    ages: dict[int, int] = {}
    for (month, number), times in tally.items():
        if month <= period.last:
            age = until.toordinal() - abs(number)
            ages[age] = ages.get(age, 0) + (times if number > 0 else -times)
    return (
        Figure("waiting at the end", Unit.REFERRALS, sum(ages.values())),
        days_at("median days so far", ages, 50),
        days_at("90th percentile of days so far", ages, 90),
        *(
            Figure(
                f"waiting over {weeks} weeks",
                Unit.REFERRALS,
                sum(times for age, times in ages.items() if age > 7 * weeks),
            )
            for weeks in _OVER_WEEKS
        ),
    )


STILL_WAITING = Metric(
    definition=Definition(
        id="still-waiting",
        title="Still waiting for first contact at the end of the period",
        numerator="open referrals without an attended contact by a qualifying channel at the end of the period, with "
        "the days since receipt",
        denominator=None,
        unit=Unit.DAYS,
        clock="end of the period, or the day of the report if it is earlier; runs from the day of receipt without a "
        "pause",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2025, 4, 1),
        method=PERCENTILE_METHOD,
    ),
    read=_read,
    of_journey=_observe,
)
