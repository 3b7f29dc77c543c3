"""The profile `hes` on its published vectors, and on shares and days."""

import pytest

from services.reporting.domain.disclosure.profiles import hes
from services.reporting.domain.metric import Figure, Unit


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15), (22, 20), (23, 25), (254, 255)]
)
def test_counts_of_one_to_seven_are_hidden_and_others_go_to_the_nearest_five(count: int, shown: int | None) -> None:
    assert hes(Figure("received", Unit.REFERRALS, count)) == Figure(
        "received", Unit.REFERRALS, shown, hidden=shown is None
    )


def test_a_share_shows_whole_percent_and_rounded_counts() -> None:
    assert hes(Figure("acceptance", Unit.SHARE, 41 / 62, 41, 62)) == Figure("acceptance", Unit.SHARE, 0.67, 40, 60)


@pytest.mark.parametrize(("numerator", "denominator"), [(3, 20), (3, 5), (20, 21)])
def test_a_share_is_hidden_if_a_small_number_follows_from_it(numerator: int, denominator: int) -> None:
    figure = hes(Figure("acceptance", Unit.SHARE, numerator / denominator, numerator, denominator))
    assert figure == Figure("acceptance", Unit.SHARE, None, None, None, hidden=True)


def test_none_and_all_are_shown_if_the_whole_is_large_enough() -> None:
    assert hes(Figure("in time", Unit.SHARE, 1.0, 12, 12)) == Figure("in time", Unit.SHARE, 1.0, 10, 10)
    assert hes(Figure("in time", Unit.SHARE, 0.0, 0, 12)) == Figure("in time", Unit.SHARE, 0.0, 0, 10)


def test_days_are_shown_if_eight_or_more_had_one() -> None:
    assert hes(Figure("median", Unit.DAYS, 4.5, of=7)) == Figure("median", Unit.DAYS, None, of=None, hidden=True)
    assert hes(Figure("median", Unit.DAYS, 4.5, of=8)) == Figure("median", Unit.DAYS, 4.5, of=10)
    assert hes(Figure("median", Unit.DAYS, None, of=0)) == Figure("median", Unit.DAYS, None, of=0)


@pytest.mark.parametrize("unit", [Unit.OUTCOMES, Unit.CONTACTS, Unit.ATTENDANCES, Unit.SIGNPOSTINGS, Unit.HITS])
def test_what_was_done_with_individuals_is_hidden_as_they_are(unit: Unit) -> None:
    assert hes(Figure("few", unit, 3)) == Figure("few", unit, None, hidden=True)


@pytest.mark.parametrize("unit", [Unit.SESSIONS, Unit.ACTIVITIES, Unit.GRANTS, Unit.POUNDS, Unit.HOURS])
def test_what_is_about_no_individual_is_shown_as_it_is(unit: Unit) -> None:
    assert hes(Figure("few", unit, 3)) == Figure("few", unit, 3)
