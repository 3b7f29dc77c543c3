"""The servers of a run, with the databases and topics that its tasks ask for, and the peers' environment."""

import hashlib
import subprocess
import sys
import venv
from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import uuid4

from chassis.terms import contracts_in
from contracts.messages.catalogue import PUBLISHERS, topic
from deploy.local.databases import DatabaseUrls, Passwords, create_database, drop_database
from deploy.local.servers import Servers
from deploy.local.tokens import TERMS
from deploy.local.topics import create_topics, delete_topics

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".bench"
LOCK = ROOT / "bench" / "requirements.txt"


class Stage:
    """Makes each database and topic once, under names of this run, and takes them away at the end."""

    def __init__(self, servers: Servers, partitions: int) -> None:
        self._servers, self._partitions = servers, partitions
        self.run = uuid4().hex[:6]
        self._passwords = Passwords()
        self._databases: dict[str, DatabaseUrls] = {}
        self._topics: set[str] = set()

    @property
    def kafka(self) -> str:
        return self._servers.kafka.bootstrap

    async def database(self, name: str) -> DatabaseUrls:
        """The database that tasks call `name`."""
        if name not in self._databases:
            real = f"bench_{self.run}_{name}"
            self._databases[name] = await create_database(self._servers.postgres.admin_url, real, self._passwords)
        return self._databases[name]

    async def contract(self, name: str) -> str:
        """An invented contract whose topic exists; a topic is named by its contract."""
        contract = f"bench-{self.run}-{name}"
        topic = self.topic(contract)
        if topic not in self._topics:
            await create_topics(self.kafka, [topic], self._partitions)
            self._topics.add(topic)
        return contract

    @staticmethod
    def topic(contract: str) -> str:
        """Where the contract's referrals are published."""
        return f"{contract}.referrals.v1"

    async def history(self, name: str) -> Mapping[str, str]:
        """Invented contracts, one for each that has terms, whose topics exist; each with the slug of those terms."""
        contracts = {f"bench-{self.run}-{name}-{slug}": slug for slug in contracts_in(TERMS)}
        topics = set(self.topics(contracts))
        if not topics <= self._topics:
            await create_topics(self.kafka, sorted(topics), self._partitions)
            self._topics |= topics
        return contracts

    @staticmethod
    def topics(contracts: Iterable[str]) -> list[str]:
        """Where everything that these contracts do is published."""
        return [topic(contract, service) for contract in contracts for service in PUBLISHERS]

    async def clear(self) -> None:
        """Takes away what this run made."""
        for urls in self._databases.values():
            await drop_database(self._servers.postgres.admin_url, urls.role)
        if self._topics:
            await delete_topics(self.kafka, self._topics)


def peers_python() -> Path:
    """Python of the peers' environment, made at first and whenever its lock file changes."""
    folder = HOME / "venv"
    python, seal = folder / "bin" / "python", folder / "installed.sha256"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not python.exists() or not seal.exists() or seal.read_text() != wanted:
        print("Installing the peers into .bench/venv, once", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
        subprocess.run(install, check=True)
        seal.write_text(wanted)
    return python
