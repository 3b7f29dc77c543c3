"""`make report`: the report of a contract from this machine's run, in every form, written to a folder."""

import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Sequence
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep

import orjson

from chassis.terms import contracts_in
from contracts.roles import Role
from deploy.local.address import address_of
from deploy.local.faults import LocalFault
from deploy.local.tokens import EVERY_CONTRACT, TERMS, make_keys, mint_for

ALL = "all"
"""In place of a contract: the report across contracts."""
REVIEW = "annual-review"
"""In place of a contract: the annual review of a financial year."""
FORMS = {"html": "html", "json": "json", "xlsx": "xlsx", "pdf": "pdf", "csv": "zip"}
"""Forms with the suffix of their files; the archive of CSV files is unpacked into a folder of its own."""
WITHIN = 300.0
"""Seconds for one form: a report over many years is made, not timed out."""


PAUSE = 2.0
"""Seconds before a form that is not ready is asked for again."""


def report(contract: str, period: str, audience: str, as_at: str, folder: Path) -> Sequence[Path]:
    """Fetch and write every form, saying how far it is; raises `LocalFault` with what the service says is wrong."""
    slugs = contracts_in(TERMS)
    if contract not in {*slugs, ALL, REVIEW}:
        raise LocalFault(f"no contract {contract}: CONTRACT is one of {', '.join(slugs)}, {ALL} or {REVIEW}")
    home = Path(os.environ.get("REDROSE_HOME", ".local"))
    address = address_of(home, "reporting", "", slugs)
    path = {ALL: "/pack", REVIEW: "/annual-review"}.get(contract, f"/contracts/{contract}/pack")
    asked = {"period": period} | ({"as_at": as_at} if as_at else {})
    if audience and contract != ALL:
        asked["audience"] = audience
    token = mint_for(make_keys(home / "keys"), Role.MANAGEMENT, EVERY_CONTRACT, slugs)
    written: list[Path] = []
    folder.mkdir(parents=True, exist_ok=True)
    for number, (form, suffix) in enumerate(FORMS.items(), start=1):
        began = monotonic()
        print(f"[{number}/{len(FORMS)}] {form} ...", end="", flush=True)
        url = f"{address}{path}?{urllib.parse.urlencode(asked | {'format': form})}"
        body, name = _fetched(url, token)
        if suffix == "zip":
            written += _unpacked(body, folder / Path(name).stem)
        else:
            (folder / name).write_bytes(body)
            written.append(folder / name)
        print(f" {len(body) / 1024:,.0f} KiB in {monotonic() - began:.1f} s")
    return written


def _fetched(url: str, token: str) -> tuple[bytes, str]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    began = monotonic()
    try:
        while True:
            try:
                return _once(request)
            except urllib.error.HTTPError as error:
                if error.code != HTTPStatus.SERVICE_UNAVAILABLE or monotonic() - began > WITHIN:
                    raise
                # What small numbers would follow from is worked out beside the request, and may take a minute or two.
                print(".", end="", flush=True)
                sleep(PAUSE)
    except urllib.error.HTTPError as error:
        problem = orjson.loads(error.read() or b"{}")
        faults = "; ".join(f"{each['field']}: {each['detail']}" for each in problem.get("faults", ()))
        raise LocalFault(f"{problem.get('title', error.reason)}: {faults or problem.get('detail', '')}") from None
    except OSError as error:
        raise LocalFault(f"reporting does not answer ({error}): start everything with `make run` first") from None


def _once(request: urllib.request.Request) -> tuple[bytes, str]:
    with urllib.request.urlopen(request, timeout=WITHIN) as answer:
        return answer.read(), answer.headers.get_filename() or "report"


def _unpacked(body: bytes, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(BytesIO(body)) as archive:
        archive.extractall(folder)
        return [folder / name for name in archive.namelist()]


def main(arguments: Sequence[str] = sys.argv[1:]) -> int:
    """Writes the report and lists its files; exit code 2 with one line on what is wrong."""
    contract, period, audience, as_at, folder = arguments
    try:
        written = report(contract, period, audience, as_at, Path(folder))
    except LocalFault as fault:
        print(f"\nerror: {fault}", file=sys.stderr)
        return 2
    print("\n".join(str(path) for path in written))
    return 0


if __name__ == "__main__":
    sys.exit(main())
