"""How a cell is written: the same on a page, in a document and in a text file."""

from datetime import date

import pytest

from services.reporting.domain.pack.model import Cell, Mark, Show
from services.reporting.packs.wording import text_of

P = Mark.PROVISIONAL


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (Cell(1204, Show.COUNT), "1,204"),
        (Cell(0, Show.COUNT), "0"),
        (Cell(2 / 3, Show.SHARE, Mark.NONE, 2, 3), "67% (2/3)"),
        (Cell(0.125, Show.SHARE, Mark.NONE, 1, 8), "13% (1/8)"),
        (Cell(2698 / 4000, Show.SHARE, P, 2698, 4000), "67.5% (2,698/4,000) [p]"),
        (Cell(2698 / 3999, Show.SHARE, Mark.NONE, 2698, 3999), "67% (2,698/3,999)"),
        (Cell(0.5, Show.SHARE), "50%"),
        (Cell(8_620_000, Show.POUNDS), "£8,620,000"),
        (Cell(17.5, Show.POUNDS), "£17.50"),
        (Cell(-5.5, Show.POUNDS), "-£5.50"),
        (Cell(34.0, Show.RATIO), "£34"),
        (Cell(3.271, Show.RATIO), "£3.27"),
        (Cell(3717, Show.HOURS), "3,717"),
        (Cell(1.25, Show.HOURS), "1.25"),
        (Cell(12, Show.DAYS), "12 days"),
        (Cell(1, Show.DAYS), "1 day"),
        (Cell(12.5, Show.DAYS), "12.5 days"),
        (Cell(4, Show.MEAN), "4.0"),
        (Cell(4.256, Show.MEAN), "4.26"),
        (Cell(24.5, Show.SCORE), "24.5"),
        (Cell(date(2024, 3, 31), Show.DAY), "31 March 2024"),
        (Cell("met"), "met"),
        (Cell(5, Show.COUNT, P), "5 [p]"),
        (Cell(None, Show.COUNT, Mark.CONFIDENTIAL), "[c]"),
        (Cell(None, Show.COUNT, Mark.NOT_AVAILABLE), "[x]"),
        (Cell(None, Show.SHARE, Mark.NOT_APPLICABLE, 0, 0), "[z]"),
        (Cell(None), "[x]"),
        (Cell(None, Show.COUNT, P), "[x]"),
    ],
)
def test_a_cell_is_written_so(cell: Cell, said: str) -> None:
    assert text_of(cell) == said
