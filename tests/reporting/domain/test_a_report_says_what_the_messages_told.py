"""Literal figures from sequences of messages made by hand."""

from datetime import UTC, date, datetime

from services.reporting.domain.metric import Figure, Unit
from tests.reporting.figures import folded
from tests.reporting.telling import Telling


def test_a_referral_counts_in_the_month_it_was_received_and_not_typed_in() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 3, 31), typed=date(2025, 4, 3))
    figures = folded(*rio.messages)
    assert figures.report("rio", "2024/25")["received"].value == 1
    assert figures.report("rio", "2025-03")["received"].value == 1
    assert figures.report("rio", "2025/26")["received"].value == 0


def test_a_report_as_at_a_day_before_the_entry_does_not_know_it() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 3, 31), typed=date(2025, 4, 3))
    figures = folded(*rio.messages)
    assert figures.report("rio", "2024/25", date(2025, 4, 2))["received"].value == 0
    assert figures.report("rio", "2024/25", date(2025, 4, 3))["received"].value == 1


def test_late_on_a_summer_evening_is_the_next_day_in_london() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 6, 1), typed=datetime(2025, 6, 1, 23, 30, tzinfo=UTC))
    figures = folded(*rio.messages)
    assert figures.report("rio", "2025-06", date(2025, 6, 1))["received"].value == 0
    assert figures.report("rio", "2025-06", date(2025, 6, 2))["received"].value == 1


def test_acceptance_is_of_those_decided_among_the_referrals_received() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 5, 2))
    rio.referral(2, of=2).received(date(2025, 4, 2)).accepted(date(2025, 4, 3))
    rio.referral(3, of=3).received(date(2025, 4, 3)).declined(date(2025, 4, 4))
    rio.referral(4, of=4).received(date(2025, 4, 4)).withdrawn(date(2025, 4, 5))
    rio.referral(5, of=5).received(date(2025, 4, 5))
    rio.referral(6, of=6).received(date(2025, 5, 1)).declined(date(2025, 5, 2))
    report = folded(*rio.messages).report("rio", "2025-04")
    assert report["acceptance"] == Figure("acceptance", Unit.SHARE, 2 / 3, 2, 3)
    assert [report[name].value for name in ("accepted", "declined", "undecided", "withdrawn before a decision")] == [
        2, 1, 1, 1,
    ]  # fmt: skip


def test_days_to_first_contact_are_those_of_clocks_that_stopped_in_the_period() -> None:
    rio = Telling()
    for number, (received_on, contacted_on) in enumerate(
        [
            (date(2025, 4, 1), date(2025, 4, 5)),
            (date(2025, 4, 1), date(2025, 4, 11)),
            (date(2025, 4, 10), date(2025, 5, 10)),
            (date(2025, 5, 1), date(2025, 5, 1)),
        ]
    ):
        rio.referral(number, of=number).received(received_on).contacted(contacted_on)
    report = folded(*rio.messages).report("rio", "2025-04")
    assert report["median"] == Figure("median", Unit.DAYS, 7, of=2)
    assert report["90th percentile"] == Figure("90th percentile", Unit.DAYS, 9.4, of=2)
    assert report["in time"] == Figure("in time", Unit.SHARE, 1.0, 2, 2)
    quarter = folded(*rio.messages).report("rio", "2025/26-Q1")
    assert quarter["median"] == Figure("median", Unit.DAYS, 7, of=4)
    assert quarter["in time"] == Figure("in time", Unit.SHARE, 0.75, 3, 4)


def test_a_text_message_reaches_a_person_and_stops_no_clock() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 3), channel="09")
    report = folded(*rio.messages).report("rio", "2025-04")
    assert report["people reached"].value == 1
    assert report["median"] == Figure("median", Unit.DAYS, None, of=0)
    assert report["waiting at the end"].value == 1


def test_open_at_the_end_follows_closing_and_reopening() -> None:
    rio = Telling()
    referral = rio.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2))
    referral.closed(date(2025, 5, 10)).reopened(date(2025, 7, 1)).closed(date(2025, 8, 5))
    rio.referral(2, of=2).received(date(2025, 4, 9)).declined(date(2025, 4, 9))
    figures = folded(*rio.messages)
    months = ("2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08")
    assert [figures.report("rio", month)["open at the end"].value for month in months] == [0, 1, 0, 0, 1, 0]


def test_a_correction_by_reopening_changes_today_and_not_what_was_known() -> None:
    rio = Telling()
    referral = rio.referral(1, of=1).received(date(2025, 4, 1)).closed(date(2025, 4, 20))
    referral.reopened(date(2025, 4, 20), typed=date(2025, 5, 9))
    figures = folded(*rio.messages)
    assert figures.report("rio", "2025-04", date(2025, 5, 8))["open at the end"].value == 0
    assert figures.report("rio", "2025-04", date(2025, 5, 9))["open at the end"].value == 1


def test_a_clock_put_back_makes_nothing_known_before_what_it_follows() -> None:
    rio = Telling()
    referral = rio.referral(1, of=1).received(date(2025, 4, 1)).closed(date(2025, 4, 20), typed=date(2025, 5, 5))
    referral.reopened(date(2025, 4, 25), typed=date(2025, 5, 1))
    figures = folded(*rio.messages)
    known = [figures.report("rio", "2025-04", date(2025, 5, day))["open at the end"].value for day in (2, 5)]
    assert known == [1, 1]


def test_those_still_waiting_are_as_old_as_the_end_of_the_period() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2024, 3, 1))
    rio.referral(2, of=2).received(date(2025, 4, 20))
    rio.referral(3, of=3).received(date(2025, 4, 25)).contacted(date(2025, 5, 2))
    rio.referral(4, of=4).received(date(2025, 4, 1)).declined(date(2025, 4, 2))
    report = folded(*rio.messages).report("rio", "2025-04")
    assert report["waiting at the end"].value == 3
    assert report["median days so far"] == Figure("median days so far", Unit.DAYS, 10, of=3)
    assert report["waiting over 52 weeks"].value == 1
    assert report["waiting over 78 weeks"].value == 0
    assert folded(*rio.messages).report("rio", "2025-05")["waiting at the end"].value == 2


def test_in_a_period_that_runs_on_waits_are_as_old_as_the_day_of_the_report() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 4, 1))
    report = folded(*rio.messages).report("rio", "2025/26", date(2025, 4, 15))
    assert report["median days so far"] == Figure("median days so far", Unit.DAYS, 14, of=1)


def test_a_person_of_two_referrals_is_reached_once_in_a_year_and_once_in_each_month() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 5))
    rio.referral(2, of=1).received(date(2025, 9, 1)).contacted(date(2025, 9, 5))
    figures = folded(*rio.messages)
    periods = ("2025-04", "2025-09", "2025/26-Q1", "2025/26-Q2", "2025/26", "2025-05", "2024/25")
    assert [figures.report("rio", period)["people reached"].value for period in periods] == [1, 1, 1, 1, 1, 0, 0]
