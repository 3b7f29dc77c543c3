"""Figures over people's whole stories: caseload, discharges, returning, new and carried forward, first sessions."""

from datetime import date

from tests.reporting import working
from tests.reporting.figures import folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.working import outcomes_of, sessions_of

BOTH = ("rio", "long-covid")


def test_the_caseload_counts_a_person_with_two_open_referrals_once_and_one_of_two_contracts_once_in_all() -> None:
    rio, covid = Telling("rio"), Telling("long-covid")
    rio.referral(1, of=1).received(date(2025, 4, 1)).closed(date(2025, 6, 30))
    rio.referral(2, of=1).received(date(2025, 5, 2))
    rio.referral(3, of=2).received(date(2025, 5, 3)).closed(date(2025, 5, 20))
    covid.referral(1, of=1).received(date(2025, 5, 1))
    figures = folded(*all_of(rio, covid))
    assert [figures.figures("caseload", month, "rio")["caseload"] for month in ("2025-03", "2025-05", "2025/26")] == [
        0, 1, 1,
    ]  # fmt: skip
    assert figures.figures("caseload", "2025-05", "long-covid")["caseload"] == 1
    assert figures.figures("caseload", "2025-05", *BOTH)["caseload"] == 1
    assert figures.figures("open-referrals", "2025-05", *BOTH)["open at the end"] == 3


def test_between_two_referrals_nobody_is_on_the_caseload() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 3, 20)).closed(date(2025, 5, 10)).reopened(date(2025, 7, 31))
    figures = folded(*rio.messages)
    months = ("2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2026-03")
    assert [figures.figures("caseload", month, "rio")["caseload"] for month in months] == [1, 1, 0, 0, 1, 1]


def test_a_person_is_discharged_by_closing_or_handing_over_and_not_by_declining() -> None:
    rio, covid = Telling("rio"), Telling("long-covid")
    rio.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2)).closed(date(2025, 4, 20))
    rio.referral(2, of=1).received(date(2025, 4, 2)).accepted(date(2025, 4, 3)).transferred(date(2025, 4, 25))
    rio.referral(3, of=2).received(date(2025, 4, 2)).declined(date(2025, 4, 4))
    covid.referral(1, of=1).received(date(2025, 4, 25)).accepted(date(2025, 4, 26)).closed(date(2025, 5, 1))
    figures = folded(*all_of(rio, covid))
    assert figures.figures("people-discharged", "2025-04", "rio") == {"people discharged": 1}
    assert figures.figures("people-discharged", "2025/26", "long-covid") == {"people discharged": 1}
    assert figures.figures("people-discharged", "2025/26", *BOTH) == {"people discharged": 1}


def test_who_was_open_on_1_april_is_carried_forward_and_not_new_and_others_are_new_once_a_year() -> None:
    rio, sessions = Telling(), sessions_of()
    rio.referral(1, of=1).received(date(2025, 3, 31)).contacted(date(2025, 4, 3)).closed(date(2025, 4, 1))
    rio.referral(2, of=2).received(date(2025, 3, 1)).contacted(date(2025, 3, 2)).closed(date(2025, 3, 31))
    for number, on in enumerate((date(2025, 5, 5), date(2025, 8, 5), date(2026, 4, 2))):
        working.contact(sessions, number, 2, on)
    figures = folded(*all_of(rio, sessions))
    told = {
        period: figures.figures("new-and-carried-forward", period, "rio")
        for period in ("2024/25", "2025/26-Q1", "2025/26-Q2", "ytd-2025-09", "2026/27")
    }
    assert told == {
        "2024/25": {"new": 1, "carried forward": 0},
        "2025/26-Q1": {"new": 1, "carried forward": 1},
        "2025/26-Q2": {"new": 0, "carried forward": 1},
        "ytd-2025-09": {"new": 1, "carried forward": 1},
        "2026/27": {"new": 1, "carried forward": 0},
    }


def test_a_new_spell_counts_as_re_referral_up_to_the_day_six_and_twelve_months_after_the_last_one() -> None:
    rio = Telling()
    for number, back in enumerate(
        (date(2025, 2, 28), date(2025, 3, 1), date(2025, 8, 31), date(2025, 9, 1), date(2024, 8, 31))
    ):
        rio.referral(2 * number, of=number).received(date(2024, 8, 1)).closed(date(2024, 8, 31))
        rio.referral(2 * number + 1, of=number).received(back)
    figures = folded(*rio.messages).figures("re-referrals", "2024-09-to-2025-09", "rio")
    assert figures == {
        "within 6 months": 1,
        "within 12 months": 3,
        "new spells": 4,
        "share within 6 months": 0.25,
        "share within 12 months": 0.75,
    }


def test_a_referral_that_overlaps_another_or_is_opened_again_is_no_re_referral() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 4, 1)).closed(date(2025, 5, 10)).reopened(date(2025, 6, 1))
    rio.referral(2, of=1).received(date(2025, 4, 20)).closed(date(2025, 5, 20))
    told = folded(*rio.messages).figures("re-referrals", "2025/26", "rio")
    assert (told["new spells"], told["within 12 months"]) == (1, 0)


def test_user_request_2_how_many_had_their_first_session_this_month_with_the_number_as_a_filter() -> None:
    sessions = sessions_of()
    for number, (month, *there) in enumerate(((4, 1, 2), (5, 1, 3), (6, 1, 2, 4))):
        held = working.meeting(sessions, number).planned(date(2025, month, 2)).held(date(2025, month, 2))
        for line, of in enumerate(there):
            held.line(10 * number + line, of)
    figures = folded(*sessions.messages)
    names = ("first session", "session 2", "session 3", "session 4")
    told = {
        month: [figures.figures("first-sessions", month, "rio")[name] for name in names]
        for month in ("2025-04", "2025-05", "2025-06", "2025/26-Q1")
    }
    assert told == {
        "2025-04": [2, 0, 0, 0],
        "2025-05": [1, 1, 0, 0],
        "2025-06": [1, 1, 1, 0],
        "2025/26-Q1": [4, 2, 1, 0],
    }


def test_user_request_10_people_of_each_programme_sum_to_more_than_people_of_any() -> None:
    sessions = sessions_of()
    working.meeting(sessions, 1).planned(date(2025, 4, 2), programme="forum").held(date(2025, 4, 2)).line(1, 1)
    working.contact(sessions, 1, 1, date(2025, 4, 3), programme="peer-support")
    working.contact(sessions, 2, 1, date(2025, 6, 3), programme="peer-support")
    working.contact(sessions, 3, 2, date(2025, 4, 3), programme="peer-support")
    working.contact(sessions, 4, 3, date(2025, 4, 3), attendance="3", programme="peer-support")
    told = folded(*sessions.messages).figures("people-by-programme", "2025/26", "rio")
    assert told == {"people of any programme": 2, "forum": 1, "peer-support": 2}


def test_the_funnel_follows_the_referrals_of_a_month_to_steps_that_they_reached_later() -> None:
    rio, sessions, outcomes = Telling(), sessions_of(), outcomes_of()
    rio.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 5, 1)).contacted(date(2025, 5, 2)).step(
        date(2025, 5, 3), "screened"
    ).step(date(2025, 5, 9), "screened").closed(date(2025, 9, 1))
    rio.referral(2, of=2).received(date(2025, 4, 30)).contacted(date(2025, 5, 1), "09").declined(date(2025, 5, 2))
    rio.referral(3, of=1).received(date(2025, 10, 1)).accepted(date(2025, 10, 2)).transferred(date(2025, 11, 1))
    working.meeting(sessions, 1).planned(date(2025, 7, 1)).held(date(2025, 7, 1)).line(1, 1)
    working.plan(outcomes, 1, 1).agreed(date(2025, 9, 2))
    figures = folded(*all_of(rio, sessions, outcomes))
    assert figures.figures("funnel", "2025-04", "rio") == {
        "received": 2, "accepted": 1, "first-contact": 1, "first-session": 1, "plan-agreed": 0, "closed": 1,
        "screened": 1,
    }  # fmt: skip
    early = figures.figures("funnel", "2025-04", "rio", as_at=date(2025, 5, 1))
    assert (early["accepted"], early["first-contact"], early["closed"]) == (1, 0, 0)
    later = figures.figures("funnel", "2025-10", "rio")
    assert (later["received"], later["closed"], later["first-session"]) == (1, 1, 0)
