"""A report as a workbook, by the Analysis Function's rules for spreadsheets that everybody can use.

A cover, the notes, then one table a sheet: marked up as a table, from the left edge, one header row, nothing below it,
nothing merged, frozen, filtered or hidden. The bytes depend on the report alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from textwrap import wrap
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
    Show.HOURS: "#,##0.0#",
    Show.DAYS: "#,##0.0#",
    Show.SHARE: "0%",
    Show.POUNDS: "£#,##0",
    Show.RATIO: "£#,##0",
    Show.SCORE: "0.00",
    Show.DAY: "d mmmm yyyy",
}
_DECIMALS_IF_ANY = frozenset({Show.HOURS, Show.DAYS})
"""Written without decimals where they are whole: a format cannot say so, `0.##` leaves the point."""
_FIRST_WIDTH, _WIDTH, _WIDE, _WHOLE = 44, 18, 60, 100
"""Widths of the first column, of one of numbers, of one of long words and of the cover, in characters."""
_LINE = 15.0
"""Height of a line of words, in points."""
_HEADER_ROW = 2
_A4 = 9
"""The number of the paper in the format."""


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
        self.line = book.add_format({"text_wrap": False})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        head: dict[str, Any] = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        # Words beside a number begin a little off it.
        self.head = book.add_format(head)
        self.head_of_words = book.add_format(head | {"align": "left", "indent": 1})
        self.head_of_numbers = book.add_format(head | {"align": "right"})
        self.words = book.add_format({"text_wrap": True, "valign": "top", "align": "left", "indent": 1})
        self.link = book.add_format({"font_color": "#0563c1", "underline": 1})
        self._numbers = {
            show: book.add_format({"num_format": written, "valign": "top", "align": "right"})
            for show, written in _NUMBER_FORMATS.items()
        }
        self._marked = book.add_format({"valign": "top", "align": "right", "text_wrap": True})

    def of(self, cell: Cell, column: int, number: bool) -> Any:
        if column == 0:
            return self.text
        if isinstance(cell.value, str) or (cell.value is None and not number):
            return self.words
        if cell.value is None:
            return self._marked
        whole = cell.show in _DECIMALS_IF_ANY and isinstance(cell.value, int | float) and cell.value == int(cell.value)
        return self._numbers.get(Show.COUNT if whole else cell.show, self._marked)

    def head_of(self, column: int, number: bool) -> Any:
        if column == 0:
            return self.head
        return self.head_of_numbers if number else self.head_of_words


def _cover(book: Any, formats: _Formats, pack: Pack, sheets: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("Cover")
    _printed(sheet)
    sheet.set_column(0, 0, _WHOLE)
    first = pack.sections[0].text if pack.sections else ()
    lines = [
        f"{'Organisation' if pack.scope == ORGANISATION else 'Contract'}: {pack.scope_title}",
        *([f"Commissioner: {pack.commissioner}"] if pack.commissioner else []),
        f"Period: {pack.period.label}, {day_text(pack.period.starts_on)} to {day_text(pack.period.ends_on)}",
        *(line for line in first if not line.startswith("Shorthand:")),
        "Shorthand:",
        *(f"{mark_of(mark)} {told}" for mark, told in MEANINGS.items()),
        "Terms in force: " + ", ".join(f"{slug} version {version}" for slug, version in sorted(pack.terms.items())),
        "Worksheets:",
    ]
    sheet.write_string(0, 0, pack.title, formats.title)
    for row, line in enumerate(lines, start=1):
        _fit(sheet, row, [(line, _WHOLE)])
        sheet.write_string(row, 0, line, formats.text)
    for row, (name, title) in enumerate([("Notes", "Notes"), *sheets], start=len(lines) + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats.link, name if name == title else f"{name}: {title}")


def _notes(book: Any, formats: _Formats, tables: Sequence[Table]) -> None:
    sheet = book.add_worksheet("Notes")
    rows = [[f"note {number}", table.title, told] for number, table, told in _numbered(tables)]
    sheet.write_string(0, 0, "Notes", formats.title)
    sheet.write_string(1, 0, "This worksheet contains one table.", formats.line)
    _table(
        sheet,
        formats,
        "notes",
        ["Note", "Table", "Text"],
        rows or [["none", "all tables", "No table needs a note."]],
        [formats.head] * 3,
        (12, _FIRST_WIDTH, _WHOLE),
    )


def _numbered(tables: Sequence[Table]) -> Iterator[tuple[int, Table, str]]:
    number = 0
    for table in tables:
        for told in table.notes:
            number += 1
            yield number, table, told


def _sheet(sheet: Any, formats: _Formats, table: Table) -> None:
    sheet.write_string(0, 0, table.title, formats.title)
    noted = " Notes on it stand in the worksheet Notes." if table.notes else ""
    sheet.write_string(1, 0, f"This worksheet contains one table.{noted}", formats.line)
    heads = _once([column.title for column in table.columns])
    numbers = [_is_number(table, at) for at in range(len(heads))]
    widths = [_width(table, at) for at in range(len(heads))]
    rows = [[_value(cell) for cell in row] for row in table.rows]
    if not rows:
        rows = [["Nothing was observed", *["[z]"] * (len(heads) - 1)]]
    _table(sheet, formats, table.id, heads, rows, [formats.head_of(*each) for each in enumerate(numbers)], widths)
    for at, row in enumerate(table.rows, start=_HEADER_ROW + 1):
        for column, cell in enumerate(row):
            _write(sheet, at, column, cell, formats.of(cell, column, numbers[column]))


def _is_number(table: Table, at: int) -> bool:
    """Whether a column holds numbers: then they stand at its right edge, and what stands in place of one, too."""
    shown = [row[at] for row in table.rows if row[at].value is not None]
    return at > 0 and not any(isinstance(cell.value, str) for cell in shown) and (bool(shown) or not table.rows)


def _width(table: Table, at: int) -> int:
    if at == 0:
        return _FIRST_WIDTH
    return _WIDE if any(len(str(row[at].value or "")) > _WIDTH for row in table.rows) else _WIDTH


def _fit(sheet: Any, row: int, words: Iterable[tuple[str, int]]) -> None:
    """Make a row as high as its longest words need in the width of their column; not every program does it itself."""
    lines = max((len(wrap(told, width - 2)) for told, width in words), default=1)
    if lines > 1:
        sheet.set_row(row, _LINE * lines)


def _printed(sheet: Any) -> None:
    """On paper the columns of a table stay side by side."""
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _table(
    sheet: Any,
    formats: _Formats,
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    head_formats: Sequence[Any],
    widths: Sequence[int],
) -> None:
    _printed(sheet)
    sheet.set_landscape()
    sheet.repeat_rows(_HEADER_ROW)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for at, texts in enumerate((heads, *rows), start=_HEADER_ROW):
        _fit(sheet, at, [(told, wide) for told, wide in zip(texts, widths, strict=True) if isinstance(told, str)])
    sheet.add_table(
        _HEADER_ROW,
        0,
        _HEADER_ROW + len(rows),
        len(heads) - 1,
        {
            "name": "table_" + name.replace("-", "_"),
            "autofilter": False,
            "style": None,
            "columns": [
                {"header": head, "header_format": shown} for head, shown in zip(heads, head_formats, strict=True)
            ],
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


def _write(sheet: Any, row: int, column: int, cell: Cell, shown: Any) -> None:
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
