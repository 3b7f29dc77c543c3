"""Contacts, signpostings, volunteers' time, the team's other work and grants: entries, each with the routes of all."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from chassis.errors import Refused
from chassis.http.entries import EntryRoutes, entry_router
from chassis.http.identity import Commander, NotPermitted
from chassis.http.requests import Day, Input
from contracts.roles import Permission
from services.sessions.api.office import Office
from services.sessions.api.shapes import Channel, Code, Minutes, OnDay, PersonRef, Workers, shown_by
from services.sessions.domain.contact import decisions as contact
from services.sessions.domain.contact.events import Contact
from services.sessions.domain.grant import decisions as grant
from services.sessions.domain.grant.events import Grant
from services.sessions.domain.signposting import decisions as signposting
from services.sessions.domain.signposting.events import Signposting
from services.sessions.domain.staff_activity import decisions as staff_activity
from services.sessions.domain.staff_activity.events import StaffActivity
from services.sessions.domain.volunteering import decisions as volunteering
from services.sessions.domain.volunteering.events import Volunteering
from services.sessions.views.listings import (
    list_contact,
    list_grant,
    list_signposting,
    list_staff_activity,
    list_volunteering,
)

_WORKER = "5f0c2f2e-6a0e-4d0b-9a55-2f8d3c1b7a01"
_PERSON = "0123456789abcdef0123456789abcdef"


class ContactGiven(Input):
    """A one-to-one contact, attended or not."""

    model_config = shown_by(
        person_ref=_PERSON,
        on="2026-03-04",
        channel="02",
        attendance="5",
        purpose="support",
        programme="peer-support",
        workers=[_WORKER],
        minutes=45,
    )

    person_ref: Annotated[PersonRef, Field(examples=[_PERSON])]
    on: OnDay = None
    channel: Annotated[Channel, Field(examples=["02"], description="MHSDS consultation mechanism.")]
    attendance: Annotated[str, Field(pattern=r"^[2-7]$", examples=["5"], description="MHSDS attendance code.")]
    purpose: Annotated[Code, Field(examples=["support"])]
    programme: Annotated[Code, Field(examples=["peer-support"])]
    workers: Annotated[Workers, Field(examples=[[_WORKER]], description="Who attended for the service.")]
    minutes: Minutes | None = None
    referral_id: UUID | None = None
    exception: Annotated[Code, Field(description="Why a rule is set aside; asks for `grant-exception`.")] | None = None


class SignpostingGiven(Input):
    """Somebody was told of a service of the directory."""

    model_config = shown_by(on="2026-03-04", service="food-bank-north", person_ref=_PERSON, workers=[_WORKER])

    on: OnDay = None
    service: Annotated[Code, Field(examples=["food-bank-north"], description="Code of the service in the directory.")]
    person_ref: Annotated[PersonRef, Field(examples=[_PERSON])] | None = None
    referral_id: UUID | None = None
    programme: Annotated[Code, Field(examples=["peer-support"])] | None = None
    workers: Annotated[Workers, Field(examples=[[_WORKER]])] = ()


class VolunteeringGiven(Input):
    """Time that a volunteer gave."""

    model_config = shown_by(on="2026-03-04", volunteer_id=_WORKER, minutes=120, activity="leading-groups")

    volunteer_id: Annotated[UUID, Field(examples=[_WORKER])]
    on: OnDay = None
    minutes: Annotated[Minutes, Field(examples=[120])]
    activity: Annotated[Code, Field(examples=["leading-groups"])]
    person_ref: Annotated[PersonRef, Field(description="Of a volunteer who is supported too.")] | None = None
    programme: Annotated[Code, Field(examples=["volunteering"])] | None = None


class StaffActivityGiven(Input):
    """Work of the team beside contacts and sessions."""

    model_config = shown_by(on="2026-03-04", kind="multi-agency-meeting", minutes=90, workers=[_WORKER])

    kind: Annotated[Code, Field(examples=["multi-agency-meeting"])]
    on: OnDay = None
    minutes: Annotated[Minutes, Field(examples=[90])]
    workers: Annotated[Workers, Field(examples=[[_WORKER]])]
    programme: Annotated[Code, Field(examples=["peer-support"])] | None = None


class GrantGiven(Input):
    """The decision on a project's application to one of the contract's funds. Who applied is not recorded."""

    model_config = shown_by(
        fund="bric",
        on="2026-03-04",
        pounds=2500,
        applied_on="2026-01-12",
        interviewed_on="2026-02-18",
        district="preston",
        workers=[_WORKER],
    )

    fund: Annotated[Code, Field(examples=["bric"], description="One of the funds that the contract's terms name.")]
    on: OnDay = None
    pounds: Annotated[
        int,
        Field(strict=True, ge=0, le=1_000_000, examples=[2500], description="Whole pounds awarded; 0 where none were."),
    ]
    workers: Annotated[Workers, Field(examples=[[_WORKER]], description="Who decided.")]
    applied_on: Day | None = None
    interviewed_on: Day | None = None
    district: Annotated[Code, Field(examples=["preston"])] | None = None
    exception: Annotated[Code, Field(description="Why a rule is set aside; asks for `grant-exception`.")] | None = None


def routers(office: Office) -> Sequence[APIRouter]:
    """The routes of every kind of entry."""
    desks, listed = office.desks, office.entries
    return (
        entry_router(_contacts(office), desks.contacts, listed),
        entry_router(_signpostings(office), desks.signpostings, listed),
        entry_router(_volunteering(office), desks.volunteering, listed),
        entry_router(_staff_activities(office), desks.staff_activities, listed),
        entry_router(_grants(office), desks.grants, listed),
    )


def _contacts(office: Office) -> EntryRoutes[Contact, ContactGiven]:
    def content(given: ContactGiven, today: date) -> Contact:
        return Contact(
            person_ref=given.person_ref,
            on=given.on or today,
            channel=given.channel,
            attendance=given.attendance,
            purpose=given.purpose,
            programme=given.programme,
            workers=given.workers,
            minutes=given.minutes,
            referral_id=given.referral_id,
            exception=given.exception,
        )

    return EntryRoutes(
        prefix="/contacts",
        tag="contacts",
        kind=contact.kind(office.terms),
        given=ContactGiven,
        content=content,
        listing=list_contact,
        record=Permission.RECORD_SESSION,
        read=Permission.READ_SESSIONS,
        subject_field="person_ref",
        facets=("programme", "purpose", "channel"),
        shared=("programme",),
        before=_may_set_aside,
    )


def _may_set_aside(given: ContactGiven | GrantGiven, by: Commander) -> None:
    if given.exception is not None and not by.caller.may(Permission.GRANT_EXCEPTION):
        raise NotPermitted("missing-permission", f"An exception asks for `{Permission.GRANT_EXCEPTION}`.")


def _signpostings(office: Office) -> EntryRoutes[Signposting, SignpostingGiven]:
    async def content(given: SignpostingGiven, today: date) -> Signposting:
        on = given.on or today
        service = await office.directory.service(given.service)
        if service is None:
            raise Refused("unknown-service", "the directory has no service of this code", "service")
        if service.retired_on is not None and service.retired_on <= on:
            raise Refused("retired", f"the service was retired on {service.retired_on}", "service")
        return Signposting(
            on=on,
            service=given.service,
            category=service.category,
            person_ref=given.person_ref,
            referral_id=given.referral_id,
            programme=given.programme,
            workers=given.workers,
        )

    return EntryRoutes(
        prefix="/signpostings",
        tag="signposting",
        kind=signposting.kind(office.terms),
        given=SignpostingGiven,
        content=content,
        listing=list_signposting,
        record=Permission.RECORD_SESSION,
        read=Permission.READ_SESSIONS,
        subject_field="person_ref",
        facets=("programme", "service", "category"),
    )


def _volunteering(office: Office) -> EntryRoutes[Volunteering, VolunteeringGiven]:
    def content(given: VolunteeringGiven, today: date) -> Volunteering:
        return Volunteering(
            volunteer_id=given.volunteer_id,
            on=given.on or today,
            minutes=given.minutes,
            activity=given.activity,
            ways=office.terms.ways_of(given.activity),
            person_ref=given.person_ref,
            programme=given.programme,
        )

    return EntryRoutes(
        prefix="/volunteering",
        tag="hours",
        kind=volunteering.kind(office.terms),
        given=VolunteeringGiven,
        content=content,
        listing=list_volunteering,
        record=Permission.RECORD_SESSION,
        read=Permission.READ_SESSIONS,
        subject_field="person_ref",
        facets=("programme", "activity"),
        noun_shown="time given",
    )


def _staff_activities(office: Office) -> EntryRoutes[StaffActivity, StaffActivityGiven]:
    def content(given: StaffActivityGiven, today: date) -> StaffActivity:
        return StaffActivity(
            kind=given.kind,
            on=given.on or today,
            minutes=given.minutes,
            workers=given.workers,
            programme=given.programme,
        )

    return EntryRoutes(
        prefix="/staff-activities",
        tag="hours",
        kind=staff_activity.kind(office.terms),
        given=StaffActivityGiven,
        content=content,
        listing=list_staff_activity,
        record=Permission.RECORD_SESSION,
        read=Permission.READ_SESSIONS,
        facets=("programme", "kind"),
    )


def _grants(office: Office) -> EntryRoutes[Grant, GrantGiven]:
    def content(given: GrantGiven, today: date) -> Grant:
        decided = Grant(
            fund=given.fund,
            on=given.on or today,
            pounds=given.pounds,
            workers=given.workers,
            applied_on=given.applied_on,
            interviewed_on=given.interviewed_on,
            district=given.district,
            exception=given.exception,
        )
        return grant.by_the_terms(office.terms, decided)

    return EntryRoutes(
        prefix="/grants",
        tag="grants",
        kind=grant.kind(office.terms),
        given=GrantGiven,
        content=content,
        listing=list_grant,
        record=Permission.RECORD_SESSION,
        read=Permission.READ_SESSIONS,
        facets=("fund", "district"),
        before=_may_set_aside,
    )
