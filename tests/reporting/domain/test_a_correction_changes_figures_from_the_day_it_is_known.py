"""Corrections and withdrawals: a report as at a day before them says what it said then."""

from datetime import date

from services.reporting.domain.metric import Figure, Unit
from tests.reporting import working
from tests.reporting.figures import folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.working import outcomes_of, sessions_of

APRIL, MAY = date(2025, 4, 10), date(2025, 5, 2)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_a_corrected_day_of_receipt_moves_the_referral_and_its_target() -> None:
    rio = Telling()
    referral = rio.referral(1, of=1).received(APRIL).contacted(date(2025, 4, 30))
    referral.corrected("referral-received", 1, MAY, typed=AFTER, first_contact_by=date(2025, 5, 16))
    referral.corrected("first-contact-made", 2, date(2025, 5, 12), typed=AFTER)
    figures = folded(*rio.messages)
    then, now = figures.report("rio", "2025-04", BEFORE), figures.report("rio", "2025-05")
    assert (then["received"].value, then["people referred"].value, then["median"].value) == (1, 1, 20)
    assert then["in time"] == Figure("in time", Unit.SHARE, 0.0, 0, 1)
    assert (now["received"].value, now["people referred"].value, now["median"].value) == (1, 1, 10)
    assert now["in time"] == Figure("in time", Unit.SHARE, 1.0, 1, 1)
    assert figures.report("rio", "2025-04")["received"].value == 0


def test_a_corrected_channel_stops_the_clock_after_all() -> None:
    rio = Telling()
    referral = rio.referral(1, of=1).received(APRIL).contacted(date(2025, 4, 15), "09")
    referral.corrected("first-contact-made", 2, date(2025, 4, 15), typed=AFTER, channel="02")
    figures = folded(*rio.messages)
    assert figures.report("rio", "2025-04", BEFORE)["median"].value is None
    assert figures.report("rio", "2025-04")["median"].value == 5


def test_a_withdrawn_first_contact_reached_nobody() -> None:
    rio = Telling()
    referral = rio.referral(1, of=1).received(APRIL).contacted(APRIL)
    referral.struck("first-contact-made", 2, typed=AFTER)
    figures = folded(*rio.messages)
    then, now = figures.report("rio", "2025-04", BEFORE), figures.report("rio", "2025-04")
    assert (then["people reached"].value, then["waiting at the end"].value) == (1, 0)
    assert (now["people reached"].value, now["waiting at the end"].value) == (0, 1)


def test_a_withdrawn_closure_leaves_the_referral_open() -> None:
    rio = Telling()
    referral = rio.referral(1, of=1).received(APRIL).closed(date(2025, 4, 20))
    referral.struck("referral-closed", 2, typed=AFTER)
    figures = folded(*rio.messages)
    assert figures.report("rio", "2025-04", BEFORE)["open at the end"].value == 0
    assert figures.report("rio", "2025-04")["open at the end"].value == 1


def test_the_latest_of_two_corrections_counts() -> None:
    rio = Telling()
    referral = rio.referral(1, of=1).received(APRIL)
    referral.corrected("referral-received", 1, MAY, typed=AFTER)
    referral.corrected("referral-received", 1, date(2025, 3, 31), typed=date(2025, 7, 2))
    figures = folded(*rio.messages)
    known = [figures.report("rio", "2024/25", day)["received"].value for day in (AFTER, date(2025, 7, 2))]
    assert known == [0, 1]


def test_a_transfer_ends_a_referral_as_a_closure_does() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(APRIL).transferred(MAY)
    figures = folded(*rio.messages)
    assert figures.report("rio", "2025-04")["open at the end"].value == 1
    assert figures.report("rio", "2025-05")["open at the end"].value == 0


def test_a_corrected_register_changes_figures_of_the_day_of_the_session() -> None:
    rio = sessions_of()
    held = working.meeting(rio, 1).planned(APRIL).held(APRIL).line(1, 1).line(2, 2, "absent")
    held.line_corrected(2, 2, "present", typed=AFTER)
    figures = folded(*rio.messages)
    then, now = figures.report("rio", "2025-04", BEFORE), figures.report("rio", "2025-04")
    assert (then["attendances"].value, then["people attending"].value, then["attendance rate"].value) == (1, 1, 0.5)
    assert (now["attendances"].value, now["people attending"].value, now["attendance rate"].value) == (2, 2, 1.0)


def test_a_line_that_was_somebody_else_moves_from_one_person_to_the_other() -> None:
    rio = sessions_of()
    working.meeting(rio, 1).planned(APRIL).held(APRIL).line(1, 1).line(2, 2)
    held = working.meeting(rio, 2).planned(APRIL).held(APRIL).line(1, 3)
    held.line_corrected(1, 1, "present", typed=AFTER)
    figures = folded(*rio.messages)
    assert figures.report("rio", "2025-04", BEFORE)["people attending"].value == 3
    assert figures.report("rio", "2025-04")["people attending"].value == 2


def test_a_session_on_another_day_takes_its_register_along() -> None:
    rio = sessions_of()
    working.meeting(rio, 1).planned(APRIL).held(APRIL).line(1, 1).heads(4).corrected(MAY, typed=AFTER)
    figures = folded(*rio.messages)
    assert figures.report("rio", "2025-04", BEFORE)["attendances"].value == 5
    assert [figures.report("rio", month)["attendances"].value for month in ("2025-04", "2025-05")] == [0, 5]
    assert [figures.report("rio", month)["people reached"].value for month in ("2025-04", "2025-05")] == [0, 1]


def test_a_withdrawn_session_counts_for_nothing_with_its_register() -> None:
    rio = sessions_of()
    working.meeting(rio, 1).planned(APRIL).held(APRIL).line(1, 1).heads(4).withdrawn(AFTER)
    figures = folded(*rio.messages)
    then, now = figures.report("rio", "2025-04", BEFORE), figures.report("rio", "2025-04")
    assert (then["sessions held"].value, then["engagements"].value, then["people reached"].value) == (1, 5, 1)
    assert (now["sessions held"].value, now["engagements"].value, now["people reached"].value) == (0, 0, 0)


def test_entries_follow_their_corrections_and_withdrawals() -> None:
    sessions, outcomes = sessions_of(), outcomes_of()
    working.contact(sessions, 1, 1, APRIL).corrected(AFTER, attendance="3")
    working.volunteering(sessions, 1, APRIL, 60).corrected(AFTER, minutes=90)
    working.signposting(sessions, 1, APRIL).withdrawn(AFTER)
    working.hard_outcome(outcomes, 1, 2, APRIL).corrected(AFTER, on=MAY)
    working.plan(outcomes, 1, 3).agreed(APRIL).goal(APRIL).withdrawn(AFTER)
    figures = folded(*all_of(sessions, outcomes))
    names = ("attended", "volunteer hours", "signpostings", "hard outcomes", "people reached")
    then, now = figures.report("rio", "2025-04", BEFORE), figures.report("rio", "2025-04")
    assert [then[name].value for name in names] == [1, 1, 1, 1, 3]
    assert [now[name].value for name in names] == [0, 1.5, 0, 0, 0]
    assert figures.report("rio", "2025-05")["hard outcomes"].value == 1
