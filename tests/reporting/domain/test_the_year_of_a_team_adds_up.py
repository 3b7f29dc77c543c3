"""Literal figures from sessions, contacts, hours and outcomes told by hand."""

from datetime import date

from services.reporting.domain.metric import Figure, Unit
from tests.reporting import working
from tests.reporting.figures import folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.working import outcomes_of, sessions_of

APRIL = date(2025, 4, 10)


def test_sessions_held_count_by_kind_and_neither_planned_nor_cancelled_ones() -> None:
    rio = sessions_of()
    for number, kind in enumerate(("group", "group", "gathering", "drop-in", "group")):
        working.meeting(rio, number).planned(APRIL, kind).held(APRIL)
    working.meeting(rio, 10).planned(APRIL)
    working.meeting(rio, 11).planned(APRIL).cancelled(APRIL)
    working.meeting(rio, 12).planned(APRIL).held(date(2025, 5, 1))
    assert folded(*rio.messages).figures("sessions-held", "2025-04", "rio") == {
        "sessions held": 5, "of groups": 3, "gatherings": 1, "drop-ins": 1,
    }  # fmt: skip


def test_attendances_are_those_present_by_name_by_first_name_and_counted() -> None:
    rio = sessions_of()
    first = working.meeting(rio, 1).planned(APRIL).held(APRIL)
    first.line(1, 1).line(2, 2).line(3).line(4, 3, "absent").line(5, 4, "cancelled").line(6, 5, "declined")
    first.heads(9, "01").heads(4, "11").heads(7, "01")
    working.meeting(rio, 2).planned(APRIL).held(APRIL).line(7, 1)
    assert folded(*rio.messages).figures("attendances", "2025-04", "rio") == {
        "attendances": 15, "of people known": 3, "by first name only": 1, "counted only": 11,
    }  # fmt: skip


def test_people_attending_are_those_known_each_once() -> None:
    rio, covid = sessions_of(), sessions_of("long-covid")
    working.meeting(rio, 1).planned(APRIL).held(APRIL).line(1, 1).line(2, 2).line(3).heads(50).line(4, 3, "absent")
    working.meeting(rio, 2).planned(APRIL).held(date(2025, 6, 2)).line(5, 1)
    working.meeting(covid, 1).planned(APRIL).held(APRIL).line(1, 1).line(2, 9)
    figures = folded(*all_of(rio, covid))
    assert figures.figures("people-attending", "2025/26", "rio") == {"people attending": 2}
    assert figures.figures("people-attending", "2025-06", "rio") == {"people attending": 1}
    assert figures.figures("people-attending", "2025/26", "rio", "long-covid") == {"people attending": 3}


def test_the_attendance_rate_is_of_those_present_or_absent() -> None:
    rio = sessions_of()
    held = working.meeting(rio, 1).planned(APRIL).held(APRIL)
    held.line(1, 1).line(2, 2).line(3, 3, "absent").line(4, 4, "cancelled").line(5, 5, "declined").heads(40)
    report = folded(*rio.messages).report("rio", "2025-04")
    assert report["attendance rate"] == Figure("attendance rate", Unit.SHARE, 2 / 3, 2, 3)


def test_an_empty_register_has_no_attendance_rate() -> None:
    rio = sessions_of()
    working.meeting(rio, 1).planned(APRIL).held(APRIL).heads(12)
    report = folded(*rio.messages).report("rio", "2025-04")
    assert report["attendance rate"] == Figure("attendance rate", Unit.SHARE, None, 0, 0)


def test_contacts_by_what_became_of_them_and_the_dna_rate() -> None:
    rio = sessions_of()
    for number, code in enumerate("5556332477"):
        working.contact(rio, number, of=number, on=APRIL, attendance=code)
    figures = folded(*rio.messages)
    assert figures.figures("contacts", "2025-04", "rio") == {
        "contacts": 10, "attended": 4, "not attended": 2, "cancelled by or for the person": 1,
        "cancelled by the provider": 1, "too late to be seen": 2,
    }  # fmt: skip
    assert figures.report("rio", "2025-04")["DNA rate"] == Figure("DNA rate", Unit.SHARE, 2 / 6, 2, 6)


def test_calls_and_texts_are_attended_contacts_by_telephone_and_text() -> None:
    rio = sessions_of()
    for number, (channel, code) in enumerate([("02", "5"), ("02", "6"), ("09", "5"), ("02", "3"), ("01", "5")]):
        working.contact(rio, number, 1, APRIL, channel, code)
    assert folded(*rio.messages).figures("calls-and-texts", "2025-04", "rio") == {
        "calls and texts": 3, "calls": 2, "texts": 1,
    }  # fmt: skip


def test_engagements_are_attendances_and_attended_contacts() -> None:
    rio = sessions_of()
    working.meeting(rio, 1).planned(APRIL).held(APRIL).line(1, 1).line(2, 2, "absent").heads(6)
    working.contact(rio, 1, 1, APRIL)
    working.contact(rio, 2, 1, APRIL, attendance="3")
    assert folded(*rio.messages).figures("engagements", "2025-04", "rio") == {"engagements": 8}


def test_signpostings_by_category_over_contracts() -> None:
    rio, covid = sessions_of(), sessions_of("long-covid")
    working.signposting(rio, 1, APRIL, "housing")
    working.signposting(rio, 2, APRIL, "debt")
    working.signposting(rio, 3, date(2025, 5, 1), "food")
    working.signposting(covid, 1, APRIL, "debt")
    figures = folded(*all_of(rio, covid))
    assert figures.figures("signpostings", "2025-04", "rio") == {"signpostings": 2, "debt": 1, "housing": 1}
    assert figures.figures("signpostings", "2025-04", "rio", "long-covid") == {
        "signpostings": 3, "debt": 2, "housing": 1,
    }  # fmt: skip


def test_volunteer_hours_are_minutes_summed() -> None:
    rio = sessions_of()
    for number, minutes in enumerate((50, 45, 25, 0)):
        working.volunteering(rio, number, APRIL, minutes)
    working.volunteering(rio, 9, date(2025, 5, 1), 50)
    figures = folded(*rio.messages)
    assert figures.figures("volunteer-hours", "2025-04", "rio") == {"volunteer hours": 2}
    assert figures.figures("volunteer-hours", "2025/26", "rio") == {"volunteer hours": 2.83}


def test_grants_by_fund_with_the_money_awarded() -> None:
    rio = sessions_of()
    working.grant(rio, 1, APRIL, 4999)
    working.grant(rio, 2, APRIL, 0)
    working.grant(rio, 3, APRIL, 800, "stepping-stones").corrected(date(2025, 4, 20), pounds=650)
    working.grant(rio, 4, APRIL, 1000, "stepping-stones").withdrawn(date(2025, 4, 20))
    working.grant(rio, 5, date(2025, 5, 1), 1000)
    figures = folded(*rio.messages)
    assert figures.figures("grants", "2025-04", "rio") == {
        "applications decided": 3, "bric: applications decided": 2, "stepping-stones: applications decided": 1,
        "awards": 2, "bric: awards": 1, "stepping-stones: awards": 1,
        "money awarded": 5649, "bric: money awarded": 4999, "stepping-stones: money awarded": 650,
    }  # fmt: skip
    assert figures.figures("grants", "2025/26", "rio")["money awarded"] == 6649
    assert figures.report("rio", "2025-04")["money awarded"].unit == "pounds"


def test_staff_activities_by_kind() -> None:
    rio = sessions_of()
    working.staff_activity(rio, 1, APRIL)
    working.staff_activity(rio, 2, APRIL).withdrawn(date(2025, 4, 20))
    assert folded(*rio.messages).figures("staff-activities", "2025-04", "rio") == {
        "staff activities": 1, "multi-agency-meeting": 1,
    }  # fmt: skip


def test_hard_outcomes_count_persons_or_instances_as_recorded() -> None:
    rio, covid = outcomes_of(), outcomes_of("long-covid")
    working.hard_outcome(rio, 1, of=1, on=APRIL)
    working.hard_outcome(rio, 2, of=1, on=date(2025, 7, 1))
    working.hard_outcome(rio, 3, of=2, on=APRIL)
    working.hard_outcome(covid, 1, of=1, on=APRIL)
    for number, on in enumerate((APRIL, APRIL, date(2025, 9, 9))):
        working.hard_outcome(rio, 10 + number, 1, on, "substance-reduction", "instances")
    figures = folded(*all_of(rio, covid))
    assert figures.figures("hard-outcomes", "2025/26", "rio") == {
        "hard outcomes": 5, "employment": 2, "substance-reduction": 3,
    }  # fmt: skip
    assert figures.figures("hard-outcomes", "2025-07", "rio") == {"hard outcomes": 1, "employment": 1}
    assert figures.figures("hard-outcomes", "2025/26", "rio", "long-covid") == {
        "hard outcomes": 5, "employment": 2, "substance-reduction": 3,
    }  # fmt: skip


def test_instances_count_up_to_the_limit_of_a_person_and_financial_year() -> None:
    rio = outcomes_of()
    days = (date(2025, 3, 1), APRIL, date(2025, 5, 1), date(2025, 6, 1), date(2026, 4, 2))
    for number, on in enumerate(days):
        working.hard_outcome(rio, number, 1, on, "emergency-contact-reduced", "instances", 2)
    working.hard_outcome(rio, 9, 2, APRIL, "emergency-contact-reduced", "instances", 2)
    figures = folded(*rio.messages)
    counted = [figures.figures("hard-outcomes", f"{year}/{year % 100 + 1}", "rio") for year in (2024, 2025, 2026)]
    assert [each["hard outcomes"] for each in counted] == [1, 3, 1]
    assert figures.figures("hard-outcomes", "2025-06", "rio") == {"hard outcomes": 0}


def test_another_instance_in_the_same_month_counts_from_the_day_it_is_known() -> None:
    rio = outcomes_of()
    for number, typed in enumerate((date(2025, 4, 12), date(2025, 4, 15), date(2025, 4, 15), date(2025, 4, 20))):
        working.hard_outcome(rio, number, 1, APRIL, "substance-reduction", "instances", typed=typed)
    figures = folded(*rio.messages)
    days = (date(2025, 4, 11), date(2025, 4, 14), date(2025, 4, 15), date(2025, 4, 20))
    known = [figures.figures("hard-outcomes", "2025-04", "rio", as_at=day)["hard outcomes"] for day in days]
    assert known == [0, 1, 3, 4]


def test_a_link_makes_two_outcomes_of_persons_one() -> None:
    rio, referrals = outcomes_of(), Telling()
    working.hard_outcome(rio, 1, of=1, on=APRIL)
    working.hard_outcome(rio, 2, of=2, on=APRIL)
    referrals.link(1, 2, date(2025, 8, 1))
    figures = folded(*all_of(rio, referrals))
    assert figures.figures("hard-outcomes", "2025/26", "rio", as_at=date(2025, 7, 31))["employment"] == 2
    assert figures.figures("hard-outcomes", "2025/26", "rio")["employment"] == 1


def test_soft_outcomes_and_both_kinds_together() -> None:
    rio = outcomes_of()
    for number in range(3):
        working.soft_outcome(rio, number, 1, APRIL)
    working.hard_outcome(rio, 1, 1, APRIL)
    working.hard_outcome(rio, 2, 1, date(2025, 5, 1))
    figures = folded(*rio.messages)
    assert figures.figures("soft-outcomes", "2025/26", "rio") == {"soft outcomes": 3, "confidence": 3}
    assert figures.figures("outcomes", "2025/26", "rio") == {"outcomes": 4}
    assert figures.figures("outcomes", "2025/26", "rio", "long-covid") == {"outcomes": 4}


def test_people_in_training_entered_an_accredited_course() -> None:
    rio = outcomes_of()
    working.training(rio, 1, 1, APRIL)
    working.training(rio, 2, 1, date(2025, 9, 1))
    working.training(rio, 3, 2, APRIL, learner="volunteer")
    working.training(rio, 4, 3, APRIL, accredited=False)
    working.training(rio, 5, 4, APRIL, "completed")
    working.training(rio, 6, None, APRIL, learner="staff")
    assert folded(*rio.messages).figures("people-in-training", "2025/26", "rio") == {"people entering": 2}


def test_ways_are_hit_by_attendances_outcomes_training_and_volunteering() -> None:
    sessions, outcomes = sessions_of(), outcomes_of()
    held = working.meeting(sessions, 1).planned(APRIL, ways=("connect", "be-active")).held(APRIL)
    held.line(1, 1).line(2, 2).line(3, 3, "absent").heads(5)
    working.volunteering(sessions, 1, APRIL, 60)
    working.volunteering(sessions, 2, APRIL, 60, of=2)
    working.soft_outcome(outcomes, 1, 1, APRIL, ("connect", "take-notice"))
    working.training(outcomes, 1, 7, APRIL)
    working.training(outcomes, 2, None, APRIL, learner="staff")
    figures = folded(*all_of(sessions, outcomes))
    assert figures.figures("five-ways", "2025-04", "rio") == {
        "connect": 8, "be-active": 7, "take-notice": 1, "keep-learning": 1, "give": 2,
    }  # fmt: skip
    assert figures.figures("five-ways-people", "2025-04", "rio") == {
        "people: connect": 2, "people: be-active": 2, "people: take-notice": 1, "people: keep-learning": 1,
        "people: give": 1,
    }  # fmt: skip


def test_people_referred_are_counted_once_over_contracts() -> None:
    rio, covid = Telling("rio"), Telling("long-covid")
    rio.referral(1, of=1).received(APRIL)
    rio.referral(2, of=1).received(date(2025, 8, 1)).declined(date(2025, 8, 2))
    rio.referral(3, of=2).received(APRIL)
    covid.referral(1, of=1).received(APRIL)
    figures = folded(*all_of(rio, covid))
    assert figures.figures("people-referred", "2025/26", "rio") == {"people referred": 2}
    assert figures.figures("people-referred", "2025-08", "rio") == {"people referred": 1}
    assert figures.figures("people-referred", "2025/26", "rio", "long-covid") == {"people referred": 2}


def test_people_are_worked_with_by_any_qualifying_event() -> None:
    referrals, sessions, outcomes = Telling(), sessions_of(), outcomes_of()
    referrals.referral(1, of=1).received(APRIL).contacted(APRIL, "09")
    referrals.referral(2, of=2).received(APRIL)
    working.contact(sessions, 1, 3, APRIL)
    working.contact(sessions, 2, 4, APRIL, attendance="3")
    working.meeting(sessions, 1).planned(APRIL).held(APRIL).line(1, 5).line(2, 6, "absent").line(3).heads(30)
    working.plan(outcomes, 1, 7).agreed(APRIL)
    working.hard_outcome(outcomes, 1, 8, APRIL)
    working.soft_outcome(outcomes, 1, 9, APRIL)
    working.training(outcomes, 1, 10, APRIL)
    working.reading(outcomes, 1, 11, APRIL)
    figures = folded(*all_of(referrals, sessions, outcomes))
    assert figures.figures("people-reached", "2025/26", "rio") == {"people reached": 6}
