"""FHIR over HTTP: in which form to answer, which headers to repeat, and refusals as OperationOutcomes on every path."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from uuid import UUID

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.requests import UnsupportedMedia
from chassis.telemetry.logs import log
from services.referrals.intake.bars.outcomes import operation_outcome, refusal
from services.referrals.intake.fhir_r4.document import JSON, MEDIA_TYPES, XML, Node, write
from services.referrals.intake.fhir_r4.objections import BAD_REQUEST, NOT_ACCEPTABLE, Rejected

REQUEST_ID, CORRELATION_ID = "X-Request-ID", "X-Correlation-Id"
_WRITTEN = {JSON: "application/fhir+json", XML: "application/fhir+xml"}
_ANY = frozenset({"*/*", "application/*"})
_LONGEST_ECHO = 100


def media_type(request: Request) -> str:
    """The media type of the body, one of those that are read; raises `UnsupportedMedia`."""
    media = _bare(request.headers.get("content-type", ""))
    if media not in MEDIA_TYPES:
        raise UnsupportedMedia(tuple(_WRITTEN.values()))
    return media


def ids_of(request: Request) -> tuple[UUID, UUID]:
    """R1 and R2: the request's id and its conversation's."""
    given = {name: request.headers.get(name, "") for name in (REQUEST_ID, CORRELATION_ID)}
    for name, value in given.items():
        if not value:
            raise Rejected("R1", BAD_REQUEST, "required", f"{name}: the header is missing")
    return as_id(given[REQUEST_ID], REQUEST_ID), as_id(given[CORRELATION_ID], CORRELATION_ID)


def as_id(value: str, name: str, rule: str = "R2", issue: str = "invalid") -> UUID:
    """A UUID in its usual form; raises `Rejected`."""
    try:
        found = UUID(value)
    except ValueError:
        found = None
    if found is None or str(found) != value.lower():
        raise Rejected(rule, BAD_REQUEST, issue, f"{name}: is not a UUID")
    return found


def spoken(request: Request, resource: Node, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The resource in the form that the sender reads, with the two ids repeated."""
    form = answer_form(request)
    return Response(write(resource, form), status, {**_echoed(request), **(headers or {})}, _WRITTEN[form])


def answer_form(request: Request) -> str:
    """The form that Accept names, else that of the body, else JSON."""
    for accepted in request.headers.get("accept", "").split(","):
        if _bare(accepted) in MEDIA_TYPES:
            return MEDIA_TYPES[_bare(accepted)]
    return MEDIA_TYPES.get(_bare(request.headers.get("content-type", "")), JSON)


def check_accepts(request: Request) -> None:
    """Refuse a sender who reads neither form."""
    accepted = [_bare(each) for each in request.headers.get("accept", "").split(",") if each.strip()]
    if accepted and not any(each in MEDIA_TYPES or each in _ANY for each in accepted):
        detail = f"Accept: names none of {', '.join(_WRITTEN.values())}"
        raise Rejected("any", NOT_ACCEPTABLE, "processing", detail)


class SpeakingRoute(APIRoute):
    """A route whose refusals are OperationOutcomes, those of tokens, permissions and limits included."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler, with every error told in the sender's own words."""
        handle = super().get_route_handler()

        async def handle_speaking(request: Request) -> Response:
            try:
                check_accepts(request)
                return await handle(request)
            except Exception as error:  # noqa: BLE001 (the top of a request: answered, logged, and the process lives)
                return self.answer_to(error, request)

        return handle_speaking

    def answer_to(self, error: Exception, request: Request) -> Response:
        """The OperationOutcome that tells of an error; the edge asks for it too, where a request never gets here."""
        status, objection, headers = refusal(error)
        if status >= 500 and not isinstance(error, Rejected):
            log("bars.unforeseen", level="error", error=error, status=status, route=self.path)
        return spoken(request, operation_outcome(objection), status, headers)


def _echoed(request: Request) -> dict[str, str]:
    """Both ids as they came, where they can be repeated in a header."""
    echoed = {}
    for name in (REQUEST_ID, CORRELATION_ID):
        value = request.headers.get(name)
        if value and len(value) <= _LONGEST_ECHO and value.isascii() and value.isprintable():
            echoed[name] = value
    return echoed


def _bare(media: str) -> str:
    return media.partition(";")[0].strip().lower()
