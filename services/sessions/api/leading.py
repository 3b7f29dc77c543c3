"""What a group leader may see and do: the sessions of the groups that they lead now, and no others."""

from uuid import UUID

from chassis.errors import NotFound
from chassis.http.identity import Caller, Commander, NotPermitted
from contracts.roles import Permission
from services.sessions.api.office import Office
from services.sessions.domain.session.commands import Meeting, Series
from services.sessions.domain.session.state import Session, stream
from services.sessions.views.groups import GroupRow

_NOBODY = UUID(int=0)
"""Leads nothing: whose subject is no UUID can be no leader."""


def leads_only(caller: Caller, permission: Permission = Permission.READ_SESSIONS) -> UUID | None:
    """The leader to whose groups a caller is confined; None of one who may see all, or do all, of the contract's."""
    if caller.may(permission):
        return None
    try:
        return UUID(caller.subject)
    except ValueError:
        return _NOBODY


async def group_seen(
    office: Office, caller: Caller, group_id: UUID, permission: Permission = Permission.READ_SESSIONS
) -> GroupRow:
    """A group; to whom may not see it, it is not there."""
    leader = leads_only(caller, permission)
    row = (await office.groups.several((group_id,))).get(group_id)
    if row is None or (leader is not None and leader not in row.leaders):
        raise NotFound("group", group_id)
    return row


async def session_seen(
    office: Office, caller: Caller, session_id: UUID, permission: Permission = Permission.READ_SESSIONS
) -> tuple[Session, int]:
    """A session as it stands, and its version; to whom may not see it, it is not there."""
    state, version = await office.desks.sessions.state(stream(session_id))
    if state.planned is None or not await _led(office, leads_only(caller, permission), state.planned.group_id):
        raise NotFound("session", session_id)
    return state, version


async def series_of(office: Office, by: Commander, meetings: list[Meeting]) -> list[Series | None]:
    """What each of some meetings takes over from its group; None where there is no such group for the caller."""
    leader = leads_only(by.caller, Permission.RECORD_SESSION)
    if leader is not None and any(meeting.group_id is None for meeting in meetings):
        detail = f"A session that is of no group asks for `{Permission.RECORD_SESSION}`."
        raise NotPermitted("missing-permission", detail)
    rows = await office.groups.several([meeting.group_id for meeting in meetings if meeting.group_id is not None])
    found = [None if meeting.group_id is None else rows.get(meeting.group_id) for meeting in meetings]
    return [None if row is None or (leader and leader not in row.leaders) else series(row) for row in found]


def series(row: GroupRow) -> Series:
    """What sessions of a group take over from it."""
    return Series(
        programme=row.programme,
        activity=row.activity,
        place=row.place,
        channel=row.channel,
        capacity=row.capacity,
        leaders=row.leaders,
        started_on=row.started_on,
        ended_on=row.ended_on,
    )


def may_set_aside(exception: str | None, by: Commander) -> None:
    """Raises `NotPermitted` for a rule set aside by somebody who may not."""
    if exception is not None and not by.caller.may(Permission.GRANT_EXCEPTION):
        raise NotPermitted("missing-permission", f"An exception asks for `{Permission.GRANT_EXCEPTION}`.")


async def _led(office: Office, leader: UUID | None, group_id: UUID | None) -> bool:
    if leader is None:
        return True
    if group_id is None:
        return False
    row = (await office.groups.several((group_id,))).get(group_id)
    return row is not None and leader in row.leaders
