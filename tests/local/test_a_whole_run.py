"""`make run` as a newcomer sees it: from nothing to a figure, and to a clean end by Ctrl-C."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.instances import ROOT
from tests.waiting import eventually

pytestmark = pytest.mark.servers


class Terminal:
    """A run, what it prints, and the requests that it offers to paste."""

    def __init__(self, home: Path) -> None:
        self.log = home.with_suffix(".txt")
        settings = {"REDROSE_HOME": str(home), "TRACES": "off"}
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy.local.run"],
                env=os.environ | settings,
                cwd=ROOT,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    async def ready(self) -> None:
        await eventually(lambda: "Stop with Ctrl-C" in self.said or self.process.poll() is not None, within=120)
        assert self.process.poll() is None, self.said

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def paste(self, heading: str) -> str:
        """Runs the request under a heading, as somebody would paste it."""
        command = self.said.split(f"{heading}:\n\n")[1].split("\n\n")[0]
        words = shlex.split(command.replace("\\\n", " "))
        return subprocess.run(words, capture_output=True, text=True, timeout=30, check=True).stdout

    def received(self) -> int:
        """How many referrals the figures know, by the request that the run offers."""
        table = self.paste("See the figure")
        found = re.search(r"^[^\n]*referrals-received[^\n]*$", table, re.MULTILINE)
        assert found, table
        return int(found.group().split(",")[11])


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("whole") / "home"
    for folder in (home.parent, home.parent.parent):
        folder.chmod(0o755)
    return home


async def test_from_nothing_to_a_figure_and_again(home):
    first = Terminal(home)
    try:
        await first.ready()
        assert "16 of 16 services ready" in first.said
        assert "25 example referrals sent" in first.said
        await eventually(lambda: first.received() == 5, within=20)
        first.paste("Send a referral")
        await eventually(lambda: first.received() == 6, within=20)
        first.paste("Send a referral")
    finally:
        code = first.stop()
    assert code == 0, first.said
    assert "Traceback" not in first.said
    again = Terminal(home)
    try:
        await again.ready()
        assert "the example referrals are there from before" in again.said
        await eventually(lambda: again.received() == 6, within=20)
    finally:
        assert again.stop() == 0, again.said
    left = subprocess.run(["pgrep", "-f", str(home)], capture_output=True, text=True, check=False).stdout
    assert left == ""
