"""Groups: begun, changed, ended, found, and their sessions planned for weeks ahead."""

from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field, StringConstraints

from chassis import clock
from chassis.eventstore.store import Alongside
from chassis.http.identity import Caller, Commander, permit, permit_command
from chassis.http.orders import ExpectedVersion, etag, order_of
from chassis.http.requests import Day, Input, Paging, or_today
from chassis.ids import derived_id
from contracts.roles import Permission
from services.sessions.api.gatheringshapes import WORKER, SessionsShown, shown_state
from services.sessions.api.leading import group_seen, leads_only, series
from services.sessions.api.office import Office
from services.sessions.api.shapes import Channel, Code, Workers
from services.sessions.domain.group.commands import ChangeGroup, EndGroup, GroupCommand, StartGroup
from services.sessions.domain.group.decisions import timetabled_group
from services.sessions.domain.group.state import stream
from services.sessions.domain.session.commands import Meeting, PlanSession
from services.sessions.domain.session.state import stream as session_stream
from services.sessions.domain.terms import Weekday
from services.sessions.views.groups import GroupFilters, GroupRow, named

Leader = Annotated[Commander, Depends(permit_command(Permission.LEAD_GROUP))]
Planner = Annotated[Commander, Depends(permit_command(Permission.RECORD_SESSION))]
Reader = Annotated[Caller, Depends(permit(Permission.READ_SESSIONS, Permission.TAKE_REGISTER))]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$"),
    Field(description="What the group is called. Never the name of a person."),
]
Capacity = Annotated[int | None, Field(ge=1, le=100_000, description="How many fit in face to face.", examples=[20])]
Leaders = Annotated[Workers, Field(description="Staff or volunteers, by opaque ids.", examples=[[WORKER]])]


class GroupGiven(Input):
    """A group. Of one that stands in the contract's timetable, what is left out is as the timetable has it."""

    code: Annotated[Code | None, Field(description="Its code in the timetable.", examples=[None])] = None
    title: Annotated[Title | None, Field(examples=["Walk and talk"])] = None
    programme: Annotated[Code | None, Field(examples=["groups-timetable"])] = None
    activity: Annotated[Code | None, Field(examples=["walking"])] = None
    place: Annotated[Code | None, Field(examples=["community-hub"])] = None
    channel: Annotated[Channel | None, Field(examples=["01"])] = None
    capacity: Capacity = None
    leaders: Leaders = ()
    on: Annotated[Day | None, Field(description="Day from which it meets; today if left out.")] = None


class GroupChangeGiven(Input):
    """All of what a group is from a day on."""

    title: Annotated[Title | None, Field(description="As it is, if left out.", examples=["Walk and talk"])] = None
    programme: Annotated[Code, Field(examples=["groups-timetable"])]
    activity: Annotated[Code, Field(examples=["walking"])]
    place: Annotated[Code, Field(examples=["community-hub"])]
    channel: Annotated[Channel, Field(examples=["01"])]
    capacity: Capacity = None
    leaders: Leaders = ()
    on: Annotated[Day | None, Field(description="Day of the change; today if left out.")] = None


class GroupEndGiven(Input):
    """The last day of a group, and why it ends."""

    reason: Annotated[Code, Field(examples=["no-demand"])]
    on: Annotated[Day | None, Field(description="It may lie ahead; today if left out.")] = None


class SpanGiven(Input):
    """The weeks for which sessions are planned, and the days of the week on which the group meets."""

    first: Annotated[Day, Field(description="First day of the span.", examples=["2026-03-02"])]
    weeks: Annotated[int, Field(ge=1, le=53, examples=[12])]
    weekdays: Annotated[
        tuple[Weekday, ...], Field(max_length=7, description="As in the timetable if left out.", examples=[["monday"]])
    ] = ()
    without: Annotated[tuple[Day, ...], Field(max_length=60, description="Days on which it does not meet.")] = ()


class GroupShown(BaseModel):
    """A group as it stands."""

    group_id: UUID
    title: str
    code: str | None
    programme: str
    activity: str
    place: str
    channel: str
    ways: list[str]
    capacity: int | None
    leaders: list[UUID]
    started_on: date
    since: date
    status: str
    ended_on: date | None
    reason: str | None


class GroupsPage(BaseModel):
    """A page of groups, by title."""

    total: int
    groups: list[GroupShown]


def router(office: Office) -> APIRouter:
    """`/groups` and each of them."""
    routes = APIRouter(prefix="/groups", tags=["groups"])

    async def handled(
        group_id: UUID,
        command: GroupCommand,
        by: Commander,
        response: Response,
        said_day: bool,
        *,
        title: str | None = None,
        expected: int | None = None,
        fresh: bool = False,
    ) -> GroupShown:
        also: tuple[Alongside, ...] = () if title is None else (named(group_id, title),)
        order = order_of(by, (title or "").encode(), () if said_day else ("on",))
        outcome = await office.desks.groups.handle(
            stream(group_id), command, order, also, fresh=fresh, expected=expected
        )
        response.headers.update(etag(outcome.version))
        return _shown(await group_seen(office, by.caller, group_id))

    @routes.post("", status_code=201, summary="Start a group")
    async def start_group(given: GroupGiven, by: Leader, response: Response) -> GroupShown:
        """Begin a series of sessions. Its Five Ways follow from the activity, under the terms as they stand."""
        group_id = derived_id(by.command_id, "group")
        command = StartGroup(
            group_id=group_id,
            on=or_today(given.on),
            code=given.code,
            programme=given.programme,
            activity=given.activity,
            place=given.place,
            channel=given.channel,
            capacity=given.capacity,
            leaders=given.leaders,
        )
        timetabled = timetabled_group(office.terms, given.code)
        title = given.title or (timetabled.title if timetabled else None)
        answer = await handled(group_id, command, by, response, given.on is not None, title=title, fresh=True)
        response.headers["Location"] = f"/groups/{group_id}"
        return answer

    @routes.get("", summary="List groups")
    async def list_groups(
        paging: Paging,
        caller: Reader,
        programme: Annotated[Code | None, Query()] = None,
        leader: Annotated[UUID | None, Query(description="Groups of this leader.")] = None,
        status: Annotated[Literal["running", "ended"] | None, Query()] = None,
        place: Annotated[Code | None, Query()] = None,
    ) -> GroupsPage:
        """Groups by title; a group leader sees their own."""
        filters = GroupFilters(programme, leader, status, place, leads_only(caller))
        rows, total = await office.groups.page(filters, paging.limit, paging.offset)
        return GroupsPage(total=total, groups=[_shown(row) for row in rows])

    @routes.get("/{group_id}", summary="See a group")
    async def see_group(group_id: UUID, caller: Reader) -> GroupShown:
        """One group as it stands; another's group is not there for a group leader."""
        return _shown(await group_seen(office, caller, group_id))

    @routes.post("/{group_id}/change", summary="Change a group")
    async def change_group(
        group_id: UUID, given: GroupChangeGiven, by: Leader, expected: ExpectedVersion, response: Response
    ) -> GroupShown:
        """Run a group otherwise from a day on. Sessions that are planned already stay as they are."""
        await group_seen(office, by.caller, group_id)
        command = ChangeGroup(
            on=or_today(given.on),
            programme=given.programme,
            activity=given.activity,
            place=given.place,
            channel=given.channel,
            capacity=given.capacity,
            leaders=given.leaders,
            today=clock.today(),
        )
        said = given.on is not None
        return await handled(group_id, command, by, response, said, title=given.title, expected=expected)

    @routes.post("/{group_id}/end", summary="End a group")
    async def end_group(
        group_id: UUID, given: GroupEndGiven, by: Leader, expected: ExpectedVersion, response: Response
    ) -> GroupShown:
        """Let a group meet no more after a day. Sessions that are planned beyond it are cancelled one by one."""
        await group_seen(office, by.caller, group_id)
        command = EndGroup(on=or_today(given.on), reason=given.reason)
        return await handled(group_id, command, by, response, given.on is not None, expected=expected)

    @routes.post("/{group_id}/plan", status_code=201, summary="Plan a group's sessions for some weeks")
    async def plan_series(group_id: UUID, given: SpanGiven, by: Planner) -> SessionsShown:
        """Plan a session for each day of the span on which the group meets: all of them, or none with every fault.

        A day that was planned so before stays as it is, so that the next span may overlap. Faults name the day by its
        place among those of the span, `rows.<n>`.
        """
        row = await group_seen(office, by.caller, group_id)
        timetabled = timetabled_group(office.terms, row.code)
        weekdays = given.weekdays or (timetabled.weekdays if timetabled else ())
        meeting, of_group = Meeting(kind="group", group_id=group_id), series(row)
        items = [
            (
                session_stream(session_id := derived_id(group_id, "session", on.isoformat())),
                PlanSession(session_id=session_id, on=on, meeting=meeting, series=of_group),
            )
            for on in days_of(given.first, given.weeks, weekdays)
            if on not in given.without
        ]
        if not items:
            return SessionsShown(sessions=[])
        outcomes = await office.desks.sessions.handle_all(items, order_of(by), fresh=True)
        return SessionsShown(sessions=[shown_state(outcome.state) for outcome in outcomes])

    return routes


def days_of(first: date, weeks: int, weekdays: tuple[Weekday, ...]) -> list[date]:
    """The days of a span of weeks that fall on some weekdays, in their order."""
    numbers = {list(Weekday).index(weekday) for weekday in weekdays}
    span = (first + timedelta(days=number) for number in range(7 * weeks))
    return [day for day in span if day.weekday() in numbers]


def _shown(row: GroupRow) -> GroupShown:
    return GroupShown.model_validate(row, from_attributes=True)
