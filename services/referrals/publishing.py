"""Which events become messages, and what of them: the gate at which everything that is not promised stays inside."""

from typing import assert_never

from pydantic import BaseModel

from chassis.messaging.wire import Publishing, Recorded
from contracts.messages import referrals as messages
from services.referrals.domain import events
from services.referrals.domain.person.events import PeopleLinked
from services.referrals.domain.profile import events as profile

MAPPING_VERSION = 1
"""Raised when an event that is already in logs is mapped otherwise than before."""


def to_message(recorded: Recorded) -> BaseModel | None:
    """The message of a recorded event; every field of it is named here, so that nothing passes unseen."""
    event: events.ReferralEvent | PeopleLinked | profile.ProfileEvent = recorded.event
    return message_of(event)


def message_of(event: events.ReferralEvent | PeopleLinked | profile.ProfileEvent) -> BaseModel | None:
    """The message of an event; None of one that stays inside."""
    match event:
        case PeopleLinked():
            return messages.PeopleLinked(
                person_ref=event.person_ref, same_as_ref=event.same_as_ref, linked_on=event.linked_on
            )
        case profile.PersonRegistered():
            return None  # That somebody was taken down is no fact about what was done with them.
        case profile.CharacteristicRecorded():
            return messages.CharacteristicRecorded(
                person_ref=event.person_ref,
                characteristic=event.characteristic,
                answer=event.answer,
                recorded_on=event.recorded_on,
            )
        case profile.ConsentGiven():
            return messages.ConsentGiven(person_ref=event.person_ref, purpose=event.purpose, given_on=event.given_on)
        case profile.ConsentWithdrawn():
            return messages.ConsentWithdrawn(
                person_ref=event.person_ref, purpose=event.purpose, withdrawn_on=event.withdrawn_on
            )
        case _:
            return _of_referral(event)


def _of_referral(event: events.ReferralEvent) -> BaseModel | None:
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
                transferred_from=event.transferred_from,
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
        case events.ReferralTransferred():
            return messages.ReferralTransferred(
                **about, transferred_on=event.transferred_on, to_contract=event.to_contract
            )
        case events.ReferralReopened():
            return messages.ReferralReopened(**about, reopened_on=event.reopened_on, reason=event.reason)
        case events.StepTaken():
            return messages.StepTaken(**about, taken_on=event.taken_on, step=event.step, site=event.site)
        case events.StepCorrected():
            return messages.StepCorrected(
                **about,
                event=event.event,
                on=event.on,
                reason=event.reason,
                channel=event.channel,
                step=event.step,
                stream_version=event.of_version,
                first_contact_by=event.first_contact_by,
                support_until=event.support_until,
            )
        case events.StepWithdrawn():
            return messages.StepWithdrawn(
                **about, event=event.event, reason=event.reason, step=event.step, stream_version=event.of_version
            )
        case events.ReleaseRecorded():
            return messages.ReleaseRecorded(
                **about, released_on=event.released_on, support_until=event.support_until, site=event.site
            )
        case events.RuleExcepted():
            return messages.RuleExcepted(**about, excepted_on=event.excepted_on, rule=event.rule, reason=event.reason)
        case events.ContactNoted() | events.PlanNoted():
            return None  # The service that recorded it tells it.
        case events.FlagRaised() | events.FlagLifted():
            return None  # What a worker must know of a person stays with the team.
        case _:
            assert_never(event)


PUBLISHING = Publishing(to_message=to_message, version=MAPPING_VERSION)
