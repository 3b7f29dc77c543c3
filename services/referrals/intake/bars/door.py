"""`POST /$process-message`: kept first, then taken, and answered within the sender's patience."""

import asyncio
from dataclasses import replace
from uuid import UUID

import asyncpg
from opentelemetry.trace import SpanKind
from starlette.requests import Request
from starlette.responses import Response

from chassis import clock, ids
from chassis.handling import Actor
from chassis.http.identity import Caller
from chassis.telemetry import context, names
from chassis.telemetry.logs import log
from services.referrals.intake.bars.resources import acknowledgement, service_request
from services.referrals.intake.bars.speaking import ids_of, media_type, spoken
from services.referrals.intake.catalogue import BARS
from services.referrals.intake.fhir_r4.objections import CONFLICT, TIMEOUT, TOO_EARLY, Objection, Rejected
from services.referrals.intake.letterbox.kept import Arrival
from services.referrals.intake.letterbox.letterbox import Keeping, Letterbox
from services.referrals.intake.letterbox.taking import Taken, Taking

ANSWER_WITHIN = 4.5
"""Seconds for an answer. The standard allows five, the way back included."""
_NOT_KEPT = frozenset({"authorization", "cookie", "proxy-authorization"})
_MOST_HEADER = 8 * 1024

_tracer = context.tracer(__name__)


class Door:
    """Where messages come in."""

    def __init__(self, letterbox: Letterbox, taking: Taking) -> None:
        self._letterbox, self._taking = letterbox, taking

    async def process_message(self, request: Request, caller: Caller) -> Response:
        """The answer to a message; raises `Rejected`, once the message is kept with the reason."""
        arrival = _arrival(request, caller, media_type(request), await request.body())
        try:
            request_id, correlation_id = ids_of(request)
        except Rejected as rejected:
            await self._letterbox.refuse(arrival, rejected.objection)
            raise
        return await self._in_time(request, _with_ids(arrival, request_id, correlation_id))

    async def _in_time(self, request: Request, arrival: Arrival) -> Response:
        limit = asyncio.timeout(ANSWER_WITHIN)
        try:
            async with limit:
                kept = await self._keep(arrival)
                taken = await self._taking.take(kept)
        except Rejected:
            raise
        except Exception as error:
            # Senders try again after an outage, and would meet the lease of their own first try.
            await self._let_go(arrival)
            if not (isinstance(error, TimeoutError) and limit.expired()):
                raise
            detail = f"the answer took longer than {ANSWER_WITHIN} s; the same request may be sent again"
            raise Rejected("any", TIMEOUT, "timeout", detail) from None
        return spoken(request, _acknowledged(arrival, taken, self._taking.terms.bars.versions[-1]))

    async def _keep(self, arrival: Arrival) -> Arrival:
        """R3: the message in hand, under the id by which it is kept."""
        with _tracer.start_as_current_span(
            f"{names.RECEIVE} {BARS}", kind=SpanKind.CONSUMER, record_exception=False, set_status_on_exception=False
        ):
            kept = await self._letterbox.keep(arrival)
        match kept.keeping:
            case Keeping.TAKEN:
                if kept.id == arrival.id:
                    return arrival
                earlier = await self._letterbox.load(kept.id)
                assert earlier is not None  # It is in our hand, and nothing removes it meanwhile.
                return earlier
            case Keeping.IN_HAND:
                raise Rejected("R3a", TOO_EARLY, "duplicate", "the same message is still being processed")
            case Keeping.SETTLED:
                duplicate = Rejected("R3", CONFLICT, "duplicate", "the message has already been processed")
                if not kept.same_body:
                    # The standard's answer stays, but what came is not lost: it is kept, and stands in the list.
                    other = "X-Request-ID, X-Correlation-Id: used before for another body"
                    await self._letterbox.refuse(arrival, Objection("R3", CONFLICT, "duplicate", other))
                raise duplicate

    async def _let_go(self, arrival: Arrival) -> None:
        try:
            async with asyncio.timeout(0.4):
                await self._letterbox.release(arrival.id)
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log("letterbox.not-released", level="warning", error=error, feed=BARS)


def _acknowledged(arrival: Arrival, taken: Taken, version: str) -> dict[str, object]:
    request = taken.request
    referral = service_request(taken.referral_id, "revoked" if request.withdrawal_reason else "active")
    return acknowledgement(
        arrival.id, request.bundle_id, referral, request.service_id, request.reply_to, version, clock.now()
    )


def _arrival(request: Request, caller: Caller, media: str, body: bytes) -> Arrival:
    traceparent, tracestate = context.current_traceparent()
    return Arrival(
        id=ids.new_id(),
        feed=BARS,
        request_id=None,
        correlation_id=None,
        received_at=clock.now(),
        media_type=media,
        headers=_headers(request),
        body=body,
        sent_by=Actor(caller.subject, ",".join(sorted(caller.roles)), caller.organisation),
        traceparent=traceparent,
        tracestate=tracestate,
    )


def _with_ids(arrival: Arrival, request_id: UUID, correlation_id: UUID) -> Arrival:
    return replace(arrival, request_id=request_id, correlation_id=correlation_id)


def _headers(request: Request) -> dict[str, str]:
    """The transport's headers without secrets, within limits."""
    return {
        name: value[:_MOST_HEADER].replace("\x00", "")
        for name, value in request.headers.items()
        if name.lower() not in _NOT_KEPT
    }
