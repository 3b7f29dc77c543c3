"""A report as a workbook, by the Analysis Function's rules for spreadsheets that everybody can use.

A cover, the notes, then one table a sheet: marked up as a table, from the left edge, one header row, nothing below it,
nothing merged, frozen, filtered or hidden. The bytes depend on the report alone.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.pack.model import Cell, Pack, Show, Table
from services.reporting.packs.wording import MEANINGS, day_text, mark_of

_LONGEST_NAME = 31
"""Characters of a sheet's name that the format takes."""
_NUMBER_FORMATS = {
    Show.COUNT: "#,##0",
    Show.MEAN: "#,##0.0",
    Show.HOURS: "#,##0.##",
    Show.DAYS: "#,##0.##",
    Show.SHARE: "0%",
    Show.POUNDS: "£#,##0",
    Show.RATIO: "£#,##0",
    Show.SCORE: "0.00",
    Show.DAY: "d mmmm yyyy",
}
_FIRST_WIDTH, _WIDTH, _WIDE = 44, 18, 60
"""Widths of the first column, of one of numbers and of one of words, in characters."""
_HEADER_ROW = 2


def workbook(pack: Pack) -> bytes:
    """The report as a file of Office Open XML."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made = datetime.combine(pack.as_at, time(12), UTC).replace(tzinfo=None)
    book.set_properties(
        {
            "title": pack.title,
            "subject": f"{pack.period.label}, as at {pack.as_at}",
            "author": "Red Rose Recovery",
            "company": "Red Rose Recovery",
            "created": made,
        }
    )
    formats = _Formats(book)
    tables = list(pack.tables())
    names = dict(zip((table.id for table in tables), _sheet_names(tables), strict=True))
    _cover(book, formats, pack, [(names[table.id], table.title) for table in tables])
    _notes(book, formats, tables)
    for table in tables:
        _sheet(book.add_worksheet(names[table.id]), formats, table)
    book.worksheets()[0].activate()
    book.close()
    return out.getvalue()


class _Formats:
    """Formats, each made once."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14, "text_wrap": False})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._numbers = {
            show: book.add_format({"num_format": written, "valign": "top", "align": "right"})
            for show, written in _NUMBER_FORMATS.items()
        }
        self._marked = book.add_format({"valign": "top", "align": "right", "text_wrap": True})

    def of(self, cell: Cell) -> Any:
        if isinstance(cell.value, str):
            return self.text
        return self._marked if cell.value is None else self._numbers.get(cell.show, self._marked)


def _cover(book: Any, formats: _Formats, pack: Pack, sheets: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("Cover")
    sheet.set_column(0, 0, 100)
    first = pack.sections[0].text if pack.sections else ()
    lines = [
        f"{'Organisation' if pack.scope == ORGANISATION else 'Contract'}: {pack.scope_title}",
        *([f"Commissioner: {pack.commissioner}"] if pack.commissioner else []),
        f"Period: {pack.period.label}, {day_text(pack.period.starts_on)} to {day_text(pack.period.ends_on)}",
        *first,
        "Shorthand: " + "; ".join(f"{mark_of(mark)} {told}" for mark, told in MEANINGS.items()) + ".",
        "Terms in force: " + ", ".join(f"{slug} version {version}" for slug, version in sorted(pack.terms.items())),
        "Worksheets: Notes; " + "; ".join(f"{name} ({title})" for name, title in sheets) + ".",
    ]
    sheet.write_string(0, 0, pack.title, formats.title)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, formats.text)


def _notes(book: Any, formats: _Formats, tables: Sequence[Table]) -> None:
    sheet = book.add_worksheet("Notes")
    rows = [[f"note {number}", table.title, told] for number, table, told in _numbered(tables)]
    sheet.write_string(0, 0, "Notes", formats.title)
    sheet.write_string(1, 0, "This worksheet contains one table.", formats.text)
    _table(
        sheet,
        formats,
        "notes",
        ["Note", "Table", "Text"],
        rows or [["none", "all tables", "No table needs a note."]],
    )
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, _FIRST_WIDTH)
    sheet.set_column(2, 2, 100)


def _numbered(tables: Sequence[Table]) -> Iterator[tuple[int, Table, str]]:
    number = 0
    for table in tables:
        for told in table.notes:
            number += 1
            yield number, table, told


def _sheet(sheet: Any, formats: _Formats, table: Table) -> None:
    sheet.write_string(0, 0, table.title, formats.title)
    noted = " Notes on it stand in the worksheet Notes." if table.notes else ""
    sheet.write_string(1, 0, f"This worksheet contains one table.{noted}", formats.text)
    heads = _once([column.title for column in table.columns])
    rows = [[_value(cell) for cell in row] for row in table.rows]
    if not rows:
        rows = [["Nothing was observed", *["[z]"] * (len(heads) - 1)]]
    _table(sheet, formats, table.id, heads, rows)
    for at, row in enumerate(table.rows, start=_HEADER_ROW + 1):
        for column, cell in enumerate(row):
            _write(sheet, at, column, cell, formats)
    for column in range(len(heads)):
        words = any(isinstance(row[column].value, str) and len(str(row[column].value)) > _WIDTH for row in table.rows)
        sheet.set_column(column, column, _FIRST_WIDTH if column == 0 else _WIDE if words else _WIDTH)


def _table(sheet: Any, formats: _Formats, name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    sheet.add_table(
        _HEADER_ROW,
        0,
        _HEADER_ROW + len(rows),
        len(heads) - 1,
        {
            "name": "table_" + name.replace("-", "_"),
            "autofilter": False,
            "style": None,
            "columns": [{"header": head, "header_format": formats.head} for head in heads],
            "data": rows,
        },
    )
    for at, row in enumerate(rows, start=_HEADER_ROW + 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, column, value, formats.text)


def _value(cell: Cell) -> Any:
    if cell.value is None:
        return mark_of(cell.mark) or "[x]"
    return cell.value.isoformat() if isinstance(cell.value, date) else cell.value


def _write(sheet: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    shown = formats.of(cell)
    if cell.value is None:
        sheet.write_string(row, column, mark_of(cell.mark) or "[x]", shown)
    elif isinstance(cell.value, str):
        sheet.write_string(row, column, cell.value, shown)
    elif isinstance(cell.value, date):
        sheet.write_datetime(row, column, datetime.combine(cell.value, time()), shown)
    else:
        sheet.write_number(row, column, cell.value, shown)


def _once(heads: Sequence[str]) -> list[str]:
    """Headings that differ from each other, as a table of a workbook needs them."""
    seen: dict[str, int] = {}
    found = []
    for head in heads:
        key = head.lower()
        seen[key] = seen.get(key, 0) + 1
        found.append(head if seen[key] == 1 else f"{head} ({seen[key]})")
    return found


def _sheet_names(tables: Sequence[Table]) -> list[str]:
    """The tables' ids as names of sheets: short enough, and each once."""
    names: list[str] = []
    for table in tables:
        name = table.id[:_LONGEST_NAME]
        number = 1
        while name.lower() in {each.lower() for each in (*names, "Cover", "Notes")}:
            number += 1
            name = f"{table.id[: _LONGEST_NAME - 3]}-{number}"
        names.append(name)
    return names
