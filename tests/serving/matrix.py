"""Who gets through which door: every route is knocked at by every role of the own contract, of another, and by nobody.

    assert await doors(app, tokens, own="rio") == {"POST /things": "worker team-leader referrer", ...}

The table is the test's own, so that a new route fails it until somebody has said who may call it.
"""

import re

import httpx
from fastapi import FastAPI

from chassis.http.identity import policies
from contracts.roles import Role
from tests.conftest import Tokens

ANYONE, NOBODY, ANY_CONTRACT = "anyone", "nobody", " (any contract)"
_SOME_ID = "00000000-0000-4000-8000-000000000000"
_REFUSED = (401, 403)


async def doors(app: FastAPI, tokens: Tokens, own: str, other: str = "another-contract") -> dict[str, str]:
    """The roles that get through each route's door, whatever the route then says to an empty request."""
    table: dict[str, str] = {}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        for method, path, *_ in policies(app):
            if path in ("/livez", "/readyz", "/startupz"):
                continue
            table[f"{method} {path}"] = await _through(client, tokens, method, path, own, other)
    return table


async def _through(client: httpx.AsyncClient, tokens: Tokens, method: str, path: str, own: str, other: str) -> str:
    url = re.sub(r"\{[^}]*\}", _SOME_ID, path)

    async def status(headers: dict[str, str]) -> int:
        return (await client.request(method, url, headers=headers)).status_code

    if await status({}) != 401:
        return ANYONE
    at_home = [role for role in Role if await status(tokens.bearer(role, own)) not in _REFUSED]
    abroad = [role for role in Role if await status(tokens.bearer(role, other)) not in _REFUSED]
    if await status(tokens.bearer(contracts={})) not in _REFUSED:
        return "any token"
    assert abroad in ([], at_home), f"{method} {path}: {abroad} of another contract, {at_home} of this one"
    return (" ".join(at_home) or NOBODY) + (ANY_CONTRACT if abroad else "")
