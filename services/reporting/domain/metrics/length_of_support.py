"""Length of support: days from the first attended contact to the end, over all stretches of a case."""

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
from services.reporting.domain.metrics.closed_cases import days_in, ended, mean_days, spells_of_support
from services.reporting.domain.period import Period
from services.reporting.domain.records.journey import Journey


def _observe(journey: Journey) -> Iterable[Observation]:
    return ended(journey.contract, spells_of_support(journey))


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    days = days_in(tally, period)
    count = sum(days.values())
    return (
        Figure("cases ended", Unit.REFERRALS, count),
        days_at("median days of support", days, 50),
        days_at("90th percentile of days of support", days, 90),
        Figure("mean days of support", Unit.DAYS, mean_days(days), of=count),
    )


LENGTH_OF_SUPPORT = Metric(
    definition=Definition(
        id="length-of-support",
        title="Length of support",
        numerator="days from the first attended contact to the end of support, of accepted cases that ended in the "
        "period (closed, handed over or withdrawn); of a case that was opened again the sum over its open spells, "
        "counted once at its last end in the period",
        denominator=None,
        unit=Unit.DAYS,
        clock="day of the end; runs from the first attended contact, and stands still between closure and reopening",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2025, 4, 1),
        method=f"percentiles: {PERCENTILE_METHOD}; the mean is rounded to two decimal places",
    ),
    read=_read,
    of_journey=_observe,
)
