"""Service processes as operators run them, each with its own database, to be killed and started again."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.waiting import eventually

PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class Process:
    """One process of a service: started, killed and started again under the same settings."""

    module: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    port: int = 0
    running: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def start(self, **env: str) -> None:
        """Start it, with settings of this start alone beside its own."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", self.module, *self.command],
                cwd=PROJECT,
                env={**os.environ, **self.env, **env},
                stdout=log,
                stderr=log,
            )
        self.starts += 1

    def kill(self) -> None:
        """End it as a crash would: nothing is flushed, nothing said."""
        if self.running is not None and self.running.poll() is None:
            self.running.send_signal(signal.SIGKILL)
            self.running.wait()

    def ended(self) -> bool:
        """Whether the process has ended, of itself or killed."""
        return self.running is None or self.running.poll() is not None

    async def stop(self) -> int:
        """Ask it to end and wait for it; the exit code."""
        if self.running is None:
            return 0
        if self.running.poll() is None:
            self.running.send_signal(signal.SIGTERM)
        try:
            return await asyncio.to_thread(self.running.wait, 40)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    async def ready(self, within: float = 60.0) -> None:
        """Wait until it serves, or show why it ended."""
        async with httpx.AsyncClient() as client:

            async def answers() -> bool:
                if self.ended():
                    raise AssertionError(f"{self.module} {self.command} ended: {self.log.read_text()[-3000:]}")
                with contextlib.suppress(httpx.TransportError):
                    return (await client.get(f"{self.url}/readyz")).status_code == 200
                return False

            await eventually(answers, within=within)


@dataclass
class Fleet:
    """The processes of one test, all ended with it."""

    folder: Path
    common: Mapping[str, str]
    processes: list[Process] = field(default_factory=list)

    def add(self, name: str, module: str, command: Sequence[str], port: int, env: Mapping[str, Any]) -> Process:
        """A process that is not started yet; its log is `<name>.log` in the test's folder."""
        settings = {**self.common, **{key: str(value) for key, value in env.items()}, "PORT": str(port)}
        process = Process(module, command, settings, self.folder / f"{name}.log", port)
        self.processes.append(process)
        return process


@contextlib.asynccontextmanager
async def fleet(folder: Path, common: Mapping[str, str]) -> AsyncIterator[Fleet]:
    """A fleet whose processes are killed when the test is over, however it ends."""
    ships = Fleet(folder, common)
    try:
        yield ships
    finally:
        for process in ships.processes:
            process.kill()
