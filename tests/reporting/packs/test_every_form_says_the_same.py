"""Page, workbook, text files, document and frozen form of one report: same words, same bytes, rules of each form."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pypdf
import pytest
from lxml import html

from services.reporting.domain.pack.model import Cell, Column, Pack, Section, Show, Table
from services.reporting.packs.csv import csv_files
from services.reporting.packs.forms import FORMS
from services.reporting.packs.frozen import freeze, thaw
from services.reporting.packs.wording import text_of
from tests.reporting.packs.sample import sample_pack

WORDS = {
    "A count": "23,770",
    "A mean": "7.56",
    "Hours": "3,717",
    "Days, of how many": "12.5 days",
    "A share with its counts": "67% (2/3)",
    "Pounds": "£8,620,000",
    "A day": "31 March 2024",
    "Hidden": "[c]",
    "Not known": "[x]",
    "Without sense": "[z]",
    "Words that look like a formula": "=1+1",
    "Words with <marks> & others": "1 < 2 & “quoted” #let $x$ *bold* _soft_",
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return sample_pack()


@pytest.fixture(scope="module")
def book(pack: Pack) -> Any:
    return openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"].render(pack)))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_report_gives_the_same_bytes(form: str, pack: Pack) -> None:
    assert FORMS[form].render(pack) == FORMS[form].render(sample_pack())


@pytest.mark.parametrize("form", FORMS)
def test_another_figure_gives_other_bytes(form: str, pack: Pack) -> None:
    first = pack.sections[0]
    table = replace(first.tables[0], rows=((Cell("A count"), Cell(23771, Show.COUNT)), *first.tables[0].rows[1:]))
    other = replace(pack, sections=(replace(first, tables=(table,)), *pack.sections[1:]))
    assert FORMS[form].render(pack) != FORMS[form].render(other)


def test_a_frozen_report_thaws_to_an_equal_one(pack: Pack) -> None:
    assert thaw(freeze(pack)) == pack


def test_a_frozen_report_of_another_format_is_refused(pack: Pack) -> None:
    with pytest.raises(ValueError, match="format 99"):
        thaw(freeze(pack).replace(b'{"format":1', b'{"format":99'))


def test_two_tables_of_one_id_are_refused(pack: Pack) -> None:
    with pytest.raises(ValueError, match="kinds"):
        replace(pack, sections=(*pack.sections, Section("more", "More", (), pack.sections[0].tables)))


def test_cells_are_written_in_words_as_a_reader_expects(pack: Pack) -> None:
    rows = pack.sections[0].tables[0].rows
    assert {str(row[0].value): text_of(row[1]) for row in rows} == WORDS


def test_the_page_holds_every_cell_in_a_table_with_headings(pack: Pack) -> None:
    page = html.fromstring(FORMS["html"].render(pack))
    (table,) = page.xpath("//table[@id='table-kinds']")
    assert table.findtext("caption") == "Kinds of cells"
    assert [(cell.text, cell.get("scope")) for cell in table.xpath("thead/tr/th")] == [
        ("What", "col"),
        ("Value", "col"),
    ]
    shown = {row.findtext("th"): row.findtext("td") for row in table.xpath("tbody/tr")}
    assert shown == WORDS
    assert {row.find("th").get("scope") for row in table.xpath("tbody/tr")} == {"row"}


def test_the_page_is_one_file_without_script(pack: Pack) -> None:
    page = html.fromstring(FORMS["html"].render(pack))
    assert len(page.xpath("//h1")) == 1
    assert page.get("lang") == "en-GB"
    assert page.xpath("//script | //link | //img | //iframe | //@onclick") == []
    assert [each for each in page.xpath("//@href") if not each.startswith("#")] == []
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {each.lstrip("#") for each in page.xpath("//a/@href")} <= set(ids)


def test_each_chart_of_the_page_has_words_and_a_table(pack: Pack) -> None:
    page = html.fromstring(FORMS["html"].render(pack))
    figures = page.xpath("//figure")
    assert len(figures) == 2
    for figure in figures:
        (drawing,) = figure.xpath(".//*[local-name()='svg']")
        assert drawing.get("role") == "img"
        assert drawing.xpath("*[local-name()='title']")
        assert drawing.xpath("*[local-name()='desc']")
        assert figure.xpath(".//details//table")


def test_the_workbook_has_a_cover_notes_and_one_table_a_sheet(book: Any, pack: Pack) -> None:
    assert book.sheetnames == ["Cover", "Notes", *[table.id for table in pack.tables()]]
    assert book.active.title == "Cover"
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A3:")
        assert table.ref.endswith(f"{sheet.cell(sheet.max_row, sheet.max_column).coordinate}")
        assert table.autoFilter is None
        assert table.headerRowCount == 1
        assert sheet.freeze_panes is None
        assert list(sheet.merged_cells.ranges) == []
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        assert sheet.sheet_view.selection[0].activeCell == "A1"
        values = [cell.value for row in sheet.iter_rows(min_row=3) for cell in row]
        assert None not in values


def test_the_workbook_keeps_numbers_as_numbers_and_marks_as_words(book: Any) -> None:
    rows = {row[0].value: row[1] for row in book["kinds"].iter_rows(min_row=4)}
    assert rows["A count"].value == 23770
    assert rows["A count"].number_format == "#,##0"
    assert rows["A share with its counts"].number_format == "0%"
    assert rows["Pounds"].number_format == "£#,##0"
    assert rows["Hidden"].value == "[c]"
    assert rows["Words that look like a formula"].value == "=1+1"
    assert rows["Words that look like a formula"].data_type == "s"


def test_the_workbook_says_of_what_and_of_when_it_is(book: Any) -> None:
    assert book.properties.title == "Somewhere: report for 2023/24"
    assert str(book.properties.created.date()) == "2024-04-30"
    cover = [cell.value for row in book["Cover"].iter_rows() for cell in row]
    assert cover[0] == "Somewhere: report for 2023/24"
    assert any("[c] confidential" in str(line) for line in cover)
    notes = [[cell.value for cell in row] for row in book["Notes"].iter_rows(min_row=4)]
    assert notes[0] == ["note 1", "Kinds of cells", "A note on the table."]


def test_no_sheet_has_a_longer_name_than_the_format_takes() -> None:
    long = "a-table-whose-id-is-longer-than-thirty-one-characters"
    tables = tuple(Table(f"{long}-{at}", "T", (Column("A"),), ((Cell("x"),),)) for at in range(3))
    book = openpyxl.load_workbook(
        io.BytesIO(FORMS["xlsx"].render(replace(sample_pack(), sections=(Section("s", "S", (), tables),))))
    )
    assert len(set(book.sheetnames)) == 5
    assert max(len(name) for name in book.sheetnames) <= 31


def test_the_text_files_are_tidy_and_guard_against_formulas(pack: Pack) -> None:
    files = csv_files(pack)
    assert set(files) == {"figures.csv", "metadata.json", *(f"{table.id}.csv" for table in pack.tables())}
    rows = list(csv.DictReader(io.StringIO(files["figures.csv"].decode())))
    kinds = {row["row"]: row for row in rows if row["table"] == "kinds"}
    assert kinds["A count"]["value"] == "23770"
    assert kinds["A count"]["figure"] == "somewhere/attendances/attendances/2023/24"
    assert (kinds["A share with its counts"]["numerator"], kinds["A share with its counts"]["denominator"]) == (
        "2",
        "3",
    )
    assert (kinds["Hidden"]["value"], kinds["Hidden"]["mark"]) == ("", "c")
    assert kinds["Words that look like a formula"]["value"] == "'=1+1"
    own = list(csv.reader(io.StringIO(files["kinds.csv"].decode())))
    assert own[0] == ["What", "Value"]
    assert own[8] == ["Hidden", "[c]"]


def test_the_metadata_names_every_file_and_column(pack: Pack) -> None:
    files = csv_files(pack)
    told = json.loads(files["metadata.json"])
    assert {table["url"] for table in told["tables"]} == set(files) - {"metadata.json"}
    for table in told["tables"]:
        heads = next(csv.reader(io.StringIO(files[table["url"]].decode())))
        assert [column["titles"] for column in table["tableSchema"]["columns"]] == heads
    assert told["dc:date"] == "2024-04-30"
    assert told["dc:temporal"] == "2023-04-01/2024-03-31"


def test_the_archive_carries_no_moment(pack: Pack) -> None:
    with zipfile.ZipFile(io.BytesIO(FORMS["csv"].render(pack))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_document_is_tagged_and_says_its_language_and_title(pack: Pack) -> None:
    document = pypdf.PdfReader(io.BytesIO(FORMS["pdf"].render(pack)))
    root: Any = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata is not None
    assert document.metadata.title == "Somewhere: report for 2023/24"
    xmp = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in xmp
    words = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    for said in WORDS.values():
        assert said in words, said


def test_a_drawing_of_the_document_has_words_in_its_place(pack: Pack) -> None:
    document = pypdf.PdfReader(io.BytesIO(FORMS["pdf"].render(pack)))
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure" and "/Alt" in node:
                found.append(str(node["/Alt"]))
            if "/K" in node:
                walk(node["/K"])

    root: Any = document.trailer["/Root"]
    walk(root["/StructTreeRoot"])
    assert found[0].startswith("Referrals received. ")
    assert found[1] == "From referral on. Received 40, accepted 25, closed not shown."
