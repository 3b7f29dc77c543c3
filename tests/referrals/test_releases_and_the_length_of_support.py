"""Support that is counted from a release or from acceptance, and what lasts longer as an exception."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.referrals.domain.commands import (
    AcceptReferral,
    CorrectStep,
    ExtendSupport,
    RecordRelease,
    WithdrawStep,
)
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.events import (
    ReferralEvent,
    ReleaseRecorded,
    RuleExcepted,
    StepCorrected,
    StepWithdrawn,
)
from services.referrals.domain.terms import (
    ReferralAfterRelease,
    SupportAfterRelease,
    SupportBeforeRelease,
)
from tests import sentences
from tests.referrals import builders
from tests.referrals.builders import ACCEPTED, CLOSED, PERSON, RECEIVED, REFERRAL, TERMS, TODAY, june

RULES: dict[str, Any] = {
    "release_rules": (
        SupportBeforeRelease(weeks=12),
        SupportAfterRelease(months=6, checks_months=(5,)),
        ReferralAfterRelease(days=28),
    ),
    "sites": ("prison-1",),
    "exception_reasons": ("exceptional-need",),
}
RECORD = RecordRelease(on=june(10), released_on=june(9), site="prison-1", today=TODAY)
RELEASE = ReleaseRecorded(
    REFERRAL, PERSON, june(9), planned=False, site="prison-1",
    support_until=date(2025, 12, 9), checks_on=(date(2025, 11, 9),),
)  # fmt: skip
YEAR: dict[str, Any] = {
    "support_months": 12,
    "support_checks_months": (9, 12),
    "exception_reasons": ("exceptional-need",),
}
LIMITED = replace(ACCEPTED, support_until=date(2026, 6, 5), checks_on=(date(2026, 3, 5), date(2026, 6, 5)))
EXTEND = ExtendSupport(on=june(20), until=date(2026, 9, 5), reason="exceptional-need", today=TODAY)
EXTENDED = RuleExcepted(
    REFERRAL, PERSON, june(20), "support-length", "exceptional-need", support_until=date(2026, 9, 5)
)


def given(*history: ReferralEvent) -> sentences.Given[Any, Any, Any]:
    return builders.given(*history, **RULES)


def excepted(rule: str, on: int, reason: str = "exceptional-need") -> RuleExcepted:
    return RuleExcepted(REFERRAL, PERSON, june(on), rule, reason)


def test_support_lasts_six_months_from_release() -> None:
    given(RECEIVED).when(RECORD).then(RELEASE)
    given(RECEIVED, ACCEPTED).when(RECORD).then(RELEASE)
    assert decider(TERMS).fold([RECEIVED, RELEASE, ACCEPTED]).support_until == date(2025, 12, 9)


def test_a_planned_release_may_lie_ahead() -> None:
    ahead = replace(RECORD, released_on=date(2025, 8, 31), planned=True)
    given(RECEIVED).when(ahead).then(
        replace(
            RELEASE, released_on=date(2025, 8, 31), planned=True,
            support_until=date(2026, 2, 28), checks_on=(date(2026, 1, 31),),
        )
    )  # fmt: skip
    given(RECEIVED).when(replace(ahead, planned=False)).then_refused("in-the-future", "released_on")
    given(RECEIVED).when(replace(ahead, released_on=date(2052, 1, 1))).then_refused("impossible-day", "released_on")


def test_the_day_that_came_takes_the_place_of_the_planned_one() -> None:
    planned = replace(RELEASE, released_on=date(2025, 7, 20), planned=True)
    given(RECEIVED, planned).when(RECORD).then(RELEASE)
    given(RECEIVED, RELEASE).when(RECORD).then_nothing()


@pytest.mark.parametrize(("days", "late"), [(28, False), (29, True)])
def test_a_referral_comes_up_to_28_days_after_release(days: int, late: bool) -> None:
    released_on = RECEIVED.received_on - timedelta(days=days)
    until, check = (date(2025, 11, 5), date(2025, 10, 5)) if days == 28 else (date(2025, 11, 4), date(2025, 10, 4))
    recorded = replace(RELEASE, released_on=released_on, support_until=until, checks_on=(check,))
    asked = replace(RECORD, released_on=released_on)
    if late:
        given(RECEIVED).when(asked).then_refused("referral-after-release")
        given(RECEIVED).when(replace(asked, exception="exceptional-need")).then(
            recorded, excepted("referral-after-release", 10)
        )
    else:
        given(RECEIVED).when(asked).then(recorded)


@pytest.mark.parametrize(("released_on", "early"), [(date(2025, 8, 28), False), (date(2025, 8, 29), True)])
def test_support_begins_up_to_12_weeks_before_release(released_on: date, early: bool) -> None:
    until, checks = date(2026, 2, 28), (date(2026, 1, released_on.day),)
    planned = replace(RELEASE, released_on=released_on, planned=True, support_until=until, checks_on=checks)
    accept = AcceptReferral(on=june(5), today=TODAY)
    record = replace(RECORD, released_on=released_on, planned=True)
    if early:
        given(RECEIVED, planned).when(accept).then_refused("support-before-release")
        given(RECEIVED, planned).when(replace(accept, exception="exceptional-need")).then(
            ACCEPTED, excepted("support-before-release", 5)
        )
        given(RECEIVED, ACCEPTED).when(record).then_refused("support-before-release")
    else:
        given(RECEIVED, planned).when(accept).then(ACCEPTED)
        given(RECEIVED, ACCEPTED).when(record).then(planned)


def test_a_reason_is_one_of_the_terms() -> None:
    late = replace(RECORD, released_on=date(2025, 3, 1))
    given(RECEIVED).when(replace(late, exception="rain")).then_refused("unknown-exception", "exception")


def test_what_a_correction_breaks_is_listed_and_what_it_mends_is_listed_no_more() -> None:
    other = date(2025, 4, 1)
    correction = StepCorrected(
        REFERRAL, PERSON, "release-recorded", 2, other, "entered-in-error",
        support_until=date(2025, 10, 1), checks_on=(date(2025, 9, 1),),
    )  # fmt: skip
    found = excepted("referral-after-release", 2, "found-afterwards")
    given(RECEIVED, RELEASE).when(CorrectStep(version=2, on=other, reason="entered-in-error", today=TODAY)).then(
        correction, found
    )
    given(RECEIVED, RELEASE, correction, found).when(WithdrawStep(version=2, reason="entered-in-error")).then(
        StepWithdrawn(REFERRAL, PERSON, "release-recorded", 2, "entered-in-error"),
        StepWithdrawn(REFERRAL, PERSON, "rule-excepted", 4, "recorded-elsewhere"),
    )


def test_releases_are_recorded_where_the_terms_count_from_them() -> None:
    builders.given(RECEIVED).when(RECORD).then_refused("no-releases-here")
    given(RECEIVED).when(replace(RECORD, site="home")).then_refused("unknown-site", "site")
    given(RECEIVED, ACCEPTED, CLOSED).when(RECORD).then_refused("not-current")
    given().when(RECORD).then_refused("unknown-referral")


def test_support_of_a_year_is_looked_at_after_nine_and_twelve_months() -> None:
    builders.given(RECEIVED, **YEAR).when(AcceptReferral(on=june(5), today=TODAY)).then(LIMITED)


def test_support_is_extended_as_an_exception_alone() -> None:
    builders.given(RECEIVED, LIMITED, **YEAR).when(EXTEND).then(EXTENDED)
    assert decider(TERMS).fold([RECEIVED, LIMITED, EXTENDED]).support_until == date(2026, 9, 5)
    builders.given(RECEIVED, LIMITED, **YEAR).when(replace(EXTEND, reason="rain")).then_refused(
        "unknown-reason", "reason"
    )
    builders.given(RECEIVED, LIMITED, **YEAR).when(replace(EXTEND, until=date(2026, 6, 5))).then_refused(
        "too-early", "until"
    )


def test_an_extension_is_withdrawn() -> None:
    builders.given(RECEIVED, LIMITED, EXTENDED, **YEAR).when(WithdrawStep(version=3, reason="entered-in-error")).then(
        StepWithdrawn(REFERRAL, PERSON, "rule-excepted", 3, "entered-in-error")
    )


def test_an_extension_after_release_sets_that_rule_aside() -> None:
    given(RECEIVED, RELEASE, ACCEPTED).when(replace(EXTEND, until=date(2026, 1, 9))).then(
        RuleExcepted(
            REFERRAL, PERSON, june(20), "support-after-release", "exceptional-need", support_until=date(2026, 1, 9)
        )
    )


def test_only_support_with_an_end_is_extended_while_it_lasts() -> None:
    builders.given(RECEIVED, ACCEPTED, exception_reasons=("exceptional-need",)).when(EXTEND).then_refused(
        "support-open", "until"
    )
    builders.given(RECEIVED, **YEAR).when(EXTEND).then_refused("not-accepted")
    builders.given(RECEIVED, LIMITED, CLOSED, **YEAR).when(EXTEND).then_refused("not-accepted")
    builders.given(RECEIVED, LIMITED, **YEAR).when(replace(EXTEND, today=june(19))).then_refused("in-the-future", "on")
    builders.given(**YEAR).when(EXTEND).then_refused("unknown-referral")
