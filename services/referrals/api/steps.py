"""The steps of a referral's life, one route each: what a team records, and what its leader decides."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from chassis import clock
from chassis.http.identity import Commander
from chassis.http.requests import Day, or_today
from contracts.roles import Permission
from services.referrals.api.asking import Asked, Asking, Granter, Leader, Recorder, StepGiven, carry_out, require
from services.referrals.api.office import Office
from services.referrals.api.shapes import Code, ReferralShown, shown_state
from services.referrals.domain import commands
from services.referrals.domain.commands import ReferralCommand
from services.referrals.domain.terms import Flag, Urgency


class AmendmentGiven(StepGiven):
    """What changes; what is left out stays."""

    urgency: Urgency | None = None
    flags: Annotated[tuple[Flag, ...], Field(max_length=len(Flag))] | None = None


class ReasonGiven(StepGiven):
    """A step with its coded reason, one of those that the contract's terms name."""

    reason: Annotated[Code, Field(examples=["person-declined"])]


class ClosureGiven(ReasonGiven):
    """Why support ended."""

    reason: Annotated[Code, Field(examples=["goals-met"])]


class ReopeningGiven(ReasonGiven):
    """Why a closed referral is open again."""

    reason: Annotated[Code, Field(examples=["person-returned"])]


class TriageGiven(StepGiven):
    """An assessment of needs and risk."""

    risk_level: Annotated[Code, Field(examples=["medium"])]


class TransferGiven(StepGiven):
    """The contract that takes the person over, one of those that the terms name."""

    to_contract: Code


class AllocationGiven(StepGiven):
    """The worker, by an opaque id."""

    worker_id: Annotated[UUID, Field(examples=["5f0c2d7e-1b7a-4c39-9a54-0d6c1f7e2a11"])]


class ContactGiven(StepGiven):
    """The first attended contact, by its MHSDS consultation mechanism."""

    channel: Annotated[str, Field(pattern=r"^[0-9]{2}$", examples=["02"])]


class AcceptanceGiven(StepGiven):
    """The acceptance; with an exception where a rule about releases would refuse it."""

    exception: Annotated[
        Code | None, Field(description="Why a rule is set aside; asks for `grant-exception`.", examples=[None])
    ] = None


class StepOfProcessGiven(AcceptanceGiven):
    """A step of the contract's process, one of those that the terms name, at a site where they ask for one."""

    step: Annotated[Code, Field(examples=["screened"])]
    site: Annotated[Code | None, Field(examples=["custody-suite-1"])] = None


class FlagGiven(ReasonGiven):
    """Something that a worker must know, with the coded reason."""

    flag: Annotated[Flag, Field(examples=["safeguarding"])]
    reason: Annotated[Code, Field(examples=["seen-by-staff"])]


class ExtensionGiven(ReasonGiven):
    """The day to which support is to last, with the reason of the exception."""

    until: Annotated[Day, Field(examples=["2027-06-30"])]
    reason: Annotated[Code, Field(examples=["exceptional-need"])]


def _transfer_shown(transfers_to: Sequence[str]) -> dict[str, Any]:
    """An example of a transfer for the OpenAPI document: to which contracts one leads is said by the terms alone."""
    example = {"on": "2026-03-04", "to_contract": transfers_to[0]} if transfers_to else {}
    return {"requestBody": {"content": {"application/json": {"example": example}}}} if example else {}


def router(office: Office) -> APIRouter:
    """`POST /referrals/{referral_id}/<step>`, one route a step. Each answers with the referral as it stands then."""
    routes = APIRouter(prefix="/referrals/{referral_id}", tags=["steps"])

    async def take(asked: Asked, given: StepGiven, command: ReferralCommand, by: Commander) -> ReferralShown:
        return shown_state(await carry_out(office, asked, command, by, () if given.on else ("on",)))

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
    async def accept(given: AcceptanceGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """The contract takes the person on."""
        if given.exception is not None:
            require(by, Permission.GRANT_EXCEPTION)
        command = commands.AcceptReferral(on=or_today(given.on), exception=given.exception, today=clock.today())
        return await take(asked, given, command, by)

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
    async def close(given: ClosureGiven, asked: Asking, by: Leader) -> ReferralShown:
        """Support ends."""
        command = commands.CloseReferral(on=or_today(given.on), reason=given.reason, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/transfer", openapi_extra=_transfer_shown(office.terms.transfers_to))
    async def transfer(given: TransferGiven, asked: Asking, by: Leader) -> ReferralShown:
        """The person is handed over to another contract, where a referral of its own begins with this one as cause.

        Who they are does not travel with messages: that contract takes their details down anew, by `POST /people`.
        """
        command = commands.TransferReferral(on=or_today(given.on), to_contract=given.to_contract, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/reopen")
    async def reopen(given: ReopeningGiven, asked: Asking, by: Leader) -> ReferralShown:
        """A closed referral is open again."""
        command = commands.ReopenReferral(on=or_today(given.on), reason=given.reason, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/steps")
    async def take_step(given: StepOfProcessGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """A step of the contract's own process is taken; out of its order with an exception, which is listed."""
        if given.exception is not None:
            require(by, Permission.GRANT_EXCEPTION)
        command = commands.TakeStep(
            on=or_today(given.on),
            step=given.step,
            site=given.site,
            exception=given.exception,
            today=clock.today(),
        )
        return await take(asked, given, command, by)

    @routes.post("/flags/raise")
    async def raise_flag(given: FlagGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """Let whoever opens the referral know of something."""
        command = commands.RaiseFlag(on=or_today(given.on), flag=given.flag, reason=given.reason, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/flags/lift")
    async def lift_flag(given: FlagGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """Take a flag down."""
        command = commands.LiftFlag(on=or_today(given.on), flag=given.flag, reason=given.reason, today=clock.today())
        return await take(asked, given, command, by)

    @routes.post("/extend")
    async def extend_support(given: ExtensionGiven, asked: Asking, by: Granter) -> ReferralShown:
        """Support lasts longer than the terms say: an exception, which is listed."""
        command = commands.ExtendSupport(
            on=or_today(given.on), until=given.until, reason=given.reason, today=clock.today()
        )
        return await take(asked, given, command, by)

    return routes
