"""Waits for the first session (clock B)."""

from collections.abc import Iterable

from services.reporting.domain.metrics.waits import Clock, Waited, metrics_of, waited
from services.reporting.domain.records.story import OF_REFERRALS, OF_SESSIONS, Story


def _waits(story: Story) -> Iterable[Waited]:
    for referral in story.referrals:
        stop = story.first_session(referral.received_on, referral.until)
        yield waited(referral.received_on, referral.spells, stop)


DAYS_TO_FIRST_SESSION, STILL_WAITING_FIRST_SESSION = metrics_of(
    Clock(
        id="first-session",
        titles=("Days to first session", "Still waiting for a first session at the end of the period"),
        start="the day of receipt",
        stop="the person's first session in the contract from then to the end of the referral",
        method="a session is presence by name at a group, gathering or drop-in that was held, or an attended contact "
        "by a qualifying channel (face to face, telephone, talk type, video) on a later day than the first such "
        "contact since receipt, which is how the person is met",
        waits=_waits,
        kinds=OF_REFERRALS | OF_SESSIONS,
    )
)
