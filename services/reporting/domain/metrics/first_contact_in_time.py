"""First contact in time: the share of first contacts made by the day that was promised at receipt."""

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
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Journey, clock_stopped_on

_LATE, _IN_TIME = range(2)


def _observe(journey: Journey) -> Iterable[Observation]:
    stopped_on = clock_stopped_on(journey)
    if journey.contact_by is None or stopped_on is None:
        return ()
    number = _IN_TIME if stopped_on <= journey.contact_by else _LATE
    return ((journey.contract, month_of(stopped_on), number),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    in_time = times_in(tally, period, _IN_TIME)
    return (share("in time", in_time, in_time + times_in(tally, period, _LATE)),)


FIRST_CONTACT_IN_TIME = Metric(
    definition=Definition(
        id="first-contact-in-time",
        title="First contact in time",
        numerator="referrals whose first attended contact by a qualifying channel was in the period and no later than "
        "the day promised when the referral was received",
        denominator="referrals whose first attended contact by a qualifying channel was in the period",
        unit=Unit.SHARE,
        clock="day of first contact against the contract's target, as written into the referral at receipt",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    read=_read,
    of_journey=_observe,
)
