"""One contract's sessions in this process: the real application on a real database, without a port."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from fastapi import FastAPI

from chassis.assembly import Assembled, assembled
from chassis.http.app import build_app
from chassis.http.identity import Identity
from chassis.http.tokens import TokenCheck
from chassis.settings import Settings
from services.sessions.main import SERVICE, terms
from tests.conftest import Tokens

PERSON = "0123456789abcdef0123456789abcdef"
OTHER_PERSON = "fedcba9876543210fedcba9876543210"
WORKER = "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0002"
OTHER_WORKER = "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0003"

TERMS = """
title = "An invented contract"
commissioner = "Nobody"
version = "1"

[sessions]
programmes = ["peer-support", "groups"]
places = ["hub", "park", "online"]
districts = ["north", "south"]
channels = ["01", "02", "05", "09", "11"]
ways_version = 3
purposes = ["initial-engagement", "support"]
cancel_reasons = ["weather", "leader-absent"]
end_reasons = ["no-demand"]
correction_reasons = ["entered-in-error", "wrong-details"]
volunteering_activities = ["leading-groups"]
staff_activities = ["multi-agency-meeting"]
signposting_categories = ["housing", "food"]
consecutive_absences = 3
rules = [{ rule = "minimum-staff", at = "initial-engagement", count = 2 }]
exception_reasons = ["colleague-ill"]
funds = { larger = { largest_award = 4999, interview = true }, small = { largest_award = 1000 } }

[sessions.activities]
walking = ["be-active", "connect"]
cafe = ["connect"]
leading-groups = ["give"]
"""
"""Terms of an invented contract."""


@dataclass(frozen=True, slots=True)
class Site:
    """The service of one contract, spoken to as its callers do."""

    contract: str
    whole: Assembled
    app: FastAPI
    client: httpx.AsyncClient
    tokens: Tokens

    @property
    def pool(self) -> "asyncpg.Pool[Any]":
        return self.whole.running.pool

    def bearer(self, role: str = "team-leader", **more: Any) -> dict[str, str]:
        return self.tokens.bearer(role, self.contract, **more)

    async def get(self, path: str, role: str = "team-leader", **more: Any) -> httpx.Response:
        return await self.client.get(path, headers=self.bearer(role, **more))

    async def post(
        self, path: str, body: Any, role: str = "team-leader", key: str | None = None, **more: Any
    ) -> httpx.Response:
        headers = {
            **self.bearer(role, **{name: more.pop(name) for name in ("organisation", "subject") if name in more}),
            "Idempotency-Key": key or str(uuid4()),
            **more,
        }
        return await self.client.post(path, json=body, headers=headers)

    async def recorded(self, path: str, body: Any, **more: Any) -> str:
        """Something recorded; its id."""
        answer = await self.post(path, body, **more)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["entry_id"])

    async def events(self) -> list[str]:
        """Stored names of all events, in their order."""
        return [row["name"] for row in await self.pool.fetch("select name from events order by position")]

    async def everything_public(self) -> str:
        """Everything that the log holds, as text: where nothing personal may be."""
        rows = await self.pool.fetch("select name, stream, subject, data::text, metadata::text from events")
        return json.dumps([list(map(str, row.values())) for row in rows])


def contact(**more: Any) -> dict[str, Any]:
    """A telephone call as a worker records it."""
    return {
        "person_ref": PERSON,
        "on": "2026-03-02",
        "channel": "02",
        "attendance": "5",
        "purpose": "support",
        "programme": "peer-support",
        "workers": [WORKER],
        "minutes": 45,
        **more,
    }


@asynccontextmanager
async def open_site(folder: Path, contract: str, database_url: str, tokens: Tokens, **told: Any) -> AsyncIterator[Site]:
    """The service over a migrated database; `told` are settings, and `terms` the text of the terms."""
    (folder / f"{contract}.toml").write_text(told.pop("terms", None) or TERMS)
    settings = Settings(
        contract=contract,
        terms_folder=folder,
        database_url=database_url,
        token_keys=tokens.public_keys,
        token_issuer=tokens.issuer,
        token_audience=tokens.audience,
        **told,
    )
    async with assembled(SERVICE, settings, terms(settings), working=False) as whole:
        app = build_app(
            title=SERVICE.title,
            version="test",
            description=SERVICE.description,
            routers=whole.parts.routers,
            health=whole.health,
            identity=Identity(TokenCheck(tokens.public_keys, tokens.issuer, tokens.audience), contract),
            max_body=settings.max_body_bytes,
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://sessions") as client:
            yield Site(contract, whole, app, client, tokens)
