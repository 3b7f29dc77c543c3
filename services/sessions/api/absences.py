"""Who was missing again and again, and where somebody was."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from chassis.http.identity import Caller, permit
from chassis.http.requests import Day, Input, Paging
from contracts.roles import Permission
from services.sessions.api.gatheringshapes import PERSON, Attendance
from services.sessions.api.leading import leads_only
from services.sessions.api.office import Office
from services.sessions.api.shapes import Code, PersonRef
from services.sessions.views.registers import AbsenceFilters, AttendanceFilters

Reader = Annotated[Caller, Depends(permit(Permission.READ_SESSIONS, Permission.TAKE_REGISTER))]
OfAll = Annotated[Caller, Depends(permit(Permission.READ_SESSIONS))]


class AbsenceShown(BaseModel):
    """Somebody who was missing several times in a row, and did not come since."""

    group_id: UUID
    person_ref: str
    absences: int
    first_absent_on: date
    last_absent_on: date
    last_present_on: date | None


class AbsencesPage(BaseModel):
    """A page of people who were missing, whoever was missing latest first."""

    total: int
    consecutive_absences: Annotated[int, Field(description="How many in a row flag somebody, by the terms.")]
    absences: list[AbsenceShown]


class AttendanceSearch(Input):
    """Whose attendances are looked for; all of it must fit."""

    person_ref: Annotated[PersonRef, Field(examples=[PERSON])]
    happens_from: Annotated[Day | None, Field(alias="from", description="First day.")] = None
    happens_to: Annotated[Day | None, Field(alias="to", description="Last day.")] = None
    programme: Code | None = None
    group_id: UUID | None = None
    attendance: Attendance | None = None
    status: Literal["standing", "withdrawn"] | None = None
    worker_id: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class AttendanceShown(BaseModel):
    """A line of a register, seen from the person."""

    line_id: UUID
    session_id: UUID
    group_id: UUID | None
    programme: str
    activity: str
    on: date
    attendance: str
    channel: str
    status: str


class AttendancesPage(BaseModel):
    """A page of somebody's attendances, the latest day first."""

    total: int
    attendances: list[AttendanceShown]


def router(office: Office) -> APIRouter:
    """`GET /absences`, `POST /attendances/search`."""
    routes = APIRouter(tags=["registers"])

    @routes.get("/absences", summary="List who was missing again and again")
    async def list_absences(
        paging: Paging,
        caller: Reader,
        group_id: Annotated[UUID | None, Query()] = None,
        programme: Annotated[Code | None, Query()] = None,
        worker_id: Annotated[UUID | None, Query(description="Groups of this leader.")] = None,
        absent_from: Annotated[
            Day | None, Query(alias="from", description="Missing last on this day or later.")
        ] = None,
        absent_to: Annotated[Day | None, Query(alias="to", description="Missing last on this day or earlier.")] = None,
    ) -> AbsencesPage:
        """Known people who were absent from one group so often in a row as the terms say, and did not come since.

        Who cancelled or declined was not expected: that neither lengthens a row nor ends it.
        """
        filters = AbsenceFilters(group_id, programme, worker_id, absent_from, absent_to, leads_only(caller))
        least = office.terms.consecutive_absences
        rows, total = await office.registers.absences(least, filters, paging.limit, paging.offset)
        shown = [AbsenceShown.model_validate(row, from_attributes=True) for row in rows]
        return AbsencesPage(total=total, consecutive_absences=least, absences=shown)

    @routes.post("/attendances/search", summary="Search somebody's attendances")
    async def search_attendances(sought: AttendanceSearch, _: OfAll) -> AttendancesPage:
        """Where somebody stands on a register, withdrawn lines too unless a status is named."""
        filters = AttendanceFilters(
            sought.person_ref,
            sought.happens_from,
            sought.happens_to,
            sought.programme,
            sought.group_id,
            sought.attendance,
            sought.status,
            sought.worker_id,
        )
        rows, total = await office.registers.attendances(filters, sought.limit, sought.offset)
        shown = [
            AttendanceShown(
                line_id=row.line_id,
                session_id=row.session_id,
                group_id=row.group_id,
                programme=row.programme,
                activity=row.activity,
                on=row.happens_on,
                attendance=row.attendance,
                channel=row.channel,
                status=row.status,
            )
            for row in rows
        ]
        return AttendancesPage(total=total, attendances=shown)

    return routes
