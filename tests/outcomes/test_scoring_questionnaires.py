"""Every instrument: published and documented examples, ranges, what is left out, and what is said of it."""

import pytest

from services.outcomes.domain.instruments.catalogue import INSTRUMENTS
from services.outcomes.domain.instruments.instrument import CutOff, Instrument, Missing, Range, Result

NOTHING = Result()

SWEMWBS = {
    7: 700, 8: 951, 9: 1125, 10: 1240, 11: 1333, 12: 1408, 13: 1475, 14: 1532, 15: 1584, 16: 1636, 17: 1688, 18: 1743,
    19: 1798, 20: 1859, 21: 1925, 22: 1998, 23: 2073, 24: 2154, 25: 2235, 26: 2321, 27: 2411, 28: 2503, 29: 2602,
    30: 2703, 31: 2813, 32: 2931, 33: 3070, 34: 3255, 35: 3500,
}  # fmt: skip
"""The published conversion, raw to metric in hundredths."""


def answers_of_swemwbs(raw: int) -> list[int]:
    """Seven answers from 1 to 5 that add up to `raw`, the first items highest."""
    fives, rest = divmod(raw - 7, 4)
    return [5] * fives + ([1 + rest] if fives < 7 else []) + [1] * (6 - fives)


@pytest.mark.parametrize(("raw", "metric"), SWEMWBS.items())
def test_swemwbs_is_converted_by_the_whole_table(raw: int, metric: int) -> None:
    answers = answers_of_swemwbs(raw)
    assert (len(answers), sum(answers)) == (7, raw)
    assert INSTRUMENTS["swemwbs"].result(answers) == Result(score_in_hundredths=metric)
    assert INSTRUMENTS["swemwbs"].result(answers[::-1]) == Result(score_in_hundredths=metric)


@pytest.mark.parametrize(
    ("instrument", "answers", "expected"),
    [
        ("barc-10", (1,) * 10, Result(1000)),
        ("barc-10", (6,) * 10, Result(6000)),
        ("barc-10", (5, 5, 4, 5, 4, 5, 5, 5, 4, 5), Result(4700)),
        ("ndta", (0,) * 10, Result(0)),
        ("ndta", (4, 4, 4, 8, 8, 4, 4, 4, 4, 4), Result(4800)),
        ("ndta", (3, 2, 1, 4, 6, 3, 2, 4, 3, 4), Result(3200)),
        ("eq-5d-5l", (1, 1, 1, 1, 1), Result(profile="11111")),
        ("eq-5d-5l", (5, 5, 5, 5, 5), Result(profile="55555")),
        ("eq-5d-5l", (2, 1, 2, 3, 2), Result(profile="21232")),
    ],
)
def test_documented_examples(instrument: str, answers: tuple[int, ...], expected: Result) -> None:
    assert INSTRUMENTS[instrument].result(answers) == expected


@pytest.mark.parametrize("instrument", [each for each in INSTRUMENTS.values() if each.items], ids=lambda each: each.id)
def test_answers_that_are_left_out_or_out_of_range_come_to_nothing(instrument: Instrument) -> None:
    least = [item.lowest for item in instrument.items]
    assert instrument.result(least) != NOTHING
    assert instrument.result([]) == instrument.result(least[:-1]) == instrument.result([*least, 1]) == NOTHING
    for at, item in enumerate(instrument.items):
        for answer in (None, item.lowest - 1, item.highest + 1):
            assert instrument.result([*least[:at], answer, *least[at + 1 :]]) == NOTHING, item


def test_a_score_alone_is_kept_of_a_licensed_scale() -> None:
    reqol = INSTRUMENTS["reqol-10"]
    assert reqol.score_only
    assert reqol.result(()) == NOTHING
    assert reqol.score_in_hundredths == Range(0, 4000, 100)
    assert (0 in reqol.score_in_hundredths, 2400 in reqol.score_in_hundredths, 4000 in reqol.score_in_hundredths) == (
        True,
        True,
        True,
    )
    assert [score in reqol.score_in_hundredths for score in (-100, 4100, 2350)] == [False, False, False]


def test_what_is_known_of_each_instrument() -> None:
    def known(each: Instrument) -> tuple[object, ...]:
        ranges = sorted({(item.lowest, item.highest) for item in each.items})
        return len(each.items), ranges, each.missing, each.higher_is_better, each.reliable_change_in_hundredths

    assert {name: known(each) for name, each in INSTRUMENTS.items()} == {
        "barc-10": (10, [(1, 6)], Missing.NO_SCORE, True, None),
        "eq-5d-5l": (5, [(1, 5)], Missing.NO_SCORE, True, None),
        "ndta": (10, [(0, 4), (0, 8)], Missing.REFUSED, False, None),
        "reqol-10": (0, [], Missing.NO_SCORE, True, 500),
        "swemwbs": (7, [(1, 5)], Missing.NO_SCORE, True, 287),
    }
    assert [item.highest for item in INSTRUMENTS["ndta"].items].count(8) == 2
    assert INSTRUMENTS["eq-5d-5l"].scale == Range(0, 100)
    assert INSTRUMENTS["eq-5d-5l"].score_in_hundredths is None, "no utility is computed"
    assert [cut.at_in_hundredths for cut in INSTRUMENTS["reqol-10"].cut_offs] == [2400, 2500]
    assert isinstance(INSTRUMENTS["barc-10"].cut_offs[0], CutOff)
    assert INSTRUMENTS["barc-10"].cut_offs[0].at_in_hundredths == 4700


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=lambda each: each.id)
def test_an_instrument_numbers_its_items_and_says_its_source_and_licence(instrument: Instrument) -> None:
    assert [item.number for item in instrument.items] == list(range(1, len(instrument.items) + 1))
    assert any(mark in instrument.source for mark in ("[V]", "[2]", "[?]", "[R]"))
    assert any(mark in instrument.licence for mark in ("[V]", "[2]", "[?]", "[R]"))
    assert instrument.score_only == (instrument.scoring is None)
    assert instrument.version >= 1


@pytest.mark.parametrize("instrument", [each for each in INSTRUMENTS.values() if each.items], ids=lambda each: each.id)
def test_the_range_of_a_score_is_that_of_its_items(instrument: Instrument) -> None:
    least = instrument.result([item.lowest for item in instrument.items]).score_in_hundredths
    most = instrument.result([item.highest for item in instrument.items]).score_in_hundredths
    where = instrument.score_in_hundredths
    assert (least, most) == ((None, None) if where is None else (where.lowest, where.highest))
