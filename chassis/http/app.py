"""The application that a process serves, built from a service's routers; it refuses to be built with an open door."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from fastapi.telemetry import TelemetryConfig
from starlette.responses import JSONResponse, Response

from chassis.http import problems
from chassis.http.edge import Edge, answers_of
from chassis.http.health import Health
from chassis.http.identity import Identity, PermitCommand, declared, policies, public
from chassis.http.requests import COMMAND_ID_HEADER

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


def build_app(
    *,
    title: str,
    version: str,
    description: str,
    routers: Sequence[APIRouter],
    health: Health,
    identity: Identity,
    max_body: int = 1024 * 1024,
    timeout: float = 30.0,
    api_docs: bool = False,
    trust_inbound: bool = False,
    telemetry: TelemetryConfig | None = None,
) -> FastAPI:
    """The application; raises `UndeclaredRoute` if a route does not say who may call it."""
    app = FastAPI(
        title=title,
        version=version,
        description=description,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry=telemetry if telemetry is not None else {"tracing": False, "metrics": False, "logs": False},
    )
    app.state.identity = identity
    for router in (*routers, health.router):
        app.include_router(router)
    problems.answer_with_problems(app)
    answer = answers_of(list(iter_route_contexts(app.routes)))
    app.add_middleware(Edge, max_body=max_body, timeout=timeout, trust_inbound=trust_inbound, answer=answer)
    app.openapi = lambda: description_of(app)  # type: ignore[method-assign]
    if api_docs:
        app.add_api_route("/openapi.json", _describing(app), dependencies=[Depends(public())], include_in_schema=False)
    declared(app)
    return app


def description_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, in which every operation says who may call it and that its errors are problems."""
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    problem = {"content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for method, path, policy in policies(app):
        operation = document["paths"].get(path, {}).get(method.lower())
        if operation is None or policy is None:
            continue
        operation["description"] = "\n\n".join(filter(None, (operation.get("description"), policy.text)))
        if isinstance(policy, PermitCommand):
            operation.setdefault("parameters", []).append(COMMAND_ID_HEADER)
        operation["responses"].pop("422", None)
        operation["responses"]["4XX"] = {"description": "The request is refused, with the reason.", **problem}
        operation["responses"]["5XX"] = {"description": "The service cannot answer now.", **problem}
    return document


def _describing(app: FastAPI) -> Any:
    async def openapi() -> Response:
        return JSONResponse(app.openapi())

    return openapi
