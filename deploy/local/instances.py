"""What runs: each publishing service once for every contract that has terms, and reporting once for all of them."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.messages.catalogue import PUBLISHERS
from deploy.local.databases import DatabaseUrls
from deploy.local.ports import LOOPBACK
from deploy.local.processes import Process, launch
from deploy.local.tokens import AUDIENCE, ISSUER

ROOT = Path(__file__).parents[2]
FOR_ALL_CONTRACTS = ("reporting",)
"""Services of the whole organisation."""
RECEIVES_REFERRALS = "referrals"
"""The service to which examples are sent, and with which a newcomer begins."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One process: a service, and the contract it serves if it serves one."""

    service: str
    contract: str = ""

    @property
    def name(self) -> str:
        """As ports, logs and secrets are named: `<contract>-<service>`."""
        return f"{self.contract}-{self.service}" if self.contract else self.service

    @property
    def database(self) -> str:
        """Its database, and the role as which it connects."""
        return self.name.replace("-", "_")

    @property
    def migrations(self) -> str:
        """The package with the history of its schema."""
        return f"services.{self.service}.migrations"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every process of a run is told."""

    bootstrap: str
    public_keys: Path
    terms: Path
    spans_endpoint: str | None
    """Where the trace viewer takes spans; None if there is no viewer."""


def instances(contracts: Iterable[str]) -> tuple[Instance, ...]:
    """Every process of a run."""
    for_each = tuple(Instance(service, contract) for contract in contracts for service in PUBLISHERS)
    return for_each + tuple(Instance(service) for service in FOR_ALL_CONTRACTS)


def environment(instance: Instance, port: int, secrets: Path, around: Surroundings) -> dict[str, str]:
    """The settings of one process; what is secret stands in files of `secrets`."""
    told = {
        "CONTRACT": instance.contract,
        "TERMS_FOLDER": str(around.terms),
        "KAFKA_BOOTSTRAP": around.bootstrap,
        "KAFKA_GROUP_INSTANCE": instance.name,
        "HOST": LOOPBACK,
        "PORT": str(port),
        "TOKEN_KEYS": str(around.public_keys),
        "TOKEN_ISSUER": ISSUER,
        "TOKEN_AUDIENCE": AUDIENCE,
        "API_DOCS": "true",
        "SECRETS_DIR": str(secrets),
        "OTEL_METRICS_EXPORTER": "none",
        # A trace can be opened as soon as its request was answered.
        "OTEL_BSP_SCHEDULE_DELAY": "500",
        "OTEL_TRACES_EXPORTER": "none",
        "PYTHONUNBUFFERED": "1",
    }
    if around.spans_endpoint is not None:
        told |= {"OTEL_TRACES_EXPORTER": "zipkin", "OTEL_EXPORTER_ZIPKIN_ENDPOINT": around.spans_endpoint}
    # A setting of the person's own, such as a database of another program, must not reach our services.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "KAFKA_", "OTEL_"))}
    return kept | told


def keep_secrets(folder: Path, secrets: Mapping[str, str]) -> Path:
    """Writes each secret into a file of its own that only this user can read."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name, value in secrets.items():
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(value)
    return folder


def launch_instance(
    instance: Instance, port: int, home: Path, urls: DatabaseUrls, key: str, around: Surroundings
) -> Process:
    """Starts a process with its API and its workers in one."""
    secrets = {"database_url": urls.service_url}
    if instance.service == RECEIVES_REFERRALS:  # It alone makes references of people.
        secrets["person_reference_key"] = key
    folder = keep_secrets(home / "secrets" / instance.name, secrets)
    command: Sequence[str] = (sys.executable, "-m", f"services.{instance.service}", "serve")
    log = home / "logs" / f"{instance.name}.log"
    return launch(instance.name, command, log, env=environment(instance, port, folder, around), folder=ROOT)
