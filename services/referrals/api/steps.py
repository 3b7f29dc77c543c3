"""The steps of a referral's life, one route each: what a team records, and what its leader decides."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from chassis import clock
from chassis.errors import Conflict, Refused
from chassis.http.identity import Commander, permit_command
from chassis.http.requests import Day, Input, or_today
from contracts.roles import Permission
from services.referrals.api.office import Office
from services.referrals.api.orders import ExpectedVersion, etag, order_of
from services.referrals.api.shapes import Code, ReferralShown, shown_state
from services.referrals.domain import commands
from services.referrals.domain.commands import ReferralCommand
from services.referrals.domain.state import stream
from services.referrals.domain.terms import Flag, Urgency


class StepGiven(Input):
    """A step and its day; today if it is left out."""

    on: Day | None = None


class AmendmentGiven(StepGiven):
    """What changes; what is left out stays."""

    urgency: Urgency | None = None
    flags: Annotated[tuple[Flag, ...], Field(max_length=len(Flag))] | None = None


class ReasonGiven(StepGiven):
    """A step with its coded reason, one of those that the contract's terms name."""

    reason: Code


class TriageGiven(StepGiven):
    """An assessment of needs and risk."""

    risk_level: Code


class AllocationGiven(StepGiven):
    """The worker, by an opaque id."""

    worker_id: UUID


class ContactGiven(StepGiven):
    """The first attended contact, by its MHSDS consultation mechanism."""

    channel: Annotated[str, Field(pattern=r"^[0-9]{2}$")]


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


def router(office: Office) -> APIRouter:
    """`POST /referrals/{referral_id}/<step>`, one route a step. Each answers with the referral as it stands then."""
    routes = APIRouter(prefix="/referrals/{referral_id}", tags=["steps"])

    async def take(asked: Asked, given: StepGiven, command: ReferralCommand, by: Commander) -> ReferralShown:
        name = stream(asked.referral_id)
        if asked.expected is not None:
            await meet(name, asked.referral_id, by.command_id, asked.expected)
        try:
            outcome = await office.referrals.handle(name, command, order_of(by, unsaid=() if given.on else ("on",)))
        except Refused:
            await office.referral(asked.referral_id)  # Of one that is not there nothing else is told.
            raise
        asked.response.headers.update(etag(outcome.version))
        return shown_state(outcome.state)

    async def meet(name: str, referral_id: UUID, command_id: UUID, expected: int) -> None:
        _, version = await office.referral(referral_id)
        if expected != version:
            repeated = (await office.store.load(name, command_id)).done is not None
            if not repeated:  # A repetition meets the version that it made itself.
                raise Conflict(name, expected, version)

    @routes.post("/amend")
    async def amend(given: AmendmentGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """Change urgency or flags."""
        command = commands.AmendReferral(
            on=or_today(given.on), urgency=given.urgency, flags=given.flags, today=clock.today()
        )
        return await take(asked, given, command, by)

    @routes.post("/withdraw")
    async def withdraw(given: ReasonGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """The referrer or the person takes the referral back."""
        command = commands.WithdrawReferral(on=or_today(given.on), reason=given.reason, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/referrer-contact")
    async def contact_referrer(given: StepGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """The team spoke with the referrer."""
        return await take(asked, given, commands.ContactReferrer(on=or_today(given.on), today=clock.today()), by)

    @routes.post("/triage")
    async def triage(given: TriageGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """Needs and risk were assessed."""
        command = commands.TriageReferral(on=or_today(given.on), risk_level=given.risk_level, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/accept")
    async def accept(given: StepGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """The contract takes the person on."""
        return await take(asked, given, commands.AcceptReferral(on=or_today(given.on), today=clock.today()), by)

    @routes.post("/decline")
    async def decline(given: ReasonGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """The contract does not take the person on."""
        command = commands.DeclineReferral(on=or_today(given.on), reason=given.reason, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/allocate")
    async def allocate(given: AllocationGiven, asked: Asking, by: Leader) -> ReferralShown:
        """A worker is named."""
        command = commands.AllocateReferral(on=or_today(given.on), worker_id=given.worker_id, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/first-contact")
    async def make_first_contact(given: ContactGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """The first attended contact with the person."""
        command = commands.MakeFirstContact(on=or_today(given.on), channel=given.channel, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/close")
    async def close(given: ReasonGiven, asked: Asking, by: Leader) -> ReferralShown:
        """Support ends."""
        command = commands.CloseReferral(on=or_today(given.on), reason=given.reason, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/reopen")
    async def reopen(given: ReasonGiven, asked: Asking, by: Leader) -> ReferralShown:
        """A closed referral is open again."""
        command = commands.ReopenReferral(on=or_today(given.on), reason=given.reason, today=clock.today())
        return await take(asked, given, command, by)

    return routes
