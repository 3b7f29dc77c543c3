"""Days from receipt to first contact, for those whose clock stopped in the period (clock A)."""

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


def _observe(journey: Journey) -> Iterable[Observation]:
    stopped_on = clock_stopped_on(journey)
    if journey.received_on is None or stopped_on is None:
        return ()
    return ((journey.contract, month_of(stopped_on), (stopped_on - journey.received_on).days),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    waits: dict[int, int] = {}
    for (month, days), times in tally.items():
        if period.first <= month <= period.last:
            waits[days] = waits.get(days, 0) + times
    return (days_at("median", waits, 50), days_at("90th percentile", waits, 90))


DAYS_TO_FIRST_CONTACT = Metric(
    definition=Definition(
        id="days-to-first-contact",
        title="Days to first contact",
        numerator="days from receipt to the first attended contact by a qualifying channel (face to face, telephone, "
        "talk type, video) of referrals whose first such contact was in the period",
        denominator=None,
        unit=Unit.DAYS,
        clock="day of first contact; runs from the day of receipt without a pause",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2025, 4, 1),
        method=PERCENTILE_METHOD,
    ),
    read=_read,
    of_journey=_observe,
)
