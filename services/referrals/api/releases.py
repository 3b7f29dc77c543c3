"""Releases from custody: criminal-offence data, recorded and shown by permissions of their own."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from chassis import clock
from chassis.errors import NotFound
from chassis.http.identity import Caller, permit
from chassis.http.requests import Day, Paging, or_today
from contracts.roles import Permission
from services.referrals.api.asking import Asking, CustodyRecorder, StepGiven, carry_out, require
from services.referrals.api.office import Office
from services.referrals.api.shapes import Code
from services.referrals.domain import commands
from services.referrals.domain.state import Status
from services.referrals.views.releases import ReleaseFilters

CustodyReader = Annotated[Caller, Depends(permit(Permission.READ_CUSTODY))]


class ReleaseGiven(StepGiven):
    """The day of release, `planned` while it is to come; `on` is the day on which it became known."""

    released_on: Annotated[Day, Field(examples=["2026-04-10"])]
    planned: bool = False
    site: Annotated[Code | None, Field(examples=["prison-1"])] = None
    exception: Annotated[
        Code | None, Field(description="Why a rule is set aside; asks for `grant-exception`.", examples=[None])
    ] = None


class ReleaseShown(BaseModel):
    """A release as it stands, and the day to which support lasts."""

    referral_id: UUID
    released_on: date
    planned: bool
    site: str | None
    support_until: date | None


class ReleaseListed(ReleaseShown):
    """A release in the list, with whose it is."""

    person_ref: str
    worker_id: UUID | None
    status: str


class ReleasesShown(BaseModel):
    """A page of releases."""

    total: int
    releases: list[ReleaseListed]


def router(office: Office) -> APIRouter:
    """`GET /referrals/releases`, `POST` and `GET /referrals/{referral_id}/release`."""
    routes = APIRouter(prefix="/referrals", tags=["custody"])

    @routes.get("/releases")
    async def list_releases(
        caller: CustodyReader,  # noqa: ARG001
        paging: Paging,
        released_from: Annotated[Day | None, Query()] = None,
        released_to: Annotated[Day | None, Query()] = None,
        site: Annotated[Code | None, Query()] = None,
        worker_id: Annotated[UUID | None, Query()] = None,
        status: Annotated[Status | None, Query()] = None,
    ) -> ReleasesShown:
        """Releases, earliest first."""
        asked = ReleaseFilters(
            since=released_from,
            until=released_to,
            site=site,
            worker_id=worker_id,
            status=status.value if status else None,
        )
        rows, total = await office.releases.page(asked, paging.limit, paging.offset)
        shown = [ReleaseListed.model_validate(row, from_attributes=True) for row in rows]
        return ReleasesShown(total=total, releases=shown)

    @routes.post("/{referral_id}/release")
    async def record_release(given: ReleaseGiven, asked: Asking, by: CustodyRecorder) -> ReleaseShown:
        """Record the day of release, from which the end of support is counted."""
        if given.exception is not None:
            require(by, Permission.GRANT_EXCEPTION)
        command = commands.RecordRelease(
            on=or_today(given.on),
            released_on=given.released_on,
            planned=given.planned,
            site=given.site,
            exception=given.exception,
            today=clock.today(),
        )
        state = await carry_out(office, asked, command, by, () if given.on else ("on",))
        release = state.release
        assert release is not None  # It was recorded a moment ago.
        return ReleaseShown(
            referral_id=asked.referral_id,
            released_on=release.released_on,
            planned=release.planned,
            site=release.site,
            support_until=state.support_until,
        )

    @routes.get("/{referral_id}/release")
    async def see_release(referral_id: UUID, caller: CustodyReader) -> ReleaseShown:  # noqa: ARG001
        """The release of one referral."""
        rows, _ = await office.releases.page(ReleaseFilters(referral_id=referral_id), 1, 0)
        if not rows:
            raise NotFound("release of referral", referral_id)
        return ReleaseShown.model_validate(rows[0], from_attributes=True)

    return routes
