"""The directory of services: kept by the team's leader, asked by everyone who signposts."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field, StringConstraints

from chassis import clock
from chassis.errors import NotFound
from chassis.eventstore.store import Alongside
from chassis.http.identity import Caller, Commander, permit, permit_command
from chassis.http.orders import ExpectedVersion, etag, order_of
from chassis.http.requests import Day, Input, Paging, or_today
from contracts.roles import Permission
from services.sessions.api.office import Office
from services.sessions.api.shapes import Code, OnDay, shown_by
from services.sessions.domain.directory.commands import ChangeService, DirectoryCommand, ListService, RetireService
from services.sessions.domain.directory.state import stream
from services.sessions.views.directory import DirectoryFilters, ServiceRow, named

Leader = Annotated[Commander, Depends(permit_command(Permission.LEAD_GROUP))]
Reader = Annotated[Caller, Depends(permit(Permission.READ_DIRECTORY))]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$"),
    Field(description="What the organisation or service calls itself. Never the name of a person."),
]
Districts = Annotated[tuple[Code, ...], Field(max_length=50, description="Areas served; empty for every area.")]


class ServiceContent(Input):
    """What a service is and where."""

    title: Annotated[Title, Field(examples=["Food bank, north of the county"])]
    category: Annotated[Code, Field(examples=["food"])]
    districts: Annotated[Districts, Field(examples=[["preston"]])] = ()


class ServiceGiven(ServiceContent):
    """A service for the directory."""

    model_config = shown_by(
        code="food-bank-north", title="Food bank, north of the county", category="food", districts=["preston"]
    )

    code: Annotated[Code, Field(examples=["food-bank-north"])]
    on: OnDay = None


class ServiceChangeGiven(ServiceContent):
    """All of what a service is from a day on."""

    on: OnDay = None


class RetirementGiven(Input):
    """From which day nobody is signposted to a service; the day may lie ahead."""

    model_config = shown_by(on="2026-03-31")

    on: OnDay = None


class ServiceShown(BaseModel):
    """A service as it stands in the directory."""

    code: str
    title: str
    category: str
    districts: list[str]
    listed_on: date
    since: date
    retired_on: date | None


class DirectoryPage(BaseModel):
    """A page of the directory, by category and code."""

    total: int
    services: list[ServiceShown]


def router(office: Office) -> APIRouter:
    """`/directory` and its services."""
    routes = APIRouter(prefix="/directory", tags=["directory"])

    async def handled(
        code: str,
        command: DirectoryCommand,
        by: Commander,
        response: Response,
        said_day: bool,
        *,
        title: str | None = None,
        expected: int | None = None,
    ) -> ServiceShown:
        also: tuple[Alongside, ...] = () if title is None else (named(code, title),)
        order = order_of(by, (title or "").encode(), () if said_day else ("on",))
        outcome = await office.desks.directory.handle(stream(code), command, order, also, expected=expected)
        response.headers.update(etag(outcome.version))
        return await shown(code)

    async def shown(code: str) -> ServiceShown:
        row = await office.directory.service(code)
        if row is None:
            raise NotFound("service", code)
        return _shown(row)

    @routes.post("", status_code=201, summary="Take a service into the directory")
    async def list_service(given: ServiceGiven, by: Leader, response: Response) -> ServiceShown:
        """A service to which people may be signposted. One that was retired is listed again by the same code."""
        command = ListService(
            code=given.code,
            category=given.category,
            districts=given.districts,
            on=or_today(given.on),
            today=clock.today(),
        )
        answer = await handled(given.code, command, by, response, given.on is not None, title=given.title)
        response.headers["Location"] = f"/directory/{given.code}"
        return answer

    @routes.get("", summary="Look through the directory")
    async def list_services(
        paging: Paging,
        _: Reader,
        category: Annotated[Code | None, Query()] = None,
        district: Annotated[Code | None, Query(description="Services of this area, and those of every area.")] = None,
        listed_at: Annotated[Day | None, Query(description="Those that were not retired on this day.")] = None,
    ) -> DirectoryPage:
        """Services by category and code, retired ones among them unless a day is named."""
        rows, total = await office.directory.page(
            DirectoryFilters(category, district, listed_at), paging.limit, paging.offset
        )
        return DirectoryPage(total=total, services=[_shown(row) for row in rows])

    @routes.get("/{code}", summary="See a service")
    async def see_service(code: Annotated[Code, Path()], _: Reader) -> ServiceShown:
        """One service as it stands, retired or not."""
        return await shown(code)

    @routes.post("/{code}/change", summary="Change a service")
    async def change_service(
        code: Annotated[Code, Path()],
        given: ServiceChangeGiven,
        by: Leader,
        expected: ExpectedVersion,
        response: Response,
    ) -> ServiceShown:
        """Say otherwise what a service is called, of which category it is, and where."""
        await shown(code)
        command = ChangeService(
            category=given.category, districts=given.districts, on=or_today(given.on), today=clock.today()
        )
        said = given.on is not None
        return await handled(code, command, by, response, said, title=given.title, expected=expected)

    @routes.post("/{code}/retire", summary="Retire a service")
    async def retire_service(
        code: Annotated[Code, Path()],
        given: RetirementGiven,
        by: Leader,
        expected: ExpectedVersion,
        response: Response,
    ) -> ServiceShown:
        """Take a service out: from this day nobody is signposted to it. What was recorded before stays."""
        await shown(code)
        command = RetireService(on=or_today(given.on), today=clock.today())
        return await handled(code, command, by, response, given.on is not None, expected=expected)

    return routes


def _shown(row: ServiceRow) -> ServiceShown:
    return ServiceShown.model_validate(row, from_attributes=True)
