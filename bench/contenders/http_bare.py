"""A bare route: FastAPI, a pydantic body, one INSERT; the same server settings as the services, no token, no rule."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from chassis.telemetry.setup import Telemetry, start_telemetry

TABLE = "create table if not exists bare_referrals (id uuid primary key, data json not null)"


class Person(BaseModel):
    """Who is referred."""

    model_config = ConfigDict(extra="forbid")
    given_names: list[str]
    family_name: str
    born_on: str
    sex: str
    nhs_number: str


class Referral(BaseModel):
    """The same body that the service takes."""

    model_config = ConfigDict(extra="forbid")
    person: Person
    received_on: str
    source: str
    route: str
    urgency: str


class Made(BaseModel):
    """The answer."""

    referral_id: UUID


def build(telemetry: Telemetry) -> FastAPI:
    """The application, with the services' own telemetry."""
    pools: list[Any] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        pools.append(await asyncpg.create_pool(os.environ["BENCH_DATABASE_URL"], min_size=1, max_size=8))
        await pools[0].execute(TABLE)
        yield
        await pools[0].close()

    app = FastAPI(lifespan=lifespan, telemetry=telemetry.of_http())

    @app.get("/readyz")
    async def ready() -> None:
        return None

    @app.post("/referrals", status_code=201)
    async def receive(referral: Referral) -> Made:
        made = Made(referral_id=uuid4())
        await pools[0].execute(
            "insert into bare_referrals values ($1, $2)", made.referral_id, referral.model_dump_json()
        )
        return made

    return app


if __name__ == "__main__":
    uvicorn.run(
        build(start_telemetry("bare", "")),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        ws="none",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
