"""Sessions: planned, moved, cancelled, held, corrected, withdrawn and found."""

from dataclasses import fields
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from chassis import clock
from chassis.eventstore.store import Alongside
from chassis.http.entryshapes import Moment
from chassis.http.identity import Caller, Commander, permit, permit_command
from chassis.http.orders import ExpectedVersion, etag, order_of
from chassis.http.requests import Day, Paging, or_today
from chassis.ids import derived_id
from contracts.roles import Permission
from services.sessions.api.asked import heads_of, lines_of, meeting_of, names_of
from services.sessions.api.gatheringshapes import (
    CancellationGiven,
    HeldCorrectionGiven,
    HeldSessionGiven,
    HeldSessionsGiven,
    HoldingGiven,
    Kind,
    MoveGiven,
    SessionGiven,
    SessionInFull,
    SessionShown,
    SessionsPage,
    SessionsShown,
    WithdrawalGiven,
    shown,
    shown_state,
)
from services.sessions.api.leading import leads_only, may_set_aside, series_of, session_seen
from services.sessions.api.office import Office
from services.sessions.api.shapes import Code
from services.sessions.domain.session.commands import (
    CancelSession,
    CorrectSession,
    HoldSession,
    Meeting,
    MoveSession,
    PlanSession,
    Series,
    SessionCommand,
    WithdrawSession,
)
from services.sessions.domain.session.state import stream
from services.sessions.people.first_names import forgotten
from services.sessions.views.gatherings import SessionFilters

Recorder = Annotated[Commander, Depends(permit_command(Permission.RECORD_SESSION))]
Taker = Annotated[Commander, Depends(permit_command(Permission.TAKE_REGISTER))]
Reader = Annotated[Caller, Depends(permit(Permission.READ_SESSIONS, Permission.TAKE_REGISTER))]
Status = Literal["planned", "cancelled", "held", "withdrawn"]


class _Asked:
    """Filters of the list, as the query gives them."""

    def __init__(
        self,
        worker_id: Annotated[UUID | None, Query(description="Who leads it or ran it.")] = None,
        status: Annotated[Status | None, Query()] = None,
        happens_from: Annotated[Day | None, Query(alias="from", description="First day.")] = None,
        happens_to: Annotated[Day | None, Query(alias="to", description="Last day.")] = None,
        programme: Annotated[Code | None, Query()] = None,
        group_id: Annotated[UUID | None, Query()] = None,
        kind: Annotated[Kind | None, Query()] = None,
        excepted: Annotated[bool, Query(description="Those in which more took part than fit in.")] = False,
    ) -> None:
        self.asked = (worker_id, status, happens_from, happens_to, programme, group_id, kind, excepted)


def router(office: Office) -> APIRouter:
    """`/sessions` and each of them."""
    routes = APIRouter(prefix="/sessions", tags=["sessions"])
    desk = office.desks.sessions

    async def handled(
        session_id: UUID,
        command: SessionCommand,
        by: Commander,
        response: Response,
        expected: int | None,
        *,
        unsaid: tuple[str, ...] = (),
        also: tuple[Alongside, ...] = (),
    ) -> SessionShown:
        await session_seen(office, by.caller, session_id, Permission.RECORD_SESSION)
        order = order_of(by, unsaid=unsaid)
        outcome = await desk.handle(stream(session_id), command, order, also, expected=expected)
        response.headers.update(etag(outcome.version))
        return shown_state(outcome.state)

    @routes.post("", status_code=201, summary="Plan a session")
    async def plan_session(given: SessionGiven, by: Recorder, response: Response) -> SessionShown:
        """Set down a session of a group, a one-off gathering such as a forum, or a drop-in."""
        session_id, meeting = derived_id(by.command_id, "session"), meeting_of(given)
        (of_group,) = await series_of(office, by, [meeting])
        command = PlanSession(session_id=session_id, on=or_today(given.on), meeting=meeting, series=of_group)
        outcome = await desk.handle(stream(session_id), command, order_of(by, unsaid=_day(given)), fresh=True)
        response.headers.update(etag(outcome.version) | {"Location": f"/sessions/{session_id}"})
        return shown_state(outcome.state)

    @routes.post("/hold", status_code=201, summary="Record a session that nobody planned")
    async def record_session(given: HeldSessionGiven, by: Taker, response: Response) -> SessionShown:
        """Record a session that was held, with its whole register if it is at hand. Group leaders do so for theirs."""
        may_set_aside(given.exception, by)
        session_id, meeting = derived_id(by.command_id, "session"), meeting_of(given)
        (of_group,) = await series_of(office, by, [meeting])
        command = _hold(session_id, given, by, meeting, of_group)
        also = names_of(session_id, command.lines, given)
        outcome = await desk.handle(stream(session_id), command, order_of(by, unsaid=_day(given)), also, fresh=True)
        response.headers.update(etag(outcome.version) | {"Location": f"/sessions/{session_id}"})
        return shown_state(outcome.state)

    @routes.post("/batch", status_code=201, summary="Record several sessions that nobody planned")
    async def record_sessions(given: HeldSessionsGiven, by: Taker) -> SessionsShown:
        """Record sessions with their registers: all, or none with every fault of every line of every session."""
        meetings = [meeting_of(row) for row in given.rows]
        found = await series_of(office, by, meetings)
        items: list[tuple[str, SessionCommand]] = []
        names: list[Any] = []
        unsaid: list[str] = []
        for number, (row, meeting, of_group) in enumerate(zip(given.rows, meetings, found, strict=True)):
            may_set_aside(row.exception, by)
            session_id = derived_id(by.command_id, "session", number)
            command = _hold(session_id, row, by, meeting, of_group, number)
            items.append((stream(session_id), command))
            names += (name for also in names_of(session_id, command.lines, row) for name in also.rows)
            unsaid += (f"rows.{number}.{day}" for day in _day(row))
        also = (Alongside("keep_first_names", names),) if names else ()
        outcomes = await desk.handle_all(items, order_of(by, unsaid=unsaid), also, fresh=True)
        return SessionsShown(sessions=[shown_state(outcome.state) for outcome in outcomes])

    @routes.get("", summary="List sessions")
    async def list_sessions(asked: Annotated[_Asked, Depends()], paging: Paging, caller: Reader) -> SessionsPage:
        """Sessions, the latest day first; a group leader sees those of their own groups."""
        filters = SessionFilters(*asked.asked, led_by=leads_only(caller))
        rows, total = await office.sessions.page(filters, paging.limit, paging.offset)
        return SessionsPage(total=total, sessions=[shown(row) for row in rows])

    @routes.get("/{session_id}", summary="See a session")
    async def see_session(session_id: UUID, caller: Reader, response: Response) -> SessionInFull:
        """One session as it stands, with everything that happened to it."""
        await session_seen(office, caller, session_id)
        history = await desk.history(stream(session_id))
        response.headers.update(etag(len(history)))
        timeline = [
            Moment(version=stored.version, event=stored.name, recorded_at=stored.recorded_at, facts=_facts(event))
            for stored, event in history
        ]
        stands = shown_state(desk.folded([event for _, event in history]))
        return SessionInFull(**stands.model_dump(), version=len(history), timeline=timeline)

    @routes.post("/{session_id}/move", summary="Move a session")
    async def move_session(
        session_id: UUID, given: MoveGiven, by: Recorder, expected: ExpectedVersion, response: Response
    ) -> SessionShown:
        """Let a planned session be held on another day or at another place."""
        command = MoveSession(to=given.to, place=given.place, on=or_today(given.on), today=clock.today())
        return await handled(session_id, command, by, response, expected, unsaid=_day(given))

    @routes.post("/{session_id}/cancel", summary="Cancel a session")
    async def cancel_session(
        session_id: UUID, given: CancellationGiven, by: Recorder, expected: ExpectedVersion, response: Response
    ) -> SessionShown:
        """Give a planned session up, with a coded reason."""
        command = CancelSession(on=or_today(given.on), reason=given.reason, today=clock.today())
        return await handled(session_id, command, by, response, expected, unsaid=_day(given))

    @routes.post("/{session_id}/hold", summary="Say how a planned session took place")
    async def hold_session(
        session_id: UUID, given: HoldingGiven, by: Taker, expected: ExpectedVersion, response: Response
    ) -> SessionShown:
        """Say when a session was held, how long, and who ran it, with its register if it is at hand."""
        may_set_aside(given.exception, by)
        command = _hold(session_id, given, by)
        also = names_of(session_id, command.lines, given)
        return await handled(session_id, command, by, response, expected, unsaid=_day(given), also=also)

    @routes.post("/{session_id}/correct", summary="Correct how a session took place")
    async def correct_session(
        session_id: UUID, given: HeldCorrectionGiven, by: Recorder, expected: ExpectedVersion, response: Response
    ) -> SessionShown:
        """Say all of it otherwise, with a coded reason. What was recorded is kept; the register stays."""
        command = CorrectSession(
            on=given.on,
            minutes=given.minutes,
            staff=given.staff,
            volunteers=given.volunteers,
            reason=given.reason,
            today=clock.today(),
        )
        return await handled(session_id, command, by, response, expected)

    @routes.post("/{session_id}/withdraw", summary="Withdraw a session")
    async def withdraw_session(
        session_id: UUID, given: WithdrawalGiven, by: Recorder, expected: ExpectedVersion, response: Response
    ) -> SessionShown:
        """Take back a session that should not have been recorded. Its register then counts for nothing."""
        command = WithdrawSession(reason=given.reason)
        return await handled(session_id, command, by, response, expected, also=(forgotten(session_id),))

    return routes


def _hold(
    session_id: UUID,
    given: HoldingGiven,
    by: Commander,
    meeting: Meeting | None = None,
    series: Series | None = None,
    row: int = 0,
) -> HoldSession:
    return HoldSession(
        session_id=session_id,
        on=or_today(given.on),
        minutes=given.minutes,
        staff=given.staff,
        volunteers=given.volunteers,
        meeting=meeting,
        series=series,
        lines=lines_of(given, by.command_id, row),
        heads=heads_of(given.heads),
        exception=given.exception,
        today=clock.today(),
    )


def _day(given: SessionGiven | HoldingGiven | MoveGiven | CancellationGiven) -> tuple[str, ...]:
    """The field of the command that the request left to us."""
    return () if given.on is not None else ("on",)


def _facts(event: Any) -> dict[str, Any]:
    return {each.name: getattr(event, each.name) for each in fields(event) if each.name != "session_id"}
