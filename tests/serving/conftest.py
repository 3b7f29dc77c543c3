"""The small service's application without a server, and keys and tokens of every make."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI

from chassis.http.app import build_app
from chassis.http.health import Health
from chassis.http.identity import Identity
from chassis.http.tokens import TokenCheck
from chassis.service import Running
from chassis.settings import Settings
from tests.conftest import Tokens
from tests.serving import small

CONTRACT = "rio"


@pytest.fixture
def health() -> Health:
    return Health(watchdog_after=60.0, started=True)


@pytest.fixture
def make_app(tokens: Tokens, health: Health) -> Callable[..., FastAPI]:
    def make(contract: str = CONTRACT, **more: Any) -> FastAPI:
        identity = Identity(TokenCheck(tokens.public_keys, tokens.issuer, tokens.audience), contract)
        running = Running(Settings(contract=CONTRACT), CONTRACT, cast(Any, None))
        settings = {"routers": [small.router(running)], "health": health, "identity": identity} | more
        return build_app(title="Small", version="1", description="Things.", **settings)

    return make


@pytest.fixture
async def client(make_app: Callable[..., FastAPI]) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(make_app()), base_url="http://small") as client:
        yield client


@pytest.fixture
def key_folder(tmp_path: Path) -> Path:
    return tmp_path


def public_key_set(*keys: Any) -> str:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})
