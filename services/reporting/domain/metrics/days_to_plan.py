"""Waits for a support plan (clock C)."""

from collections.abc import Iterable

from services.reporting.domain.metrics.waits import Clock, Waited, metrics_of, waited
from services.reporting.domain.records.activity import PLAN
from services.reporting.domain.records.story import OF_REFERRALS, Story, first


def _waits(story: Story) -> Iterable[Waited]:
    for referral in story.referrals:
        stop = first(story.plans, referral.received_on, referral.until)
        yield waited(referral.received_on, referral.spells, stop)


DAYS_TO_PLAN, STILL_WAITING_PLAN = metrics_of(
    Clock(
        id="plan",
        titles=("Days to a support plan", "Still waiting for a support plan at the end of the period"),
        start="the day of receipt",
        stop="the day on which a support plan was agreed with the person, up to the end of the referral",
        waits=_waits,
        kinds=OF_REFERRALS | {PLAN},
    )
)
