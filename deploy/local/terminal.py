"""The terminal's Ctrl-C, for a program that `make` started."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def foreground() -> Iterator[None]:
    """Makes Ctrl-C reach this process and not `make` above it, which would end with an error after a clean stop."""
    if not sys.stdin.isatty() or os.getpgrp() == os.getpid():
        yield
        return
    before = os.getpgrp()
    # Giving the terminal back is asked from the background, for which the kernel would stop the process; and nothing
    # could wake a run that Ctrl-Z had stopped, since the shell sees `make` alone.
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    os.setpgid(0, 0)
    os.tcsetpgrp(sys.stdin.fileno(), os.getpgrp())
    try:
        yield
    finally:
        os.tcsetpgrp(sys.stdin.fileno(), before)
