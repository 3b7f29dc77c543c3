"""One run at a time for one folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.faults import FolderInUse


@contextmanager
def only_run(home: Path) -> Iterator[None]:
    """Holds the folder for this process; the kernel gives it back however the process ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise FolderInUse(home, holder) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
