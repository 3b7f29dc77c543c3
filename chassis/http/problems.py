"""Problem documents (RFC 9457), and the one table from classes of errors to status codes.

A problem names field and rule, never the value that was sent: what a person typed may be about a person.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from chassis import errors
from chassis.errors import Fault
from chassis.http.identity import NotPermitted
from chassis.http.requests import BadRequest, UnsupportedMedia
from chassis.http.tokens import BadToken
from chassis.telemetry import context, logs

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "5"
"""Seconds after which a client may try again what is not available now: longer than a fail-over of the pool takes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a client is told that went wrong. `code` stays the same for ever; `detail` is for people."""

    status: int
    code: str
    title: str
    detail: str
    faults: Sequence[Fault] = ()
    headers: dict[str, str] = field(default_factory=dict)


OUTAGES: tuple[type[BaseException], ...] = (
    TimeoutError,
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
)
"""What a part that is needed raises while it is away, fails over or is overloaded: the same request may come again."""


def problem_of(error: BaseException) -> Problem:
    """The problem that tells of an error; one that nobody foresaw says nothing of the inside."""
    for kind, tell in _TABLE:
        if isinstance(error, kind):
            return tell(error)
    return _unforeseen()


def answer(error: BaseException, request: Request | None = None) -> Response:
    """The response that tells of an error, logged where it is our own fault or an outage."""
    problem = problem_of(error)
    if problem.status >= 500:
        logs.log(
            "http.unforeseen" if problem.status == 500 else "http.unavailable",
            level="error" if problem.status == 500 else "warning",
            error=error,
            status=problem.status,
            **_where(request),
        )
    return rendered(problem)


def content_of(problem: Problem) -> dict[str, Any]:
    """The problem as a document."""
    content: dict[str, Any] = {
        "type": f"urn:redrose:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
    }
    if problem.faults:
        content["faults"] = [{"field": f.field, "detail": f.detail, "code": f.code} for f in problem.faults]
    return content


def rendered(problem: Problem) -> Response:
    """The problem as a response."""
    content = content_of(problem)
    trace_id = context.current_trace_id()
    if trace_id is not None:
        content["trace_id"] = trace_id
    return Response(orjson.dumps(content), problem.status, problem.headers, MEDIA_TYPE)


def answer_with_problems(app: FastAPI) -> None:
    """Let the application answer every error it can foresee with a problem; the edge answers the rest."""

    async def handle(request: Request, error: Exception) -> Response:
        if isinstance(error, RequestValidationError):
            return rendered(_of_validation(error, request))
        return answer(error, request)

    for kind in (errors.RedroseError, HTTPException, RequestValidationError, *OUTAGES):
        if issubclass(kind, Exception):
            app.add_exception_handler(kind, handle)


def _of_validation(error: RequestValidationError, request: Request) -> Problem:
    found = error.errors()
    places = {each["loc"][0] for each in found}
    if places == {"path"}:
        return _not_found(errors.NotFound("resource", ""))
    if any(each["type"] == "json_invalid" for each in found):
        return Problem(400, "broken-json", "The body is not JSON", "The body of the request cannot be read as JSON.")
    if "body" in places and not _is_json(request):
        return _unsupported(UnsupportedMedia(("application/json",)))
    return _invalid(errors.Invalid(tuple(fault_of(each) for each in found)))


def fault_of(each: Any) -> Fault:
    """A fault from one finding of pydantic: where, which rule; of its text only what cannot repeat the value."""
    kind = each["type"]
    told = _SPOKEN.get(kind)
    if told is None:
        told = each["msg"].removeprefix("Value error, ") if kind in _SILENT_ON_VALUES else "does not fit the schema"
    place = ".".join(_named(part) for part in each["loc"][1:]) or str(each["loc"][0])
    return Fault(place, told, kind.replace("_", "-"))


def _named(part: str | int) -> str:
    """A part of a path to a field. A key that the caller made up is shown only if it looks like the name of a field."""
    return str(part) if isinstance(part, int) or re.fullmatch(r"[a-z$][\w$-]{0,60}", part) else "(unnamed)"


_SPOKEN = {
    "missing": "must be given",
    "extra_forbidden": "is no field of this input",
    "uuid_parsing": "must be a UUID",
    "uuid_type": "must be a UUID",
    "union_tag_invalid": "is of no kind that is known here",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "json_type": "must be JSON",
}
# fmt: off
_SILENT_ON_VALUES = frozenset(
    {
        "value_error", "assertion_error", "literal_error", "enum", "string_type", "string_too_short",
        "string_too_long", "bool_type", "bool_parsing", "string_pattern_mismatch", "int_type", "int_parsing",
        "int_from_float", "float_type", "float_parsing", "finite_number", "multiple_of", "greater_than",
        "greater_than_equal", "less_than", "less_than_equal", "list_type", "tuple_type", "set_type", "too_short",
        "too_long", "date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact",
        "date_past", "date_future", "datetime_type", "datetime_parsing", "datetime_from_date_parsing",
        "timezone_aware", "time_parsing", "model_type", "none_required", "union_tag_not_found",
    }
)
# fmt: on
"""Kinds of findings whose text names the rule alone."""


def _is_json(request: Request) -> bool:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media == "application/json" or (media.startswith("application/") and media.endswith("+json"))


def _where(request: Request | None) -> dict[str, str]:
    if request is None:
        return {}
    route = request.scope.get("route")
    return {"method": request.method, "route": getattr(route, "path", "(none)")}


def _refused(error: errors.Refused) -> Problem:
    faults = (Fault(error.field, error.detail, error.code),) if error.field else ()
    return Problem(422, error.code, "A rule says no", error.detail, faults)


def _invalid(error: errors.Invalid) -> Problem:
    detail = f"{len(error.faults)} fault{'s' if len(error.faults) != 1 else ''} in the input."
    return Problem(422, "invalid", "The input does not fit", detail, error.faults)


def _bad_request(error: BadRequest) -> Problem:
    return Problem(400, error.fault.code, "The request does not fit", error.fault.detail, (error.fault,))


def _not_found(error: errors.NotFound) -> Problem:
    return Problem(404, "not-found", "There is no such thing", f"There is no such {error.kind} here.")


def _conflict(_: errors.Conflict) -> Problem:
    detail = "Another change came first. Read what stands there now and decide again."
    return Problem(409, "conflict", "Another change came first", detail)


def _key_reused(_: errors.KeyReused) -> Problem:
    detail = "The Idempotency-Key was used before with another content or by another caller."
    fault = Fault("Idempotency-Key", detail, "key-reused")
    return Problem(409, "key-reused", "The key was used before", detail, (fault,))


def _too_large(error: errors.TooLarge) -> Problem:
    detail = f"{error.what} may have {error.limit} bytes."
    return Problem(413, "too-large", "The input is too large", detail)


def _unavailable(error: errors.Unavailable) -> Problem:
    detail = f"{error.part} does not answer; the same request may be sent again."
    return Problem(503, "unavailable", "A part is not available", detail, headers={"Retry-After": RETRY_AFTER})


def _not_ready(error: errors.NotReady) -> Problem:
    detail = f"The {error.part} is not ready: {error.reason}."
    return Problem(503, "not-ready", "It is not ready yet", detail, headers={"Retry-After": RETRY_AFTER})


def _outage(_: BaseException) -> Problem:
    detail = "A part that is needed does not answer; the same request may be sent again."
    return Problem(503, "unavailable", "A part is not available", detail, headers={"Retry-After": RETRY_AFTER})


def _unsupported(error: UnsupportedMedia) -> Problem:
    detail = f"The body must be {' or '.join(error.accepted)}, named so by the header Content-Type."
    return Problem(415, "unsupported-media-type", "The media type is not supported", detail)


def _unauthenticated(error: BadToken) -> Problem:
    challenge = 'Bearer realm="redrose"'
    if error.reason != "no-token":
        challenge += f', error="invalid_token", error_description="{error.detail}"'
    return Problem(401, error.reason, "The caller is not known", error.detail, headers={"WWW-Authenticate": challenge})


def _not_permitted(error: NotPermitted) -> Problem:
    return Problem(403, error.reason, "The caller may not do this", error.detail)


def _http(error: HTTPException) -> Problem:
    """What the framework itself raises; its texts are not passed on."""
    headers = dict(error.headers or {})
    match error.status_code:
        case 404:
            return Problem(404, "no-such-route", "There is no such thing", "Nothing is served at this path.")
        case 405:
            detail = "What is served at this path does not take this method."
            return Problem(405, "method-not-allowed", "The method does not fit", detail, headers=headers)
        case 413:
            return Problem(413, "too-large", "The input is too large", str(error.detail), headers=headers)
        case status if status < 500:
            return Problem(status, "bad-request", "The request does not fit", "The request cannot be read.")
        case status:
            return Problem(status, "unforeseen", "Something unforeseen happened", "The fault is ours.")


_TABLE: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Callable[[Any], Problem]], ...] = (
    (BadToken, _unauthenticated),
    (NotPermitted, _not_permitted),
    (BadRequest, _bad_request),
    (UnsupportedMedia, _unsupported),
    (errors.Refused, _refused),
    (errors.Invalid, _invalid),
    (errors.NotFound, _not_found),
    (errors.Conflict, _conflict),
    (errors.KeyReused, _key_reused),
    (errors.TooLarge, _too_large),
    (errors.NotReady, _not_ready),
    (errors.Unavailable, _unavailable),
    (HTTPException, _http),
    ((FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError), lambda _: _unforeseen()),
    (OUTAGES, _outage),
)
"""The first class that fits tells; files that are missing are no outage, though Python counts them with the network."""


def _unforeseen() -> Problem:
    return Problem(500, "unforeseen", "Something unforeseen happened", "The fault is ours and has been recorded.")
