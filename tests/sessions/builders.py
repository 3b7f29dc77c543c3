"""Terms, contents and events of an invented contract, for tests of the service sessions."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.sessions.domain.contact.events import Contact, ContactCorrected, ContactRecorded, ContactWithdrawn
from services.sessions.domain.directory.events import ServiceChanged, ServiceListed, ServiceRetired
from services.sessions.domain.grant.events import Grant, GrantCorrected, GrantRecorded, GrantWithdrawn
from services.sessions.domain.signposting.events import (
    Signposting,
    SignpostingCorrected,
    SignpostingRecorded,
    SignpostingWithdrawn,
)
from services.sessions.domain.staff_activity.events import (
    StaffActivity,
    StaffActivityCorrected,
    StaffActivityRecorded,
    StaffActivityWithdrawn,
)
from services.sessions.domain.terms import Fund, MinimumStaff, SessionsTerms
from services.sessions.domain.volunteering.events import (
    Volunteering,
    VolunteeringCorrected,
    VolunteeringRecorded,
    VolunteeringWithdrawn,
)

ENTRY = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0001")
WORKER = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0002")
OTHER_WORKER = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0003")
REFERRAL = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0004")
VOLUNTEER = UUID("7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0005")
PERSON = "0123456789abcdef0123456789abcdef"
OTHER_PERSON = "fedcba9876543210fedcba9876543210"
TODAY = date(2025, 6, 30)

TERMS = SessionsTerms(
    programmes=("peer-support", "groups"),
    places=("hub", "online"),
    districts=("north", "south"),
    channels=("01", "02", "05", "09", "11"),
    activities={"walking": ("be-active", "connect"), "leading-groups": ("give",), "cafe": ("connect",)},
    ways_version=3,
    purposes=("initial-engagement", "support"),
    cancel_reasons=("weather", "leader-absent"),
    end_reasons=("no-demand",),
    correction_reasons=("entered-in-error", "wrong-details"),
    volunteering_activities=("leading-groups",),
    staff_activities=("multi-agency-meeting",),
    signposting_categories=("housing", "food"),
    rules=(MinimumStaff("minimum-staff", "initial-engagement", 2),),
    exception_reasons=("colleague-ill",),
    funds={"larger": Fund(largest_award=4999, interview=True), "small": Fund(largest_award=1000)},
)
"""Terms with one rule for contacts and two funds; a test changes what it is about."""


def june(day: int) -> date:
    """A day of June 2025; today is the 30th."""
    return date(2025, 6, day)


def terms(**changed: Any) -> SessionsTerms:
    """The terms, changed as named."""
    return replace(TERMS, **changed)


CONTACT = Contact(
    person_ref=PERSON,
    on=june(2),
    channel="02",
    attendance="5",
    purpose="support",
    programme="peer-support",
    workers=(WORKER,),
    minutes=45,
    referral_id=REFERRAL,
)
SIGNPOSTING = Signposting(
    on=june(2),
    service="food-bank-north",
    category="food",
    person_ref=PERSON,
    referral_id=REFERRAL,
    programme="groups",
    workers=(WORKER,),
)
VOLUNTEERING = Volunteering(
    volunteer_id=VOLUNTEER,
    on=june(2),
    minutes=120,
    activity="leading-groups",
    ways=("give",),
    person_ref=PERSON,
    programme="groups",
)
STAFF_ACTIVITY = StaffActivity(
    kind="multi-agency-meeting", on=june(2), minutes=90, workers=(WORKER, OTHER_WORKER), programme="groups"
)
GRANT = Grant(
    fund="larger",
    on=june(2),
    pounds=2500,
    workers=(WORKER, OTHER_WORKER),
    applied_on=date(2025, 4, 7),
    interviewed_on=date(2025, 5, 12),
    district="north",
)
UNHEARD = replace(GRANT, interviewed_on=None, exception="colleague-ill", set_aside=("interview",))
"""An award without the interview that its fund asks for, for a reason."""
LISTED = ServiceListed("food-bank-north", "food", ("north",), june(1))

EVENTS: dict[str, Any] = {
    "contact-recorded.v1": ContactRecorded(ENTRY, CONTACT),
    "contact-corrected.v1": ContactCorrected(ENTRY, replace(CONTACT, minutes=30), "wrong-details"),
    "contact-withdrawn.v1": ContactWithdrawn(ENTRY, "entered-in-error"),
    "signposting-recorded.v1": SignpostingRecorded(ENTRY, SIGNPOSTING),
    "signposting-corrected.v1": SignpostingCorrected(ENTRY, replace(SIGNPOSTING, on=june(3)), "wrong-details"),
    "signposting-withdrawn.v1": SignpostingWithdrawn(ENTRY, "entered-in-error"),
    "volunteering-recorded.v1": VolunteeringRecorded(ENTRY, VOLUNTEERING),
    "volunteering-corrected.v1": VolunteeringCorrected(ENTRY, replace(VOLUNTEERING, minutes=60), "wrong-details"),
    "volunteering-withdrawn.v1": VolunteeringWithdrawn(ENTRY, "entered-in-error"),
    "staff-activity-recorded.v1": StaffActivityRecorded(ENTRY, STAFF_ACTIVITY),
    "staff-activity-corrected.v1": StaffActivityCorrected(ENTRY, replace(STAFF_ACTIVITY, minutes=60), "wrong-details"),
    "staff-activity-withdrawn.v1": StaffActivityWithdrawn(ENTRY, "entered-in-error"),
    "grant-recorded.v1": GrantRecorded(ENTRY, GRANT),
    "grant-corrected.v1": GrantCorrected(ENTRY, UNHEARD, "wrong-details"),
    "grant-withdrawn.v1": GrantWithdrawn(ENTRY, "entered-in-error"),
    "service-listed.v1": LISTED,
    "service-changed.v1": ServiceChanged("food-bank-north", "food", ("north", "south"), june(5)),
    "service-retired.v1": ServiceRetired("food-bank-north", june(20)),
}
"""One event of each stored name of entries and the directory."""
