"""What users of such systems asked for in public, by its number in the list of thirteen requests: figures."""

from datetime import date

from services.reporting.domain.period import read_period
from tests.reporting import working
from tests.reporting.figures import TODAY, folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.working import sessions_of

APRIL = date(2025, 4, 10)


def test_user_request_1_a_referral_received_on_31_march_and_typed_in_on_3_april_counts_in_march() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 3, 31), typed=date(2025, 4, 3), source="self")
    figures = folded(*rio.messages)
    for metric, name in (("referrals-received", "received"), ("referrals-by-source", "self")):
        told = [figures.figures(metric, period, "rio").get(name, 0) for period in ("2025-03", "2024/25", "2025-04")]
        assert told == [1, 1, 0]
    assert figures.figures("days-to-recording", "2025-03", "rio")["median: receipt of a referral"] == 3


def test_user_request_2_how_many_had_their_first_session_this_month_by_the_number_of_the_session() -> None:
    rio = sessions_of()
    months = {4: (1, 2), 5: (1, 3), 6: (1, 2, 4), 7: (2, 5)}
    for month, who in months.items():
        held = working.meeting(rio, month).planned(date(2025, month, 8)).held(date(2025, month, 8))
        for one in who:
            held.line(10 * month + one, one)
    figures = folded(*rio.messages)
    numbered = ("first session", "session 2", "session 3")
    told = {
        period: [figures.figures("first-sessions", period, "rio")[name] for name in numbered]
        for period in ("2025-04", "2025-05", "2025-06", "2025-07", "2025/26-Q1", "2025/26")
    }
    assert told == {
        "2025-04": [2, 0, 0],
        "2025-05": [1, 1, 0],
        "2025-06": [1, 1, 1],
        "2025-07": [1, 0, 1],
        "2025/26-Q1": [4, 2, 1],
        "2025/26": [5, 2, 2],
    }


def test_user_request_4_only_who_was_there_counts_as_attending_in_every_figure_of_attendances() -> None:
    rio = sessions_of()
    held = working.meeting(rio, 1).planned(APRIL).held(APRIL)
    held.line(1, 1).line(2, 2, "absent").line(3, 3, "cancelled").line(4, 4, "declined").line(5).heads(9)
    held.line_corrected(2, 2, "present", typed=date(2025, 4, 12))
    working.meeting(rio, 2).planned(APRIL).cancelled(APRIL)
    figures = folded(*rio.messages)
    assert figures.figures("attendances", "2025-04", "rio")["attendances"] == 12
    assert figures.figures("attendances-by-programme", "2025-04", "rio") == {"attendances": 12, "groups": 12}
    assert figures.figures("group-size", "2025-04", "rio")["attendances per session"] == 12
    assert figures.figures("engagements", "2025-04", "rio") == {"engagements": 12}


def test_user_request_4_the_months_of_a_year_add_up_to_the_count_of_records_in_it() -> None:
    rio = sessions_of()
    for number in range(30):
        working.contact(rio, number, 1, date.fromordinal(date(2025, 3, 20).toordinal() + 15 * number))
    figures = folded(*rio.messages)
    months = [
        f"{year}-{month:02}" for year, month in [(2025, m) for m in range(4, 13)] + [(2026, m) for m in (1, 2, 3)]
    ]
    columns = [figures.figures("contacts", month, "rio")["contacts"] for month in months]
    assert columns == [2, 2, 2, 2, 2, 2, 3, 2, 2, 2, 2, 2]
    assert sum(columns) == figures.figures("contacts", "2025/26", "rio")["contacts"] == 25


def test_user_request_5_from_the_start_of_2022_to_the_end_of_the_last_quarter_counts_exactly_these_months() -> None:
    rio = sessions_of()
    days = (date(2021, 12, 31), date(2022, 1, 1), date(2024, 2, 29), date(2026, 9, 30), date(2026, 10, 1), TODAY)
    for number, day in enumerate(days):
        working.contact(rio, number, number, day)
    figures = folded(*rio.messages)
    assert read_period("2022-01-to-last-quarter", TODAY).label == "2022-01-to-2026-09"
    periods = ("2022-01-to-last-quarter", "last-quarter", "this-quarter", "2022-01-to-last-month", "2021-12")
    assert [figures.figures("contacts", period, "rio")["contacts"] for period in periods] == [3, 1, 2, 4, 1]


def test_user_request_6_leavers_outside_the_target_days_and_entries_at_the_end_of_the_period() -> None:
    rio = Telling()
    first = date(2025, 4, 1)
    rio.referral(1, of=1).received(first, contact_by=date(2025, 4, 8)).contacted(date(2025, 4, 8))
    rio.referral(2, of=2).received(first, contact_by=date(2025, 4, 8)).contacted(date(2025, 4, 9))
    rio.referral(3, of=3).received(first, contact_by=date(2025, 4, 8)).withdrawn(date(2025, 4, 20))
    rio.referral(4, of=4).received(first, contact_by=date(2025, 4, 8)).contacted(date(2025, 5, 3))
    rio.referral(5, of=5).received(date(2025, 4, 28), contact_by=date(2025, 5, 5))
    figures = folded(*rio.messages)
    april, may = (figures.report("rio", month) for month in ("2025-04", "2025-05"))
    outside = "left outside the target day"
    assert (april[outside].numerator, april[outside].denominator) == (2, 3)
    assert (april["on the waiting list"].value, april["past the target day"].value) == (2, 1)
    assert (may[outside].numerator, may[outside].denominator) == (1, 1)
    assert (may["on the waiting list"].value, may["past the target day"].value) == (1, 1)


def test_user_request_8_a_case_open_from_1_to_10_may_and_from_1_to_5_july_was_open_9_and_4_days() -> None:
    rio = Telling()
    case = rio.referral(1, of=1).received(date(2025, 5, 1)).accepted(date(2025, 5, 1)).contacted(date(2025, 5, 1))
    case.closed(date(2025, 5, 10)).reopened(date(2025, 7, 1)).closed(date(2025, 7, 5))
    figures = folded(*rio.messages)
    assert figures.figures("open-time", "2025/26", "rio")["days open in total"] == 13
    assert figures.figures("length-of-support", "2025/26", "rio")["mean days of support"] == 13
    assert figures.figures("open-time", "2025-05", "rio")["days open in total"] == 9


def test_user_request_9_every_case_of_a_person_counts_although_the_person_counts_once() -> None:
    rio = Telling()
    for number, days in enumerate((5, 9)):
        case = rio.referral(number, of=1).received(date(2025, 5, 1)).accepted(date(2025, 5, 1))
        case.contacted(date(2025, 5, 1)).closed(date(2025, 5, 1 + days))
    rio.referral(3, of=1).received(date(2025, 5, 20))
    figures = folded(*rio.messages)
    told = {
        name: figures.figures(metric, "2025-05", "rio")[name]
        for metric, name in (
            ("referrals-received", "received"),
            ("length-of-support", "cases ended"),
            ("length-of-support", "mean days of support"),
            ("open-referrals", "open at the end"),
            ("people-referred", "people referred"),
            ("people-reached", "people reached"),
        )
    }
    assert told == {
        "received": 3,
        "cases ended": 2,
        "mean days of support": 7,
        "open at the end": 1,
        "people referred": 1,
        "people reached": 1,
    }


def test_user_request_10_people_are_counted_once_and_not_as_the_sum_of_rows() -> None:
    rio, covid = sessions_of(), sessions_of("long-covid")
    for number, (of, programme) in enumerate(((1, "groups"), (1, "peer-support"), (1, "peer-support"), (2, "groups"))):
        working.contact(rio, number, of, date(2025, 4, 1 + number), "01", programme=programme)
    for number, of in enumerate((2, 3)):
        working.contact(covid, number, of, date(2025, 5, 1), "01", programme="groups")
    figures = folded(*all_of(rio, covid))
    assert figures.figures("people-by-programme", "2025/26", "rio") == {
        "people of any programme": 2, "groups": 2, "peer-support": 1,
    }  # fmt: skip
    people = figures.people_report(("long-covid", "rio"), "2025/26")
    assert {contract: figure.value for contract, figure in people.by_contract.items()} == {"long-covid": 2, "rio": 2}
    assert (people.sum_of_contracts, people.once) == (4, 3)
    assert figures.figures("people-by-programme", "2025/26", "rio", "long-covid") == {
        "people of any programme": 3, "groups": 3, "peer-support": 1,
    }  # fmt: skip
