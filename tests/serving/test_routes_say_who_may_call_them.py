"""Deny by default: a route without a declaration stops the start, and what is declared is kept and written down."""

from collections.abc import Callable
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI

from chassis.http.identity import Caller, UndeclaredRoute, permit, public
from contracts.roles import Permission
from tests.conftest import Tokens
from tests.serving.matrix import doors

MakeApp = Callable[..., FastAPI]


def test_a_route_without_a_declaration_stops_the_start(make_app: MakeApp) -> None:
    routes = APIRouter(prefix="/open")

    @routes.delete("/door")
    async def door() -> None: ...

    with pytest.raises(UndeclaredRoute, match="DELETE /open/door"):
        make_app(routers=[routes])


def test_a_route_that_only_depends_on_something_else_is_not_declared(make_app: MakeApp) -> None:
    async def something() -> None: ...

    routes = APIRouter(dependencies=[Depends(something)])

    @routes.get("/door")
    async def door() -> None: ...

    with pytest.raises(UndeclaredRoute, match="GET /door"):
        make_app(routers=[routes])


def test_a_router_may_declare_for_all_its_routes(make_app: MakeApp) -> None:
    routes = APIRouter(dependencies=[Depends(permit(Permission.WATCH))])

    @routes.get("/door")
    async def door() -> None: ...

    make_app(routers=[routes])


def test_permit_without_a_permission_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="public"):
        permit()


async def test_every_role_gets_through_its_own_doors_only(make_app: MakeApp, tokens: Tokens) -> None:
    assert await doors(make_app(), tokens, own="rio") == {
        "POST /things": "worker team-leader referrer",
        "GET /things": "worker team-leader",
        "GET /things/{thing_id}": "worker team-leader",
        "POST /raw": "anyone",
        "GET /errors/{name}": "anyone",
        "GET /slow/{milliseconds}": "anyone",
        "GET /reports": "team-leader commissioner management (any contract)",
    }


async def test_a_stranger_is_told_nothing_of_what_else_is_wrong(client: httpx.AsyncClient) -> None:
    # The route names the key before the caller, and the body is no thing.
    assert (await client.post("/things", json={"sneaky": 1})).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "no-token"),
        ({"Authorization": "Bearer nonsense"}, 401, "not-a-token"),
        ("worker of another contract", 403, "other-contract"),
        ("no role at all", 403, "missing-permission"),
        ("commissioner", 403, "missing-permission"),
    ],
)
async def test_a_refusal_names_its_reason(
    client: httpx.AsyncClient, tokens: Tokens, headers: Any, status: int, code: str
) -> None:
    given = {
        "worker of another contract": lambda: tokens.bearer("worker", "long-covid"),
        "no role at all": lambda: tokens.bearer(contracts={"rio": []}),
        "commissioner": lambda: tokens.bearer("commissioner", "rio"),
    }
    answer = await client.get("/things", headers=given[headers]() if isinstance(headers, str) else headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("www-authenticate" in answer.headers) is (status == 401)


async def test_the_caller_is_who_the_token_says(make_app: MakeApp, tokens: Tokens) -> None:
    routes, seen = APIRouter(), []

    @routes.get("/who")
    async def who(caller: Annotated[Caller, Depends(permit(Permission.SEND_REFERRAL))]) -> None:
        seen.append(caller)

    app = make_app(routers=[routes])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://small") as client:
        await client.get("/who", headers=tokens.bearer("referrer", "rio", subject="u-7", organisation="RW5"))
    [caller] = seen
    assert (caller.subject, caller.contract, set(caller.roles), caller.organisation) == (
        "u-7",
        "rio",
        {"referrer"},
        "RW5",
    )
    assert caller.may(Permission.SEND_REFERRAL)
    assert not caller.may(Permission.READ_REPORT)
    assert not caller.may(Permission.SEND_REFERRAL, "long-covid")


async def test_the_description_says_who_may_call_and_how_errors_look(make_app: MakeApp) -> None:
    document = make_app().openapi()
    assert document["components"]["securitySchemes"] == {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "at+jwt",
            "description": "Access token of the organisation's identity provider (RFC 9068).",
        }
    }
    adding = document["paths"]["/things"]["post"]
    assert adding["security"] == [{"token": []}]
    assert adding["description"] == "Asks for `send-referral` in the contract of this service."
    assert document["paths"]["/reports"]["get"]["description"] == "Asks for `read-report` in any contract."
    assert document["paths"]["/raw"]["post"]["description"] == "Open to anyone."
    assert "security" not in document["paths"]["/raw"]["post"]
    assert [(each["name"], each["required"]) for each in adding["parameters"]] == [("Idempotency-Key", True)]
    assert list(adding["responses"]) == ["201", "400", "401", "403", "409", "422", "4XX", "5XX"]
    assert "/livez" not in document["paths"]


async def test_the_description_is_served_only_where_it_is_wanted(make_app: MakeApp) -> None:
    for wanted, status in ((False, 404), (True, 200)):
        app = make_app(api_docs=wanted)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://small") as client:
            assert (await client.get("/openapi.json")).status_code == status
            assert (await client.get("/docs")).status_code == 404


def test_public_is_a_declaration(make_app: MakeApp) -> None:
    routes = APIRouter()

    @routes.get("/door", dependencies=[Depends(public())])
    async def door() -> None: ...

    make_app(routers=[routes])
