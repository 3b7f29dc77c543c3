"""What reporting counted of the two years that `make demo-year` plays, kept beside the test that attacks it.

`python -m tests.reporting.disclosure.year_of_counts URL` makes the file anew from reporting's database at a URL, once
both years are played and projected. It holds counts alone: by metric, scope, word, month and number.
"""

import asyncio
import gzip
import json
import sys
from datetime import date
from pathlib import Path

import asyncpg

from services.reporting.domain.metrics.report import Tallies
from services.reporting.domain.period import month_of

FILE = Path(__file__).with_name("year_of_counts.json.gz")
FIRST, LAST = month_of(date(2022, 4, 1)), month_of(date(2024, 3, 1))
"""First and last month of the two years."""


def read() -> Tallies:
    """For every metric and scope, by word: how often each number was observed in each month."""
    found: dict[tuple[str, str], dict[str, dict[tuple[int, int], int]]] = {}
    for metric, scope, word, cells in json.loads(gzip.decompress(FILE.read_bytes())):
        found.setdefault((metric, scope), {})[word] = {(FIRST + month, number): times for month, number, times in cells}
    return found


def write(tallies: Tallies) -> None:
    """Keep the two years of tallies, the same bytes for the same counts."""
    rows = []
    for (metric, scope), words in sorted(tallies.items()):
        for word, tally in sorted(words.items()):
            cells = [
                (month - FIRST, number, times)
                for (month, number), times in sorted(tally.items())
                if FIRST <= month <= LAST and times
            ]
            if cells:
                rows.append((metric, scope, word, cells))
    FILE.write_bytes(gzip.compress(json.dumps(rows, separators=(",", ":")).encode(), 9, mtime=0))


async def _counted(url: str) -> Tallies:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("select metric, scope, month, number, times from figures.cells where times <> 0")
    finally:
        await connection.close()
    found: dict[tuple[str, str], dict[str, dict[tuple[int, int], int]]] = {}
    for metric, behind, month, number, times in rows:
        scope, _, word = behind.partition("/")
        found.setdefault((metric, scope), {}).setdefault(word, {})[month, number] = times
    return found


if __name__ == "__main__":
    write(asyncio.run(_counted(sys.argv[1])))
