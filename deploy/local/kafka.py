"""One real Apache Kafka node (KRaft: broker and controller in one) on loopback, from released jars."""

import asyncio
import base64
import os
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.local.faults import LocalFault
from deploy.local.ports import LOOPBACK
from deploy.local.processes import Process, failure, finish, launch

_MEMORY = ("-Xms256m", "-Xmx512m")
_QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""The first compiler and the plain collector: ready in 3 s instead of 7 on two processors, at a lower peak rate."""
_LOGGING = """\
<Configuration status="WARN">
  <Appenders><Console name="out"><PatternLayout pattern="%d %p %c{1}: %m%n"/></Console></Appenders>
  <Loggers><Root level="WARN"><AppenderRef ref="out"/></Root></Loggers>
</Configuration>
"""


@dataclass(frozen=True, slots=True)
class Kafka:
    """A running broker and its address."""

    bootstrap: str
    process: Process | None
    """None if the broker belongs to somebody else."""

    def stop(self) -> None:
        """Asks for an orderly stop: after a hard one the next start waits for the old session to run out."""
        if self.process is not None:
            self.process.ask_to_stop()
            self.process.wait(within=30)


def settings(port: int, controller_port: int, data: Path) -> dict[str, str]:
    """What one node needs, and nothing that a cluster would."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": str(data),
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": "0",
        "offsets.topic.replication.factor": "1",
        # One consumer group a service: the fifty partitions of a cluster would only slow the first start.
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        # The cleaner's default buffer is a quarter of the heap given here.
        "log.cleaner.dedupe.buffer.size": str(8 * 1024 * 1024),
    }


async def start_kafka(
    folder: Path, port: int, controller_port: int, log: Path, java: Path, jars: tuple[Path, ...], *, quick: bool = True
) -> Kafka:
    """Starts a node whose data lives in `folder` and is found again there; the first time it is formatted.

    `quick` is for people and tests who wait for the start; a benchmark wants the full rate instead.
    """
    data = folder / "data"
    file = folder / "server.properties"
    logging = folder / "log4j2.xml"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{name}={value}\n" for name, value in settings(port, controller_port, data).items()))
    logging.write_text(_LOGGING)
    classes = os.pathsep.join(str(jar) for jar in jars)
    base: list[str | Path] = [
        java,
        *_MEMORY,
        *(_QUICK if quick else ()),
        f"-Dlog4j2.configurationFile={logging}",
        "-cp",
        classes,
    ]
    if not (data / "meta.properties").exists():
        format_it = ["kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", _cluster_id(), "-c", str(file)]
        await finish(launch("Kafka's storage tool", [*base, *format_it], log), within=60)
    process = launch("Kafka", [*base, "kafka.Kafka", file], log)
    bootstrap = f"{LOOPBACK}:{port}"
    await _await_ready(process, bootstrap)
    return Kafka(bootstrap, process)


def _cluster_id() -> str:
    # As `kafka-storage random-uuid` does, without a second start of Java: 16 bytes, web-safe, never a leading dash.
    while (text := base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return text


async def _await_ready(process: Process, bootstrap: str) -> None:
    end = monotonic() + 90
    while monotonic() < end:
        if not process.alive:
            raise LocalFault(failure(process))
        if await kafka_answers(bootstrap):
            return
        await asyncio.sleep(0.1)
    process.popen.kill()
    raise LocalFault(f"Kafka did not answer within 90 s (log: {process.log})")


async def kafka_answers(bootstrap: str) -> bool:
    """Whether an admin client finds a node there."""
    host, _, port = bootstrap.split(",", maxsplit=1)[0].rpartition(":")
    try:
        # A plain connection first: the client library logs an error for each refused one.
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), 2)
        writer.close()
        await writer.wait_closed()
    except (OSError, ValueError):
        return False
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5000)
    try:
        await admin.start()
        return bool((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError):
        return False
    finally:
        await admin.close()
