"""PostgreSQL and Kafka together: from the environment if it names them, else started here, else test containers.

`python -m deploy.local.servers` keeps both running for work on the code and prints how to point the tests at them.
"""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from deploy.local.containers import contained_kafka, contained_postgres, docker_answers
from deploy.local.faults import LocalFault, WrongHash
from deploy.local.jars import KAFKA_JARS, cache_folder, fetch, read_list
from deploy.local.java import find_java
from deploy.local.kafka import Kafka, kafka_answers, start_kafka
from deploy.local.lock import only_run
from deploy.local.ports import remembered_ports
from deploy.local.postgres import Postgres, find_postgres, postgres_answers, start_postgres
from deploy.local.processes import tie_to_parent

Say = Callable[[str], None]
S = TypeVar("S", Postgres, Kafka)
_ENDING = (signal.SIGINT, signal.SIGTERM)
SMALLEST_DISK = 1_000_000_000
"""Bytes that must be free before anything is started: the jars, a new database cluster and room for its log."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers of one run."""

    postgres: Postgres
    kafka: Kafka

    def stop(self) -> None:
        """Kafka first: PostgreSQL holds the truth and must outlive everything that could still ask for it."""
        self.kafka.stop()
        self.postgres.stop()


async def start_servers(home: Path, say: Say, postgres_url: str | None = None, bootstrap: str | None = None) -> Servers:
    """Starts what is not named by an address, both at the same time."""
    check_disk(home)
    started: list[Postgres | Kafka] = []
    try:
        async with asyncio.TaskGroup() as group:
            postgres = group.create_task(_keep(started, provide_postgres(home, say, postgres_url)))
            kafka = group.create_task(_keep(started, provide_kafka(home, say, bootstrap)))
    except BaseExceptionGroup as failed:
        for server in started:
            server.stop()
        raise failed.exceptions[0] from failed
    first, second = postgres.result(), kafka.result()
    return Servers(first, second)


async def provide_postgres(home: Path, say: Say, url: str | None = None) -> Postgres:
    """PostgreSQL: at the address, else embedded or Debian's, else in a container."""
    if url:
        if not await postgres_answers(url):
            address = urlsplit(url)
            raise LocalFault(f"no PostgreSQL answers at {address.hostname}:{address.port or 5432}")
        return Postgres(url, None)
    if find_postgres() is None and docker_answers():
        say("PostgreSQL: in a container")
        return contained_postgres()
    port = remembered_ports(home / "ports.json", ["postgres"])["postgres"]
    server = await start_postgres(home / "postgres", port, home / "logs" / "postgres.log")
    say(f"PostgreSQL is ready on port {port}")
    return server


async def provide_kafka(home: Path, say: Say, bootstrap: str | None = None) -> Kafka:
    """Kafka: at the address, else from released jars, else in a container."""
    if bootstrap:
        if not await kafka_answers(bootstrap):
            raise LocalFault(f"no Kafka answers at {bootstrap}")
        return Kafka(bootstrap, None)
    try:
        java = find_java()
        jars = await asyncio.to_thread(
            fetch, read_list(KAFKA_JARS), cache_folder() / "kafka-4.4.0", download_progress(say, "Kafka's jars")
        )
    except WrongHash:
        raise
    except LocalFault as fault:
        if not docker_answers():
            raise
        say(f"Kafka: in a container, since {fault}")
        return contained_kafka()
    ports = remembered_ports(home / "ports.json", ["kafka", "kafka-controller"])
    log = home / "logs" / "kafka.log"
    quick = not os.environ.get("REDROSE_FULL_RATE")
    server = await start_kafka(home / "kafka", ports["kafka"], ports["kafka-controller"], log, java, jars, quick=quick)
    say(f"Kafka is ready on port {ports['kafka']}")
    return server


def check_disk(home: Path) -> None:
    """A disk that is nearly full is said before it breaks something half-way."""
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free
    if free < SMALLEST_DISK:
        raise LocalFault(
            f"the disk of {home} has {free // 1_000_000} MB free, at least {SMALLEST_DISK // 1_000_000} are needed"
        )


async def _keep(started: list[Postgres | Kafka], coming: Awaitable[S]) -> S:
    server = await coming
    started.append(server)
    return server


def download_progress(say: Say, what: str) -> Callable[[int, int], None]:
    """Tells of downloads: the first, every tenth and the last."""

    def tell(done: int, total: int) -> None:
        if done in (0, total) or done % 10 == 0:
            say(f"{what}: {done} of {total} fetched")

    return tell


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Runs both until a signal, for developers who run single tests often."""
    home = Path(environ.get("REDROSE_HOME", ".local")).resolve() / "servers"
    if environ.get("REDROSE_TIED"):
        tie_to_parent()
    try:
        with only_run(home):
            servers = asyncio.run(start_servers(home, lambda line: print(line, file=sys.stderr)))
            print(f"export REDROSE_TEST_POSTGRES={servers.postgres.admin_url}")
            print(f"export REDROSE_TEST_KAFKA={servers.kafka.bootstrap}", flush=True)
            # Blocked only now: children inherit the mask, and would never hear the signal that asks them to stop.
            signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
            signal.sigwait(_ENDING)
            servers.stop()
    except LocalFault as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
