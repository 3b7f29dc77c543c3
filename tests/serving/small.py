"""A service as small as one can be, on the whole chassis: run as `python -m tests.serving.small serve`."""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from chassis.errors import Conflict, Fault, Invalid, KeyReused, NotFound, NotReady, Refused, TooLarge, Unavailable
from chassis.http.identity import Commander, permit, permit_command, public
from chassis.http.requests import Day, Input, Paging, accepts, or_today
from chassis.run import run
from chassis.service import Parts, Running, Service
from chassis.settings import Settings
from chassis.terms import read_terms
from contracts.roles import Permission


class Person(Input):
    name: str
    born_on: Day | None = None


class Thing(Input):
    word: Annotated[str, Field(max_length=20)]
    on: Day | None = None
    person: Person | None = None


ERRORS = {
    "refused": lambda: Refused("too-young", "age must be at least 18 by the terms", "born_on"),
    "invalid": lambda: Invalid((Fault("rows.3.channel", "must be one of the channels", "unknown-channel"),)),
    "not-found": lambda: NotFound("thing", "42"),
    "conflict": lambda: Conflict("thing-42", 3, 4),
    "key-reused": lambda: KeyReused(UUID(int=7)),
    "too-large": lambda: TooLarge("The event", 300_000, 262_144),
    "unavailable": lambda: Unavailable("postgresql", "08006"),
    "not-ready": lambda: NotReady("report", "it is still being worked out; ask again"),
    "outage": lambda: ConnectionRefusedError("of 10.0.0.1"),
    "unforeseen": lambda: ValueError("Jane Canary 999 000 0018"),
    "missing-file": lambda: FileNotFoundError("/etc/secret"),
}


def router(running: Running) -> APIRouter:
    """Routes that do one thing each of what the chassis must answer for."""
    routes = APIRouter()

    @routes.post("/things", status_code=201)
    async def add(
        thing: Thing, by: Annotated[Commander, Depends(permit_command(Permission.SEND_REFERRAL))]
    ) -> dict[str, str]:
        async with running.pool.acquire() as connection, connection.transaction():
            await connection.execute("insert into things (id, word) values ($1, $2)", by.command_id, thing.word)
        day: date = or_today(thing.on)
        return {"id": str(by.command_id), "on": day.isoformat(), "by": by.caller.subject}

    @routes.get("/things", dependencies=[Depends(permit(Permission.READ_REFERRALS))])
    async def all_things(page: Paging) -> dict[str, int]:
        return {"limit": page.limit, "offset": page.offset}

    @routes.get("/things/{thing_id}", dependencies=[Depends(permit(Permission.READ_REFERRALS))])
    async def one(thing_id: UUID) -> dict[str, str]:
        raise NotFound("thing", thing_id)

    @routes.post("/raw", dependencies=[Depends(public())])
    async def raw(
        request: Request, media: Annotated[str, Depends(accepts("application/fhir+xml"))]
    ) -> dict[str, object]:
        return {"bytes": len(await request.body()), "media": media}

    @routes.get("/errors/{name}", dependencies=[Depends(public())])
    async def fail(name: str) -> None:
        error = ERRORS[name]()
        raise error

    @routes.get("/slow/{milliseconds}", dependencies=[Depends(public())])
    async def slow(milliseconds: int) -> dict[str, int]:
        await asyncio.sleep(milliseconds / 1000)
        return {"slept": milliseconds}

    @routes.get("/reports", dependencies=[Depends(permit(Permission.READ_REPORT, any_contract=True))])
    async def reports() -> dict[str, bool]:
        return {"ok": True}

    return routes


class Looping:
    """A worker that turns until it is asked to end, or does what the environment asks for to test its keeper."""

    name = "looping"

    def __init__(self, habit: str) -> None:
        self._habit, self._asked, self._age = habit, asyncio.Event(), 0.0

    async def run(self) -> None:
        if self._habit == "fails":
            raise RuntimeError("Jane Canary 999 000 0018")
        if self._habit == "returns":
            return
        await self._asked.wait()
        if self._habit == "lingers":
            await asyncio.sleep(60)
        sys.stderr.write("the loop ended in order\n")

    async def stop(self) -> None:
        self._asked.set()

    def progress_age(self) -> float:
        return 1e9 if self._habit == "stands-still" else 0.0

    def notes(self) -> Sequence[str]:
        return ["a hole before position 17"] if self._habit == "has-a-hole" else []


async def parts(running: Running) -> Parts:
    """The routes, and a worker if the environment names a habit for it."""
    habit = os.environ.get("HABIT")
    return Parts(routers=[router(running)], workers=[Looping(habit)] if habit and running.working else [])


@dataclass(frozen=True, slots=True)
class SmallTerms:
    """What a contract may say of things, if the environment wants terms at all."""

    days: int


def terms(settings: Settings) -> object:
    wanted = os.environ.get("READS_TERMS")
    return read_terms(settings.terms_folder, settings.contract, "small", SmallTerms) if wanted else None


SERVICE = Service(
    name="small",
    migrations="tests.serving.migrations",
    parts=parts,
    title="Small",
    description="Things.",
    terms=terms,
    requires=("contract",),
)

if __name__ == "__main__":
    sys.exit(run(SERVICE))
