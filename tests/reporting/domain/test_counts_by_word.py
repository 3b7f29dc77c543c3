"""The one shape of counts by coded word: what is observed of a record, and how figures are read."""

from datetime import date

from services.reporting.domain.metric import Direction, Figure, Metric, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.period import month_of, read_period
from services.reporting.domain.records.gathering import Gathering

DAY = date(2025, 4, 10)
APRIL = month_of(DAY)


def metric(*said: ByWord, unit: Unit = Unit.SESSIONS) -> Metric:
    return by_word(
        "all", id="some", title="Some", numerator="some", unit=unit, clock="day", direction=Direction.NEUTRAL,
        valid_from=DAY, of_gathering=lambda _: said,
    )  # fmt: skip


def test_each_word_is_observed_in_a_scope_of_its_own_and_nothing_is_observed_of_none() -> None:
    observe = metric(("walking", DAY, 1), ("boxing", DAY, 0)).of_gathering
    assert observe is not None
    assert list(observe(Gathering("rio", "group", "", (), DAY, 60, (), 0))) == [("rio/walking", APRIL, 1)]


def test_words_that_occurred_add_up_to_the_whole_in_the_order_of_their_letters() -> None:
    words = {"walking": {(APRIL, 1): 2}, "boxing": {(APRIL, 3): 1}, "forum": {(APRIL + 1, 1): 1}}
    assert metric().figures(words, read_period("2025-04", DAY), DAY) == [
        Figure("all", Unit.SESSIONS, 5),
        Figure("boxing", Unit.SESSIONS, 3, part_of="all"),
        Figure("walking", Unit.SESSIONS, 2, part_of="all"),
    ]


def test_hours_are_summed_in_minutes_so_that_the_whole_is_exact_although_its_parts_are_rounded() -> None:
    words = {word: {(APRIL, 20): 1} for word in ("a", "b", "c")}
    figures = metric(unit=Unit.HOURS).figures(words, read_period("2025-04", DAY), DAY)
    assert [figure.value for figure in figures] == [1, 0.33, 0.33, 0.33]
