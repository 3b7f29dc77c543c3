"""Leavers of the waiting list: how waits ended in a period, within and outside the target day."""

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
from services.reporting.domain.metrics.waiting import waits_of
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Journey

_MET, _MET_LATE, _LEFT, _LEFT_LATE = range(4)


def _observe(journey: Journey) -> Iterable[Observation]:
    observed: list[Observation] = []
    for wait in waits_of(journey):
        if wait.ended_on is not None and journey.contact_by is not None:
            late = wait.ended_on > journey.contact_by
            number = (_MET_LATE if late else _MET) if wait.met else (_LEFT_LATE if late else _LEFT)
            observed.append((journey.contract, month_of(wait.ended_on), number))
    return observed


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    met, met_late, left, left_late = (
        times_in(tally, period, number) for number in (_MET, _MET_LATE, _LEFT, _LEFT_LATE)
    )
    every, whole = met + met_late + left + left_late, "left the waiting list"
    return (
        Figure(whole, Unit.REFERRALS, every),
        Figure("met within the target day", Unit.REFERRALS, met, part_of=whole),
        Figure("met outside the target day", Unit.REFERRALS, met_late, part_of=whole),
        Figure("left unmet within the target day", Unit.REFERRALS, left, part_of=whole),
        Figure("left unmet outside the target day", Unit.REFERRALS, left_late, part_of=whole),
        share("left outside the target day", met_late + left_late, every),
    )


WAITING_LIST_LEAVERS = Metric(
    definition=Definition(
        id="waiting-list-leavers",
        title="Leavers of the waiting list",
        numerator="waits for first contact that ended in the period later than the target day, which is the day for "
        "first contact that was promised at receipt",
        denominator="waits for first contact that ended in the period: by an attended contact through a qualifying "
        "channel, or because the referral was declined, withdrawn, closed or handed over without one. A referral that "
        "is opened again without contact waits again",
        unit=Unit.REFERRALS,
        clock="day on which the wait ended, against the target day of each referral",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    read=_read,
    of_journey=_observe,
)
