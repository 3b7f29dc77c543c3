"""The part of a report on the last one sent: what moved, once for each figure, and nothing of what is hidden."""

from dataclasses import replace
from datetime import date

import pytest

from services.reporting.domain.metrics.referrals_received import REFERRALS_RECEIVED
from services.reporting.domain.pack.changes import Moved, Why
from services.reporting.domain.pack.model import Audience, Cell, Mark, Pack, Section, Show
from services.reporting.domain.pack.since import LastSent, alike, with_changes
from services.reporting.packs.wording import text_of
from tests.reporting.packs.sample import sample_pack


def received(value: int | None, period: str = "2023/24-Q4") -> Cell:
    mark = Mark.CONFIDENTIAL if value is None else Mark.NONE
    return Cell(value, Show.COUNT, mark, opens=f"somewhere/referrals-received/received/{period}")


def section(*moved: Moved, audience: Audience = Audience.COMMISSIONER) -> Section:
    now = replace(sample_pack(), audience=audience)
    last = LastSent(replace(now, as_at=date(2024, 4, 12)), date(2024, 4, 15), moved)
    return next(each for each in with_changes(now, last).sections if each.id == "changes-since")


def rows(found: Section) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for table in found.tables for row in table.rows]


def moved(was: Cell, now: Cell, table: str = "Every measure", column: str = "This period") -> Moved:
    return Moved(table, "Referrals received", column, was, now, (Why.LATE_ENTRY, Why.WITHDRAWAL))


SENT = (
    "The last report like this one was for 2023/24, as known by the end of 12 April 2024, and was sent on "
    "15 April 2024."
)
LEFT_OUT = "Figures that were or are confidential are left out here, whether or not they moved."


def test_each_figure_that_moved_stands_once_with_what_was_sent_what_is_known_and_why() -> None:
    here = moved(received(20), received(25))
    there = moved(received(20), received(25), "Headline measures")
    other = moved(received(5, "2024-01"), received(10, "2024-01"), "Twelve months", "January 2024")
    assert section(here, there, other).text == (SENT, LEFT_OUT)
    assert rows(section(here, there, other)) == [
        ["Referrals received", "2023/24-Q4", "20", "25", "late entry, withdrawal"],
        ["Referrals received", "2024-01", "5", "10", "late entry, withdrawal"],
    ]


@pytest.mark.parametrize(("was", "now"), [(None, 10), (10, None)])
def test_outside_nothing_tells_of_a_figure_that_is_hidden_then_or_now(was: int | None, now: int | None) -> None:
    hidden = moved(received(was), received(now))
    for audience in (Audience.COMMISSIONER, Audience.PUBLIC):
        assert section(hidden, audience=audience) == section(audience=audience)
        assert section(hidden, audience=audience).text == (
            f"{SENT} Of the figures shown then and now, none moved.",
            LEFT_OUT,
        )


def test_the_team_is_not_told_of_hiding() -> None:
    assert section(audience=Audience.TEAM).text == (f"{SENT} Its figures are still what was sent.",)


def test_where_nothing_was_sent_before_the_report_says_so_in_one_line() -> None:
    pack: Pack = with_changes(sample_pack(), None)
    assert [each.id for each in pack.sections][-2:] == ["changes-since", "definitions"]
    assert pack.sections[-2].text == ("No report like this one was sent before.",)
    assert pack.sections[-2].tables == ()


def test_what_is_said_of_changes_is_no_figure_that_could_be_opened_or_move_again() -> None:
    assert {
        cell.opens for table in section(moved(received(1), received(2))).tables for row in table.rows for cell in row
    } == {""}


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("2023/24-Q4", "2024/25-Q1", True),
        ("2023/24", "2024/25", True),
        ("2024-01", "2024-02", True),
        ("2023/24", "2023/24-Q4", False),
        ("2023/24", "contract-2023/24", False),
        ("ytd-2024-01", "2024-01", False),
    ],
)
def test_periods_of_one_form_are_alike(one: str, other: str, are: bool) -> None:
    assert alike(one, other) is are


def test_a_figure_is_named_by_its_measure() -> None:
    assert REFERRALS_RECEIVED.definition.title == "Referrals received"
    word = replace(received(4), opens="somewhere/attendances/drop-in/2023/24")
    found = section(Moved("Attendances", "drop-in", "This period", word, replace(word, value=7)))
    assert rows(found) == [["Attendances: drop-in", "2023/24", "4", "7", ""]]
