"""The OpenAPI document of an application: each operation with who may call it, an example of its body, how it fails."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from chassis import errors
from chassis.errors import Fault
from chassis.http import problems
from chassis.http.identity import NotPermitted, PermitCommand, Policy, Public, policies
from chassis.http.requests import COMMAND_ID_HEADER, BadRequest
from chassis.http.tokens import BadToken

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stays the same for ever."},
        "trace_id": {"type": "string", "description": "Tell it to whoever you ask for help."},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail", "code"],
                "properties": {name: {"type": "string"} for name in ("field", "detail", "code")},
            },
        },
    },
}

_FAILURES: Mapping[str, tuple[str, tuple[Exception, ...]]] = MappingProxyType(
    {
        "400": (
            "The form of the request is wrong: a header is missing, or the body is not JSON.",
            (BadRequest("Idempotency-Key", "The header Idempotency-Key must be given: a UUID.", "key-missing"),),
        ),
        "401": (
            "The caller is not known: there is no token, or none that is accepted.",
            (BadToken("no-token", "The request carries no token."),),
        ),
        "403": (
            "The caller is known and may not do this here.",
            (NotPermitted("other-contract", "The token gives no role in the contract of this service."),),
        ),
        "404": (
            "There is no such thing, or the caller may not know that there is.",
            (errors.NotFound("thing", ""),),
        ),
        "409": (
            "Another change came first, or the Idempotency-Key stood for another request before.",
            (errors.Conflict("", 3, 4), errors.KeyReused(UUID(int=0))),
        ),
        "422": (
            "The input does not fit, and every fault is named; or a rule of the contract's terms says no, by its name.",
            (
                errors.Invalid((Fault("on", "must be a day written YYYY-MM-DD", "value-error"),)),
                errors.Refused("in-the-future", "on must not lie after today", "on"),
            ),
        ),
        "4XX": (
            "Refused for another reason, such as a body that is too large.",
            (errors.TooLarge("body", 0, 1_048_576),),
        ),
        "5XX": (
            "The service cannot answer now. The same request may be sent again.",
            (errors.Unavailable("database", ""),),
        ),
    }
)
"""What each status says to whom, and errors that lead to it: the examples are made from them as answers are."""
_REFUSALS = {status: {"$ref": f"#/components/responses/{status}"} for status in _FAILURES}
_NOTHING = object()


def description_of(app: FastAPI) -> dict[str, Any]:
    """The document; operations stand in the order of their tags, which is that of the work."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags or None,
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["responses"] = {status: _failure(status) for status in _FAILURES}
    for method, path, policy in policies(app):
        operation = document["paths"].get(re.sub(r":\w+\}", "}", path), {}).get(method.lower())
        if operation is not None and policy is not None:
            _complete(operation, policy, "{" in path, schemas)
    _in_order(document)
    return document


def _complete(operation: dict[str, Any], policy: Policy, names_a_thing: bool, schemas: Mapping[str, Any]) -> None:
    operation["description"] = "\n\n".join(filter(None, (operation.get("description"), policy.text)))
    if isinstance(policy, PermitCommand):
        operation.setdefault("parameters", []).append(COMMAND_ID_HEADER)
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None and "example" not in body:
        example = _example(body["schema"], schemas)
        if example is not _NOTHING:
            body["example"] = example
    if "4XX" in operation["responses"]:  # Its refusals are no problem documents, and it says so.
        return
    command = isinstance(policy, PermitCommand)
    answered = {
        "400": command or body is not None,
        "401": not isinstance(policy, Public),
        "403": not isinstance(policy, Public),
        "404": names_a_thing,
        "409": command,
        "422": operation["responses"].pop("422", None) is not None or command,
        "4XX": True,
        "5XX": True,
    }
    operation["responses"] |= {status: _REFUSALS[status] for status, does in answered.items() if does}


def _failure(status: str) -> dict[str, Any]:
    said, raised = _FAILURES[status]
    told = [problems.problem_of(error) for error in raised]
    examples = {each.code: {"summary": each.title, "value": problems.content_of(each)} for each in told}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": said, "content": {problems.MEDIA_TYPE: {"schema": schema, "examples": examples}}}


def _example(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """An example of what fits the schema, put together from those of its parts.

    What may be left out is left out, unless its own example shows it; nothing comes of a part that must be given and
    has no example.
    """
    if "examples" in schema:
        return schema["examples"][0]
    if "default" in schema:
        return _NOTHING
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    if "items" in schema:
        item = _example(schema["items"], schemas)
        return item if item is _NOTHING else [item]
    if "properties" not in schema:
        return _NOTHING
    parts = {name: _example(part, schemas) for name, part in schema["properties"].items()}
    if any(parts[name] is _NOTHING for name in schema.get("required", ())):
        return _NOTHING
    return {name: part for name, part in parts.items() if part is not _NOTHING and part is not None}


def _in_order(document: dict[str, Any]) -> None:
    tags = [tag["name"] for tag in document.get("tags", ())]

    def place(path: tuple[str, Any]) -> int:
        first = next(iter(path[1].values())).get("tags", [""])[0]
        return tags.index(first) if first in tags else len(tags)

    document["paths"] = dict(sorted(document["paths"].items(), key=place))
