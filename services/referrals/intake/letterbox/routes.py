"""The list of kept messages, and what people decide about those that wait. No body is shown here."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, StringConstraints

from chassis.errors import NotFound, RedroseError, Refused
from chassis.http.identity import Caller, permit
from chassis.http.requests import Input, Paging
from contracts.roles import Permission
from services.referrals.intake.fhir_r4.objections import Rejected
from services.referrals.intake.letterbox.judging import checked_number
from services.referrals.intake.letterbox.kept import Arrival, Decision, Entry, Resolution, Settlement, State
from services.referrals.intake.letterbox.letterbox import Letterbox
from services.referrals.intake.letterbox.taking import Taking
from services.referrals.people.nhs_number import as_typed

Reason = Annotated[str, StringConstraints(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]


class ObjectionShown(BaseModel):
    """One thing against a message: which rule, a coded word, and field and rule in words."""

    rule: str
    code: str
    issue: str
    detail: str


class EntryShown(BaseModel):
    """A kept message without what it says."""

    id: UUID
    feed: str
    request_id: UUID | None
    correlation_id: UUID | None
    received_at: datetime
    state: State
    asks: str | None
    referral_id: UUID | None
    objections: list[ObjectionShown]
    attempts: int
    size: int


class EntriesShown(BaseModel):
    """A page of kept messages."""

    total: int
    entries: list[EntryShown]


class ResolutionGiven(Input):
    """What to do with a message that waits. `nhs_number` belongs to `correct-number` alone."""

    decision: Annotated[Decision, Field(examples=["correct-number"])]
    reason: Annotated[Reason, Field(examples=["The sender gave the right number by telephone."])]
    nhs_number: Annotated[str | None, Field(max_length=20, examples=["9990000123"])] = None


class Resolved(BaseModel):
    """What became of the message."""

    id: UUID
    state: State
    referral_id: UUID | None


Feed = Annotated[str, Query(pattern=r"^[a-z0-9-]{1,20}$")]
Resolver = Annotated[Caller, Depends(permit(Permission.RESOLVE_MESSAGES))]
Watcher = Annotated[Caller, Depends(permit(Permission.RESOLVE_MESSAGES, Permission.WATCH))]
Repairer = Annotated[Caller, Depends(permit(Permission.RESOLVE_MESSAGES, Permission.REPAIR))]


def router(letterbox: Letterbox, taking: Taking) -> APIRouter:
    """The routes under `/letterbox`."""
    routes = APIRouter(prefix="/letterbox", tags=["letterbox"])

    @routes.get("")
    async def list_messages(
        caller: Watcher,  # noqa: ARG001
        paging: Paging,
        state: State | None = None,
        feed: Feed | None = None,
    ) -> EntriesShown:
        """Kept messages, latest first: which waits, which was turned away, and why."""
        entries, total = await letterbox.page(state, feed, paging.limit, paging.offset)
        return EntriesShown(total=total, entries=[_shown(each) for each in entries])

    @routes.get("/{message_id}")
    async def see_message(message_id: UUID, caller: Watcher) -> EntryShown:  # noqa: ARG001
        """One kept message."""
        entry = await letterbox.entry(message_id)
        if entry is None:
            raise NotFound("message", message_id)
        return _shown(entry)

    @routes.post("/{message_id}/resolution")
    async def resolve_message(message_id: UUID, given: ResolutionGiven, caller: Resolver) -> Resolved:
        """Decide about a quarantined message: take it, with or without a number, or discard it."""
        if (given.nhs_number is None) == (given.decision is Decision.CORRECT_NUMBER):
            raise Refused("number-and-decision", "nhs_number belongs to the decision correct-number", "nhs_number")
        number = checked_number(as_typed(given.nhs_number)) if given.nhs_number else None
        resolution = Resolution(given.decision, given.reason, caller.subject, number)
        arrival = await letterbox.take_in_hand(message_id, State.QUARANTINED)
        if arrival is None:
            raise await _why_not(letterbox, message_id, "quarantined")
        if given.decision is Decision.DISCARD:
            entry = await letterbox.entry(message_id)
            objections = entry.objections if entry else ()
            await letterbox.settle(Settlement(message_id, State.DISCARDED, objections, resolution=resolution))
        else:
            await _take(taking, arrival, resolution)
        return await _resolved(letterbox, message_id)

    @routes.post("/{message_id}/run-again")
    async def run_again(
        message_id: UUID,
        caller: Repairer,  # noqa: ARG001
        state: Literal["rejected", "quarantined"] = "rejected",
    ) -> Resolved:
        """Read a kept message once more, after a mapping was mended. What it caused before is not caused again."""
        arrival = await letterbox.take_in_hand(message_id, State(state))
        if arrival is None:
            raise await _why_not(letterbox, message_id, state)
        await _take(taking, arrival)
        return await _resolved(letterbox, message_id)

    return routes


async def _take(taking: Taking, arrival: Arrival, resolution: Resolution | None = None) -> None:
    try:
        await taking.take(arrival, resolution, again=True)
    except Rejected:
        return  # Settled as turned away, which the answer tells.


async def _why_not(letterbox: Letterbox, message_id: UUID, state: str) -> RedroseError:
    entry = await letterbox.entry(message_id)
    if entry is None:
        return NotFound("message", message_id)
    return Refused("wrong-state", f"the message is {entry.state.value}, not {state}")


async def _resolved(letterbox: Letterbox, message_id: UUID) -> Resolved:
    entry = await letterbox.entry(message_id)
    if entry is None:
        raise NotFound("message", message_id)
    return Resolved(id=entry.id, state=entry.state, referral_id=entry.referral_id)


def _shown(entry: Entry) -> EntryShown:
    return EntryShown(
        id=entry.id,
        feed=entry.feed,
        request_id=entry.request_id,
        correlation_id=entry.correlation_id,
        received_at=entry.received_at,
        state=entry.state,
        asks=entry.asks,
        referral_id=entry.referral_id,
        objections=[
            ObjectionShown(rule=each.rule, code=each.code, issue=each.issue, detail=each.detail)
            for each in entry.objections
        ],
        attempts=entry.attempts,
        size=entry.size,
    )
