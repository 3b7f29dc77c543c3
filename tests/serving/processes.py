"""The small service as a process of its own."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.waiting import eventually

PROJECT = Path(__file__).resolve().parents[2]


class SmallProcess:
    """One process; `lines` are what it has logged so far."""

    def __init__(self, log: Path, env: dict[str, str], *arguments: str) -> None:
        self._log = log
        inherited = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.serving.small", *(arguments or ("serve",))],
                cwd=PROJECT,
                env=inherited | {"OTEL_TRACES_EXPORTER": "none", "PORT": "0"} | env,
                stdout=out,
                stderr=out,
            )

    @property
    def text(self) -> str:
        return self._log.read_text()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines() if line.startswith("{")]

    def logged(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]

    async def url(self) -> str:
        """Where it serves, once it does."""

        def serving() -> str | None:
            assert self._process.poll() is None, self.text
            return next((line["address"] for line in self.logged("process.serving")), None)

        return f"http://{await eventually(serving, within=20)}"

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client of it, once it is ready."""
        async with httpx.AsyncClient(base_url=await self.url(), timeout=20) as client:

            async def is_ready() -> bool:
                return (await client.get("/readyz")).status_code == 200

            await eventually(is_ready)
            yield client

    def tell(self, number: signal.Signals = signal.SIGTERM) -> None:
        self._process.send_signal(number)

    async def ended(self, within: float = 30.0) -> int:
        """Its exit code, once it has ended."""
        return await asyncio.to_thread(self._process.wait, within)

    def resident(self) -> int:
        """Bytes of memory that it holds."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) * 1024

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
