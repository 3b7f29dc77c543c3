"""The workbook to the eye: numbers under their headings, rows as high as their words, and pages that keep together."""

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from services.reporting.domain.pack.model import Cell, Column, Mark, Section, Show, Table
from services.reporting.packs.forms import FORMS
from tests.reporting.packs.sample import sample_pack

LONG = "Still waiting for first contact at the end of the period: 90th percentile of days so far"
TABLE = Table(
    "measures",
    "Measures",
    (Column("Measure"), Column("Days in the same period of last year"), Column("Change"), Column("Result")),
    (
        (Cell(LONG), Cell(12.5, Show.DAYS), Cell("+1"), Cell("met")),
        (Cell("Short"), Cell(6.0, Show.DAYS), Cell("+0"), Cell(None, Show.TEXT, Mark.NOT_APPLICABLE)),
        (Cell("Hidden"), Cell(None, Show.DAYS, Mark.CONFIDENTIAL), Cell("+0"), Cell("missed")),
    ),
)


@pytest.fixture(scope="module")
def book() -> Any:
    pack = sample_pack()
    sections = (
        replace(pack.sections[0], text=("As known.", "Shorthand: [c] confidential.")),
        Section("m", "M", (), (TABLE,)),
    )
    return openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"].render(replace(pack, sections=sections))))


def test_numbers_and_what_stands_in_their_place_are_under_their_heading_at_the_right(book: Any) -> None:
    sheet = book["measures"]
    assert [sheet[f"B{row}"].alignment.horizontal for row in (3, 4, 5, 6)] == ["right"] * 4
    for column in "CD":
        assert [sheet[f"{column}{row}"].alignment.horizontal for row in (3, 4, 5, 6)] == ["left"] * 4
        assert [sheet[f"{column}{row}"].alignment.indent for row in (3, 4, 5, 6)] == [1] * 4


def test_days_have_decimals_only_where_they_are_not_whole(book: Any) -> None:
    assert [book["measures"][place].number_format for place in ("B4", "B5")] == ["#,##0.0#", "#,##0"]


def test_a_row_is_as_high_as_its_longest_words_need(book: Any) -> None:
    heights = [book["measures"].row_dimensions[row].height for row in (3, 4, 5)]
    assert heights == [45, 45, None]


def test_on_paper_columns_stay_side_by_side_under_a_header_on_every_page(book: Any) -> None:
    for sheet in book.worksheets:
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for sheet in book.worksheets[1:]:
        assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$3:$3")


def test_the_cover_leads_to_every_sheet_and_says_the_shorthand_once(book: Any) -> None:
    cover = book["Cover"]
    leads = [cell.hyperlink.location for (cell,) in cover.iter_rows() if cell.hyperlink]
    assert leads == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    lines = [cell.value for (cell,) in cover.iter_rows()]
    assert [line for line in lines if line.startswith(("Shorthand", "[c]"))] == [
        "Shorthand:",
        "[c] confidential: a small number, or one from which a small number would follow",
    ]
