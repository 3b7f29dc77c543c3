"""The wait of drug and alcohol services: the share who are offered support within three weeks."""

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
    share,
)
from services.reporting.domain.metrics.closed_cases import mean_days
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Journey, Kind

_THREE_WEEKS = 21


def _observe(journey: Journey) -> Iterable[Observation]:
    accepted = journey.first(Kind.ACCEPTED)
    if accepted is None or journey.received_on is None:
        return ()
    return ((journey.contract, month_of(accepted.on), (accepted.on - journey.received_on).days),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    waits: dict[int, int] = {}
    for (month, days), times in tally.items():
        if period.first <= month <= period.last:
            waits[days] = waits.get(days, 0) + times
    count = sum(waits.values())
    return (
        share("within three weeks", sum(times for days, times in waits.items() if days <= _THREE_WEEKS), count),
        days_at("median days to acceptance", waits, 50),
        Figure("mean days to acceptance", Unit.DAYS, mean_days(waits), of=count),
    )


OFFERED_IN_THREE_WEEKS = Metric(
    definition=Definition(
        id="offered-in-three-weeks",
        title="Support offered within three weeks",
        numerator="referrals accepted in the period, 21 days after receipt or earlier",
        denominator="referrals accepted in the period",
        unit=Unit.SHARE,
        clock="day of acceptance; runs from the day of receipt without a pause",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2025, 4, 1),
        method="the national measure of drug and alcohol services runs from being identified as having a need to being "
        "offered an appointment to start. Neither is recorded here: receipt stands for the first, acceptance for the "
        "second; whether the measure applies, and to which contracts, is to be confirmed [?]. Percentiles: "
        f"{PERCENTILE_METHOD}; the mean is rounded to two decimal places",
    ),
    read=_read,
    of_journey=_observe,
)
