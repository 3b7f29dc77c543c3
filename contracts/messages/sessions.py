"""What the service `sessions` promises: groups, sessions with registers, contacts, signposting, hours, grants.

A field is added as optional; anything else is a new class with a new version in its wire name. What is recorded can be
corrected or withdrawn: a correction says all of what stands afterwards.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from contracts.messages.words import Body, Code, Count, Minutes, PersonRef, Pounds, Ways

Attendance = Literal["present", "absent", "cancelled", "declined"]
"""What became of someone on a register; only who was present attended, and a cancellation is no absence."""
AttendanceCode = Annotated[str, StringConstraints(pattern=r"^[2-7]$")]
"""MHSDS: 2 cancelled by or for the person, 3 did not attend, 4 cancelled by the provider, 5 on time, 6 late but seen,
7 late, could not be seen."""
Channel = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
"""MHSDS consultation mechanism."""


class _AboutGroup(Body):
    group_id: UUID


class GroupStarted(_AboutGroup):
    """A group began as a series of sessions; `ways` under `ways_version` of the tags of activities."""

    started_on: date
    programme: Code
    activity: Code
    place: Code
    channel: Channel
    ways: Ways
    ways_version: int
    capacity: Count | None = None


class GroupChanged(_AboutGroup):
    """A group is run otherwise from a day on: everything as it stands then."""

    changed_on: date
    programme: Code
    activity: Code
    place: Code
    channel: Channel
    ways: Ways
    ways_version: int
    capacity: Count | None = None


class GroupEnded(_AboutGroup):
    """No more sessions of the group are planned."""

    ended_on: date
    reason: Code


class _AboutSession(Body):
    session_id: UUID


class SessionPlanned(_AboutSession):
    """A session is to be held: of a group, or one of its own kind such as a forum or a drop-in."""

    on: date
    kind: Literal["group", "gathering", "drop-in"]
    programme: Code
    activity: Code
    place: Code
    channel: Channel
    ways: Ways
    ways_version: int
    group_id: UUID | None = None


class SessionMoved(_AboutSession):
    """A planned session is to be held on another day or at another place."""

    on: date
    place: Code


class SessionCancelled(_AboutSession):
    """A planned session was not held."""

    cancelled_on: date
    reason: Code


class SessionHeld(_AboutSession):
    """A session took place; `staff` and `volunteers` say how many ran it."""

    held_on: date
    minutes: Minutes
    staff: Count
    volunteers: Count


class SessionCorrected(_AboutSession):
    """How a session took place was recorded wrongly: everything as it stands now."""

    held_on: date
    minutes: Minutes
    staff: Count
    volunteers: Count
    reason: Code


class SessionWithdrawn(_AboutSession):
    """A session should never have been recorded; its register counts for nothing."""

    reason: Code


class AttendanceRecorded(_AboutSession):
    """One line of a register. `person_ref` is None of somebody known by first name only, who counts as no person."""

    line_id: UUID
    person_ref: PersonRef | None
    attendance: Attendance
    channel: Channel


class AttendanceCorrected(_AboutSession):
    """One line of a register as it stands after a correction."""

    line_id: UUID
    person_ref: PersonRef | None
    attendance: Attendance
    channel: Channel
    reason: Code


class AttendanceWithdrawn(_AboutSession):
    """A line that should not have been on the register."""

    line_id: UUID
    reason: Code


class HeadsCounted(_AboutSession):
    """How many more were there, by channel, whom nobody took down; a later count of a channel replaces an earlier."""

    channel: Channel
    count: Count


class ContactRecorded(Body):
    """A one-to-one contact, attended or not; `staff` says how many attended it for the service."""

    contact_id: UUID
    person_ref: PersonRef
    on: date
    channel: Channel
    attendance: AttendanceCode
    purpose: Code
    staff: Count
    programme: Code
    minutes: Minutes | None = None
    referral_id: UUID | None = None


class ContactCorrected(ContactRecorded):
    """A contact as it stands after a correction."""

    reason: Code


class ContactWithdrawn(Body):
    """A contact that should not have been recorded."""

    contact_id: UUID
    reason: Code


class SignpostingRecorded(Body):
    """Somebody was told of another service; `person_ref` is None where nobody was taken down."""

    signposting_id: UUID
    on: date
    service: Code
    category: Code
    person_ref: PersonRef | None = None
    referral_id: UUID | None = None


class SignpostingCorrected(SignpostingRecorded):
    """A signposting as it stands after a correction."""

    reason: Code


class SignpostingWithdrawn(Body):
    """A signposting that should not have been recorded."""

    signposting_id: UUID
    reason: Code


class VolunteeringRecorded(Body):
    """Time given by a volunteer, by opaque id."""

    volunteering_id: UUID
    volunteer_id: UUID
    on: date
    minutes: Minutes
    activity: Code
    ways: Ways
    person_ref: PersonRef | None = None
    """Of a volunteer who is supported too."""


class VolunteeringCorrected(VolunteeringRecorded):
    """Time given as it stands after a correction."""

    reason: Code


class VolunteeringWithdrawn(Body):
    """Time given that should not have been recorded."""

    volunteering_id: UUID
    reason: Code


class StaffActivityRecorded(Body):
    """Work of the team beside contacts and sessions, such as a meeting of several agencies."""

    staff_activity_id: UUID
    on: date
    kind: Code
    minutes: Minutes
    staff: Count


class StaffActivityCorrected(StaffActivityRecorded):
    """Work of the team as it stands after a correction."""

    reason: Code


class StaffActivityWithdrawn(Body):
    """Work of the team that should not have been recorded."""

    staff_activity_id: UUID
    reason: Code


class GrantRecorded(Body):
    """A decision on an application to a fund: `pounds` is nought where nothing was awarded. `set_aside` names the rules
    of the fund that the award does not keep, and `exception` why."""

    grant_id: UUID
    on: date
    fund: Code
    pounds: Pounds
    applied_on: date | None = None
    interviewed_on: date | None = None
    district: Code | None = None
    exception: Code | None = None
    set_aside: tuple[Code, ...] = ()


class GrantCorrected(GrantRecorded):
    """A decision on a grant as it stands after a correction."""

    reason: Code


class GrantWithdrawn(Body):
    """A decision on a grant that should not have been recorded."""

    grant_id: UUID
    reason: Code


MESSAGES: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "group-started.v1": GroupStarted,
        "group-changed.v1": GroupChanged,
        "group-ended.v1": GroupEnded,
        "session-planned.v1": SessionPlanned,
        "session-moved.v1": SessionMoved,
        "session-cancelled.v1": SessionCancelled,
        "session-held.v1": SessionHeld,
        "session-corrected.v1": SessionCorrected,
        "session-withdrawn.v1": SessionWithdrawn,
        "attendance-recorded.v1": AttendanceRecorded,
        "attendance-corrected.v1": AttendanceCorrected,
        "attendance-withdrawn.v1": AttendanceWithdrawn,
        "heads-counted.v1": HeadsCounted,
        "contact-recorded.v1": ContactRecorded,
        "contact-corrected.v1": ContactCorrected,
        "contact-withdrawn.v1": ContactWithdrawn,
        "signposting-recorded.v1": SignpostingRecorded,
        "signposting-corrected.v1": SignpostingCorrected,
        "signposting-withdrawn.v1": SignpostingWithdrawn,
        "volunteering-recorded.v1": VolunteeringRecorded,
        "volunteering-corrected.v1": VolunteeringCorrected,
        "volunteering-withdrawn.v1": VolunteeringWithdrawn,
        "staff-activity-recorded.v1": StaffActivityRecorded,
        "staff-activity-corrected.v1": StaffActivityCorrected,
        "staff-activity-withdrawn.v1": StaffActivityWithdrawn,
        "grant-recorded.v1": GrantRecorded,
        "grant-corrected.v1": GrantCorrected,
        "grant-withdrawn.v1": GrantWithdrawn,
    }
)
"""Wire name to the model of the body."""
