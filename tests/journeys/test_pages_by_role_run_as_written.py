"""The pages on a day of each role: every command runs as it stands there, and prints what the page says.

`make` is stood for by a script that knows addresses and keys of this test's processes; the rest is as written.
"""

import asyncio
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.fence.trees import ROOT
from tests.journeys.life import SERVICES, Team

PAGES = {"a-day-of-a-navigator.md": "changing-futures", "taking-a-register.md": "rio"}
ROLES = ("worker", "team-leader", "group-leader")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "--- end of a block ---"


def script_and_output(page: str) -> tuple[str, list[str]]:
    """All commands of a page in their order, and what each block is said to print; nothing where nothing is said."""
    script, said = ["set -euo pipefail"], []
    for kind, text in BLOCK.findall(page):
        if kind == "sh":
            script += [text, f"echo '{MARK}'"]
            said.append("")
        else:
            said[-1] = text
    return "\n".join(script), said


def stand_in_for_make(folder: Path, team: Team) -> Path:
    """A `make` that answers `-s address` and `-s token` for the processes of this test."""
    cases = [f"*SERVICE={each}*) echo {team.processes[each].url};;" for each in SERVICES]
    for role in ROLES:
        for subject in ("5d0f5a0e-7a35-4a41-b6b2-0d6f0f0a9c31", "5d0f5a0e-7a35-4a41-b6b2-0d6f0f0a9c32", ""):
            token = team.site.tokens.mint(role, team.slug, subject=subject or f"local-{role}")
            wanted = f"*ROLE={role}*SUBJECT={subject}*" if subject else f"*ROLE={role}*"
            cases.append(f"{wanted}) echo {token};;")
    make = folder / "make"
    make.write_text('#!/bin/bash\ncase "$*" in\n' + "\n".join(cases) + '\n*) echo "unknown: $*" >&2; exit 2;;\nesac\n')
    make.chmod(0o755)
    return make


@pytest.mark.parametrize("name", PAGES)
async def test_every_command_of_the_page_prints_what_the_page_says(
    teams: Mapping[str, Team], tmp_path: Path, name: str
) -> None:
    assert shutil.which("curl"), "the pages are written with curl, which is not on this machine"
    script, said = script_and_output((ROOT / "docs" / name).read_text())
    make = stand_in_for_make(tmp_path, teams[PAGES[name]])
    running = await asyncio.create_subprocess_exec(
        "bash", "-c", script, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={"PATH": f"{make.parent}:/usr/local/bin:/usr/bin:/bin"},
    )  # fmt: skip
    printed, complaints = await asyncio.wait_for(running.communicate(), 60)
    blocks = [block.lstrip("\n") for block in printed.decode().split(f"{MARK}\n")]

    assert running.returncode == 0, printed.decode() + complaints.decode()
    assert blocks == [*said, ""]


def test_a_page_is_read_as_blocks_with_what_they_print() -> None:
    script, said = script_and_output("# A\n\n```sh\necho one\n```\n\n```text\none\n```\n\n```sh\ntrue\n```\n")
    assert said == ["one\n", ""]
    assert script.split(MARK)[0].endswith("echo one\n\necho '")
