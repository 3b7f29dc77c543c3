"""Literal figures of how late, how whole and how right what was recorded is, and of rules that were set aside."""

from datetime import UTC, date, datetime

from services.reporting.domain.metric import Figure, Unit
from tests.reporting import working
from tests.reporting.figures import folded
from tests.reporting.telling import Telling, all_of, named
from tests.reporting.working import outcomes_of, sessions_of

APRIL = date(2025, 4, 10)


def after(days: int) -> date:
    """So many days after the 10th of April."""
    return date.fromordinal(APRIL.toordinal() + days)


def test_days_to_recording_by_kind_of_record() -> None:
    referrals, sessions, outcomes = Telling(), sessions_of(), outcomes_of()
    referrals.referral(1, of=1).received(APRIL, typed=after(3)).accepted(after(4), typed=after(4))
    for number, days in enumerate((0, 2, 7, 8)):
        working.contact(sessions, number, 1, APRIL, typed=after(days))
    working.meeting(sessions, 1).planned(APRIL, typed=after(-9)).held(APRIL, typed=after(1))
    working.plan(outcomes, 1, 1).agreed(APRIL, typed=after(30))
    report = folded(*all_of(referrals, sessions, outcomes)).report("rio", "2025-04")
    assert report["median days to recording"] == Figure("median days to recording", Unit.DAYS, 2.5, of=8)
    assert report["recorded within 7 days"] == Figure("recorded within 7 days", Unit.SHARE, 0.75, 6, 8)
    assert report["median: contact"] == Figure("median: contact", Unit.DAYS, 4.5, of=4)
    assert report["90th percentile: contact"].value == 7.7
    assert report["within 7 days: contact"] == Figure("within 7 days: contact", Unit.SHARE, 0.75, 3, 4)
    names = ("receipt of a referral", "decision on a referral", "session", "support plan")
    assert [report[f"median: {name}"].value for name in names] == [3, 0, 1, 30]
    assert {name: report[name].value for name in report if name.startswith("late")} == {
        "late entries": 2, "late: contact": 1, "late: support plan": 1,
    }  # fmt: skip


def test_an_evening_in_summer_is_recorded_on_the_next_day_of_london() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 6, 1), typed=datetime(2025, 6, 1, 23, 30, tzinfo=UTC))
    report = folded(*rio.messages).report("rio", "2025-06")
    assert report["median: receipt of a referral"] == Figure("median: receipt of a referral", Unit.DAYS, 1, of=1)


def test_a_corrected_day_is_as_late_as_its_first_recording_and_what_was_withdrawn_is_neither() -> None:
    rio = sessions_of()
    working.contact(rio, 1, 1, after(9)).corrected(after(20), on=APRIL)
    working.contact(rio, 2, 1, APRIL).corrected(after(20), on=after(5))
    working.contact(rio, 3, 1, APRIL, typed=after(12)).withdrawn(after(20))
    working.meeting(rio, 1).planned(APRIL).held(APRIL, typed=after(2)).corrected(after(1), typed=after(20))
    figures = folded(*rio.messages)
    assert figures.report("rio", "2025-04")["median: contact"] == Figure("median: contact", Unit.DAYS, 4.5, of=2)
    assert figures.report("rio", "2025-04")["median: session"] == Figure("median: session", Unit.DAYS, 1, of=1)
    assert figures.report("rio", "2025-04", as_at=after(19))["late: contact"].value == 1


def test_completeness_is_of_the_records_that_have_the_field() -> None:
    sessions, outcomes = sessions_of(), outcomes_of()
    working.contact(sessions, 1, 1, APRIL, minutes=30, referral_id=named("referral", 1))
    working.contact(sessions, 2, 1, APRIL, minutes=0)
    working.contact(sessions, 3, 1, APRIL)
    working.signposting(sessions, 1, APRIL)
    held = working.meeting(sessions, 1).planned(APRIL).held(APRIL)
    held.line(1, 1).line(2, 2, "absent").line(3).heads(40)
    working.plan(outcomes, 1, 1).agreed(APRIL, review_by=after(40))
    working.plan(outcomes, 2, 2).agreed(APRIL)
    working.training(outcomes, 1, 7, APRIL)
    working.training(outcomes, 2, None, APRIL)
    working.training(outcomes, 3, None, APRIL, learner="staff")
    working.hard_outcome(outcomes, 1, 1, date(2025, 5, 1))
    report = folded(*all_of(sessions, outcomes)).report("rio", "2025-04")
    told = {
        name: (each.numerator, each.denominator)
        for name, each in report.items()
        if each.denominator and " with " in name
    }
    assert report["all fields"] == Figure("all fields", Unit.SHARE, 7 / 15, 7, 15)
    assert told == {
        "contacts with their minutes": (2, 3),
        "contacts with their referral": (1, 3),
        "signpostings with the person": (0, 1),
        "signpostings with their referral": (0, 1),
        "lines of registers with the person": (2, 3),
        "support plans with a day of review": (1, 2),
        "training with the person": (1, 2),
    }


def test_corrections_and_withdrawals_count_by_reason_when_they_are_recorded() -> None:
    referrals, sessions, outcomes = Telling(), sessions_of(), outcomes_of()
    may = date(2025, 5, 2)
    case = referrals.referral(1, of=1).received(APRIL).accepted(APRIL).contacted(APRIL)
    case.corrected("referral-received", 1, after(-1), typed=may, reason="wrong-details")
    case.struck("first-contact-made", 3, typed=may)
    working.contact(sessions, 1, 1, APRIL).corrected(may, minutes=5).withdrawn(may, "recorded-twice")
    held = working.meeting(sessions, 1).planned(APRIL).held(APRIL).line(1, 1)
    held.line_corrected(1, 1, "absent", typed=may).line_withdrawn(1, typed=may)
    working.soft_outcome(outcomes, 1, 1, APRIL).withdrawn(date(2025, 6, 1))
    figures = folded(*all_of(referrals, sessions, outcomes))
    assert figures.figures("corrections", "2025-05", "rio") == {
        "corrections and withdrawals": 6,
        "entered-in-error": 4,
        "recorded-twice": 1,
        "wrong-details": 1,
        "entered-in-error: corrected": 2,
        "entered-in-error: withdrawn": 2,
        "recorded-twice: withdrawn": 1,
        "wrong-details: corrected": 1,
    }
    assert figures.figures("corrections", "2025-04", "rio") == {"corrections and withdrawals": 0}


def test_what_follows_in_a_referral_from_another_service_is_no_correction() -> None:
    rio = Telling()
    case = rio.referral(1, of=1).received(APRIL).accepted(APRIL).contacted(after(5))
    case.corrected("first-contact-made", 3, after(4), typed=after(8), reason="recorded-elsewhere", channel="11")
    case.struck("first-contact-made", 3, typed=after(9), reason="recorded-elsewhere")
    assert folded(*rio.messages).figures("corrections", "2025-04", "rio") == {"corrections and withdrawals": 0}


def test_a_corrected_channel_says_whether_the_clock_stops_and_one_that_is_not_stands() -> None:
    rio = Telling()
    wrong = rio.referral(1, of=1).received(APRIL).contacted(after(2), "01")
    wrong.corrected("first-contact-made", 2, after(3), typed=after(8), channel="09")
    right = rio.referral(2, of=2).received(APRIL).contacted(after(2), "09")
    right.corrected("first-contact-made", 2, after(6), typed=after(8), channel="11")
    day = rio.referral(3, of=3).received(APRIL).contacted(after(2), "02")
    day.corrected("first-contact-made", 2, after(4), typed=after(8))
    assert folded(*rio.messages).figures("days-to-first-contact", "2025-04", "rio")["median"] == 5


def test_duplicates_are_what_was_recorded_twice_and_referrals_that_were_there_already() -> None:
    referrals, sessions = Telling(), sessions_of()
    referrals.referral(1, of=1).received(APRIL).declined(APRIL, reason="duplicate")
    referrals.referral(2, of=2).received(APRIL).declined(APRIL)
    working.contact(sessions, 1, 1, APRIL).withdrawn(after(1), "recorded-twice")
    working.contact(sessions, 2, 1, APRIL).withdrawn(after(1))
    working.signposting(sessions, 1, APRIL).withdrawn(after(2), "recorded-twice")
    assert folded(*all_of(referrals, sessions)).figures("duplicates", "2025-04", "rio") == {
        "duplicates": 3, "referrals declined as duplicates": 1, "taken back as recorded twice": 2,
    }  # fmt: skip


def test_rules_set_aside_count_by_rule_and_reason_until_they_are_taken_back() -> None:
    rio = Telling()
    case = rio.referral(1, of=1).received(APRIL).excepted(APRIL, "step-order", "urgent-need")
    case.excepted(after(1), "step-same-day", "found-afterwards").struck("rule-excepted", 3, typed=after(9))
    rio.referral(2, of=2).received(APRIL).excepted(after(2), "step-order", "person-asked")
    rio.referral(3, of=3).received(APRIL).excepted(after(2), "referral-after-release", "court-decision")
    figures = folded(*rio.messages)
    assert figures.figures("process-exceptions", "2025-04", "rio") == {
        "exceptions": 3,
        "referral-after-release": 1,
        "step-order": 2,
        "referral-after-release: court-decision": 1,
        "step-order: person-asked": 1,
        "step-order: urgent-need": 1,
    }
    assert figures.figures("process-exceptions", "2025-04", "rio", as_at=after(8))["step-same-day"] == 1
    report = figures.report("rio", "2025-04")
    assert (report["step-order: person-asked"].part_of, report["step-order"].part_of) == ("step-order", "exceptions")


def test_a_first_session_attended_by_one_of_the_team_is_an_exception() -> None:
    covid = sessions_of("long-covid")
    first = {"purpose": "initial-engagement"}
    working.contact(covid, 1, 1, APRIL, "01", "5", **first, staff=1)
    working.contact(covid, 2, 2, APRIL, "01", "6", **first, staff=2)
    working.contact(covid, 3, 3, APRIL, "01", "3", **first, staff=1)
    working.contact(covid, 4, 4, APRIL, "01", "5", staff=1)
    assert folded(*covid.messages).figures("process-exceptions", "2025-04", "long-covid") == {
        "exceptions": 1, "minimum-staff": 1,
    }  # fmt: skip


def test_rules_of_a_fund_set_aside_for_an_award_are_exceptions_by_rule_and_reason() -> None:
    rio = sessions_of()
    working.grant(rio, 1, APRIL, 6000, "bric", "largest-award", "interview")
    working.grant(rio, 2, APRIL, 1200, "stepping-stones", "largest-award").withdrawn(after(3))
    working.grant(rio, 3, APRIL, 4999)
    assert folded(*rio.messages).figures("process-exceptions", "2025-04", "rio") == {
        "exceptions": 2,
        "interview": 1,
        "largest-award": 1,
        "interview: decided-by-trustees": 1,
        "largest-award: decided-by-trustees": 1,
    }


def test_plans_agreed_together_and_without() -> None:
    rio = outcomes_of()
    working.plan(rio, 1, 1).agreed(APRIL)
    working.plan(rio, 2, 2).agreed(APRIL, together=False).goal(APRIL)
    working.plan(rio, 3, 3).agreed(APRIL, together=False).corrected(APRIL, typed=after(3))
    working.plan(rio, 4, 4).agreed(APRIL).withdrawn(after(1))
    report = folded(*rio.messages).report("rio", "2025-04")
    assert [report[name].value for name in ("plans agreed", "together with the person", "without the person")] == [
        3,
        2,
        1,
    ]
    assert report["written together"] == Figure("written together", Unit.SHARE, 2 / 3, 2, 3)
