"""`python -m contracts.schemas` writes the documents; `--check` only says what is not as it should be."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from contracts.schemas.generation import contracts_with_terms, documents
from contracts.schemas.growth import breaks

FOLDER = Path(__file__).parent
TERMS = FOLDER.parent / "terms"


def main(arguments: Sequence[str], folder: Path = FOLDER, terms: Path = TERMS) -> int:
    """Write what grew, or with `--check` nothing; 1 if a schema did not only grow, or a document is out of date."""
    wanted = documents(contracts_with_terms(terms))
    faults = [*_not_grown(folder, wanted)]
    if "--check" in arguments:
        faults += _out_of_date(folder, wanted)
    if faults:
        sys.stderr.write("".join(f"contracts/schemas/{fault}\n" for fault in faults))
        return 1
    if "--check" not in arguments:
        for name, text in wanted.items():
            (folder / name).write_text(text, encoding="utf-8")
    return 0


def _not_grown(folder: Path, wanted: Mapping[str, str]) -> Iterator[str]:
    for path in sorted(folder.glob("*.json")):
        if path.name not in wanted:
            yield f"{path.name}: the message is published no more, but old ones of it are on topics"
            continue
        old, new = json.loads(path.read_text(encoding="utf-8")), json.loads(wanted[path.name])
        for fault in breaks(old, new):
            yield f"{path.name}: {fault}; publish a new version beside it"


def _out_of_date(folder: Path, wanted: Mapping[str, str]) -> Iterator[str]:
    for name, text in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield f"{name}: out of date, run python -m contracts.schemas"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
