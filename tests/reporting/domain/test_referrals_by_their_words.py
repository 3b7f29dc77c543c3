"""Literal figures of referrals by who sent them, how they came, and why they ended."""

from datetime import date

from services.reporting.domain.metric import Figure, Unit
from tests.reporting.figures import folded
from tests.reporting.telling import Telling, all_of

APRIL, MAY = date(2025, 4, 10), date(2025, 5, 2)


def test_referrals_are_counted_by_source_route_and_urgency() -> None:
    rio, covid = Telling(), Telling("long-covid")
    rio.referral(1, of=1).received(APRIL, source="gp", route="mesh")
    rio.referral(2, of=2).received(APRIL, source="self", route="telephone", urgency="urgent")
    rio.referral(3, of=2).received(APRIL, source="self", route="mesh")
    rio.referral(4, of=4).received(MAY, source="gp")
    covid.referral(1, of=1).received(APRIL, source="gp")
    figures = folded(*all_of(rio, covid))
    assert figures.figures("referrals-by-source", "2025-04", "rio") == {"referrals": 3, "gp": 1, "self": 2}
    assert figures.figures("referrals-by-route", "2025-04", "rio") == {"referrals": 3, "mesh": 2, "telephone": 1}
    assert figures.figures("referrals-by-urgency", "2025-04", "rio") == {"referrals": 3, "routine": 2, "urgent": 1}
    assert figures.figures("referrals-by-source", "2025/26", "rio", "long-covid") == {
        "referrals": 5, "gp": 3, "self": 2,
    }  # fmt: skip


def test_urgency_is_that_after_amendments_from_the_day_they_are_known() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(APRIL).amended(MAY, "urgent")
    figures = folded(*rio.messages)
    assert figures.figures("referrals-by-urgency", "2025-04", "rio", as_at=APRIL) == {"referrals": 1, "routine": 1}
    assert figures.figures("referrals-by-urgency", "2025-04", "rio") == {"referrals": 1, "urgent": 1}


def test_declines_withdrawals_and_closures_count_by_reason_on_the_day_of_each() -> None:
    rio = Telling()
    rio.referral(1, of=1).received(APRIL).declined(MAY, reason="outside-area")
    rio.referral(2, of=2).received(APRIL).declined(MAY, reason="duplicate")
    rio.referral(3, of=3).received(APRIL).declined(MAY, reason="duplicate").struck("referral-declined", 2, typed=MAY)
    rio.referral(4, of=4).received(APRIL).withdrawn(MAY)
    rio.referral(5, of=5).received(APRIL).accepted(APRIL).closed(MAY).reopened(MAY).closed(date(2025, 5, 30))
    rio.referral(6, of=6).received(APRIL).accepted(APRIL).transferred(MAY)
    figures = folded(*rio.messages)
    assert figures.figures("referrals-declined", "2025-05", "rio") == {
        "declined": 2, "duplicate": 1, "outside-area": 1,
    }  # fmt: skip
    assert figures.figures("referrals-declined", "2025-04", "rio") == {"declined": 0}
    assert figures.figures("referrals-withdrawn", "2025-05", "rio") == {"withdrawn": 1, "by-referrer": 1}
    assert figures.figures("referrals-closed", "2025-05", "rio") == {
        "closures": 3, "completed": 2, "transferred": 1,
    }  # fmt: skip


def test_support_is_offered_in_three_weeks_up_to_the_twenty_first_day() -> None:
    rio = Telling()
    for number, accepted_on in enumerate((date(2025, 5, 1), date(2025, 5, 22), date(2025, 5, 23), date(2025, 6, 1))):
        rio.referral(number, of=number).received(date(2025, 5, 1)).accepted(accepted_on)
    rio.referral(9, of=9).received(date(2025, 5, 1))
    report = folded(*rio.messages).report("rio", "2025-05")
    assert report["within three weeks"] == Figure("within three weeks", Unit.SHARE, 2 / 3, 2, 3)
    assert report["median days to acceptance"] == Figure("median days to acceptance", Unit.DAYS, 21, of=3)
    assert report["mean days to acceptance"] == Figure("mean days to acceptance", Unit.DAYS, 14.33, of=3)
