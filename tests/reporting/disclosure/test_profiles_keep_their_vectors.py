"""Each profile on its published vectors, what a reader can tell from what is shown, and figures made from counts."""

import pytest

from services.reporting.domain.disclosure.profiles import PROFILES, beside, pounds, treated
from services.reporting.domain.metric import Figure, Unit

_VECTORS = {
    "none": {0: 0, 1: 1, 7: 7, 254: 254},
    "hes": {0: 0, 1: None, 7: None, 8: 10, 12: 10, 13: 15, 22: 20, 23: 25, 254: 255},
    "mhsds": {0: None, 3: None, 4: None, 5: 5, 7: 5, 8: 10, 254: 255},
    "ndtms": {0: None, 4: None, 5: 5, 7: 7, 254: 254},
    "model_hospital": {0: None, 6: None, 7: 7, 8: 8, 254: 254},
    "strict10": {0: None, 1: None, 9: None, 10: 10, 11: 11, 254: 254},
}


@pytest.mark.parametrize(
    ("profile", "count", "shown"), [(name, *each) for name, vectors in _VECTORS.items() for each in vectors.items()]
)
def test_a_count_is_shown_as_the_profile_says(profile: str, count: int, shown: int | None) -> None:
    assert PROFILES[profile].shown(count) == shown
    assert treated(PROFILES[profile], Figure("received", Unit.REFERRALS, count)) == Figure(
        "received", Unit.REFERRALS, shown, hidden=shown is None
    )


@pytest.mark.parametrize(
    ("profile", "count", "told"),
    [("hes", 0, (0, 0)), ("hes", 8, (8, 12)), ("hes", 12, (8, 12)), ("hes", 15, (13, 17)), ("mhsds", 7, (5, 7)),
     ("ndtms", 7, (7, 7)), ("strict10", 10, (10, 10))],
)  # fmt: skip
def test_a_reader_can_tell_what_is_rounded_alike(profile: str, count: int, told: tuple[int, int]) -> None:
    assert PROFILES[profile].told(count) == told


@pytest.mark.parametrize(("count", "told"), [(8, (8, 9)), (10, (10, 12)), (15, (13, 17))])
def test_what_another_report_hides_tells_apart_what_is_rounded_alike(count: int, told: tuple[int, int]) -> None:
    assert beside(PROFILES["hes"], PROFILES["strict10"]).told(count) == told


@pytest.mark.parametrize(
    ("profile", "small"),
    [("hes", (1, 7)), ("mhsds", (0, 4)), ("ndtms", (0, 4)), ("model_hospital", (0, 6)), ("strict10", (0, 9))],
)
def test_of_a_small_count_a_reader_knows_that_it_is_small(profile: str, small: tuple[int, int]) -> None:
    assert PROFILES[profile].of_small() == small


@pytest.mark.parametrize(("profile", "of", "shown"), [("hes", 7, False), ("hes", 8, True), ("strict10", 9, False),
                                                      ("strict10", 10, True), ("ndtms", 7, False)])  # fmt: skip
def test_days_are_shown_if_enough_had_one(profile: str, of: int, shown: bool) -> None:
    assert treated(PROFILES[profile], Figure("median", Unit.DAYS, 4.5, of=of)).hidden is not shown


def test_a_share_is_made_from_its_counts_as_they_are_shown() -> None:
    figure = treated(PROFILES["hes"], Figure("in time", Unit.SHARE, 22 / 48, 22, 48))
    assert (figure.value, figure.numerator, figure.denominator) == (0.4, 20, 50)


@pytest.mark.parametrize(("numerator", "denominator"), [(3, 40), (38, 40), (40, 43), (3, 5)])
def test_a_share_is_hidden_with_any_of_its_counts(numerator: int, denominator: int) -> None:
    figure = treated(PROFILES["hes"], Figure("in time", Unit.SHARE, numerator / denominator, numerator, denominator))
    assert (figure.hidden, figure.value, figure.numerator, figure.denominator) == (True, None, None, None)


@pytest.mark.parametrize(("denominator", "value"), [(3997, 0.33), (3998, 0.333)])
def test_one_decimal_is_shown_of_four_thousand_or_more(denominator: int, value: float) -> None:
    figure = treated(PROFILES["hes"], Figure("in time", Unit.SHARE, 0.3, 1330, denominator))
    assert figure.value == value


def test_a_mean_is_hidden_with_its_sum_and_made_from_it_as_it_is_shown() -> None:
    size = treated(PROFILES["hes"], Figure("size", Unit.MEAN, 3.83, 23, 6))
    assert (size.value, size.numerator, size.denominator) == (4.17, 25, 6)
    assert treated(PROFILES["hes"], Figure("size", Unit.MEAN, 3.5, 7, 2)).hidden


@pytest.mark.parametrize(("count", "value"), [(7, None), (8, 10 * 18_000), (0, 0)])
def test_pounds_are_made_from_the_count_as_it_is_shown(count: int, value: int | None) -> None:
    assert pounds(PROFILES["hes"], count, 18_000) == value


def test_pounds_are_hidden_with_their_count() -> None:
    assert pounds(PROFILES["hes"], 40, 18_000, hidden=True) is None


@pytest.mark.parametrize("unit", [Unit.SESSIONS, Unit.ACTIVITIES, Unit.GRANTS, Unit.POUNDS, Unit.HOURS])
def test_what_is_of_nobody_is_shown_by_the_strictest(unit: Unit) -> None:
    assert treated(PROFILES["strict10"], Figure("few", unit, 3)) == Figure("few", unit, 3)
