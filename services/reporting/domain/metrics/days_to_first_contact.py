"""Days from receipt to first contact, for those whose clock stopped in the period (clock A)."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.metric import PERCENTILE_METHOD, Definition, Direction, Metric, Observation, Unit
from services.reporting.domain.metrics.waits import STANDARD_DAYS, read_stopped, stopped, waited
from services.reporting.domain.records.journey import Journey, clock_stopped_on


def _observe(journey: Journey) -> Iterable[Observation]:
    if journey.received_on is None:
        return ()
    return stopped(journey.contract, waited(journey.received_on, journey.spells, clock_stopped_on(journey)))


DAYS_TO_FIRST_CONTACT = Metric(
    definition=Definition(
        id="days-to-first-contact",
        title="Days to first contact",
        numerator="days from receipt to the first attended contact by a qualifying channel (face to face, telephone, "
        "talk type, video) of referrals whose first such contact was in the period; with the share within "
        f"{STANDARD_DAYS} days, and counts by how long they waited",
        denominator="referrals whose first such contact was in the period",
        unit=Unit.DAYS,
        clock="day of first contact; runs from the day of receipt without a pause",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2025, 4, 1),
        method=PERCENTILE_METHOD,
    ),
    read=read_stopped(Unit.REFERRALS),
    of_journey=_observe,
)
