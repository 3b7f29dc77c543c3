"""Literal figures of how long cases were open and supported, over closures and reopenings."""

from datetime import date

from services.reporting.domain.metric import Figure, Unit
from tests.reporting.figures import Figures, folded
from tests.reporting.telling import Telling


def opened_twice() -> Figures:
    """Received on 1 May, met on 4 May, closed on 10 May; open again from 1 to 5 July."""
    rio = Telling()
    case = rio.referral(1, of=1).received(date(2025, 5, 1)).accepted(date(2025, 5, 2)).contacted(date(2025, 5, 4))
    case.closed(date(2025, 5, 10)).reopened(date(2025, 7, 1)).closed(date(2025, 7, 5))
    return folded(*rio.messages)


def test_support_runs_from_the_first_contact_and_not_while_the_case_is_closed() -> None:
    figures = opened_twice()
    assert figures.figures("length-of-support", "2025/26", "rio") == {
        "cases ended": 1,
        "median days of support": 10,
        "90th percentile of days of support": 10,
        "mean days of support": 10,
    }
    assert figures.figures("open-time", "2025/26", "rio")["days open in total"] == 13


def test_the_month_of_an_earlier_closure_goes_on_saying_what_it_said() -> None:
    figures = opened_twice()
    may, july = (figures.figures("length-of-support", month, "rio") for month in ("2025-05", "2025-07"))
    assert (may["cases ended"], may["mean days of support"]) == (1, 6)
    assert (july["cases ended"], july["mean days of support"]) == (1, 10)
    assert figures.figures("length-of-support", "2025-06", "rio")["cases ended"] == 0
    assert figures.figures("length-of-support", "2025-06-to-2025-12", "rio")["mean days of support"] == 10


def test_a_case_that_is_open_again_has_ended_when_it_was_closed_before() -> None:
    rio = Telling()
    case = rio.referral(1, of=1).received(date(2025, 5, 1)).accepted(date(2025, 5, 1)).contacted(date(2025, 5, 1))
    case.closed(date(2025, 5, 10)).reopened(date(2025, 7, 1))
    figures = folded(*rio.messages)
    assert figures.figures("length-of-support", "2025/26", "rio")["mean days of support"] == 9


def test_three_endings_in_a_year_are_one_case_with_all_its_days() -> None:
    rio = Telling()
    case = rio.referral(1, of=1).received(date(2025, 5, 1)).accepted(date(2025, 5, 1)).contacted(date(2025, 5, 1))
    case.closed(date(2025, 5, 11)).reopened(date(2025, 5, 20)).closed(date(2025, 5, 25))
    case.reopened(date(2025, 7, 1)).closed(date(2025, 7, 4)).reopened(date(2025, 9, 1)).closed(date(2025, 9, 3))
    figures = folded(*rio.messages)
    periods = ("2025-05", "2025-07", "2025/26-Q1", "2025/26-Q2", "2025/26", "2025-05-to-2025-07")
    told = [figures.figures("length-of-support", period, "rio") for period in periods]
    assert [each["cases ended"] for each in told] == [1] * 6
    assert [each["mean days of support"] for each in told] == [15, 18, 15, 20, 20, 18]


def test_median_percentile_and_mean_are_over_cases_and_leave_out_whoever_was_not_met_or_accepted() -> None:
    rio = Telling()
    for number, days in enumerate((4, 10, 11, 30)):
        case = rio.referral(number, of=number).received(date(2025, 5, 1)).accepted(date(2025, 5, 1))
        case.contacted(date(2025, 5, 1)).closed(date.fromordinal(date(2025, 5, 1).toordinal() + days))
    rio.referral(8, of=8).received(date(2025, 5, 1)).accepted(date(2025, 5, 1)).closed(date(2025, 5, 9))
    rio.referral(9, of=9).received(date(2025, 5, 1)).contacted(date(2025, 5, 2)).declined(date(2025, 5, 3))
    report = folded(*rio.messages).report("rio", "2025-05")
    assert report["cases ended"].value == 4
    assert report["median days of support"] == Figure("median days of support", Unit.DAYS, 10.5, of=4)
    assert report["90th percentile of days of support"].value == 24.3
    assert report["mean days of support"] == Figure("mean days of support", Unit.DAYS, 13.75, of=4)
    assert report["accepted cases ended"].value == 5
    assert report["days open in total"].value == 63


def test_a_case_handed_over_or_withdrawn_after_acceptance_has_ended_too() -> None:
    rio = Telling()
    for number in (1, 2):
        case = rio.referral(number, of=number).received(date(2025, 5, 1)).accepted(date(2025, 5, 1))
        case.contacted(date(2025, 5, 2))
        (case.transferred if number == 1 else case.withdrawn)(date(2025, 5, 12))
    assert folded(*rio.messages).figures("length-of-support", "2025-05", "rio")["mean days of support"] == 10


def test_support_is_past_its_end_on_the_day_after_it() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2024, 6, 1)).accepted(date(2024, 7, 1), support_until=date(2025, 6, 30))
    figures = folded(*rio.messages)
    told = [figures.figures("support-past-its-end", month, "rio") for month in ("2025-03", "2025-04", "2025-06")]
    assert [each["past its agreed end"] for each in told] == [0, 0, 0]
    assert [each["past nine months (warning)"] for each in told] == [0, 1, 1]
    assert figures.figures("support-past-its-end", "2025-07", "rio", as_at=date(2025, 7, 1)) == {
        "past its agreed end": 1, "past nine months (warning)": 1,
    }  # fmt: skip


def test_support_that_has_ended_is_past_no_end() -> None:
    rio = Telling()
    case = rio.referral(1, of=1).received(date(2024, 6, 1)).accepted(date(2024, 6, 1), support_until=date(2025, 6, 1))
    case.closed(date(2025, 8, 1)).reopened(date(2025, 10, 1))
    figures = folded(*rio.messages)
    months = ("2025-05", "2025-06", "2025-07", "2025-08", "2025-09", "2025-10")
    told = [figures.figures("support-past-its-end", month, "rio")["past its agreed end"] for month in months]
    assert told == [0, 1, 1, 0, 0, 1]


def test_support_after_a_release_ends_as_the_release_says_and_has_no_warning_at_nine_months() -> None:
    rio = Telling()
    case = rio.referral(1, of=1).received(date(2025, 4, 1))
    case.accepted(date(2025, 4, 2), support_until=date(2026, 4, 2)).released(
        date(2025, 4, 15), support_until=date(2025, 10, 15)
    )
    figures = folded(*rio.messages)
    told = [figures.figures("support-past-its-end", month, "rio") for month in ("2025-09", "2025-10", "2026-03")]
    assert [each["past its agreed end"] for each in told] == [0, 1, 1]
    assert [each["past nine months (warning)"] for each in told] == [0, 0, 0]


def test_support_that_was_extended_is_an_exception_and_not_past_its_end() -> None:
    rio = Telling()
    case = rio.referral(1, of=1).received(date(2024, 6, 1)).accepted(date(2024, 6, 1), support_until=date(2025, 6, 1))
    case.excepted(date(2025, 5, 20), "support-length", "crisis")
    figures = folded(*rio.messages)
    assert figures.figures("support-past-its-end", "2025-07", "rio")["past its agreed end"] == 0
    assert figures.figures("process-exceptions", "2025-05", "rio") == {
        "exceptions": 1, "support-length": 1, "support-length: crisis": 1,
    }  # fmt: skip
