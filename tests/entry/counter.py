"""Errands over HTTP: the routes of one kind of entry in an application of their own, spoken to as callers do."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from pydantic import ConfigDict, Field

from chassis.entry import entry_decider
from chassis.entrylist import EntryList, follow
from chassis.errors import Refused
from chassis.eventstore.postgres import PostgresStore
from chassis.handling import Desk
from chassis.http.app import build_app
from chassis.http.entries import EntryRoutes, entry_router
from chassis.http.health import Health
from chassis.http.identity import Caller, Commander, Identity, NotPermitted
from chassis.http.requests import Day, Input
from chassis.http.tokens import TokenCheck
from contracts.roles import Permission
from tests.conftest import Tokens
from tests.entry.errands import ANNA, CODEC, KIND, RUNNER, Errand, listing

EXAMPLE: dict[str, Any] = {
    "on": "2025-06-02",
    "what": "bread",
    "minutes": 20,
    "runners": [str(RUNNER)],
    "anna_ref": ANNA,
}


CLOSED_ON = date(2025, 7, 2)
"""A day on which the content of no errand can be made."""


class ErrandGiven(Input):
    """What was fetched, by whom and for whom."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    on: Day | None = None
    what: str
    minutes: Annotated[int, Field(le=600)]
    runners: tuple[UUID, ...] = ()
    anna_ref: str | None = None


def content(given: ErrandGiven, today: date) -> Errand:
    if today == CLOSED_ON:
        raise Refused("closed", "the shop is closed", "what")
    if given.minutes == 599:
        raise Refused("too-odd", "nobody takes so long", "minutes")
    return Errand(
        on=given.on or today,
        what=given.what,
        minutes=given.minutes,
        runners=given.runners,
        subject=given.anna_ref,
    )


def before(given: ErrandGiven, by: Commander) -> None:
    if given.what == "medicine" and not by.caller.may(Permission.RECORD_CUSTODY):
        raise NotPermitted("missing-permission", "medicine is recorded by the team")


def hidden(caller: Caller) -> Collection[str]:
    return () if caller.may(Permission.READ_CUSTODY) else ("medicine",)


ROUTES = EntryRoutes(
    prefix="/errands",
    tag="errands",
    kind=KIND,
    given=ErrandGiven,
    content=content,
    listing=listing,
    record=Permission.SEND_REFERRAL,
    read=Permission.READ_PEOPLE,
    subject_field="anna_ref",
    facets=("what",),
    before=before,
    hidden=hidden,
)
"""A worker records and reads all; a referrer records all but medicine; information governance reads all but that."""


@dataclass(frozen=True, slots=True)
class Counter:
    """The application, and how it is asked."""

    app: FastAPI
    client: httpx.AsyncClient
    tokens: Tokens
    pool: Any

    async def get(self, path: str, role: str = "worker") -> httpx.Response:
        return await self.client.get(path, headers=self.tokens.bearer(role))

    async def post(
        self, path: str, body: Any, role: str = "worker", key: str | None = None, **headers: str
    ) -> httpx.Response:
        told = {**self.tokens.bearer(role), "Idempotency-Key": key or str(uuid4()), **headers}
        return await self.client.post(path, json=body, headers=told)

    async def recorded(self, **more: Any) -> str:
        """An errand set down; its id."""
        answer = await self.post("/errands", EXAMPLE | more)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["entry_id"])

    async def minutes(self, path: str, role: str = "worker") -> tuple[list[int], int]:
        """A list's entries by their minutes, and its total."""
        answer = await self.get(path, role)
        return [entry["content"]["minutes"] for entry in answer.json()["entries"]], answer.json()["total"]


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """Fields and codes of what a problem finds wrong."""
    assert answer.status_code == 422, answer.text
    return [(fault["field"], fault["code"]) for fault in answer.json()["faults"]]


@asynccontextmanager
async def open_counter(pool: Any, tokens: Tokens) -> AsyncIterator[Counter]:
    """The routes over a database."""
    desk: Desk[Any, Any, Any] = Desk(
        PostgresStore(pool),
        CODEC,
        entry_decider(KIND),
        terms_version="1",
        topic="test.errands.v1",
        follow=follow(KIND, listing),
    )
    app = build_app(
        title="Errands",
        version="1",
        description="Things fetched.",
        routers=[entry_router(ROUTES, desk, EntryList(pool))],
        health=Health(watchdog_after=60.0, started=True),
        identity=Identity(TokenCheck(tokens.public_keys, tokens.issuer, tokens.audience), "test"),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://errands") as client:
        yield Counter(app, client, tokens, pool)
