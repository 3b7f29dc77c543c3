"""What the probes are answered, and by what they are left alone."""

import asyncio
from collections.abc import Callable, Sequence

import httpx
import pytest
from fastapi import FastAPI

from chassis.http.health import Health


class Turning:
    """A worker of which the test says how it is."""

    name = "projector"

    def __init__(self, age: float = 0.0, notes: Sequence[str] = ()) -> None:
        self.age, self._notes = age, notes

    def progress_age(self) -> float:
        return self.age

    def notes(self) -> Sequence[str]:
        return self._notes


async def well() -> str | None:
    return None


async def ask(make_app: Callable[..., FastAPI], health: Health, path: str) -> tuple[int, dict[str, object]]:
    transport = httpx.ASGITransport(make_app(health=health))
    async with httpx.AsyncClient(transport=transport, base_url="http://small") as client:
        answer = await client.get(path)
    return answer.status_code, answer.json()


OK = {"status": "ok", "reasons": [], "notes": []}


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/startupz"])
async def test_all_is_well(make_app: Callable[..., FastAPI], path: str) -> None:
    assert await ask(make_app, Health(60.0, [Turning(59.0)], [well], started=True), path) == (200, OK)


async def test_a_worker_that_stands_still_is_not_alive_but_the_api_is_ready(make_app: Callable[..., FastAPI]) -> None:
    health = Health(60.0, [Turning(61.0)], [well], started=True)
    status, told = await ask(make_app, health, "/livez")
    assert (status, told["reasons"]) == (503, ["projector has made no progress"])
    assert (await ask(make_app, health, "/readyz"))[0] == 200


async def test_a_note_is_shown_and_makes_nothing_unready(make_app: Callable[..., FastAPI]) -> None:
    health = Health(60.0, [Turning(notes=["a hole before position 17"])], [well], started=True)
    for path in ("/readyz", "/livez"):
        status, told = await ask(make_app, health, path)
        assert (status, told["notes"]) == (200, ["projector: a hole before position 17"])


@pytest.mark.parametrize(("started", "stopping", "reasons"), [(False, False, ["starting"]), (True, True, ["stopping"])])
async def test_it_is_not_ready_before_it_started_and_once_it_stops(
    make_app: Callable[..., FastAPI], started: bool, stopping: bool, reasons: list[str]
) -> None:
    health = Health(60.0, [], [well], started=started, stopping=stopping)
    status, told = await ask(make_app, health, "/readyz")
    assert (status, told["reasons"]) == (503, reasons)
    assert (await ask(make_app, health, "/livez"))[0] == 200


async def test_a_database_that_is_away_makes_it_unready_and_not_dead(
    make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> str | None:
        raise ConnectionRefusedError("10.0.0.1")

    async def silent() -> str | None:
        await asyncio.sleep(60)
        return None

    async def old() -> str | None:
        return "the schema is not at the expected revision"

    monkeypatch.setattr("chassis.http.health.CHECK_WITHIN", 0.05)
    health = Health(60.0, [], [away, silent, old, well], started=True)
    status, told = await ask(make_app, health, "/readyz")
    assert (status, told["reasons"]) == (
        503,
        [
            "a check failed with ConnectionRefusedError",
            "a check took too long",
            "the schema is not at the expected revision",
        ],
    )
    assert await ask(make_app, health, "/livez") == (200, OK)
