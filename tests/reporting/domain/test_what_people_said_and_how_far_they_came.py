"""Characteristics of the people worked with, and the distance they travelled by two readings or more."""

from datetime import date

from tests.reporting import working
from tests.reporting.figures import folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.working import outcomes_of, sessions_of

BOTH = ("rio", "long-covid")


def genders(told: dict) -> dict:
    return {name.removeprefix("gender: "): value for name, value in told.items() if name.startswith("gender: ")}


def test_not_known_and_not_stated_are_kept_apart_and_who_was_never_asked_is_not_known() -> None:
    rio, sessions = Telling(), sessions_of()
    for number in range(1, 6):
        working.contact(sessions, number, number, date(2025, 4, 8))
    rio.answer(1, "gender", "female", date(2025, 4, 1))
    rio.answer(2, "gender", "not-stated", date(2025, 4, 1))
    rio.answer(3, "gender", "not-known", date(2025, 4, 1))
    rio.answer(4, "gender", "male", date(2025, 4, 1))
    rio.answer(4, "gender", "non-binary", date(2025, 9, 1))
    rio.answer(6, "gender", "male", date(2025, 4, 1))
    figures = folded(*all_of(rio, sessions))
    told = figures.figures("characteristics", "2025/26", "rio")
    assert genders(told) == {"female": 1, "non-binary": 1, "not-stated": 1, "not-known": 2}
    assert (told["people reached"], told["gender"], told["housing"], told["housing: not-known"]) == (5, 5, 5, 5)
    before = figures.figures("characteristics", "2025/26", "rio", as_at=date(2025, 8, 31))
    assert genders(before) == {"female": 1, "male": 1, "not-stated": 1, "not-known": 2}


def test_a_contract_knows_the_answers_given_to_it_and_all_together_know_the_latest() -> None:
    rio, covid = Telling("rio"), Telling("long-covid")
    for telling in (rio, covid):
        telling.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 2))
    rio.answer(1, "gender", "male", date(2025, 5, 1))
    covid.answer(1, "gender", "not-known", date(2025, 6, 1))
    figures = folded(*all_of(rio, covid))
    told = [genders(figures.figures("characteristics", "2025-04", *scope)) for scope in (("rio",), BOTH[1:], BOTH)]
    assert told == [
        {"male": 1, "not-stated": 0, "not-known": 0},
        {"not-stated": 0, "not-known": 1},
        {"male": 1, "not-stated": 0, "not-known": 0},
    ]


def test_the_first_and_the_latest_reading_are_those_of_the_period_that_is_asked_for() -> None:
    outcomes = outcomes_of()
    for number, (month, score) in enumerate(((4, 3000), (5, 2500), (8, 4200), (11, 1000))):
        working.reading(outcomes, number, 1, date(2025, month, 8), score)
    figures = folded(*outcomes.messages)
    told = {
        period: figures.figures("distance-travelled", period, "rio").get("barc-10: mean change")
        for period in (
            "2025-04", "2025/26-Q1", "2025-05-to-2025-09", "2025/26-Q2", "ytd-2025-09", "2025/26", "12-to-2026-10",
        )
    }  # fmt: skip
    assert told == {
        "2025-04": None,
        "2025/26-Q1": -5,
        "2025-05-to-2025-09": 17,
        "2025/26-Q2": None,
        "ytd-2025-09": 12,
        "2025/26": -20,
        "12-to-2026-10": None,
    }


def test_a_change_is_judged_by_the_direction_and_the_reliable_change_of_its_scale() -> None:
    outcomes = outcomes_of()
    changes = (("swemwbs", (287, 286, 0, -286, -287)), ("ndta", (100, -100, 0)), ("barc-10", (1, -1)))
    of = number = 0
    for instrument, told in changes:
        for change in told:
            of += 1
            for month, score in ((4, 2000), (6, 2000 + change)):
                number += 1
                working.reading(outcomes, number, of, date(2025, month, 8), score, instrument)
    told = folded(*outcomes.messages).figures("distance-travelled", "2025/26", "rio")
    assert {name: value for name, value in told.items() if name.startswith("swemwbs: ")} == {
        "swemwbs: people": 5,
        "swemwbs: improved": 1,
        "swemwbs: same": 3,
        "swemwbs: worse": 1,
        "swemwbs: share improved": 0.2,
        "swemwbs: share same": 0.6,
        "swemwbs: share worse": 0.2,
        "swemwbs: mean change": 0,
    }
    assert [told[f"ndta: {word}"] for word in ("improved", "same", "worse")] == [1, 1, 1]
    assert [told[f"barc-10: {word}"] for word in ("improved", "same", "worse")] == [1, 0, 1]


def test_a_questionnaire_without_a_score_is_no_reading_and_one_reading_is_no_distance() -> None:
    outcomes = outcomes_of()
    working.reading(outcomes, 1, 1, date(2025, 4, 8), 3000)
    working.reading(outcomes, 2, 1, date(2025, 5, 8), None)
    working.reading(outcomes, 3, 2, date(2025, 4, 8), 3000)
    assert folded(*outcomes.messages).figures("distance-travelled", "2025/26", "rio") == {}


def test_of_readings_on_one_day_the_occasion_tells_which_came_first() -> None:
    outcomes = outcomes_of()
    working.reading(outcomes, 1, 1, date(2025, 4, 8), 2000, occasion="last")
    working.reading(outcomes, 2, 1, date(2025, 4, 8), 3000, occasion="first")
    told = folded(*outcomes.messages).figures("distance-travelled", "2025-04", "rio")
    assert (told["barc-10: worse"], told["barc-10: mean change"]) == (1, -10)


def test_a_person_with_readings_in_two_contracts_travelled_between_them_in_all_together() -> None:
    rio, covid = outcomes_of("rio"), outcomes_of("long-covid")
    working.reading(rio, 1, 1, date(2025, 4, 8), 2000)
    working.reading(covid, 1, 1, date(2025, 6, 8), 2600)
    figures = folded(*all_of(rio, covid))
    assert figures.figures("distance-travelled", "2025/26", "rio") == {}
    assert figures.figures("distance-travelled", "2025/26", *BOTH)["barc-10: mean change"] == 6
