"""Child processes that never outlive their parent, with a log file each."""

import asyncio
import ctypes
import json
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from deploy.local.faults import LocalFault

_PR_SET_PDEATHSIG = 1
_launched: "list[Process]" = []
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Account:
    """The user that a process becomes when a root user starts it."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Process:
    """A child and where it writes."""

    name: str
    popen: "subprocess.Popen[bytes]"
    log: Path
    farewell: signal.Signals = signal.SIGTERM
    """What asks this program for an orderly and quick end."""

    @property
    def alive(self) -> bool:
        return self.popen.poll() is None

    def last_lines(self, count: int = 8) -> str:
        """The end of what it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:]) if self.log.exists() else ""

    def ask_to_stop(self) -> None:
        if self.alive:
            self.popen.send_signal(self.farewell)

    def wait(self, within: float) -> bool:
        """Waits for the end; a process that does not end in time is killed, and the answer is then False."""
        try:
            self.popen.wait(within)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
            return False
        return True


def launch(
    name: str,
    command: Sequence[str | Path],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
    account: Account | None = None,
    farewell: signal.Signals = signal.SIGTERM,
) -> Process:
    """Starts a child that gets the signal `farewell` when this process ends, however it ends.

    Call it from the main thread: the kernel watches the thread that forked, not the process. The child has a session of
    its own, so that Ctrl-C in a terminal reaches the parent alone, which then stops its children in the right order.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        with log.open("wb") as out:
            popen = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=dict(env) if env is not None else None,
                start_new_session=True,
                preexec_fn=_tied_to(os.getpid(), account, farewell),
            )
    except (OSError, subprocess.SubprocessError) as error:
        raise LocalFault(f"{name} cannot be started: {command[0]}: {error}") from error
    process = Process(name, popen, log, farewell)
    _launched.append(process)
    return process


def stop_stragglers(within: float = 20) -> None:
    """Ends every child that still runs: those of a start that was broken off half-way."""
    left = [process for process in _launched if process.alive]
    for process in left:
        process.ask_to_stop()
    for process in left:
        process.wait(within)


async def finish(process: Process, within: float) -> None:
    """Waits for a child that does one thing; its failure is a fault with its last line."""
    end = monotonic() + within
    while process.alive:
        if monotonic() > end:
            process.popen.kill()
            raise LocalFault(f"{process.name} did not end within {within:.0f} s; its log is {process.log}")
        await asyncio.sleep(0.02)
    if process.popen.returncode:
        raise LocalFault(failure(process))


def failure(process: Process) -> str:
    """One line on a child that ended: its last words, or its code if it had none, and where its log is."""
    lines = [line for line in process.last_lines(40).splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in _TELLING)]
    words = _plain((telling or lines or ["it said nothing"])[-1].strip())
    return f"{process.name} ended with code {process.popen.returncode}: {words} (log: {process.log})"


def tie_to_parent() -> None:
    """Makes this very process get SIGTERM when the one that started it ends, as `make` does for `make run`."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


_TELLING = ("FATAL", "ERROR", "rror:", "Exception", '"level":"error"')
_TOLD = ("event", "field", "detail", "error")


def _plain(line: str) -> str:
    """A line of our own services' logs as words; any other line as it is."""
    try:
        fields = json.loads(line)
    except ValueError:
        return line
    return ", ".join(str(fields[name]) for name in _TOLD if fields.get(name)) if isinstance(fields, dict) else line


def _tied_to(parent: int, account: Account | None, farewell: signal.Signals) -> Callable[[], None]:
    def before_exec() -> None:
        if account is not None:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
        # After the change of user: the kernel clears the death signal when credentials change.
        _libc.prctl(_PR_SET_PDEATHSIG, int(farewell), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return before_exec
