"""What waits to be done, in numbers, and the rules that were set aside. The lists are filters of referrals."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from chassis import clock
from chassis.http.identity import Caller, permit
from chassis.http.requests import Day, Paging
from contracts.roles import Permission
from services.referrals.api.office import Office
from services.referrals.api.shapes import Code
from services.referrals.domain.state import Status
from services.referrals.domain.terms import RELEASE_RULES
from services.referrals.views.exceptions import ExceptionFilters
from services.referrals.views.referrals import Filters, Work

Reader = Annotated[Caller, Depends(permit(Permission.READ_REFERRALS))]


class WorkShown(BaseModel):
    """How many referrals each work list holds today; `GET /referrals?work=<list>` gives them."""

    lists: dict[Work, int]


class ExceptionShown(BaseModel):
    """A rule of the terms that was set aside for a case, and why; `version` is its place in the timeline."""

    referral_id: UUID
    person_ref: str
    version: int
    rule: str
    reason: str
    on: date
    step: str | None
    worker_id: UUID | None
    status: str
    programme: str | None


class ExceptionsShown(BaseModel):
    """A page of exceptions."""

    total: int
    exceptions: list[ExceptionShown]


def router(office: Office) -> APIRouter:
    """`GET /referrals/work` and `GET /referrals/exceptions`."""
    routes = APIRouter(tags=["work lists"])

    @routes.get("/referrals/work")
    async def count_work(
        caller: Reader,  # noqa: ARG001
        worker_id: Annotated[UUID | None, Query()] = None,
        programme: Annotated[Code | None, Query()] = None,
    ) -> WorkShown:
        """How much waits: new, waiting, past target, unallocated, overdue for follow-up, near the end of support."""
        filters = Filters(worker_id=worker_id, programme=programme)
        return WorkShown(lists=await office.listed.waiting(filters, clock.today()))

    @routes.get("/referrals/exceptions")
    async def list_exceptions(
        caller: Reader,
        paging: Paging,
        rule: Annotated[Code | None, Query()] = None,
        on_from: Annotated[Day | None, Query()] = None,
        on_to: Annotated[Day | None, Query()] = None,
        worker_id: Annotated[UUID | None, Query()] = None,
        status: Annotated[Status | None, Query()] = None,
        programme: Annotated[Code | None, Query()] = None,
    ) -> ExceptionsShown:
        """Rules that were set aside, by case, latest first."""
        asked = ExceptionFilters(
            rule=rule,
            since=on_from,
            until=on_to,
            worker_id=worker_id,
            status=status.value if status else None,
            programme=programme,
            left_out=() if caller.may(Permission.READ_CUSTODY) else RELEASE_RULES,
        )
        rows, total = await office.exceptions.page(asked, paging.limit, paging.offset)
        shown = [ExceptionShown.model_validate(row, from_attributes=True) for row in rows]
        return ExceptionsShown(total=total, exceptions=shown)

    return routes
