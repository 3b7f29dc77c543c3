"""Putting right what was recorded of a referral: another day or channel, or taking an event back."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from chassis import clock
from chassis.http.identity import Commander
from chassis.http.requests import Day, Input
from contracts.roles import Permission
from services.referrals.api.asking import Asked, Asking, Recorder, carry_out, require
from services.referrals.api.office import Office
from services.referrals.api.shapes import Code, ReferralShown, shown_state
from services.referrals.domain import commands, events
from services.referrals.domain.events import ReferralEvent

_MORE: dict[type[ReferralEvent], Permission] = {
    events.ReferralAllocated: Permission.LEAD_REFERRAL,
    events.ReferralClosed: Permission.LEAD_REFERRAL,
    events.ReferralReopened: Permission.LEAD_REFERRAL,
    events.ReferralTransferred: Permission.LEAD_REFERRAL,
    events.ReleaseRecorded: Permission.RECORD_CUSTODY,
    events.RuleExcepted: Permission.GRANT_EXCEPTION,
}
"""What may be put right by those alone who may record it."""


class WithdrawalGiven(Input):
    """Which event of the referral should not have been recorded, by its version in the timeline, and why."""

    version: Annotated[int, Field(ge=1, examples=[4])]
    reason: Annotated[Code, Field(examples=["entered-in-error"])]


class CorrectionGiven(WithdrawalGiven):
    """Which event told something wrong, by its version in the timeline, and what is right."""

    on: Annotated[Day, Field(description="The right day.", examples=["2026-03-03"])]
    channel: Annotated[str | None, Field(pattern=r"^[0-9]{2}$", examples=["02"])] = None
    site: Code | None = None


def router(office: Office) -> APIRouter:
    """`POST /referrals/{referral_id}/correct-step` and `/withdraw-step`."""
    routes = APIRouter(prefix="/referrals/{referral_id}", tags=["corrections"])

    async def check(asked: Asked, version: int, by: Commander) -> None:
        state, _ = await office.referral(asked.referral_id)
        stands = state.at(version)
        more = _MORE.get(type(stands.event)) if stands else None
        if more is not None:
            require(by, more)

    @routes.post("/correct-step")
    async def correct_step(given: CorrectionGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """Let another day, channel or site stand for what was recorded. The log keeps both, figures follow."""
        await check(asked, given.version, by)
        command = commands.CorrectStep(
            version=given.version,
            on=given.on,
            reason=given.reason,
            channel=given.channel,
            site=given.site,
            today=clock.today(),
        )
        return shown_state(await carry_out(office, asked, command, by))

    @routes.post("/withdraw-step")
    async def withdraw_step(given: WithdrawalGiven, asked: Asking, by: Recorder) -> ReferralShown:
        """Let the referral stand as if an event had not been recorded, where nothing later needs it."""
        await check(asked, given.version, by)
        command = commands.WithdrawStep(version=given.version, reason=given.reason)
        return shown_state(await carry_out(office, asked, command, by))

    return routes
