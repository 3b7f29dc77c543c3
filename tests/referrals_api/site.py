"""One contract's referrals in this process: the real application on a real database, without a port."""

import json
from base64 import b64encode
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
from services.referrals.main import SERVICE, terms
from tests.conftest import Tokens

KEY = b64encode(b"a key of tests, which is no secret").decode()
BARS = """
source = "health-team"
service_ids = [
    { system = "https://fhir.nhs.uk/Id/dos-service-id", value = "111111111" },
    { system = "https://fhir.nhs.uk/Id/dos-service-id", value = "2222222222" },
]
definitions = [
    "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request-referral",
    "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request-cancelled",
    "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-response-referral",
    "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request-response-short",
]
versions = ["1.0.0-alpha", "1.0.0-beta", "1.0.0", "1.1.0-alpha", "1.1.0"]
"""
USE_CASES = {1: 12, 2: 6, 3: 1, 4: 4, 5: 3, 6: 3, 7: 1, 8: 3}
"""Applications of the standard, and how many use cases each has: a1t1 to a1t12, and so on."""


def terms_text(number_policy: str = "quarantine", minimum_age: int | None = 18) -> str:
    """Terms of an invented contract, which receives by the profile of the published test messages."""
    cases = ", ".join(
        f'{{ system = "https://fhir.nhs.uk/CodeSystem/usecases-categories-bars", value = "a{part}t{number}" }}'
        for part, count in USE_CASES.items()
        for number in range(1, count + 1)
    )
    age = "" if minimum_age is None else f"minimum_age = {minimum_age}"
    return f"""
title = "An invented contract"
commissioner = "Nobody"
version = "1"

[referrals]
sources = ["health-team", "self", "family"]
routes = ["telephone", "web-form", "bars"]
{age}
steps_before_acceptance = ["referrer-contacted", "triaged"]
risk_levels = ["low", "high"]
first_contact_channels = ["01", "02"]
days_to_first_contact = 14
decline_reasons = ["under-minimum-age", "outside-area"]
withdrawal_reasons = ["no-longer-needed", "entered-in-error"]
closure_reasons = ["goals-met", "moved-away"]
reopening_reasons = ["needs-changed"]
nhs_number_policy = "{number_policy}"

[referrals.bars]
use_cases = [{cases}]
{BARS}
"""


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

    async def received(self, **more: Any) -> str:
        """A referral taken down; its id."""
        answer = await self.post("/referrals", referral(**more))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["referral_id"])

    async def events(self) -> list[str]:
        """Stored names of all events, in their order."""
        return [row["name"] for row in await self.pool.fetch("select name from events order by position")]

    async def everything_public(self) -> str:
        """Everything that the log holds, as text: where nothing personal may be."""
        rows = await self.pool.fetch("select name, stream, subject, data::text, metadata::text from events")
        return json.dumps([list(map(str, row.values())) for row in rows])


def referral(**more: Any) -> dict[str, Any]:
    """A referral as a team sends it, of somebody invented."""
    person = {
        "family_name": "O'Brien-Smythé",
        "given_names": ["Zoë", "Maria"],
        "born_on": "1984-03-09",
        "sex": "female",
        "nhs_number": "999 000 0018",
        "contact_points": [{"system": "phone", "value": "01632 960 001", "use": "home"}],
        "address": {"lines": ["1 Nowhere Lane"], "town": "Erewhon", "postcode": "ZZ99 9ZZ"},
    } | more.pop("person", {})
    return {
        "person": person,
        "source": "health-team",
        "route": "telephone",
        "received_on": "2026-03-02",
        "needs": "Cannot leave the house.",
        **more,
    }


@asynccontextmanager
async def open_site(folder: Path, contract: str, database_url: str, tokens: Tokens, **told: Any) -> AsyncIterator[Site]:
    """The service over a migrated database; `told` are settings, and `terms` the text of the terms."""
    (folder / f"{contract}.toml").write_text(told.pop("terms", None) or terms_text())
    settings = Settings(
        contract=contract,
        terms_folder=folder,
        database_url=database_url,
        token_keys=tokens.public_keys,
        token_issuer=tokens.issuer,
        token_audience=tokens.audience,
        person_reference_key=KEY,
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
        async with httpx.AsyncClient(transport=transport, base_url="http://referrals") as client:
            yield Site(contract, whole, app, client, tokens)
