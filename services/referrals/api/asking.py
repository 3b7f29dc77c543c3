"""What every request about one referral carries, and the one way in which its command is carried out."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from pydantic import Field

from chassis.errors import Conflict, Refused
from chassis.http.identity import Commander, NotPermitted, permit_command
from chassis.http.orders import ExpectedVersion, etag, order_of
from chassis.http.requests import Day, Input
from contracts.roles import Permission
from services.referrals.api.office import Office
from services.referrals.domain.commands import ReferralCommand
from services.referrals.domain.state import Referral, stream


class StepGiven(Input):
    """A step and its day; today if it is left out."""

    on: Annotated[Day | None, Field(examples=["2026-03-04"])] = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What every step's request carries beside its body."""

    referral_id: UUID
    expected: int | None
    response: Response


async def _asked(referral_id: UUID, expected: ExpectedVersion, response: Response) -> Asked:
    # A coroutine: FastAPI would make an instance of the class itself in a thread, at the price of a small request.
    return Asked(referral_id, expected, response)


Asking = Annotated[Asked, Depends(_asked)]
Recorder = Annotated[Commander, Depends(permit_command(Permission.RECORD_REFERRAL))]
Leader = Annotated[Commander, Depends(permit_command(Permission.LEAD_REFERRAL))]
Granter = Annotated[Commander, Depends(permit_command(Permission.GRANT_EXCEPTION))]
CustodyRecorder = Annotated[Commander, Depends(permit_command(Permission.RECORD_CUSTODY))]


async def carry_out(
    office: Office, asked: Asked, command: ReferralCommand, by: Commander, unsaid: tuple[str, ...] = ()
) -> Referral:
    """The referral after a command; its version goes into the response's headers."""
    name = stream(asked.referral_id)
    if asked.expected is not None:
        await _meet(office, name, asked, by.command_id, asked.expected)
    try:
        outcome = await office.referrals.handle(name, command, order_of(by, unsaid=unsaid))
    except Refused:
        await office.referral(asked.referral_id)  # Of one that is not there nothing else is told.
        raise
    asked.response.headers.update(etag(outcome.version))
    return outcome.state


def require(by: Commander, permission: Permission) -> None:
    """Refuse a part of a command that asks for more than its route."""
    if not by.caller.may(permission):
        raise NotPermitted("missing-permission", f"Asks for `{permission}` in the contract of this service.")


async def _meet(office: Office, name: str, asked: Asked, command_id: UUID, expected: int) -> None:
    _, version = await office.referral(asked.referral_id)
    if expected != version:
        repeated = (await office.store.load(name, command_id)).done is not None
        if not repeated:  # A repetition meets the version that it made itself.
            raise Conflict(name, expected, version)
