"""The receiver's routes, as the standard names them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from chassis import ids
from chassis.http.identity import Caller, permit, public
from contracts.roles import Permission
from services.referrals.intake.bars.door import Door
from services.referrals.intake.bars.resources import (
    capability_statement,
    message_definition,
    searchset,
    service_request,
    status_of,
)
from services.referrals.intake.bars.speaking import SpeakingRoute, as_id, media_type, spoken
from services.referrals.intake.fhir_r4.document import MEDIA_TYPES, Malformed, Node, read
from services.referrals.intake.fhir_r4.elements import many, system_key, text
from services.referrals.intake.fhir_r4.objections import BAD_REQUEST, NOT_FOUND, NOT_IMPLEMENTED, Rejected, word
from services.referrals.intake.fhir_r4.patient import NHS_NUMBER_SYSTEMS
from services.referrals.intake.fhir_r4.rules import STATUSES
from services.referrals.intake.letterbox.kept import State
from services.referrals.intake.letterbox.letterbox import Letterbox
from services.referrals.intake.letterbox.taking import Taking
from services.referrals.people.nhs_number import is_nhs_number
from services.referrals.people.register import Register
from services.referrals.views.referrals import Filters, ReferralList

MOST_FOUND = 50
_OUTCOME = {
    media: {"schema": {"type": "object", "description": "An OperationOutcome."}}
    for media in ("application/fhir+json", "application/fhir+xml")
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "The request is refused, in the words of the standard.", "content": _OUTCOME},
    "5XX": {"description": "The service cannot answer now.", "content": _OUTCOME},
}
_MESSAGE = {
    "requestBody": {
        "required": True,
        "content": {
            media: {"schema": {"type": "object", "description": "A Bundle of the type message."}}
            for media in ("application/fhir+json", "application/fhir+xml")
        },
    }
}
_BOOKINGS = ("/Appointment", "/Appointment/{rest:path}", "/Slot", "/Slot/{rest:path}", "/Schedule")

Sender = Annotated[Caller, Depends(permit(Permission.HAND_IN_MESSAGES))]


def router(contract: str, letterbox: Letterbox, taking: Taking, register: Register, listed: ReferralList) -> APIRouter:
    """Every route of the receiver."""
    routes = APIRouter(tags=["bars"], route_class=SpeakingRoute, responses=_REFUSALS)
    door = Door(letterbox, taking)
    profile = taking.terms.bars
    sender = Depends(permit(Permission.HAND_IN_MESSAGES))

    @routes.post("/$process-message", openapi_extra=_MESSAGE)
    async def process_message(request: Request, caller: Sender) -> Response:
        """Take a message: a new referral, an update or a cancellation."""
        return await door.process_message(request, caller)

    @routes.get("/metadata", dependencies=[Depends(public())])
    async def metadata(request: Request) -> Response:
        """The capability statement."""
        return spoken(request, capability_statement(profile))

    @routes.get("/MessageDefinition", dependencies=[sender])
    async def message_definitions(request: Request) -> Response:
        """The definitions of the messages that are taken."""
        offered = [message_definition(contract, each, profile) for each in profile.definitions]
        return spoken(request, searchset(offered, ids.new_id()))

    @routes.get("/ServiceRequest", dependencies=[sender])
    async def find_requests(
        request: Request, identifier: Annotated[str | None, Query(alias="patient:identifier")] = None
    ) -> Response:
        """Referrals of a patient. The standard alone puts a number into the query; it is neither logged nor traced."""
        number = _number(identifier or "")
        found: list[Node] = []
        references = {
            linked
            for reference in await register.references_of_number(number)
            for linked in (reference, *await register.linked(reference))
        }
        if references:
            rows, _ = await listed.page(Filters(person_refs=tuple(sorted(references))), MOST_FOUND, 0)
            for row in rows:
                state, _ = await taking.referral(row.referral_id)
                found.append(service_request(row.referral_id, status_of(state)))
        return spoken(request, searchset(found, ids.new_id()))

    @routes.get("/ServiceRequest/{id}", dependencies=[sender])
    async def see_request(request: Request, id: str) -> Response:
        """A referral by the id that was given it here."""
        referral_id = as_id(id, "id", "GET", "value")
        state, version = await taking.referral(referral_id)
        if version:
            return spoken(request, service_request(referral_id, status_of(state)))
        entry = await letterbox.of_referral(referral_id)
        if entry is None or entry.state is State.REJECTED:
            raise Rejected("GET", NOT_FOUND, "not-found", "id: names no referral that is known here")
        return spoken(request, service_request(referral_id, "revoked" if entry.state is State.DISCARDED else "active"))

    @routes.put("/ServiceRequest/{id}", dependencies=[sender])
    @routes.patch("/ServiceRequest/{id}", dependencies=[sender])
    async def change_request(request: Request, id: str) -> Response:  # noqa: ARG001
        """Not offered: a referral is changed by a message."""
        _check_request(read_body(await request.body(), MEDIA_TYPES[media_type(request)]))
        raise Rejected("R11", NOT_IMPLEMENTED, "not-supported", "ServiceRequest: is changed by a message")

    for path in _BOOKINGS:
        routes.add_api_route(
            path,
            _no_bookings,
            methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            dependencies=[sender],
            include_in_schema=False,
        )
    return routes


async def _no_bookings() -> Response:
    """Bookings are not offered."""
    raise Rejected("R11", NOT_IMPLEMENTED, "not-supported", "bookings are not offered")


def read_body(body: bytes, form: str) -> Node:
    """A body as a resource; raises `Rejected`."""
    try:
        return read(body, form)
    except Malformed as malformed:
        raise Rejected("R4", BAD_REQUEST, "structure", str(malformed)) from None


def _check_request(node: Node) -> None:
    if text(node, "resourceType") != "ServiceRequest":
        raise Rejected("R5", BAD_REQUEST, "value", "resourceType: is not ServiceRequest")
    many(node, "basedOn")
    if text(node, "status") not in STATUSES:
        detail = f"ServiceRequest.status: {word(text(node, 'status'))} is no FHIR status of a request"
        raise Rejected("R14", BAD_REQUEST, "value", detail)


def _number(identifier: str) -> str:
    """The NHS number of a search; raises `Rejected` without repeating it."""
    system, _, value = identifier.partition("|")
    if system_key(system) not in NHS_NUMBER_SYSTEMS or not is_nhs_number(value):
        raise Rejected("GET", BAD_REQUEST, "value", "patient:identifier: is no NHS number with its system")
    return value
