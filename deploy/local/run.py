"""`make run`: all of Redrose on this machine, from nothing to a figure, until Ctrl-C."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from chassis.errors import RedroseError
from chassis.terms import contracts_in
from contracts.messages.catalogue import PARTITIONS, topic
from deploy.local.calls import answers
from deploy.local.databases import DatabaseUrls
from deploy.local.examples import load_examples, without_examples
from deploy.local.faults import LocalFault, WrongHash
from deploy.local.guide import first_trace, guide
from deploy.local.instances import RECEIVES_REFERRALS, Instance, Surroundings, instances, launch_instance
from deploy.local.jars import ZIPKIN_JARS, cache_folder, fetch, read_list
from deploy.local.java import find_java
from deploy.local.lock import only_run
from deploy.local.migrated import migrated_databases, person_reference_key
from deploy.local.ports import LOOPBACK, remembered_ports
from deploy.local.processes import Process, failure, stop_stragglers, tie_to_parent
from deploy.local.saying import Progress, tell_fault
from deploy.local.servers import Servers, download_progress, start_servers
from deploy.local.terminal import foreground
from deploy.local.tokens import TERMS, Keys, make_keys
from deploy.local.topics import create_topics
from deploy.local.zipkin import Zipkin, await_zipkin, launch_zipkin

SECONDS_TO_BE_READY = 60


@dataclass(slots=True)
class Run:
    """What has been started so far, so that it can be stopped in order at any moment."""

    home: Path
    say: Progress
    terms: Path = TERMS
    servers: Servers | None = None
    zipkin: Zipkin | None = None
    services: dict[Instance, Process] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    ready: list[Instance] = field(default_factory=list)

    def address(self, instance: Instance) -> str:
        return f"http://{LOOPBACK}:{self.ports[instance.name]}"

    async def start(self) -> None:
        """Servers, schemas, services, examples; then the guide is printed."""
        contracts = contracts_in(self.terms)
        wanted = instances(contracts)
        self.ports = remembered_ports(self.home / "ports.json", [instance.name for instance in wanted])
        keys = make_keys(self.home / "keys")
        async with asyncio.TaskGroup() as group:
            jar = group.create_task(self._fetch_viewer())
            self.servers = await start_servers(
                self.home, self.say, os.environ.get("REDROSE_POSTGRES"), os.environ.get("REDROSE_KAFKA")
            )
            # Only now: Kafka and the viewer would slow each other. It comes up while schemas are migrated.
            self._launch_viewer(await jar)
            databases = await self._prepare(self.servers, wanted, contracts)
        await self._start_services(self.servers, wanted, databases, keys)
        by_contract = {one.contract: self.address(one) for one in self.ready if one.service == RECEIVES_REFERRALS}
        if self.zipkin is not None and without_examples(self.home, by_contract):
            with suppress(LocalFault):  # Whoever watches the processes tells of it.
                await await_zipkin(self.zipkin)
        sent = await load_examples(self.home, self.terms, by_contract, keys, self.say)
        link = await first_trace(self.zipkin) if self.zipkin is not None and sent else None
        addresses = {one: self.address(one) for one in self.ready}
        print(guide(addresses, self.zipkin, link, keys, self.home / "logs"), flush=True)

    async def _fetch_viewer(self) -> Path | None:
        if os.environ.get("TRACES", "").lower() == "off":
            return None
        try:
            say = download_progress(self.say, "Zipkin's jar (84 MB)")
            (jar,) = await asyncio.to_thread(fetch, read_list(ZIPKIN_JARS), cache_folder() / "zipkin-3.5.1", say)
        except WrongHash:
            raise
        except LocalFault as fault:
            # A figure needs no trace viewer: the rest goes on.
            self.say(f"no trace viewer: {fault}")
            return None
        return jar

    def _launch_viewer(self, jar: Path | None) -> None:
        if jar is not None:
            port = remembered_ports(self.home / "ports.json", ["zipkin"])["zipkin"]
            self.zipkin = launch_zipkin(port, self.home / "logs" / "zipkin.log", find_java(), jar)

    async def _prepare(
        self, servers: Servers, wanted: Sequence[Instance], contracts: Sequence[str]
    ) -> Mapping[Instance, DatabaseUrls]:
        databases = await migrated_databases(servers.postgres.admin_url, self.home, wanted)
        topics = [topic(one.contract, one.service) for one in wanted if one.contract]
        await create_topics(servers.kafka.bootstrap, topics, PARTITIONS)
        self.say(f"{len(databases)} databases migrated, {len(topics)} topics there, {len(contracts)} contracts found")
        return databases

    async def _start_services(
        self, servers: Servers, wanted: Sequence[Instance], databases: Mapping[Instance, DatabaseUrls], keys: Keys
    ) -> None:
        spans = self.zipkin.spans_endpoint if self.zipkin is not None else None
        around = Surroundings(servers.kafka.bootstrap, keys.public, self.terms, spans)
        key = person_reference_key(self.home)
        for one in wanted:
            self.services[one] = launch_instance(one, self.ports[one.name], self.home, databases[one], key, around)
        self.say(f"{len(wanted)} services starting")
        came = await asyncio.gather(*(self._await_ready(one) for one in wanted))
        self.ready = [one for one, ready in zip(wanted, came, strict=True) if ready]
        self.say(f"{len(self.ready)} of {len(wanted)} services ready")

    async def _await_ready(self, instance: Instance) -> bool:
        process = self.services[instance]
        for _ in range(SECONDS_TO_BE_READY * 5):
            if not process.alive:
                return False
            if await answers(f"{self.address(instance)}/readyz"):
                return True
            await asyncio.sleep(0.2)
        self.say(f"{instance.name} is not ready after {SECONDS_TO_BE_READY} s (log: {process.log})")
        return False

    async def watch(self) -> None:
        """Reports what ends by itself; the rest goes on."""
        told: set[str] = set()
        while True:
            for process in self._processes():
                if not process.alive and process.name not in told:
                    told.add(process.name)
                    tell_fault("\n".join([failure(process), *_indented(process.last_lines())]))
            await asyncio.sleep(0.5)

    def _processes(self) -> list[Process]:
        around = [self.servers.kafka.process, self.servers.postgres.process] if self.servers is not None else []
        viewer = [self.zipkin.process] if self.zipkin is not None else []
        return [*self.services.values(), *viewer, *(process for process in around if process is not None)]

    def stop(self) -> None:
        """Services first, together, so that they can still finish with broker and database; then what they lean on."""
        for process in self.services.values():
            process.ask_to_stop()
        for process in self.services.values():
            if not process.wait(within=40):
                self.say(f"{process.name} did not stop in time and was killed")
        if self.zipkin is not None:
            self.zipkin.process.ask_to_stop()
        if self.servers is not None:
            self.servers.stop()
        if self.zipkin is not None:
            self.zipkin.stop()


def _until_asked(run: Run) -> int:
    loop = asyncio.new_event_loop()
    return loop.run_until_complete(_run(run))


async def _run(run: Run) -> int:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, asked.set)
    code = 0
    watcher = asyncio.create_task(run.watch())
    starting = asyncio.create_task(run.start())
    asking = asyncio.create_task(asked.wait())
    await asyncio.wait({starting, asking}, return_when=asyncio.FIRST_COMPLETED)
    if starting.done() and starting.exception() is not None:
        tell_fault(_one_line(starting.exception()))
        code = 1
    else:
        await asked.wait()
        run.say("stopping")
    for task in (starting, watcher, asking):
        task.cancel()
    await asyncio.gather(starting, watcher, asking, return_exceptions=True)
    run.stop()
    stop_stragglers()
    run.say("everything is stopped; the data stays in " + str(run.home))
    return code


def _one_line(error: BaseException | None) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    if isinstance(error, LocalFault | RedroseError):
        return str(error)
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'it said nothing'}"


def _indented(lines: str) -> list[str]:
    return [f"    {line[:300]}" for line in lines.splitlines()]


def main() -> int:
    """Runs until a signal; a fault is one line and code 1."""
    if os.environ.get("REDROSE_TIED"):
        tie_to_parent()
    run = Run(Path(os.environ.get("REDROSE_HOME", ".local")).resolve(), Progress())
    try:
        with only_run(run.home):
            with foreground():
                code = _until_asked(run)
            sys.stdout.flush()
            # A download may still run in a thread after Ctrl-C; nobody waits for it.
            os._exit(code)
    except LocalFault as fault:
        tell_fault(fault)
        return 1


if __name__ == "__main__":
    sys.exit(main())
