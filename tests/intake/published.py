"""The published messages, read where they lie beside the repository and never copied into it."""

from pathlib import Path

import pytest

NHS = Path(__file__).resolve().parents[3] / "shared" / "nhs"

needed = pytest.mark.skipif(not NHS.is_dir(), reason="the published NHS messages are not beside the repository")


def names(folder: str) -> list[str]:
    """The files of a folder; none where there is no such folder."""
    return sorted(path.name for path in (NHS / folder).iterdir()) if (NHS / folder).is_dir() else []


def body(folder: str, name: str, number: str | None = None) -> bytes:
    """A message, with another NHS number in place of those that fail their check if one is given."""
    raw = (NHS / folder / name).read_bytes()
    if number is not None:
        for failing in (b"3478526985", b"7778521234", b"9434765918"):
            raw = raw.replace(failing, number.encode())
    return raw


def media(name: str) -> str:
    return "application/fhir+xml" if name.endswith(".xml") else "application/fhir+json"


def found(folder: str, start: str) -> str:
    """The one file whose name begins so."""
    (name,) = [name for name in names(folder) if name.startswith(start)]
    return name
