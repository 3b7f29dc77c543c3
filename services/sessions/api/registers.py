"""Registers: taken, seen, and their lines corrected and withdrawn."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from chassis.eventstore.store import Alongside
from chassis.http.identity import Caller, Commander, permit, permit_command
from chassis.http.orders import ExpectedVersion, etag, order_of
from contracts.roles import Permission
from services.sessions.api.asked import heads_of, lines_of, names_of
from services.sessions.api.gatheringshapes import (
    HeadsCountGiven,
    HeadsShown,
    LineCorrectionGiven,
    LineShown,
    RegisterGiven,
    RegisterShown,
    WithdrawalGiven,
)
from services.sessions.api.leading import may_set_aside, session_seen
from services.sessions.api.office import Office
from services.sessions.domain.session.commands import (
    CorrectLine,
    CountHeads,
    SessionCommand,
    TakeRegister,
    WithdrawLine,
)
from services.sessions.domain.session.state import Session, stream
from services.sessions.people.first_names import first_names

Taker = Annotated[Commander, Depends(permit_command(Permission.TAKE_REGISTER))]
Reader = Annotated[Caller, Depends(permit(Permission.READ_SESSIONS, Permission.TAKE_REGISTER))]


def router(office: Office) -> APIRouter:
    """`/sessions/{session_id}/register` and `/sessions/{session_id}/heads`."""
    routes = APIRouter(prefix="/sessions/{session_id}", tags=["registers"])

    async def handled(
        session_id: UUID,
        command: SessionCommand,
        by: Commander,
        response: Response,
        expected: int | None,
        also: tuple[Alongside, ...] = (),
    ) -> RegisterShown:
        await session_seen(office, by.caller, session_id, Permission.RECORD_SESSION)
        outcome = await office.desks.sessions.handle(stream(session_id), command, order_of(by), also, expected=expected)
        response.headers.update(etag(outcome.version))
        return await shown(session_id, outcome.state)

    async def shown(session_id: UUID, state: Session) -> RegisterShown:
        unknown = any(line.now.person_ref is None for line in state.lines.values())
        names = await office.first_names.of_session(session_id) if unknown else {}
        lines = [
            LineShown(
                line_id=line_id,
                person_ref=line.now.person_ref,
                first_name=names.get(line_id),
                attendance=line.now.attendance,
                channel=line.now.channel,
                status="standing" if line.stands else "withdrawn",
                reason=line.withdrawn_because or line.corrected_because,
            )
            for line_id, line in state.lines.items()
        ]
        return RegisterShown(
            session_id=session_id,
            status=state.status,
            present=state.present,
            capacity=None if state.planned is None else state.planned.capacity,
            total=len(lines),
            lines=lines,
            heads=[HeadsShown(channel=channel, count=count) for channel, count in state.heads.items()],
        )

    @routes.post("/register", status_code=201, summary="Take a register")
    async def take_register(
        session_id: UUID, given: RegisterGiven, by: Taker, expected: ExpectedVersion, response: Response
    ) -> RegisterShown:
        """Put people on the register of a session that was held: all of them, or none with every fault of every line.

        Nobody stands on a register twice. More face to face than fit in need an exception.
        """
        may_set_aside(given.exception, by)
        lines = lines_of(given, by.command_id)
        command = TakeRegister(lines=lines, heads=heads_of(given.heads), exception=given.exception)
        return await handled(session_id, command, by, response, expected, names_of(session_id, lines, given))

    @routes.get("/register", summary="See a register")
    async def see_register(session_id: UUID, caller: Reader, response: Response) -> RegisterShown:
        """Everybody on a register, withdrawn lines among them, and counted heads."""
        state, version = await session_seen(office, caller, session_id)
        response.headers.update(etag(version))
        return await shown(session_id, state)

    @routes.post("/register/{line_id}/correct", summary="Correct a line")
    async def correct_line(
        session_id: UUID,
        line_id: UUID,
        given: LineCorrectionGiven,
        by: Taker,
        expected: ExpectedVersion,
        response: Response,
    ) -> RegisterShown:
        """Let a line say something else, with a coded reason: all of it. What was recorded is kept."""
        may_set_aside(given.exception, by)
        command = CorrectLine(
            line_id=line_id,
            person_ref=given.person_ref,
            attendance=given.attendance,
            channel=given.channel,
            reason=given.reason,
            exception=given.exception,
        )
        also = first_names(session_id, [(line_id, given.first_name)])
        return await handled(session_id, command, by, response, expected, also)

    @routes.post("/register/{line_id}/withdraw", summary="Withdraw a line")
    async def withdraw_line(
        session_id: UUID,
        line_id: UUID,
        given: WithdrawalGiven,
        by: Taker,
        expected: ExpectedVersion,
        response: Response,
    ) -> RegisterShown:
        """Take somebody off a register who should not be on it, with a coded reason."""
        command = WithdrawLine(line_id=line_id, reason=given.reason)
        also = first_names(session_id, [(line_id, None)])
        return await handled(session_id, command, by, response, expected, also)

    @routes.post("/heads", summary="Count heads")
    async def count_heads(
        session_id: UUID, given: HeadsCountGiven, by: Taker, expected: ExpectedVersion, response: Response
    ) -> RegisterShown:
        """Say how many more took part by a channel, in place of what was counted before."""
        may_set_aside(given.exception, by)
        (heads,) = heads_of((given,))
        command = CountHeads(heads=heads, exception=given.exception)
        return await handled(session_id, command, by, response, expected)

    return routes
