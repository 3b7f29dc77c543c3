"""The small service, telling a real OTLP receiver what it does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from chassis.database.migrations import migrate
from deploy.local.databases import DatabaseUrls
from tests.conftest import Tokens
from tests.faults.conftest import site  # noqa: F401 (a fixture)
from tests.serving.processes import SmallProcess
from tests.tracing.tap import Tap, tapped


@pytest.fixture
async def tap() -> AsyncIterator[Tap]:
    async with tapped() as receiver:
        yield receiver


@pytest.fixture
async def start(database: DatabaseUrls, tokens: Tokens, tmp_path: Path) -> AsyncIterator[Callable[..., SmallProcess]]:
    """Starts the small service; settings are given as keywords."""
    await asyncio.to_thread(migrate, database.owner_url, "tests.serving.migrations", database.role)
    started: list[SmallProcess] = []

    def begin(**env: str) -> SmallProcess:
        settings = {
            "DATABASE_URL": database.service_url,
            "TOKEN_KEYS": str(tokens.public_keys),
            "CONTRACT": "rio",
        }
        started.append(SmallProcess(tmp_path / f"{len(started)}.log", settings | env, "api"))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
