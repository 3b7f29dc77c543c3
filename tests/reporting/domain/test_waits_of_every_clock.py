"""Waiting times by each clock: those that stopped in the period, and apart from them those that go on."""

from datetime import date, timedelta

from tests.reporting import working
from tests.reporting.figures import Figures, folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.working import outcomes_of, sessions_of

FIRST = date(2025, 4, 1)


def after(days: int) -> date:
    return FIRST + timedelta(days=days)


def seen(figures: Figures, clock: str, period: str = "2025/26") -> dict:
    return figures.figures(f"days-to-{clock}", period, "rio")


def waiting(figures: Figures, clock: str, period: str = "2025/26") -> int:
    return figures.figures(f"still-waiting-{clock}", period, "rio")["waiting at the end"]


def test_waits_for_first_contact_fall_into_bands_of_28_days_and_of_52_78_and_104_weeks() -> None:
    rio = Telling()
    for number, days in enumerate((0, 28, 29, 364, 365, 547, 729)):
        rio.referral(number, of=number).received(FIRST).contacted(after(days))
    told = folded(*rio.messages).figures("days-to-first-contact", "2025-04-to-2027-03", "rio", as_at=date(2028, 1, 1))
    assert told == {
        "median": 364,
        "90th percentile": 619.8,
        "clock stopped": 7,
        "share within 28 days": 2 / 7,
        "within 28 days": 2,
        "29 days to 52 weeks": 2,
        "over 52 weeks": 3,
        "over 78 weeks": 2,
        "over 104 weeks": 1,
    }


def test_presence_at_a_session_stops_the_clock_of_the_first_session() -> None:
    rio, sessions = Telling(), sessions_of()
    rio.referral(1, of=1).received(FIRST)
    rio.referral(2, of=2).received(FIRST)
    working.meeting(sessions, 1).planned(after(-1)).held(after(-1)).line(1, 1)
    working.meeting(sessions, 2).planned(after(20)).held(after(20)).line(1, 1).line(2, 2, "absent")
    figures = folded(*all_of(rio, sessions))
    assert (seen(figures, "first-session")["clock stopped"], seen(figures, "first-session")["median"]) == (1, 20)
    assert waiting(figures, "first-session") == 1


def test_where_support_is_one_to_one_the_first_session_is_the_next_meeting_after_the_first_contact() -> None:
    rio, sessions = Telling(), sessions_of()
    rio.referral(1, of=1).received(FIRST).contacted(after(3), "02")
    working.contact(sessions, 1, 1, after(3))
    working.contact(sessions, 2, 1, after(3))
    working.contact(sessions, 3, 1, after(5), "09")
    working.contact(sessions, 4, 1, after(6), "01", "3")
    assert waiting(folded(*all_of(rio, sessions)), "first-session") == 1
    working.contact(sessions, 5, 1, after(9), "11")
    assert seen(folded(*all_of(rio, sessions)), "first-session")["median"] == 9


def test_what_happens_after_a_referral_ended_stops_no_clock_of_it() -> None:
    rio, outcomes = Telling(), outcomes_of()
    rio.referral(1, of=1).received(FIRST).closed(after(10))
    working.plan(outcomes, 1, 1).agreed(after(11))
    figures = folded(*all_of(rio, outcomes))
    assert seen(figures, "plan")["clock stopped"] == 0
    assert [waiting(figures, "plan", month) for month in ("2025-04", "2025/26")] == [0, 0]


def test_a_plan_stops_its_clock_and_until_then_the_referral_waits_with_its_age() -> None:
    rio, outcomes = Telling(), outcomes_of()
    rio.referral(1, of=1).received(FIRST)
    working.plan(outcomes, 1, 1).agreed(after(61))
    figures = folded(*all_of(rio, outcomes))
    told = figures.figures("still-waiting-plan", "2025-05", "rio")
    assert (told["waiting at the end"], told["median days so far"]) == (1, 60)
    assert waiting(figures, "plan", "2025-06") == 0
    assert seen(figures, "plan", "2025-06") | {"median": 61, "clock stopped": 1} == seen(figures, "plan", "2025-06")
    assert seen(figures, "plan", "2025-05")["median"] is None


def test_the_second_attended_contact_counts_whether_or_not_a_referral_tells_of_the_first() -> None:
    rio, sessions = Telling(), sessions_of()
    rio.referral(1, of=1).received(FIRST).contacted(after(2))
    working.contact(sessions, 1, 1, after(8))
    rio.referral(2, of=2).received(FIRST).contacted(after(2))
    working.contact(sessions, 2, 2, after(2))
    rio.referral(3, of=3).received(FIRST)
    working.contact(sessions, 3, 3, after(4))
    working.contact(sessions, 4, 3, after(4))
    figures = folded(*all_of(rio, sessions))
    assert (seen(figures, "second-contact")["clock stopped"], seen(figures, "second-contact")["median"]) == (2, 6)
    assert waiting(figures, "second-contact") == 1


def test_care_is_in_place_once_all_four_parts_are_recorded_in_whatever_order() -> None:
    rio, sessions, outcomes = Telling(), sessions_of(), outcomes_of()
    rio.referral(1, of=1).received(FIRST).triaged(after(30))
    working.plan(outcomes, 1, 1).agreed(after(5))
    working.reading(outcomes, 1, 1, after(12), score=None)
    assert waiting(folded(*all_of(rio, sessions, outcomes)), "care-in-place") == 1
    working.meeting(sessions, 1).planned(after(20)).held(after(20)).line(1, 1)
    figures = folded(*all_of(rio, sessions, outcomes))
    assert (seen(figures, "care-in-place")["median"], waiting(figures, "care-in-place")) == (30, 0)


def test_a_referral_within_five_days_of_the_last_belongs_to_its_spell_and_six_days_later_begins_one() -> None:
    for gap, expected in ((5, 15), (6, 0)):
        rio, sessions, outcomes = Telling(), sessions_of(), outcomes_of()
        rio.referral(1, of=1).received(FIRST).triaged(after(2)).closed(after(10))
        rio.referral(2, of=1).received(after(10 + gap))
        working.plan(outcomes, 1, 1).agreed(after(4))
        working.reading(outcomes, 1, 1, after(4))
        working.meeting(sessions, 1).planned(after(15)).held(after(15)).line(1, 1)
        figures = folded(*all_of(rio, sessions, outcomes))
        assert (seen(figures, "care-in-place")["median"] or 0) == expected
        assert waiting(figures, "care-in-place") == (0 if expected else 1)


def test_a_wait_moves_with_a_correction_from_the_day_on_which_it_is_known() -> None:
    rio, outcomes = Telling(), outcomes_of()
    rio.referral(1, of=1).received(FIRST)
    working.plan(outcomes, 1, 1).agreed(after(10)).corrected(after(20), typed=date(2025, 6, 1))
    figures = folded(*all_of(rio, outcomes))
    known = [
        figures.figures("days-to-plan", "2025-04", "rio", as_at=day)["median"]
        for day in (date(2025, 5, 31), date(2025, 6, 1))
    ]
    assert known == [10, 20]
