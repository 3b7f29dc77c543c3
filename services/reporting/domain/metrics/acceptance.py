"""Acceptance: what became of the referrals received in a period, and the share accepted of those decided."""

from collections.abc import Iterable, Mapping, Sequence
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
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Decision, Journey

_DECLINED, _ACCEPTED, _UNDECIDED, _WITHDRAWN = range(4)
_NUMBERS: Mapping[Decision | None, int] = {
    Decision.DECLINED: _DECLINED,
    Decision.ACCEPTED: _ACCEPTED,
    None: _UNDECIDED,
    Decision.WITHDRAWN: _WITHDRAWN,
}


def _observe(journey: Journey) -> Iterable[Observation]:
    if journey.received_on is None:
        return ()
    return ((journey.contract, month_of(journey.received_on), _NUMBERS[journey.decision]),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    accepted, declined = times_in(tally, period, _ACCEPTED), times_in(tally, period, _DECLINED)
    return (
        share("acceptance", accepted, accepted + declined),
        Figure("accepted", Unit.REFERRALS, accepted),
        Figure("declined", Unit.REFERRALS, declined),
        Figure("undecided", Unit.REFERRALS, times_in(tally, period, _UNDECIDED)),
        Figure("withdrawn before a decision", Unit.REFERRALS, times_in(tally, period, _WITHDRAWN)),
    )


ACCEPTANCE = Metric(
    definition=Definition(
        id="acceptance",
        title="Acceptance",
        numerator="referrals received in the period and accepted, whenever that was decided",
        denominator="referrals received in the period and accepted or declined; undecided and withdrawn stand apart",
        unit=Unit.SHARE,
        clock="day of receipt",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    read=_read,
    of_journey=_observe,
)
