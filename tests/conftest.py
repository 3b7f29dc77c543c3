"""Servers and what tests build on them: a database, topics, a contract of one's own, tokens."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from deploy.local.databases import DatabaseUrls, Passwords, create_database, drop_database
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.servers import provide_kafka, provide_postgres
from deploy.local.tokens import AUDIENCE, ISSUER, Keys, make_keys, mint
from deploy.local.topics import create_topics

SERVER_FIXTURES = {"postgres_server", "kafka", "kafka_server", "database", "make_database", "topics"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a server is thereby marked `servers`."""
    for item in items:
        if SERVER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.servers)


class PostgresServer:
    """A real PostgreSQL and the databases that tests make in it."""

    def __init__(self, server: Postgres) -> None:
        self.admin_url = server.admin_url
        self._passwords = Passwords()

    async def create_database(self, name: str) -> DatabaseUrls:
        return await create_database(self.admin_url, name, self._passwords)

    async def drop_database(self, name: str) -> None:
        await drop_database(self.admin_url, name)


class Topics:
    """Topics that a test makes on the real broker."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap

    async def make(self, *names: str, partitions: int = 6) -> None:
        await create_topics(self.bootstrap, names, partitions)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Mints tokens that services which read `public_keys` accept."""

    keys: Keys
    issuer: str = ISSUER
    audience: str = AUDIENCE

    @property
    def public_keys(self) -> Path:
        return self.keys.public

    def mint(
        self,
        role: str = "worker",
        contract: str = "test",
        *,
        subject: str = "somebody",
        organisation: str | None = None,
        contracts: dict[str, list[str]] | None = None,
        issuer: str | None = None,
        audience: str | None = None,
        expires: timedelta = timedelta(hours=1),
    ) -> str:
        """A token of `subject` with `role` for `contract`, or with the roles of `contracts` if that is given."""
        return mint(
            self.keys.private,
            subject,
            contracts if contracts is not None else {contract: [role]},
            organisation,
            issuer=issuer or self.issuer,
            audience=audience or self.audience,
            expires=expires,
        )

    def bearer(self, role: str = "worker", contract: str = "test", **more: object) -> dict[str, str]:
        """The header that carries such a token."""
        return {"Authorization": f"Bearer {self.mint(role, contract, **more)}"}  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def servers_home() -> Iterator[Path]:
    """Where servers that this run starts keep their data, until it ends.

    Not among pytest's own folders: each run that begins makes those private again, and PostgreSQL, which runs as nobody
    where root starts it, would be shut out of its data by any other run beside it.
    """
    with TemporaryDirectory(prefix="redrose-servers-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        home.chmod(0o755)
        yield home


@pytest.fixture(scope="session")
def say(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Tells the terminal of what takes long, such as a first download."""
    captured = pytestconfig.pluginmanager.getplugin("capturemanager")

    def tell(line: str) -> None:
        with captured.global_and_fixture_disabled() if captured is not None else nullcontext():
            print(f"\n{line}", file=sys.stderr, flush=True)

    return tell


@pytest.fixture(scope="session")
def postgres_server(servers_home: Path, say: Callable[[str], None]) -> Iterator[PostgresServer]:
    """A real PostgreSQL: the one at REDROSE_TEST_POSTGRES, else one of this run's own."""
    server = asyncio.run(provide_postgres(servers_home, say, os.environ.get("REDROSE_TEST_POSTGRES")))
    yield PostgresServer(server)
    server.stop()


@pytest.fixture(scope="session")
def kafka_server(servers_home: Path, say: Callable[[str], None]) -> Iterator[Kafka]:
    """A real Kafka: the one at REDROSE_TEST_KAFKA, else one of this run's own."""
    server = asyncio.run(provide_kafka(servers_home, say, os.environ.get("REDROSE_TEST_KAFKA")))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def kafka(kafka_server: Kafka) -> str:
    """The address of a real Kafka."""
    return kafka_server.bootstrap


@pytest.fixture
async def make_database(postgres_server: PostgresServer) -> AsyncIterator[object]:
    """`await make_database()` gives a fresh empty database; all of them are dropped after the test."""
    made: list[str] = []

    async def make(name: str | None = None) -> DatabaseUrls:
        name = name or f"test_{uuid4().hex[:16]}"
        made.append(name)
        return await postgres_server.create_database(name)

    yield make
    for name in made:
        await postgres_server.drop_database(name)


@pytest.fixture
async def database(make_database: object) -> DatabaseUrls:
    """A fresh empty database with its owner and its service's role."""
    return await make_database()  # type: ignore[operator, no-any-return]


@pytest.fixture
def topics(kafka: str) -> Topics:
    """Makes topics on the real broker: `await topics.make(name, partitions=6)`."""
    return Topics(kafka)


@pytest.fixture
def contract_slug() -> str:
    """An invented contract of this test alone, so that its topics are nobody else's."""
    return f"test-{uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    """Mints bearer tokens; `tokens.public_keys` is the file for the setting `token_keys`."""
    return Tokens(make_keys(tmp_path_factory.mktemp("keys")))
