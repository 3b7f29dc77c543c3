"""The annual review against what is known of the organisation's own: each stated figure, each gap, each sum."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from services.reporting.domain.pack.model import Cell, Mark
from tests.reporting.social_value.reviews import review, row, table

FILE = Path(__file__).resolve().parents[4] / "shared" / "domain" / "annual_review_2023_24.json"
needed = pytest.mark.skipif(not FILE.is_file(), reason="the organisation's figures are not beside the repository")
KNOWN: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
SOURCES = {
    "annual-review-2023-24": "AR",
    "annual-review-2020-21": "AR20",
    "sector-article-2024": "A24",
    "sector-article-2020": "A20",
}
UNITS = {
    "GBP": "pounds",
    "GBP per GBP 1 spent": "pounds for each pound",
    "GBP/person/year": "pounds a person and year",
    "GBP/instance": "pounds an instance",
    "GBP million": "million pounds",
    "GBP billion/year": "billion pounds a year",
}
PACK = review()


def known(kind: str) -> Any:
    """One case for each entry, named by its id; none where the file is missing."""
    cases = [pytest.param(each, id=each["id"]) for each in KNOWN.get(kind, [])]
    return pytest.mark.parametrize("entry", cases or [pytest.param({}, id="no file")])


def says(cell: Cell) -> object:
    """What a cell says, as the file says it: a year is text there is a number."""
    return int(cell.value) if isinstance(cell.value, str) and re.fullmatch(r"\d{4}", cell.value) else cell.value


@needed
def test_nothing_is_added_to_what_is_known_and_nothing_left_out() -> None:
    for kind, in_table in (
        ("figures", "stated-figures"),
        ("not_known", "figures-not-known"),
        ("derived", "derived-figures"),
        ("checks", "checks"),
    ):
        assert [cells[0].value for cells in table(PACK, in_table).rows] == [each["id"] for each in KNOWN[kind]]


@needed
@known("figures")
def test_a_stated_figure_is_printed_with_its_qualifier(entry: dict[str, Any]) -> None:
    printed = row(PACK, "stated-figures", entry["id"])

    assert says(printed["Stated"]) == entry["value"]
    assert printed["Qualifier"].value == entry["qualifier"]
    assert printed["Period"].value == entry["period"]
    assert printed["Source"].value == SOURCES[entry["source"]]
    unit = entry["unit"]
    assert printed["Unit"].value == UNITS.get(unit, unit.replace("GBP", "pounds").replace("/", " a ")).replace(
        "a hour", "an hour"
    )


@needed
@known("figures")
def test_where_the_platform_counts_the_same_it_says_the_same(entry: dict[str, Any]) -> None:
    printed = row(PACK, "stated-figures", entry["id"])["Counted here"]

    if printed.mark is not Mark.NOT_APPLICABLE:
        assert printed.value == entry["value"]


@needed
@known("not_known")
def test_a_figure_that_is_not_known_is_printed_as_not_known(entry: dict[str, Any]) -> None:
    printed = row(PACK, "figures-not-known", entry["id"])

    assert (printed["Stated"].value, printed["Stated"].mark) == ("not known", Mark.NOT_AVAILABLE)
    assert printed["Period"].value == entry["period"]
    comparator, candidate = entry["comparator"], entry["candidate"]
    assert printed["Year before"].value == (comparator["value"] if comparator else None)
    assert printed["Candidate"].value == (candidate["value"] if candidate else None)
    why = printed["Why not certain"].value
    assert why is None if candidate is None else str(why).startswith("Candidate, not certain: ")


@needed
@known("derived")
def test_a_derived_figure_is_printed_as_derived(entry: dict[str, Any]) -> None:
    printed = row(PACK, "derived-figures", entry["id"])

    assert printed["Value"].value == entry["value"]
    assert printed["Standing"].value == "derived"


@needed
@known("checks")
def test_a_sum_of_the_review_is_done_again(entry: dict[str, Any]) -> None:
    printed = row(PACK, "checks", entry["id"])

    assert (printed["Holds"].value == "yes") is entry["holds"]
    if entry["stated"] is True:
        assert (printed["Comes to"].value, printed["Must be"].value) == (619_320, "more than")
        assert printed["Stated"].value == 600_000
    else:
        assert (printed["Comes to"].value, printed["Stated"].value) == (entry["computed"], entry["stated"])


@needed
@pytest.mark.parametrize("entry", [pytest.param(each, id=each["id"]) for each in KNOWN.get("social_value", [])])
def test_a_programme_has_the_value_ratio_and_implied_spend_of_the_file(entry: dict[str, Any]) -> None:
    title = entry["title"]
    gross, found = row(PACK, "gross-value", title), row(PACK, "value-ratios", title)

    assert (gross["Count"].value, gross["Unit value"].value) == (entry["count"], entry["unit_value"])
    assert (gross["Value"].value, found["Saved for each £1"].value) == (entry["value"], entry["ratio"])
    spend = [found[each].value for each in ("Spend", "Spend at least", "Spend at most")]
    assert spend == [entry["implied_spend"][each] for each in ("point", "low", "high")]
    parts = [cells for cells in table(PACK, "unit-values").rows if cells[0].value == title]
    assert [(cells[2].value, cells[3].value) for cells in parts] == [
        (each["amount"], each["quantity"]) for each in entry["components"]
    ]
    shown = {str(cells[0].value) for cells in table(PACK, "value-shown-by").rows if cells[1].value == title}
    assert len(shown) == 1 + len(entry["also_claimed_by"]) + (entry["contract"] != "organisation")


@needed
def test_all_programmes_have_the_total_and_the_range_of_the_file() -> None:
    told = KNOWN["social_value_total"]
    sums = row(PACK, "value-ratios", "All programmes")
    headline = row(PACK, "value-ratios", "All programmes, by the stated overall ratio")
    spends = ("Spend", "Spend at least", "Spend at most")
    ends = ("point", "low", "high")

    assert sums["Value"].value == told["value"]
    assert [sums[each].value for each in spends] == [told["implied_spend_from_programmes"][each] for each in ends]
    assert [headline[each].value for each in spends] == [told["implied_spend_from_headline"][each] for each in ends]
    assert sums["Saved for each £1"].value == headline["Saved for each £1"].value == told["headline_ratio"]
    low, high = told["ratio_from_programmes_range"]
    assert (sums["Before rounding"].value, round(told["ratio_from_programmes"], 2)) == (11.96, 11.96)
    assert (sums["At least"].value, sums["At most"].value) == (11.01, 12.87)
    assert low <= 11.01 <= 12.87 <= high


@needed
def test_every_trap_of_the_file_is_told_as_a_caution() -> None:
    cautions = next(each for each in PACK.sections if each.id == "cautions")

    assert len(cautions.text) == len(KNOWN["traps"]) == 12


@needed
def test_no_sentence_of_the_file_is_taken_over() -> None:
    theirs = {each["text"] for each in KNOWN["traps"]} | {
        each["note"] for kind in ("figures", "derived") for each in KNOWN[kind] if each["note"]
    }
    ours = {str(cell.value) for found in PACK.tables() for cells in found.rows for cell in cells}

    assert not {each for each in theirs if len(each.split()) > 4} & ours
