"""Open time: days from opening to end, over all openings of a case."""

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
from services.reporting.domain.metrics.closed_cases import days_in, ended, mean_days
from services.reporting.domain.period import Period
from services.reporting.domain.records.journey import Decision, Journey


def _observe(journey: Journey) -> Iterable[Observation]:
    if journey.decision is not Decision.ACCEPTED:
        return ()
    return ended(journey.contract, journey.spells)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    days = days_in(tally, period)
    count = sum(days.values())
    return (
        Figure("accepted cases ended", Unit.REFERRALS, count),
        Figure("days open in total", Unit.DAYS, sum(each * times for each, times in days.items()), of=count),
        days_at("median days open", days, 50),
        days_at("90th percentile of days open", days, 90),
        Figure("mean days open", Unit.DAYS, mean_days(days), of=count),
    )


OPEN_TIME = Metric(
    definition=Definition(
        id="open-time",
        title="Open time of cases",
        numerator="days from receipt, and from each reopening, to the end that followed, of accepted cases that ended "
        "in the period (closed, handed over or withdrawn), whether anybody was met or not; counted once at the last "
        "end in the period, with all openings of the case",
        denominator=None,
        unit=Unit.DAYS,
        clock="day of the end; runs from the day of receipt, and stands still between closure and reopening",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2025, 4, 1),
        method=f"percentiles: {PERCENTILE_METHOD}; the mean is rounded to two decimal places",
    ),
    read=_read,
    of_journey=_observe,
)
