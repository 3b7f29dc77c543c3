"""Health: `/livez` asks whether the process turns, `/readyz` whether it can serve, `/startupz` whether it came up."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import orjson
from fastapi import APIRouter, Depends
from starlette.responses import Response

from chassis.http.identity import public

CHECK_WITHIN = 1.5
"""Seconds for one check of readiness: less than the probe's own time-out of two."""

PATHS = ("/livez", "/readyz", "/startupz")

Check = Callable[[], Awaitable[str | None]]


class Watched(Protocol):
    """A loop whose progress can be asked for."""

    name: str

    def progress_age(self) -> float:
        """Seconds since it last turned well."""
        ...

    def notes(self) -> Sequence[str]:
        """What an operator should know now."""
        ...


@dataclass
class Health:
    """What the probes of one process are answered from."""

    watchdog_after: float
    workers: Sequence[Watched] = ()
    checks: Sequence[Check] = ()
    started: bool = False
    stopping: bool = False
    router: APIRouter = field(init=False)

    def __post_init__(self) -> None:
        self.router = APIRouter(dependencies=[Depends(public())], include_in_schema=False)
        for path, probe in zip(PATHS, (self.live, self.ready, self.start), strict=True):
            self.router.add_api_route(path, probe, methods=["GET"])

    async def live(self) -> Response:
        """Whether each loop turned within its limit. Database and Kafka are not asked: their outage is not ours."""
        return _answer([f"{worker.name} has made no progress" for worker in self.stuck()], self.notes())

    async def ready(self) -> Response:
        """Whether requests can be served: the database answers, with the schema expected. Kafka is not asked."""
        if not self.started or self.stopping:
            return _answer(["stopping" if self.stopping else "starting"], self.notes())
        reasons = await asyncio.gather(*(_asked(check) for check in self.checks))
        return _answer([reason for reason in reasons if reason is not None], self.notes())

    async def start(self) -> Response:
        """Whether settings and terms were loaded and the parts stand."""
        return _answer([] if self.started else ["starting"], ())

    def stuck(self) -> Sequence[Watched]:
        """Workers that have made no progress for longer than the watchdog allows."""
        return [worker for worker in self.workers if worker.progress_age() > self.watchdog_after]

    def notes(self) -> Sequence[str]:
        """What the workers want an operator to know."""
        return [f"{worker.name}: {note}" for worker in self.workers for note in worker.notes()]


async def _asked(check: Check) -> str | None:
    try:
        async with asyncio.timeout(CHECK_WITHIN):
            return await check()
    except TimeoutError:
        return "a check took too long"
    except Exception as error:  # noqa: BLE001 (whatever a check raises, the part it asks cannot serve)
        return f"a check failed with {type(error).__name__}"


def _answer(reasons: Sequence[str], notes: Sequence[str]) -> Response:
    content = {"status": "unavailable" if reasons else "ok", "reasons": list(reasons), "notes": list(notes)}
    return Response(orjson.dumps(content), 503 if reasons else 200, media_type="application/json")
