"""What of contacts, signpostings, hours and grants becomes public: all but who of the team it was."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from contracts.messages import sessions as messages
from services.sessions.domain.contact import events as contact
from services.sessions.domain.directory import events as directory
from services.sessions.domain.grant import events as grant
from services.sessions.domain.signposting import events as signposting
from services.sessions.domain.staff_activity import events as staff_activity
from services.sessions.domain.volunteering import events as volunteering


def _contact(entry_id: UUID, content: contact.Contact) -> dict[str, Any]:
    return {
        "contact_id": entry_id,
        "person_ref": content.person_ref,
        "on": content.on,
        "channel": content.channel,
        "attendance": content.attendance,
        "purpose": content.purpose,
        "staff": len(content.workers),
        "programme": content.programme,
        "minutes": content.minutes,
        "referral_id": content.referral_id,
    }


def _signposting(entry_id: UUID, content: signposting.Signposting) -> dict[str, Any]:
    return {
        "signposting_id": entry_id,
        "on": content.on,
        "service": content.service,
        "category": content.category,
        "person_ref": content.person_ref,
        "referral_id": content.referral_id,
    }


def _volunteering(entry_id: UUID, content: volunteering.Volunteering) -> dict[str, Any]:
    return {
        "volunteering_id": entry_id,
        "volunteer_id": content.volunteer_id,
        "on": content.on,
        "minutes": content.minutes,
        "activity": content.activity,
        "ways": content.ways,
        "person_ref": content.person_ref,
    }


def _staff_activity(entry_id: UUID, content: staff_activity.StaffActivity) -> dict[str, Any]:
    return {
        "staff_activity_id": entry_id,
        "on": content.on,
        "kind": content.kind,
        "minutes": content.minutes,
        "staff": len(content.workers),
    }


def _grant(entry_id: UUID, content: grant.Grant) -> dict[str, Any]:
    return {
        "grant_id": entry_id,
        "on": content.on,
        "fund": content.fund,
        "pounds": content.pounds,
        "applied_on": content.applied_on,
        "interviewed_on": content.interviewed_on,
        "district": content.district,
        "exception": content.exception,
        "set_aside": content.set_aside,
    }


def _private(event: Any) -> None:
    """The directory is the team's own: a signposting says which service it was, and of which category."""


MAPPINGS: Mapping[type, Callable[[Any], BaseModel | None]] = MappingProxyType(
    {
        contact.ContactRecorded: lambda e: messages.ContactRecorded(**_contact(e.entry_id, e.content)),
        contact.ContactCorrected: lambda e: messages.ContactCorrected(
            **_contact(e.entry_id, e.content), reason=e.reason
        ),
        contact.ContactWithdrawn: lambda e: messages.ContactWithdrawn(contact_id=e.entry_id, reason=e.reason),
        signposting.SignpostingRecorded: lambda e: messages.SignpostingRecorded(**_signposting(e.entry_id, e.content)),
        signposting.SignpostingCorrected: lambda e: messages.SignpostingCorrected(
            **_signposting(e.entry_id, e.content), reason=e.reason
        ),
        signposting.SignpostingWithdrawn: lambda e: messages.SignpostingWithdrawn(
            signposting_id=e.entry_id, reason=e.reason
        ),
        volunteering.VolunteeringRecorded: lambda e: messages.VolunteeringRecorded(
            **_volunteering(e.entry_id, e.content)
        ),
        volunteering.VolunteeringCorrected: lambda e: messages.VolunteeringCorrected(
            **_volunteering(e.entry_id, e.content), reason=e.reason
        ),
        volunteering.VolunteeringWithdrawn: lambda e: messages.VolunteeringWithdrawn(
            volunteering_id=e.entry_id, reason=e.reason
        ),
        staff_activity.StaffActivityRecorded: lambda e: messages.StaffActivityRecorded(
            **_staff_activity(e.entry_id, e.content)
        ),
        staff_activity.StaffActivityCorrected: lambda e: messages.StaffActivityCorrected(
            **_staff_activity(e.entry_id, e.content), reason=e.reason
        ),
        staff_activity.StaffActivityWithdrawn: lambda e: messages.StaffActivityWithdrawn(
            staff_activity_id=e.entry_id, reason=e.reason
        ),
        grant.GrantRecorded: lambda e: messages.GrantRecorded(**_grant(e.entry_id, e.content)),
        grant.GrantCorrected: lambda e: messages.GrantCorrected(**_grant(e.entry_id, e.content), reason=e.reason),
        grant.GrantWithdrawn: lambda e: messages.GrantWithdrawn(grant_id=e.entry_id, reason=e.reason),
        directory.ServiceListed: _private,
        directory.ServiceChanged: _private,
        directory.ServiceRetired: _private,
    }
)
"""Class of an event to what makes its message. Every field is named above, so that nothing passes unseen."""
