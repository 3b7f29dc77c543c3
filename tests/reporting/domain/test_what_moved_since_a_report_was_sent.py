"""A report as it was sent beside the same one as known later: which cells moved, and why."""

from dataclasses import replace

import pytest

from services.reporting.domain.pack.changes import Moved, Why, moved, why_of
from services.reporting.domain.pack.model import Cell, Mark, Pack, Show
from tests.reporting.packs.sample import sample_pack

SCOPE, METRIC = "somewhere", "attendances"


def with_count(pack: Pack, cell: Cell) -> Pack:
    first = pack.sections[0]
    table = replace(first.tables[0], rows=((Cell("A count"), cell), *first.tables[0].rows[1:]))
    return replace(pack, sections=(replace(first, tables=(table,)), *pack.sections[1:]))


def count(value: int | None, mark: Mark = Mark.NONE) -> Cell:
    return Cell(value, Show.COUNT, mark, opens=f"{SCOPE}/{METRIC}/attendances/2023/24")


def test_an_equal_report_has_not_moved() -> None:
    assert moved(sample_pack(), sample_pack(), {}) == []


def test_a_figure_that_moved_is_named_with_both_values_and_why() -> None:
    later = with_count(sample_pack(), count(23771))
    reasons = {(SCOPE, METRIC): (Why.LATE_ENTRY,)}
    assert moved(sample_pack(), later, reasons) == [
        Moved("Kinds of cells", "A count", "Value", count(23770), count(23771), (Why.LATE_ENTRY,))
    ]


def test_a_figure_that_moved_for_no_record_was_delivered_late() -> None:
    (one,) = moved(sample_pack(), with_count(sample_pack(), count(23771)), {})
    assert one.why == (Why.LATE_DELIVERY,)


def test_a_figure_that_became_small_is_told_as_hidden() -> None:
    (one,) = moved(sample_pack(), with_count(sample_pack(), count(None, Mark.CONFIDENTIAL)), {})
    assert (one.now.value, one.now.mark) == (None, Mark.CONFIDENTIAL)


def test_another_version_of_a_definition_is_a_reason() -> None:
    later = with_count(sample_pack(), count(23771))
    later = replace(later, definitions=(replace(later.definitions[0], version=9), *later.definitions[1:]))
    (one,) = moved(sample_pack(), later, {})
    assert one.why == (Why.DEFINITION,)


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("contact-recorded.v1",), Why.LATE_ENTRY),
        (("referral-received.v1", "referral-accepted.v1"), Why.LATE_ENTRY),
        (("contact-corrected.v1",), Why.CORRECTION),
        (("step-corrected.v1", "referral-closed.v1"), Why.CORRECTION),
        (("contact-recorded.v1", "contact-corrected.v1", "contact-withdrawn.v1"), Why.WITHDRAWAL),
        (("people-linked.v1",), Why.LINK),
    ],
)
def test_the_messages_that_came_since_say_why(names: tuple[str, ...], why: Why) -> None:
    assert why_of(names) == why
