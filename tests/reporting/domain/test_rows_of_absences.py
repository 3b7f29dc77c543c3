"""Literal figures of people who were missed at a group three times in a row."""

from collections.abc import Mapping
from datetime import date, timedelta

from tests.reporting import working
from tests.reporting.figures import Figures, folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.working import sessions_of

_LETTERS = {"a": "absent", "p": "present", "c": "cancelled", "d": "declined"}


def weeks(told: Mapping[int, str], group: int | None = 1, telling: Telling | None = None) -> Telling:
    """A session a week from 3 April 2025, and by person what became of them in each, a letter a week."""
    telling = telling or sessions_of()
    for week in range(max(len(each) for each in told.values())):
        on = date(2025, 4, 3) + timedelta(weeks=week)
        held = working.meeting(telling, 100 * (group or 0) + week).planned(on, group=group).held(on)
        for number, letters in told.items():
            if week < len(letters) and letters[week] in _LETTERS:
                held.line(1000 * (group or 0) + 10 * week + number, number, _LETTERS[letters[week]])
    return telling


def rows(figures: Figures, period: str) -> int:
    """How many rows of absences reached three in a period."""
    value = figures.figures("three-absences", period, "rio")["rows of three absences"]
    assert isinstance(value, int)
    return value


def test_a_row_counts_in_the_month_of_its_third_absence_and_once_however_long() -> None:
    figures = folded(*weeks({1: "paaaaaa"}).messages)
    assert [rows(figures, period) for period in ("2025-04", "2025-05", "2025/26")] == [1, 0, 1]
    assert rows(folded(*weeks({1: "ppaaa"}).messages), "2025-05") == 1


def test_coming_ends_a_row_and_cancelling_or_declining_neither_ends_nor_lengthens_it() -> None:
    figures = folded(*weeks({1: "aapaa", 2: "aacda", 3: "aa-", 4: "aaapaaa"}).messages)
    assert rows(figures, "2025/26") == 3


def test_each_group_has_its_rows_and_a_one_off_session_has_none() -> None:
    both = weeks({1: "aa"}, group=1, telling=weeks({1: "aa"}, group=2))
    assert rows(folded(*both.messages), "2025/26") == 0
    assert rows(folded(*weeks({1: "aaa"}, group=None).messages), "2025/26") == 0


def test_absences_under_two_references_of_one_person_are_one_row() -> None:
    sessions, referrals = weeks({1: "a-a", 2: "-a-"}), Telling()
    referrals.link(1, 2, date(2025, 6, 1))
    figures = folded(*all_of(sessions, referrals))
    assert rows(figures, "2025/26") == 1
    assert figures.figures("three-absences", "2025/26", "rio", as_at=date(2025, 5, 31))["rows of three absences"] == 0


def test_an_absence_that_was_none_takes_the_row_away_from_the_day_it_is_known() -> None:
    sessions = weeks({1: "aaa"})
    second = working.meeting(sessions, 101)
    second.line_corrected(1011, 1, "present", typed=date(2025, 5, 9))
    figures = folded(*sessions.messages)
    assert rows(figures, "2025/26") == 0
    assert figures.figures("three-absences", "2025/26", "rio", as_at=date(2025, 5, 8))["rows of three absences"] == 1
