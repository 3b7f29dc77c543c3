"""The command line of every service: `python -m services.referrals serve`, and what each command needs to start.

Exit codes: 0 done, 1 failed while running, 2 refused to start, with every fault of settings and terms in the log.
"""

import argparse
import asyncio
import contextlib
import signal
import socket
import sys
import tomllib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from chassis.errors import Fault, Invalid, RedroseError
from chassis.garbage import spare_what_stays
from chassis.service import Service, Worker
from chassis.settings import BrokenSettings, Settings, read_settings
from chassis.telemetry.logs import log, start_logs

if TYPE_CHECKING:
    from chassis.assembly import Assembled
    from chassis.eventstore.verifying import Head
    from chassis.telemetry.setup import Telemetry

DONE, FAILED, REFUSED = 0, 1, 2
CANCEL_WITHIN = 2.0
"""Seconds that a part which was cut off has to give way."""

Task = asyncio.Task[None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Need:
    """What a command does, and the settings without which it cannot."""

    help: str
    settings: tuple[str, ...]


_API = ("database_url", "token_keys")
_WORK = ("database_url", "kafka_bootstrap")
_COMMANDS = {
    "api": _Need("serve the API alone", _API),
    "worker": _Need("turn the workers alone, with their health", (*_WORK, "token_keys")),
    "serve": _Need("serve the API and turn the workers in one process", (*_API, "kafka_bootstrap")),
    "migrate": _Need("bring the database to its newest shape, as its owner", ("database_url", "database_owner_url")),
    "rebuild": _Need("make the projection anew beside the old one and swap them", _WORK),
    "relay": _Need("move the relay's checkpoint back, so that it publishes again", ("database_url",)),
    "verify": _Need("look whether the log still holds what was sealed", ("database_url",)),
    "parked": _Need("list the parked messages without their content", ("database_url",)),
    "refused": _Need("list the reactions to messages that a rule refused", ("database_url",)),
    "replay": _Need("apply the parked messages of one key again", _WORK),
}


def run(service: Service, argv: Sequence[str] | None = None) -> int:
    """Carry out one command of a service; the process's exit code."""
    parser = _parser(service)
    given, rest = parser.parse_known_args(sys.argv[1:] if argv is None else argv)
    if rest and given.command != "rebuild":
        parser.error(f"{given.command} does not take {' '.join(rest)}")
    start_logs(service.name, "")
    try:
        settings, terms = _told(service, given.command)
        if given.command == "migrate":
            return _migrate(service, settings)
        return _turn(service, settings, terms, given, rest)
    except Invalid as broken:
        for fault in broken.faults:
            log("start.refused", level="error", field=fault.field, detail=fault.detail, code=fault.code)
        return REFUSED
    except RedroseError as error:
        log("command.failed", level="error", command=given.command, detail=str(error), error=error)
        return FAILED
    except Exception as error:  # noqa: BLE001 (the top of the process: it is logged without what it may repeat)
        log("command.failed", level="error", command=given.command, error=error)
        return FAILED


def _parser(service: Service) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}", description=service.description)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, need in _COMMANDS.items():
        command = commands.add_parser(name, help=need.help)
        if name == "relay":
            command.add_argument("--from", dest="position", type=int, required=True, metavar="POSITION")
        if name == "verify":
            command.add_argument(
                "--head",
                dest="heads",
                action="append",
                default=[],
                type=_head,
                metavar="POSITION:HASH",
                help="a seal that an issued report names; may be given more than once",
            )
        if name == "replay":
            command.add_argument("key", metavar="KEY", help="an id that `parked` shows, or a key")
    return parser


def _head(text: str) -> "Head":
    from chassis.eventstore.verifying import read_head

    try:
        return read_head(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _told(service: Service, command: str) -> tuple[Settings, Any]:
    """Settings and terms, checked before anything outside is asked; raises `Invalid` with the faults of all of them."""
    required = [*_COMMANDS[command].settings]
    if command == "migrate":
        return read_settings(required), None
    required += [*(["contract"] if service.writes else []), *service.requires]
    faults: list[Fault] = []
    try:
        settings = read_settings(required)
    except BrokenSettings as broken:
        settings = broken.settings
        faults += broken.faults
    wrong = {fault.field for fault in faults}
    keys, read_terms, terms = settings.token_keys, service.terms, None
    if keys is not None and "token_keys" in required and "TOKEN_KEYS" not in wrong:
        from chassis.http.tokens import read_keys

        _gathering(faults, lambda: read_keys(keys))
    if read_terms is not None and not wrong & {"CONTRACT", "TERMS_FOLDER"}:
        terms = _gathering(faults, lambda: read_terms(settings))
    if faults:
        raise Invalid(tuple(faults))
    return settings, terms


def _gathering(faults: list[Fault], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Invalid as broken:
        faults += broken.faults
        return None


def _migrate(service: Service, settings: Settings) -> int:
    # Imported here, as below: only the command that needs a library loads it, which keeps a serving process small.
    from chassis.database.migrations import migrate

    assert settings.database_owner_url is not None
    try:
        migrate(settings.database_owner_url.get_secret_value(), service.migrations, settings.database_service_role)
    except Exception as error:  # noqa: BLE001 (the top of the command)
        # What PostgreSQL says of a migration is about its SQL: without it nobody could mend it.
        said = str(getattr(error, "orig", error)).partition("\n")[0]
        log("database.not-migrated", level="error", service=service.name, detail=said, error=error)
        return FAILED
    log("database.migrated", service=service.name, contract=settings.contract)
    return DONE


def _turn(service: Service, settings: Settings, terms: Any, given: argparse.Namespace, rest: Sequence[str]) -> int:
    import uvloop

    from chassis.telemetry.setup import start_telemetry

    telemetry = start_telemetry(
        service.name,
        settings.contract,
        version=running_version(),
        environment=settings.environment,
        trust_inbound=settings.trust_inbound_trace,
    )
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            if given.command in ("api", "worker", "serve"):
                return runner.run(_serve(service, settings, terms, telemetry, given.command))
            return runner.run(_carry_out(service, settings, terms, given, rest))
    finally:
        telemetry.flush()


async def _carry_out(
    service: Service, settings: Settings, terms: Any, given: argparse.Namespace, rest: Sequence[str]
) -> int:
    from chassis.assembly import assembled

    arguments = {
        "relay": [str(getattr(given, "position", ""))],
        "verify": [str(head) for head in getattr(given, "heads", ())],
        "replay": [getattr(given, "key", "")],
    }
    async with assembled(service, settings, terms, working=False) as whole:
        command = whole.commands.get(given.command)
        if command is None:
            detail = f"{service.name} has no command {given.command}"
            raise Invalid((Fault("COMMAND", detail, "unknown-command"),))
        return await command([*arguments.get(given.command, []), *rest])


async def _serve(service: Service, settings: Settings, terms: Any, telemetry: "Telemetry", command: str) -> int:
    from chassis.assembly import application, assembled

    with _bound(settings) as listening:
        async with assembled(service, settings, terms, working=command != "api") as whole:
            app = application(whole, telemetry, running_version(), serving=command != "worker")
            return await Process(whole, app, listening).turn()


def _bound(settings: Settings) -> socket.socket:
    """The address taken before anything else is opened, so that one in use is said at once; nothing is answered yet."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        detail = f"{settings.host}:{settings.port} cannot be listened on: {error.strerror}"
        raise Invalid((Fault("PORT", detail, "not-free"),)) from None
    return listening


class Process:
    """The server, the workers and their watchdog in one process, from the first request to an orderly end."""

    def __init__(self, whole: "Assembled", app: Any, listening: socket.socket) -> None:
        self._whole, self._health, self._settings = whole, whole.health, whole.running.settings
        self._server, self._listening = _server(app, self._settings, self._came_up), listening
        self._asked = asyncio.Event()
        self._failed = False

    async def turn(self) -> int:
        """Serve and work until a signal asks for the end or a part fails; the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ask, number)
        try:
            async with asyncio.TaskGroup() as tasks:
                serving = tasks.create_task(self._turned("http", self._server.serve([self._listening])))
                working = [
                    (worker, tasks.create_task(self._turned(worker.name, worker.run()))) for worker in self._workers
                ]
                watching = tasks.create_task(self._watch())
                await self._asked.wait()
                await self._end(serving, working)
                watching.cancel()
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)
        log("process.ended", outcome="failed" if self._failed else "done")
        return FAILED if self._failed else DONE

    @property
    def _workers(self) -> Sequence[Worker]:
        return self._whole.workers

    def _ask(self, number: int) -> None:
        log("process.asked-to-end", signal=signal.Signals(number).name)
        self._asked.set()

    async def _turned(self, name: str, work: Awaitable[None]) -> None:
        """One part of the process. If it ends before it is asked to, the whole process ends: nothing runs half."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 (the top of a loop: it is logged, and the process stops)
            log("process.part-failed", level="error", part=name, error=error)
            self._failed = True
        else:
            if not self._asked.is_set():
                log("process.part-ended", level="error", part=name)
                self._failed = True
        self._asked.set()

    async def _watch(self) -> None:
        """Ends the process when a worker makes no progress: it may live on and never work again otherwise."""
        every = min(1.0, self._settings.watchdog_after / 4)
        while not self._asked.is_set():
            for worker in self._health.stuck():
                log("watchdog.stuck", level="error", worker=worker.name, seconds=round(worker.progress_age(), 1))
                self._failed = True
                self._asked.set()
            await asyncio.sleep(every)

    def _came_up(self) -> None:
        spare_what_stays()
        host, port = self._listening.getsockname()[:2]
        log("process.serving", address=f"{host}:{port}", count=len(self._workers))
        self._health.started = True

    async def _end(self, serving: Task, working: Sequence[tuple[Worker, Task]]) -> None:
        """The way down, each step with a time-out of its own: readiness, requests, then the workers in their order."""
        self._health.stopping = True
        self._server.should_exit = True
        await self._step("http", serving, self._settings.drain_after + CANCEL_WITHIN, _nothing)
        for worker, task in working:
            await self._step(worker.name, task, self._settings.stop_within, worker.stop)

    async def _step(self, name: str, task: Task, within: float, stop: Callable[[], Awaitable[None]]) -> None:
        try:
            async with asyncio.timeout(within):
                await stop()
                await asyncio.wait([task])
        except TimeoutError:
            log("process.cut-off", level="warning", step=name, seconds=within)
            task.cancel()
            await asyncio.wait([task], timeout=CANCEL_WITHIN)


async def _nothing() -> None:
    """The server was asked to end by its own flag."""


def _server(app: Any, settings: Settings, came_up: Callable[[], None]) -> Any:
    # Imported here: commands that serve nothing do without it.
    import uvicorn

    class Server(uvicorn.Server):
        """Leaves signals to the process, which has more to end than this server."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            came_up()

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    return Server(
        uvicorn.Config(
            app,
            http="httptools",
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,  # it would print paths
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=max(1, int(settings.drain_after)),
        )
    )


def running_version(tree: Path = Path(__file__).parents[1]) -> str:
    """The version that runs, as telemetry and OpenAPI show it: of the distribution, else of the tree of sources."""
    try:
        return version("redrose")
    except PackageNotFoundError:
        described = tree / "pyproject.toml"
        return f"{tomllib.loads(described.read_text())['project']['version']}+source" if described.is_file() else "0"
