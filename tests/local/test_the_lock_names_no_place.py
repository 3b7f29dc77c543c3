"""Locks: exact versions with hashes, and no word on where they came from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt"]


def entries(name: str) -> dict[str, list[str]]:
    """Pinned requirement to its hashes."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {words[0]: [word for word in words if word.startswith("--hash=sha256:")] for words in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_exact_and_has_hashes(name):
    found = entries(name)
    assert len(found) > 20
    for requirement, hashes in found.items():
        assert re.fullmatch(r"[a-z0-9][a-z0-9.\-]*==[0-9a-zA-Z.]+", requirement)
        assert hashes


@pytest.mark.parametrize("name", LOCKS)
def test_names_no_index_host_or_folder(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"https?://|file://|--index|--find-links|--extra-index|--trusted-host|@ |(^|\s)/\w", text)


def test_what_runs_in_production_is_what_is_tested():
    tested = entries("requirements-dev.txt")
    assert {name: hashes for name, hashes in entries("requirements.txt").items() if tested.get(name) != hashes} == {}


def test_what_is_only_for_tests_benchmarks_or_this_machine_is_not_in_production():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [need for needs in project["optional-dependencies"].values() for need in needs]
    apart = {re.split(r"[\[<>=]", need)[0].lower().replace(".", "-") for need in extras}
    locked = {requirement.partition("==")[0] for requirement in entries("requirements.txt")}
    assert apart & locked == set()


def test_every_runtime_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.split(r"[\[<>=]", need)[0] for need in project["dependencies"]}
    locked = {requirement.partition("==")[0] for requirement in entries("requirements.txt")}
    assert needed - locked == set()
