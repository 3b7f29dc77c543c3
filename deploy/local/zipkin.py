"""The trace viewer: Zipkin's own server from its released jar, on loopback, holding traces in memory only."""

import asyncio
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from deploy.local.faults import LocalFault
from deploy.local.ports import LOOPBACK
from deploy.local.processes import Process, failure, launch

KEPT_SPANS = 20_000
"""Of more the oldest traces go. Zipkin's own 500,000 do not fit into the memory it is given here."""


@dataclass(frozen=True, slots=True)
class Zipkin:
    """A running viewer."""

    address: str
    process: Process

    @property
    def spans_endpoint(self) -> str:
        """Where exporters send spans."""
        return f"{self.address}/api/v2/spans"

    def trace_link(self, trace_id: str) -> str:
        """The page that shows one trace."""
        return f"{self.address}/zipkin/traces/{trace_id}"

    def stop(self) -> None:
        self.process.ask_to_stop()
        self.process.wait(within=10)


def launch_zipkin(port: int, log: Path, java: Path, jar: Path) -> Zipkin:
    """Starts the viewer; nobody waits for it, since exporters try again by themselves."""
    listen = [f"--armeria.ports[0].{name}={value}" for name, value in (("ip", LOOPBACK), ("port", port))]
    command: list[str | Path] = [
        java,
        "-Xms64m",
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-jar",
        jar,
        *listen,
        "--armeria.ports[0].protocols[0]=http",
    ]
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "SELF_TRACING_ENABLED": "false",
        "QUERY_PORT": str(port),
        "MEM_MAX_SPANS": str(KEPT_SPANS),
    }
    return Zipkin(f"http://{LOOPBACK}:{port}", launch("Zipkin", command, log, env=environment))


async def await_zipkin(zipkin: Zipkin, within: float = 60) -> None:
    """Returns when the viewer's pages can be opened."""
    end = monotonic() + within
    while monotonic() < end:
        if not zipkin.process.alive:
            raise LocalFault(failure(zipkin.process))
        if await asyncio.to_thread(_healthy, zipkin.address):
            return
        await asyncio.sleep(0.2)
    raise LocalFault(f"Zipkin did not answer within {within:.0f} s (log: {zipkin.process.log})")


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=3) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
