"""The service that notes, as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import Tokens
from tests.reacting.notes import Notes

PROJECT = Path(__file__).resolve().parents[2]


class NotesProcess:
    """Its worker, or one of its commands."""

    def __init__(self, notes: Notes, tokens: Tokens, folder: Path) -> None:
        self._folder = folder
        inherited = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        self._env = inherited | {
            "CONTRACT": notes.source.contract,
            "TERMS_FOLDER": str(folder),
            "DATABASE_URL": notes.urls.service_url,
            "KAFKA_BOOTSTRAP": notes.source.kafka,
            "KAFKA_GROUP_INSTANCE": notes.group,
            "TOKEN_KEYS": str(tokens.public_keys),
            "OTEL_TRACES_EXPORTER": "none",
            "OTEL_METRICS_EXPORTER": "none",
            "PORT": "0",
        }
        (folder / f"{notes.source.contract}.toml").write_text('title = "A"\ncommissioner = "A"\nversion = "1"\n')

    @property
    def log(self) -> str:
        """What the worker said, all starts together."""
        return (self._folder / "worker.log").read_text()

    @contextmanager
    def running(self, **env: str) -> Iterator[subprocess.Popen[bytes]]:
        """The worker, which does not outlive the block."""
        with (self._folder / "worker.log").open("ab") as log:
            command = [sys.executable, "-m", "tests.reacting.noting", "worker"]
            process = subprocess.Popen(command, cwd=PROJECT, env=self._env | env, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command, to its end."""
        command = [sys.executable, "-m", "tests.reacting.noting", *arguments]
        return subprocess.run(command, cwd=PROJECT, env=self._env, capture_output=True, text=True, timeout=60)
