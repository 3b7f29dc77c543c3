"""Telemetry and OpenAPI say which version runs, also where it runs from its sources and is installed nowhere."""

import re
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from chassis.run import running_version


@pytest.fixture
def installed_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("chassis.run.version", missing)


def test_an_installed_version_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.run.version", {"redrose": "7.8.9"}.__getitem__)
    assert running_version() == "7.8.9"


@pytest.mark.usefixtures("installed_nowhere")
def test_a_tree_of_sources_is_told_by_its_own_version(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "redrose"\nversion = "7.8.9"\n')
    assert running_version(tmp_path) == "7.8.9+source"


@pytest.mark.usefixtures("installed_nowhere")
def test_this_tree_knows_its_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\+source", running_version())


@pytest.mark.usefixtures("installed_nowhere")
def test_packages_without_their_description_say_so(tmp_path: Path) -> None:
    assert running_version(tmp_path) == "0"
