"""What a person at the terminal reads: steps with the time they took, faults in one line."""

import sys
from time import monotonic


class Progress:
    """Lines of a long start, each with the seconds since it began."""

    def __init__(self) -> None:
        self._began = monotonic()

    def __call__(self, line: str) -> None:
        print(f"[{monotonic() - self._began:6.1f} s] {line}", flush=True)


def tell_fault(fault: object) -> None:
    """One line on what went wrong."""
    print(f"error: {fault}", file=sys.stderr, flush=True)
