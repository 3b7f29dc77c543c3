"""Processes of services for a benchmark: their settings, keys and terms in a folder that goes away afterwards."""

import asyncio
import base64
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.stage import ROOT
from chassis.database.migrations import migrate
from chassis.terms import contracts_in, read_terms
from contracts.roles import Role
from deploy.local.calls import answers
from deploy.local.databases import DatabaseUrls
from deploy.local.instances import Instance, Surroundings, environment, keep_secrets
from deploy.local.ports import free_ports
from deploy.local.processes import Process, launch
from deploy.local.tokens import TERMS, Keys, make_keys, mint
from services.referrals.domain.terms import ReferralTerms

READY_WITHIN = 30.0


@dataclass
class Place:
    """A folder, an invented contract with the terms of a real one, and what is started there."""

    home: Path
    contract: str
    bootstrap: str
    keys: Keys
    processes: list[Process] = field(default_factory=list)

    @property
    def terms(self) -> Path:
        return self.home / "terms"

    def read_terms(self) -> ReferralTerms:
        return read_terms(self.terms, self.contract, "referrals", ReferralTerms).content

    def token(self, role: Role) -> str:
        return mint(self.keys.private, "bench", {self.contract: [role]})

    async def serve(self, service: str, command: str, urls: DatabaseUrls, extra: Mapping[str, str]) -> int:
        """Migrates and starts one service; its port, once it is ready."""
        one = Instance(service, self.contract if service == "referrals" else "")
        await asyncio.to_thread(migrate, urls.owner_url, one.migrations, urls.role)
        secrets = {"database_url": urls.service_url, "person_reference_key": base64.b64encode(bytes(32)).decode()}
        folder = keep_secrets(self.home / "secrets" / service, secrets)
        around = Surroundings(self.bootstrap, self.keys.public, self.terms, None)
        [port] = free_ports(1)
        told = environment(one, port, folder, around) | {"API_DOCS": "false"} | extra
        # A named member does not leave when it ends, and the next round's, of other topics, would wait for its session.
        told.pop("KAFKA_GROUP_INSTANCE", None)
        return await self.start(service, (sys.executable, "-m", f"services.{service}", command), port, told)

    async def start(self, name: str, command: tuple[str, ...], port: int, env: Mapping[str, str]) -> int:
        """Starts a process that answers `/readyz` on its port."""
        process = launch(name, command, self.home / f"{name}.log", env=env, folder=ROOT)
        self.processes.append(process)
        for _ in range(int(READY_WITHIN * 20)):
            if await answers(f"http://127.0.0.1:{port}/readyz"):
                return port
            if not process.alive:
                break
            await asyncio.sleep(0.05)
        raise RuntimeError(f"{name} did not come up: {process.last_lines(3)}")

    def peak_mb(self, number: int = 0) -> float:
        """The largest resident memory that a process has had."""
        status = Path(f"/proc/{self.processes[number].popen.pid}/status").read_text()
        return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)

    def cpu_seconds(self, number: int = 0) -> float:
        """Processor time that a process has used: less noisy than its rate on a machine that others use too."""
        fields = Path(f"/proc/{self.processes[number].popen.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def place(contract: str, bootstrap: str) -> AsyncIterator[Place]:
    """A place whose processes are stopped afterwards."""
    home = Path(tempfile.mkdtemp(prefix="bench-"))
    (home / "terms").mkdir()
    shutil.copy(TERMS / f"{contracts_in(TERMS)[0]}.toml", home / "terms" / f"{contract}.toml")
    made = Place(home, contract, bootstrap, make_keys(home / "keys"))
    try:
        yield made
    finally:
        for process in made.processes:
            process.ask_to_stop()
        for process in made.processes:
            process.wait(within=20)
        shutil.rmtree(home)
