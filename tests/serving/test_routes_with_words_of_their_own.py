"""A route may have words of its own for errors; the edge uses them where a request never gets to the route."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import PlainTextResponse, Response

from chassis.http.identity import public
from chassis.http.problems import problem_of


class Spoken(APIRoute):
    """Says in one line what went wrong, and to whom."""

    def answer_to(self, error: Exception, request: Request) -> Response:
        status = problem_of(error).status
        return PlainTextResponse(f"{type(error).__name__} for {request.headers.get('x-caller')}", status)


@pytest.fixture
async def client(make_app: Callable[..., FastAPI]) -> AsyncIterator[httpx.AsyncClient]:
    speaking = APIRouter(route_class=Spoken, dependencies=[Depends(public())])
    plain = APIRouter(dependencies=[Depends(public())])

    for routes, path in ((speaking, "/spoken/{word}"), (plain, "/plain/{word}")):

        @routes.post(path)
        async def read(word: str, request: Request) -> int:
            return len(await request.body())

    app = make_app(routers=[speaking, plain], max_body=10, timeout=0.05)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://small", headers={"X-Caller": "R1"}
    ) as client:
        yield client


async def stalled() -> AsyncIterator[bytes]:
    yield b"a"
    await asyncio.Event().wait()


async def test_a_body_announced_as_too_large_is_answered_by_the_route(client: httpx.AsyncClient) -> None:
    answer = await client.post("/spoken/word", content=b"a" * 11)

    assert (answer.status_code, answer.text) == (413, "TooLarge for R1")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_request_that_takes_too_long_is_answered_by_the_route(client: httpx.AsyncClient) -> None:
    answer = await client.post("/spoken/word", content=stalled())

    assert (answer.status_code, answer.text) == (503, "Unavailable for R1")


async def test_a_process_that_ends_answers_by_the_route(client: httpx.AsyncClient) -> None:
    asked = asyncio.Event()

    async def cut_off() -> AsyncIterator[bytes]:
        asked.set()
        await asyncio.Event().wait()
        yield b""

    request = asyncio.create_task(client.post("/spoken/word", content=cut_off()))
    await asked.wait()
    request.cancel()

    assert ((await request).status_code, (await request).text) == (503, "Unavailable for R1")


@pytest.mark.parametrize(("method", "path"), [("POST", "/plain/word"), ("GET", "/spoken/word"), ("POST", "/nowhere")])
async def test_any_other_request_is_answered_with_a_problem(client: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await client.request(method, path, content=b"a" * 11)

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
