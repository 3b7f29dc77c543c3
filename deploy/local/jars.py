"""Released jars by their exact coordinates, each checked against the committed list before it is used.

The list is the lock: nothing resolves versions here. jgo fetches one artifact at a time by its coordinate, because its
own resolution of a broker's dependencies chose an older client library than the release was built with.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deploy.local.faults import LocalFault, WrongHash

LISTS = Path(__file__).parent / "jars"
KAFKA_JARS = LISTS / "kafka-4.4.0.txt"
ZIPKIN_JARS = LISTS / "zipkin-3.5.1.txt"

_AT_ONCE = 8
_SECONDS_WITHOUT_A_BYTE = 60
_SECONDS_OF_THE_SLOWEST_DOWNLOAD = 3600


@dataclass(frozen=True, slots=True)
class Jar:
    """One artifact of a list."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def file_name(self) -> str:
        ending = f"-{self.classifier}" if self.classifier else ""
        return f"{self.group}.{self.artifact}-{self.version}{ending}.jar"


def read_list(file: Path) -> tuple[Jar, ...]:
    """The jars of a list: lines of `group:artifact:version[:classifier] sha256`, and comments."""
    jars = []
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        coordinate, _, sha256 = line.strip().partition(" ")
        parts = coordinate.split(":")
        if len(parts) not in (3, 4) or not all(parts) or len(sha256) != 64:
            raise LocalFault(f"{file.name} line {number} is not `group:artifact:version[:classifier] sha256`: {line!r}")
        jars.append(Jar(parts[0], parts[1], parts[2], parts[3] if len(parts) == 4 else "", sha256))
    return tuple(jars)


def cache_folder() -> Path:
    """Where jars are kept for all clones of this user; REDROSE_CACHE names another place."""
    own = os.environ.get("REDROSE_CACHE")
    shared = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(own) if own else Path(shared, "redrose")


def fetch(
    jars: Iterable[Jar],
    folder: Path,
    progress: Callable[[int, int], None] = lambda _done, _missing: None,
    download: Callable[[Jar, Path], Path] | None = None,
) -> tuple[Path, ...]:
    """Paths of all jars, each with the hash of the list; those missing are downloaded. `progress(done, missing)`."""
    jars = tuple(jars)
    download = download or _download
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    missing = [jar for jar in jars if not (folder / jar.file_name).exists()]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        if missing:
            progress(0, len(missing))
        for done, _ in enumerate(threads.map(lambda jar: _bring(jar, folder, download), missing), start=1):
            progress(done, len(missing))
        paths = tuple(folder / jar.file_name for jar in jars)
        for _ in threads.map(_check, jars, paths):
            pass
    return paths


def _bring(jar: Jar, folder: Path, download: Callable[[Jar, Path], Path]) -> None:
    # Downloaded beside its place and moved there once it is known to be right: another process never sees half a jar.
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=folder) as place:
        try:
            came = download(jar, Path(place))
        except LocalFault:
            raise
        except OSError as error:
            # requests' errors are OSErrors too, and tell of the network; those of the disk have a number.
            reason = error.strerror if error.errno else f"the download failed: {type(error).__name__}"
            raise LocalFault(f"{jar.file_name} cannot be fetched: {reason}") from error
        except RuntimeError as error:
            raise LocalFault(f"{jar.file_name} cannot be fetched: the repository has no such artifact") from error
        _check(jar, came)
        shutil.move(came, folder / jar.file_name)


def _sweep(folder: Path) -> None:
    """Removes what an interrupted download left; a young one may be another process's that still runs."""
    for left in folder.glob(".incoming-*"):
        if time.time() - left.stat().st_mtime > _SECONDS_OF_THE_SLOWEST_DOWNLOAD:
            shutil.rmtree(left, ignore_errors=True)


def _check(jar: Jar, path: Path) -> None:
    with path.open("rb") as content:
        actual = hashlib.file_digest(content, "sha256").hexdigest()
    if actual != jar.sha256:
        path.unlink()
        raise WrongHash(jar.file_name, jar.sha256, actual)


def _download(jar: Jar, place: Path) -> Path:
    # Imported here: only a machine that lacks a jar needs jgo at all.
    from jgo.maven import MavenContext, PythonResolver

    context = MavenContext(repo_cache=place, resolver=PythonResolver(), timeout=_SECONDS_WITHOUT_A_BYTE)
    component = context.project(jar.group, jar.artifact).at_version(jar.version)
    return Path(component.artifact(classifier=jar.classifier).resolve())
