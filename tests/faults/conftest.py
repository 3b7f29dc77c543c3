"""A whole site for each test that breaks one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import PostgresServer, Tokens
from tests.site.whole import Site, open_site


@pytest.fixture
async def site(tmp_path: Path, tokens: Tokens, postgres_server: PostgresServer, kafka: str) -> AsyncIterator[Site]:
    """An empty site on the real servers."""
    async with open_site(tmp_path, postgres_server, kafka, tokens) as built:
        yield built
