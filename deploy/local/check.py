"""`make check`: the checks that need no server, side by side, each with its time; what fails is shown whole."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Check:
    """One command, which says by its exit code whether all is well."""

    name: str
    command: tuple[str, ...]


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """A tool of this environment."""
    return (sys.executable, "-m", name, *arguments)


CHECKS = (
    Check("format", module("ruff", "format", "--check", "--quiet", "--diff", ".")),
    Check("lint", module("ruff", "check", "--quiet", ".")),
    Check("layers", (str(Path(sys.executable).with_name("lint-imports")),)),
    Check("types", module("mypy")),
    Check("schemas", module("contracts.schemas", "--check")),
    Check("tests without servers", module("pytest", "-q", "-m", "not servers", "-p", "no:cacheprovider")),
)


async def run(check: Check, turn: asyncio.Semaphore) -> bool:
    """Runs one check and tells of it when it has ended."""
    async with turn:
        began = monotonic()
        process = await asyncio.create_subprocess_exec(
            *check.command,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
    well = process.returncode == 0
    print(f"{'ok  ' if well else 'FAIL'} {check.name} ({monotonic() - began:.1f} s)", flush=True)
    if not well:
        print(said.decode(errors="replace"), flush=True)
    return well


async def main() -> int:
    """Runs all checks, as many at a time as there are processors; 1 if one fails."""
    turn = asyncio.Semaphore(max(2, os.cpu_count() or 2))
    return 0 if all(await asyncio.gather(*(run(check, turn) for check in CHECKS))) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
