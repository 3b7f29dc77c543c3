"""Waits for the second attended contact, as the national data set measures community care (clock D)."""

from collections.abc import Iterable

from services.reporting.domain.metrics.waits import Clock, Waited, metrics_of, waited
from services.reporting.domain.records.story import OF_CONTACTS, OF_REFERRALS, Story, first

_SECOND = 2


def _waits(story: Story) -> Iterable[Waited]:
    for referral in story.referrals:
        stop = first(story.contacts, referral.received_on, referral.until, _SECOND)
        yield waited(referral.received_on, referral.spells, stop)


DAYS_TO_SECOND_CONTACT, STILL_WAITING_SECOND_CONTACT = metrics_of(
    Clock(
        id="second-contact",
        titles=("Days to the second contact", "Still waiting for a second contact at the end of the period"),
        start="the day of receipt",
        stop="the second attended contact with the person by a qualifying channel (face to face, telephone, talk type, "
        "video) in the contract, up to the end of the referral",
        method="texts, e-mails and messages stop no clock. Two contacts of one day are two",
        waits=_waits,
        kinds=OF_REFERRALS | OF_CONTACTS,
    )
)
