"""The published control chart data, read where they lie beside the repository and never copied into it."""

import csv
import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

SPC = Path(__file__).resolve().parents[4] / "shared" / "spc"

needed = pytest.mark.skipif(not SPC.is_dir(), reason="the published control chart data are not beside the repository")


def cases() -> list[dict[str, Any]]:
    """The golden cases; none where there is no such folder."""
    return json.loads((SPC / "golden_cases.json").read_text()) if SPC.is_dir() else []


def vectors(starting: str) -> list[dict[str, Any]]:
    """The unit vectors of the one rule whose name begins so."""
    if not SPC.is_dir():
        return []
    (found,) = [rows for name, rows in json.loads((SPC / "unit_vectors.json").read_text()).items()
                if name.split(" ")[0] == starting]  # fmt: skip
    return found


def emergency_departments() -> dict[tuple[str, str], list[tuple[date, float]]]:
    """Attendances by month of each organisation and type of department."""
    series = defaultdict(list)
    if SPC.is_dir():
        with (SPC / "ae_attendances.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                key = row["org_code"], row["type"]
                series[key].append((date.fromisoformat(row["period"]), float(row["attendances"])))
    return dict(series)
