"""Which events become messages, and what of them: the gate at which everything that is not promised stays inside."""

from typing import assert_never

from pydantic import BaseModel

from chassis.messaging.wire import Publishing, Recorded
from contracts.messages import referrals as messages
from services.referrals.domain import events
from services.referrals.domain.person.events import PeopleLinked

MAPPING_VERSION = 1
"""Raised when an event that is already in logs is mapped otherwise than before."""


def to_message(recorded: Recorded) -> BaseModel | None:
    """The message of a recorded event; every field of it is named here, so that nothing passes unseen."""
    event: events.ReferralEvent | PeopleLinked = recorded.event
    return message_of(event)


def message_of(event: events.ReferralEvent | PeopleLinked) -> BaseModel:
    """The message of an event."""
    if isinstance(event, PeopleLinked):
        return messages.PeopleLinked(
            person_ref=event.person_ref, same_as_ref=event.same_as_ref, linked_on=event.linked_on
        )
    about = {"referral_id": event.referral_id, "person_ref": event.person_ref}
    match event:
        case events.ReferralReceived():
            return messages.ReferralReceived(
                **about,
                received_on=event.received_on,
                source=event.source,
                route=event.route,
                urgency=event.urgency,
                first_contact_by=event.first_contact_by,
            )
        case events.ReferralAmended():
            return messages.ReferralAmended(**about, amended_on=event.amended_on, urgency=event.urgency)
        case events.ReferralWithdrawn():
            return messages.ReferralWithdrawn(**about, withdrawn_on=event.withdrawn_on, reason=event.reason)
        case events.ReferrerContacted():
            return messages.ReferrerContacted(**about, contacted_on=event.contacted_on)
        case events.ReferralTriaged():
            return messages.ReferralTriaged(**about, triaged_on=event.triaged_on, risk_level=event.risk_level)
        case events.ReferralAccepted():
            return messages.ReferralAccepted(**about, accepted_on=event.accepted_on, support_until=event.support_until)
        case events.ReferralDeclined():
            return messages.ReferralDeclined(**about, declined_on=event.declined_on, reason=event.reason)
        case events.ReferralAllocated():
            return messages.ReferralAllocated(**about, allocated_on=event.allocated_on)
        case events.FirstContactMade():
            return messages.FirstContactMade(**about, contacted_on=event.contacted_on, channel=event.channel)
        case events.ReferralClosed():
            return messages.ReferralClosed(**about, closed_on=event.closed_on, reason=event.reason)
        case events.ReferralReopened():
            return messages.ReferralReopened(**about, reopened_on=event.reopened_on, reason=event.reason)
        case _:
            assert_never(event)


PUBLISHING = Publishing(to_message=to_message, version=MAPPING_VERSION)
