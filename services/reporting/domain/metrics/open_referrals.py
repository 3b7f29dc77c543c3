"""Open referrals at the end of a period: came open by then and not declined, withdrawn or closed."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Journey

_CAME_OPEN, _CEASED = 1, 2


def _observe(journey: Journey) -> Iterable[Observation]:
    observed = []
    for spell in journey.spells:
        observed.append((journey.contract, month_of(spell.opened_on), _CAME_OPEN))
        if spell.closed_on is not None:
            observed.append((journey.contract, month_of(spell.closed_on), _CEASED))
    return observed


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    count = sum(
        times if number == _CAME_OPEN else -times for (month, number), times in tally.items() if month <= period.last
    )
    return (Figure("open at the end", Unit.REFERRALS, count),)


OPEN_REFERRALS = Metric(
    definition=Definition(
        id="open-referrals",
        title="Open referrals at the end of the period",
        numerator="referrals received or opened again by the end of the period, and not declined, withdrawn or closed "
        "since",
        denominator=None,
        unit=Unit.REFERRALS,
        clock="end of the period, or the day of the report if it is earlier",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    read=_read,
    of_journey=_observe,
    stock=True,
)
