"""Support plans agreed, and whether they were written together with the person."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.messages.outcomes import PlanAgreed, PlanCorrected
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
from services.reporting.domain.records.activity import Activity

_WITHOUT, _TOGETHER = range(2)


def _observe(activity: Activity) -> Iterable[Observation]:
    plan = activity.what
    if not isinstance(plan, PlanAgreed | PlanCorrected):
        return ()
    return ((activity.contract, month_of(plan.agreed_on), _TOGETHER if plan.together else _WITHOUT),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    together, without = times_in(tally, period, _TOGETHER), times_in(tally, period, _WITHOUT)
    whole = "plans agreed"
    return (
        Figure(whole, Unit.PLANS, together + without),
        Figure("together with the person", Unit.PLANS, together, part_of=whole),
        Figure("without the person", Unit.PLANS, without, part_of=whole),
        share("written together", together, together + without),
    )


PLANS_AGREED = Metric(
    definition=Definition(
        id="plans-agreed",
        title="Support plans agreed",
        numerator="support plans agreed in the period, whether written together with the person or not",
        denominator="for the share written together: support plans agreed in the period",
        unit=Unit.PLANS,
        clock="day on which the plan was agreed",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_activity=_observe,
)
