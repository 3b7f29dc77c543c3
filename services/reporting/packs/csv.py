"""A report as text files: every figure in one tidy table, each table in a file of its own, and what they mean.

The archive's bytes depend on the report alone: its entries carry no moment.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson

from services.reporting.domain.pack.model import Cell, Pack, Show, Table
from services.reporting.packs.wording import MEANINGS, day_text

FIGURES = "figures.csv"
_TIDY = (
    ("table", "string", "Table of the report."),
    ("row", "string", "What the row is about."),
    ("column", "string", "Heading of the column."),
    ("value", "string", "The value; empty where a mark says why there is none."),
    ("mark", "string", "c confidential, x not available, z not applicable, p provisional; empty for none."),
    ("kind", "string", "How the value is meant: count, share from 0 to 1, days, hours, pounds, words."),
    ("numerator", "integer", "Of a share: how many of the denominator."),
    ("denominator", "integer", "Of a share."),
    ("of", "integer", "Of a median or mean: over how many."),
    ("figure", "string", "Scope, metric, figure and period under which the figure can be opened."),
)
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The moment of every entry of the archive: the earliest that the format knows."""


def csv_archive(pack: Pack) -> bytes:
    """The text files and their metadata (CSV on the Web) in one archive."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in csv_files(pack).items():
            entry = ZipInfo(name, _EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def csv_files(pack: Pack) -> Mapping[str, bytes]:
    """Each file by its name."""
    files = {FIGURES: _written([name for name, _, _ in _TIDY], _tidy(pack))}
    for table in pack.tables():
        files[f"{table.id}.csv"] = _written(
            [column.title for column in table.columns], [[_plain(cell) for cell in row] for row in table.rows]
        )
    files["metadata.json"] = orjson.dumps(_metadata(pack), option=orjson.OPT_INDENT_2)
    return files


def _tidy(pack: Pack) -> Iterable[Sequence[object]]:
    for table in pack.tables():
        heads = [column.title for column in table.columns[1:]]
        for row in table.rows:
            for head, cell in zip(heads, row[1:], strict=True):
                told = (cell.numerator, cell.denominator, cell.of)
                value = "" if cell.value is None else cell.value
                counts = ("" if each is None else each for each in told)
                yield (table.id, row[0].value, head, value, cell.mark, cell.show, *counts, cell.opens)


def _plain(cell: Cell) -> object:
    """A value as a machine reads it, or the mark that says why there is none."""
    if cell.value is None:
        return f"[{cell.mark or 'x'}]"
    return cell.value


def _written(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def guarded(value: object) -> object:
    """A text that a spreadsheet would take for a formula is led by an apostrophe; numbers stay as they are."""
    if isinstance(value, date):
        return value.isoformat()
    risky = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if risky else value


def _metadata(pack: Pack) -> dict[str, Any]:
    """What the files hold, by the W3C's CSV on the Web."""
    tidy = [{"name": name, "titles": name, "datatype": kind, "dc:description": told} for name, kind, told in _TIDY]
    tables = [{"url": FIGURES, "dc:title": "Every figure, one a row", "tableSchema": {"columns": tidy}}]
    tables += [_described(table) for table in pack.tables()]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": pack.title,
        "dc:publisher": "Red Rose Recovery",
        "dc:date": pack.as_at.isoformat(),
        "dc:temporal": f"{pack.period.starts_on.isoformat()}/{pack.period.ends_on.isoformat()}",
        "dc:description": f"As known by the end of {day_text(pack.as_at)}; audience {pack.audience}; small numbers by "
        f"the profile {pack.profile}.",
        "redrose:marks": {str(mark): told for mark, told in MEANINGS.items()},
        "redrose:terms": dict(sorted(pack.terms.items())),
        "tables": tables,
    }


def _described(table: Table) -> dict[str, Any]:
    kinds = {Show.TEXT: "string", Show.DAY: "date"}
    columns = [
        # Cells may hold a mark in place of a number, so only words and days have a type of their own.
        {"name": f"c{at}", "titles": column.title, "datatype": kinds.get(column.show, "string")}
        for at, column in enumerate(table.columns, start=1)
    ]
    described = {"url": f"{table.id}.csv", "dc:title": table.title, "tableSchema": {"columns": columns}}
    return described | ({"notes": list(table.notes)} if table.notes else {})
