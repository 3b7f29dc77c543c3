"""The waiting list at the end of a period: who has not been met yet, within and past the day that was promised."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit
from services.reporting.domain.metrics.waiting import waits_of
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Journey


def _observe(journey: Journey) -> Iterable[Observation]:
    """The target day as a number in the month in which the wait began, its negative where the wait ended."""
    observed: list[Observation] = []
    if journey.contact_by is None:
        return observed
    target = journey.contact_by.toordinal()
    for wait in waits_of(journey):
        began, ended = month_of(wait.began_on), month_of(wait.ended_on) if wait.ended_on else None
        if began != ended:
            observed.append((journey.contract, began, target))
            if ended is not None:
                observed.append((journey.contract, ended, -target))
    return observed


def _read(tally: Tally, period: Period, until: date) -> Sequence[Figure]:
    waiting = past = 0
    for (month, number), times in tally.items():
        if month <= period.last:
            by = times if number > 0 else -times
            waiting += by
            past += by if abs(number) < until.toordinal() else 0
    whole = "on the waiting list"
    return (
        Figure(whole, Unit.REFERRALS, waiting),
        Figure("within the target day", Unit.REFERRALS, waiting - past, part_of=whole),
        Figure("past the target day", Unit.REFERRALS, past, part_of=whole),
    )


WAITING_LIST = Metric(
    definition=Definition(
        id="waiting-list",
        title="Waiting list at the end of the period",
        numerator="open referrals without an attended contact by a qualifying channel at the end of the period, within "
        "and past the target day, which is the day for first contact that was promised at receipt",
        denominator=None,
        unit=Unit.REFERRALS,
        clock="end of the period, or the day of the report if it is earlier, against the target day of each referral",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    read=_read,
    of_journey=_observe,
    stock=True,
)
