"""The application that a process serves, built from a service's routers; it refuses to be built with an open door."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.telemetry import TelemetryConfig
from starlette.responses import JSONResponse, Response

from chassis.http import problems
from chassis.http.describing import description_of
from chassis.http.edge import Edge, answers_of
from chassis.http.health import Health
from chassis.http.identity import Identity, declared, public


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
    tags: Mapping[str, str] = MappingProxyType({}),
) -> FastAPI:
    """The application; raises `UndeclaredRoute` if a route does not say who may call it.

    `tags` says what each group of routes is for, in the order in which people read of them.
    """
    app = FastAPI(
        title=title,
        version=version,
        description=description,
        openapi_tags=[{"name": name, "description": told} for name, told in tags.items()],
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


def _describing(app: FastAPI) -> Any:
    async def openapi() -> Response:
        return JSONResponse(app.openapi())

    return openapi
