"""The last resort: servers in test containers, where Docker answers."""

import atexit
import shutil
import subprocess

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres


def docker_answers() -> bool:
    """Whether a Docker daemon can be used here."""
    if shutil.which("docker") is None:
        return False
    try:
        return subprocess.run(["docker", "info"], capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def contained_postgres() -> Postgres:
    """PostgreSQL 18 in a container that goes away with this process."""
    from testcontainers.postgres import PostgresContainer

    container = PostgresContainer("postgres:18", driver=None)
    container.start()
    atexit.register(container.stop)
    return Postgres(container.get_connection_url(), None)


def contained_kafka() -> Kafka:
    """Kafka in a container that goes away with this process."""
    from testcontainers.kafka import KafkaContainer

    container = KafkaContainer("confluentinc/cp-kafka:8.0.0").with_kraft()
    container.start()
    atexit.register(container.stop)
    return Kafka(container.get_bootstrap_server(), None)
