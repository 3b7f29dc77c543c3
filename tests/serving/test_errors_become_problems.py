"""Every error is answered with a problem document that names field and rule, and never repeats what was sent."""

from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from chassis.http.problems import problem_of
from tests.conftest import Tokens

KEY = {"Idempotency-Key": "4f1c7d3e-0000-4000-8000-000000000001"}
CANARY = "Jane Canary"

EXPECTED: dict[str, tuple[int, str]] = {
    "refused": (422, "too-young"),
    "invalid": (422, "invalid"),
    "not-found": (404, "not-found"),
    "conflict": (409, "conflict"),
    "key-reused": (409, "key-reused"),
    "too-large": (413, "too-large"),
    "unavailable": (503, "unavailable"),
    "not-ready": (503, "not-ready"),
    "outage": (503, "unavailable"),
    "unforeseen": (500, "unforeseen"),
    "missing-file": (500, "unforeseen"),
}


@pytest.mark.parametrize("name", EXPECTED)
async def test_an_error_has_its_status(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/errors/{name}")
    status, code = EXPECTED[name]
    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)
    assert answer.json()["type"] == f"urn:redrose:problem:{code}"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert ("retry-after" in answer.headers) is (status == 503)


async def test_a_rule_that_says_no_names_field_and_rule(client: httpx.AsyncClient) -> None:
    assert (await client.get("/errors/refused")).json()["faults"] == [
        {"field": "born_on", "detail": "age must be at least 18 by the terms", "code": "too-young"}
    ]


async def test_who_asks_too_early_is_told_what_is_still_going_on(client: httpx.AsyncClient) -> None:
    detail = "The report is not ready: it is still being worked out; ask again."
    assert (await client.get("/errors/not-ready")).json()["detail"] == detail


@pytest.mark.parametrize("name", ["unforeseen", "outage", "missing-file", "unavailable", "conflict"])
async def test_nothing_of_the_inside_is_told(client: httpx.AsyncClient, name: str) -> None:
    text = (await client.get(f"/errors/{name}")).text
    for secret in (CANARY, "999", "ValueError", "10.0.0.1", "/etc/secret", "08006", "thing-42"):
        assert secret not in text


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.CannotConnectNowError(),
        asyncpg.ConnectionDoesNotExistError(),
        asyncpg.TooManyConnectionsError(),
        asyncpg.QueryCanceledError(),
        asyncpg.DeadlockDetectedError(),
        asyncpg.ReadOnlySQLTransactionError(),
        asyncpg.InterfaceError("pool is closing"),
        ConnectionResetError(),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_database_that_is_away_is_an_outage(error: Exception) -> None:
    assert (problem_of(error).status, problem_of(error).headers) == (503, {"Retry-After": "5"})


@pytest.mark.parametrize("error", [asyncpg.UndefinedTableError(), asyncpg.UniqueViolationError(), KeyError("x")])
def test_a_mistake_of_ours_is_no_outage(error: Exception) -> None:
    assert problem_of(error).status == 500


BODIES: dict[str, tuple[bytes, int, list[tuple[str, str, str]]]] = {
    "an unknown field": (
        b'{"word": "a", "sneaky": "Jane Canary"}',
        422,
        [("sneaky", "is no field of this input", "extra-forbidden")],
    ),
    "a name as a field": (
        b'{"word": "a", "Jane Canary": 1}',
        422,
        [("(unnamed)", "is no field of this input", "extra-forbidden")],
    ),
    "a wrong type": (b'{"word": ["Jane Canary"]}', 422, [("word", "Input should be a valid string", "string-type")]),
    "something too long": (
        b'{"word": "Jane Canary of Accrington, 9990000018"}',
        422,
        [("word", "String should have at most 20 characters", "string-too-long")],
    ),
    "nothing": (b"{}", 422, [("word", "must be given", "missing")]),
    "an impossible day": (
        b'{"word": "a", "person": {"name": "Jane Canary", "born_on": "2025-02-30"}}',
        422,
        [
            (
                "person.born_on",
                "Input should be a valid date or datetime, day value is outside expected range",
                "date-from-datetime-parsing",
            )
        ],
    ),
    "a day with a time": (
        b'{"word": "a", "on": "2025-02-03T10:00:00"}',
        422,
        [("on", "must be a day written YYYY-MM-DD", "value-error")],
    ),
    "a day as a number": (
        b'{"word": "a", "on": 20250203}',
        422,
        [("on", "must be a day written YYYY-MM-DD", "value-error")],
    ),
    "several faults": (
        b'{"word": 7, "person": {"born_on": "Jane Canary"}}',
        422,
        [
            ("word", "Input should be a valid string", "string-type"),
            ("person.name", "must be given", "missing"),
            ("person.born_on", "must be a day written YYYY-MM-DD", "value-error"),
        ],
    ),
    "broken JSON": (b'{"word": "Jane Canary', 400, []),
    "no JSON at all": (b"\xff\xfe\x00Jane Canary", 400, []),
}


@pytest.mark.parametrize("case", BODIES)
async def test_bad_input_is_answered_without_repeating_it(client: httpx.AsyncClient, tokens: Tokens, case: str) -> None:
    body, status, faults = BODIES[case]
    headers = {"Content-Type": "application/json", **KEY, **tokens.bearer("worker", "rio")}
    answer = await client.post("/things", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert [(f["field"], f["detail"], f["code"]) for f in answer.json().get("faults", [])] == faults
    for planted in ("Jane", "Canary", "9990000018"):
        assert planted not in answer.text


@pytest.mark.parametrize(
    ("key", "code"), [(None, "key-missing"), ("", "key-not-uuid"), ("Jane Canary", "key-not-uuid")]
)
async def test_a_command_needs_a_key_that_is_a_uuid(
    client: httpx.AsyncClient, tokens: Tokens, key: str | None, code: str
) -> None:
    headers = tokens.bearer("worker", "rio") | ({} if key is None else {"Idempotency-Key": key})
    answer = await client.post("/things", json={"word": "a"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["faults"][0]["field"] == "Idempotency-Key"
    assert "Jane" not in answer.text


@pytest.mark.parametrize("media", ["text/plain", "application/xml", "application/jsonp", ""])
async def test_another_media_type_is_refused(client: httpx.AsyncClient, tokens: Tokens, media: str) -> None:
    headers = {"Content-Type": media, **KEY, **tokens.bearer("worker", "rio")}
    answer = await client.post("/things", content=b'{"word": "a"}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")


async def test_a_route_that_reads_bodies_itself_names_what_it_takes(client: httpx.AsyncClient) -> None:
    taken = await client.post("/raw", content=b"<a/>", headers={"Content-Type": "application/fhir+xml; charset=utf-8"})
    assert taken.json() == {"bytes": 4, "media": "application/fhir+xml"}
    refused = await client.post("/raw", content=b"{}", headers={"Content-Type": "application/json"})
    assert refused.status_code == 415
    assert "application/fhir+xml" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere/Jane", 404, "no-such-route"),
        ("GET", "/things/", 404, "no-such-route"),
        ("DELETE", "/things", 405, "method-not-allowed"),
        ("GET", "/things/Jane", 404, "not-found"),
        ("GET", "/things?limit=201", 422, "invalid"),
        ("GET", "/things?offset=-1", 422, "invalid"),
        ("GET", "/things?limit=Jane", 422, "invalid"),
    ],
)
async def test_what_is_not_there_or_not_allowed_is_a_problem_too(
    client: httpx.AsyncClient, tokens: Tokens, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path, headers=tokens.bearer("worker", "rio"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "Jane" not in answer.text


async def test_pages_have_limits(client: httpx.AsyncClient, tokens: Tokens) -> None:
    worker: dict[str, Any] = tokens.bearer("worker", "rio")
    assert (await client.get("/things", headers=worker)).json() == {"limit": 50, "offset": 0}
    assert (await client.get("/things?limit=200&offset=3", headers=worker)).json() == {"limit": 200, "offset": 3}


async def test_a_request_that_takes_too_long_is_given_up(make_app: Callable[..., FastAPI]) -> None:
    transport = httpx.ASGITransport(make_app(timeout=0.05))
    async with httpx.AsyncClient(transport=transport, base_url="http://small") as client:
        answer = await client.get("/slow/5000")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "unavailable", "5")
