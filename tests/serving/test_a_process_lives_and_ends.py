"""A process against a real database: it serves, survives an outage, and goes down in order when it is asked to."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest

from chassis.database.migrations import migrate
from deploy.local.databases import DatabaseUrls
from tests.conftest import Tokens
from tests.serving.processes import SmallProcess
from tests.waiting import eventually

Start = Callable[..., SmallProcess]
BODY_LIMIT = 1024 * 1024


@pytest.fixture
async def small_database(database: DatabaseUrls) -> DatabaseUrls:
    await asyncio.to_thread(migrate, database.owner_url, "tests.serving.migrations", database.role)
    return database


@pytest.fixture
async def start(small_database: DatabaseUrls, tokens: Tokens, tmp_path: Path) -> AsyncIterator[Start]:
    started: list[SmallProcess] = []

    def begin(*arguments: str, **env: str) -> SmallProcess:
        settings = {
            "DATABASE_URL": small_database.service_url,
            "TOKEN_KEYS": str(tokens.public_keys),
            "KAFKA_BOOTSTRAP": "127.0.0.1:1",
            "CONTRACT": "rio",
        }
        started.append(SmallProcess(tmp_path / f"{len(started)}.log", settings | env, *arguments))
        return started[-1]

    yield begin
    for process in started:
        process.kill()


def adding(tokens: Tokens) -> dict[str, dict[str, str]]:
    headers = tokens.bearer("worker", "rio") | {"Idempotency-Key": str(uuid4())}
    return {"json": {"word": "a"}, "headers": headers}  # type: ignore[dict-item]


async def count(database: DatabaseUrls) -> int:
    connection = await asyncpg.connect(database.service_url)
    try:
        return int(await connection.fetchval("select count(*) from things"))
    finally:
        await connection.close()


async def test_a_request_in_flight_is_answered_before_the_process_ends(start: Start) -> None:
    process = start()
    async with process.ready() as client:
        slow = asyncio.create_task(client.get("/slow/1000"))
        await asyncio.sleep(0.3)
        process.tell(signal.SIGTERM)
        answer = await slow
        assert (answer.status_code, answer.json()) == (200, {"slept": 1000})
    assert await process.ended() == 0
    assert [line["event"] for line in process.lines] == [
        "process.serving",
        "process.asked-to-end",
        "process.ended",
    ]


async def test_the_door_is_closed_while_the_last_requests_finish(start: Start) -> None:
    process = start()
    async with process.ready() as client:
        slow = asyncio.create_task(client.get("/slow/1500"))
        await asyncio.sleep(0.3)
        process.tell()
        await eventually(lambda: process.logged("process.asked-to-end"))
        await asyncio.sleep(0.3)
        with pytest.raises(httpx.TransportError):
            async with httpx.AsyncClient(base_url=str(client.base_url)) as late:
                await late.get("/readyz")
        assert (await slow).status_code == 200
    assert await process.ended() == 0


async def test_a_request_that_outlasts_the_drain_is_told_to_come_again(start: Start) -> None:
    process = start(DRAIN_AFTER="1")
    async with process.ready() as client:
        slow = asyncio.create_task(client.get("/slow/14000"))
        await asyncio.sleep(0.3)
        process.tell()
        assert await process.ended(within=6) == 0
        answer = await slow
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_workers_are_asked_to_end_and_waited_for(start: Start, number: signal.Signals) -> None:
    process = start(HABIT="turns")
    async with process.ready():
        process.tell(number)
    assert await process.ended() == 0
    assert "the loop ended in order" in process.text


async def test_a_worker_that_does_not_end_is_cut_off(start: Start) -> None:
    process = start(HABIT="lingers", STOP_WITHIN="0.5")
    async with process.ready():
        process.tell()
    assert await process.ended(within=10) == 0
    assert [line["step"] for line in process.logged("process.cut-off")] == ["looping"]


@pytest.mark.parametrize(
    ("habit", "event"),
    [("fails", "process.part-failed"), ("returns", "process.part-ended"), ("stands-still", "watchdog.stuck")],
)
async def test_a_process_whose_worker_is_lost_ends_by_itself(start: Start, habit: str, event: str) -> None:
    process = start(HABIT=habit, STOP_WITHIN="1")
    assert await process.ended(within=20) == 1
    assert len(process.logged(event)) == 1
    assert "Canary" not in process.text


async def test_each_command_has_its_own_part(start: Start, tokens: Tokens) -> None:
    api, worker = start("api", HABIT="fails"), start("worker", HABIT="turns")
    async with api.ready() as client:
        assert (await client.post("/things", **adding(tokens))).status_code == 201  # type: ignore[arg-type]
    async with worker.ready() as client:
        assert (await client.post("/things", **adding(tokens))).status_code == 404  # type: ignore[arg-type]


async def test_a_hole_is_told_by_health_and_changes_no_status(start: Start) -> None:
    async with start(HABIT="has-a-hole").ready() as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["notes"]) == (200, ["looping: a hole before position 17"])


async def test_a_schema_that_is_not_there_makes_it_unready(
    make_database: Callable[[], Awaitable[DatabaseUrls]], start: Start
) -> None:
    empty = await make_database()
    process = start(DATABASE_URL=empty.service_url)
    async with httpx.AsyncClient(base_url=await process.url()) as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["reasons"]) == (503, ["the schema is not at the expected revision"])
        assert (await client.get("/livez")).status_code == 200


async def test_it_outlives_its_connections(
    start: Start, tokens: Tokens, small_database: DatabaseUrls, postgres_server: object
) -> None:
    async with start().ready() as client:
        admin = await asyncpg.connect(small_database.owner_url)
        await admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
            " and datname = current_database() and usename = session_user"
        )
        await admin.close()
        admin = await asyncpg.connect(postgres_server.admin_url)  # type: ignore[attr-defined]
        await admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", small_database.role
        )
        await admin.close()

        async def added() -> bool:
            answer = await client.post("/things", **adding(tokens))  # type: ignore[arg-type]
            assert answer.status_code in (201, 503)
            return answer.status_code == 201

        assert await eventually(added)


async def test_ten_megabytes_are_refused_without_being_read(start: Start, tokens: Tokens) -> None:
    process = start()
    async with process.ready() as client:
        before = process.resident()
        headers = tokens.bearer("worker", "rio") | {"Content-Type": "application/json"}

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(160):
                yield b"a" * 65536

        for content in (b"a" * (10 * BODY_LIMIT), pieces()):
            answer = await client.post("/things", content=content, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
            assert "1048576" in answer.json()["detail"]
        assert process.resident() - before < 6 * BODY_LIMIT
        assert (await client.post("/things", **adding(tokens))).status_code == 201  # type: ignore[arg-type]


async def test_bad_input_leaves_nothing_behind_and_the_next_good_one_passes(
    start: Start, tokens: Tokens, small_database: DatabaseUrls
) -> None:
    async with start().ready() as client:
        good = adding(tokens)
        for body in (b'{"word": "a"', b'{"word": "a", "sneaky": 1}', b"[]", b"\xff"):
            answer = await client.post(
                "/things", content=body, headers=good["headers"] | {"Content-Type": "application/json"}
            )
            assert 400 <= answer.status_code < 500
        assert await count(small_database) == 0
        assert (await client.post("/things", **good)).status_code == 201  # type: ignore[arg-type]
        assert await count(small_database) == 1


async def test_a_process_stays_small(start: Start) -> None:
    process = start("api", OTEL_TRACES_EXPORTER="otlp", OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1")
    async with process.ready():
        assert process.resident() < 120 * 1000 * 1000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rebuild",), "small has no command rebuild"),
        (("replay", "7"), "small has no command replay"),
        (("relay", "--from", "1"), "small has no command relay"),
        (("parked",), "this service has no parking"),
    ],
)
async def test_a_command_that_a_service_does_not_have_is_said(
    start: Start, arguments: tuple[str, ...], said: str
) -> None:
    process = start(*arguments)
    assert await process.ended() == 2
    assert [line["detail"] for line in process.logged("start.refused")] == [said]


async def test_what_a_command_does_not_take_is_said(start: Start) -> None:
    process = start("serve", "--without-identity")
    assert await process.ended() == 2
    assert "serve does not take --without-identity" in process.text
