"""Literal figures of waiting lists: who left them in a period and who stands on them at its end."""

from datetime import date

from services.reporting.domain.metric import Figure, Unit
from tests.reporting.figures import folded
from tests.reporting.telling import Telling

LEFT = "left the waiting list"


def test_a_wait_ends_by_first_contact_or_by_the_end_of_the_referral() -> None:
    rio = Telling()
    target = date(2025, 4, 15)
    rio.referral(1, of=1).received(date(2025, 4, 1), contact_by=target).contacted(target)
    rio.referral(2, of=2).received(date(2025, 4, 1), contact_by=target).contacted(date(2025, 4, 16), "11")
    rio.referral(3, of=3).received(date(2025, 4, 1), contact_by=target).declined(date(2025, 4, 2))
    rio.referral(4, of=4).received(date(2025, 4, 1), contact_by=target).withdrawn(date(2025, 4, 30))
    rio.referral(5, of=5).received(date(2025, 4, 1), contact_by=target).accepted(target).closed(date(2025, 4, 20))
    rio.referral(6, of=6).received(date(2025, 4, 1), contact_by=target)
    figures = folded(*rio.messages)
    assert figures.figures("waiting-list-leavers", "2025-04", "rio") == {
        LEFT: 5,
        "met within the target day": 1,
        "met outside the target day": 1,
        "left unmet within the target day": 1,
        "left unmet outside the target day": 2,
        "left outside the target day": 0.6,
    }
    report = figures.report("rio", "2025-04")
    assert report["left outside the target day"] == Figure("left outside the target day", Unit.SHARE, 0.6, 3, 5)
    assert {report[name].part_of for name in ("met within the target day", "left unmet outside the target day")} == {
        LEFT
    }


def test_whoever_is_met_on_the_day_of_closure_was_met() -> None:
    rio = Telling()
    case = rio.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2))
    case.contacted(date(2025, 4, 9)).closed(date(2025, 4, 9))
    figures = folded(*rio.messages)
    assert figures.figures("waiting-list-leavers", "2025-04", "rio")["met within the target day"] == 1


def test_a_text_takes_nobody_off_the_list() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 3), "09")
    figures = folded(*rio.messages)
    assert figures.figures("waiting-list-leavers", "2025-04", "rio")[LEFT] == 0
    assert figures.figures("waiting-list", "2025-04", "rio")["on the waiting list"] == 1


def test_whoever_comes_back_unmet_waits_and_leaves_again() -> None:
    rio = Telling()
    case = rio.referral(1, of=1).received(date(2025, 4, 1), contact_by=date(2025, 4, 15)).accepted(date(2025, 4, 2))
    case.closed(date(2025, 4, 10)).reopened(date(2025, 6, 1)).contacted(date(2025, 7, 1))
    figures = folded(*rio.messages)
    months = ("2025-04", "2025-05", "2025-06", "2025-07")
    assert [figures.figures("waiting-list-leavers", month, "rio")[LEFT] for month in months] == [1, 0, 0, 1]
    assert [figures.figures("waiting-list", month, "rio")["past the target day"] for month in months] == [0, 0, 1, 0]
    assert figures.figures("waiting-list-leavers", "2025-07", "rio")["met outside the target day"] == 1


def test_on_the_target_day_itself_nobody_is_past_it() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(date(2025, 4, 1), contact_by=date(2025, 4, 30))
    rio.referral(2, of=2).received(date(2025, 4, 1), contact_by=date(2025, 4, 29))
    figures = folded(*rio.messages)
    assert figures.figures("waiting-list", "2025-04", "rio") == {
        "on the waiting list": 2, "within the target day": 1, "past the target day": 1,
    }  # fmt: skip
    assert figures.figures("waiting-list", "2025/26", "rio", as_at=date(2025, 4, 20))["past the target day"] == 0
