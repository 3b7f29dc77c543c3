"""Every fault of settings and terms is said at once, before anything listens or is asked, and no value is repeated."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Tokens
from tests.serving.processes import SmallProcess

Start = Callable[..., SmallProcess]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[SmallProcess] = []

    def begin(*arguments: str, **env: Any) -> SmallProcess:
        log = tmp_path / f"{len(started)}.log"
        started.append(SmallProcess(log, {key: str(value) for key, value in env.items()}, *arguments))
        return started[-1]

    yield begin
    for process in started:
        process.kill()


def faults(process: SmallProcess) -> list[tuple[str, str]]:
    return [(line["field"], line["code"]) for line in process.logged("start.refused")]


async def test_every_missing_setting_is_listed(start: Start) -> None:
    process = start("serve")
    assert await process.ended() == 2
    assert faults(process) == [
        ("DATABASE_URL", "missing"),
        ("TOKEN_KEYS", "missing"),
        ("KAFKA_BOOTSTRAP", "missing"),
        ("CONTRACT", "missing"),
    ]


async def test_wrong_and_missing_settings_are_listed_together_without_their_values(
    start: Start, tmp_path: Path
) -> None:
    process = start(
        "serve",
        DATABASE_URL="mysql://jane:hunter2@10.0.0.1/x",
        PORT="many",
        DRAIN_AFTER="-1",
        CONTRACT="Not A Slug",
        TOKEN_KEYS=tmp_path / "none.json",
        SECRETS_DIR=tmp_path / "nowhere",
    )
    assert await process.ended() == 2
    assert sorted(faults(process)) == [
        ("CONTRACT", "unknown-contract"),
        ("DATABASE_URL", "value_error"),
        ("DRAIN_AFTER", "greater_than"),
        ("KAFKA_BOOTSTRAP", "missing"),
        ("PORT", "int_parsing"),
        ("SECRETS_DIR", "no-such-folder"),
        ("TOKEN_KEYS", "no-such-file"),
    ]
    assert "hunter2" not in process.text
    assert "10.0.0.1" not in process.text


async def test_files_that_are_not_there_are_faults(start: Start, tmp_path: Path) -> None:
    process = start(
        "api",
        DATABASE_URL="postgresql://jane:hunter2@127.0.0.1:1/x",
        CONTRACT="no-such-contract",
        TOKEN_KEYS=tmp_path / "none.json",
    )
    assert await process.ended() == 2
    assert faults(process) == [("CONTRACT", "unknown-contract"), ("TOKEN_KEYS", "no-such-file")]


async def test_a_port_in_use_is_said_in_one_line(start: Start, tokens: Tokens) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start(
            "api", DATABASE_URL="postgresql://u@127.0.0.1:1/x", CONTRACT="rio", TOKEN_KEYS=tokens.public_keys, PORT=port
        )
        assert await process.ended() == 2
    [line] = process.lines
    assert (line["field"], line["detail"]) == (
        "PORT",
        f"127.0.0.1:{port} cannot be listened on: Address already in use",
    )


async def test_an_exporter_that_is_not_known_is_a_fault(start: Start, tokens: Tokens) -> None:
    process = start(
        "api",
        DATABASE_URL="postgresql://u@127.0.0.1:1/x",
        CONTRACT="rio",
        TOKEN_KEYS=tokens.public_keys,
        OTEL_TRACES_EXPORTER="jaeger",
    )
    assert await process.ended() == 2
    assert faults(process) == [("OTEL_TRACES_EXPORTER", "unknown-exporter")]


async def test_migrate_asks_for_nothing_that_it_does_not_need(start: Start) -> None:
    process = start("migrate")
    assert await process.ended() == 2
    assert faults(process) == [("DATABASE_URL", "missing"), ("DATABASE_OWNER_URL", "missing")]


async def test_a_setting_may_come_from_a_mounted_file(start: Start, tokens: Tokens, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "database_url").write_text("postgresql://u@127.0.0.1:1/x\n")
    process = start("serve", SECRETS_DIR=secrets, CONTRACT="rio", TOKEN_KEYS=tokens.public_keys)
    assert await process.ended() == 2
    assert faults(process) == [("KAFKA_BOOTSTRAP", "missing")]


async def test_faults_of_settings_keys_and_terms_are_listed_together(start: Start, tmp_path: Path) -> None:
    (tmp_path / "rio.toml").write_text('title = "RIO"\n[small]\ncolour = "red"\n')
    keys = tmp_path / "keys.json"
    keys.write_text('{"keys": [{"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQ", "kid": "s"}]}')
    process = start("serve", CONTRACT="rio", TERMS_FOLDER=tmp_path, TOKEN_KEYS=keys, READS_TERMS="yes")
    assert await process.ended() == 2
    assert faults(process) == [
        ("DATABASE_URL", "missing"),
        ("KAFKA_BOOTSTRAP", "missing"),
        ("TOKEN_KEYS", "not-public"),
        ("rio.toml: commissioner", "missing"),
        ("rio.toml: version", "missing"),
        ("rio.toml: small.days", "missing"),
        ("rio.toml: small.colour", "unexpected_keyword_argument"),
    ]
