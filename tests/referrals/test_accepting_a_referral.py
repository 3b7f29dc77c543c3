"""Taking a person on."""

from dataclasses import replace
from datetime import date

import pytest

from services.referrals.domain.commands import AcceptReferral
from services.referrals.domain.events import ReferralAccepted, ReferralEvent
from services.referrals.domain.terms import Step
from tests.referrals.builders import (
    ACCEPTED,
    CLOSED,
    DECLINED,
    PERSON,
    RECEIVED,
    REFERRAL,
    REFERRER_CONTACTED,
    TODAY,
    TRIAGED,
    WITHDRAWN,
    given,
    june,
)

ACCEPT = AcceptReferral(on=june(5), today=TODAY)
BOTH_STEPS = (Step.REFERRER_CONTACTED, Step.TRIAGED)


def test_needs_no_step_where_the_terms_require_none() -> None:
    given(RECEIVED).when(ACCEPT).then(ACCEPTED)


def test_writes_down_until_when_support_lasts() -> None:
    year = ReferralAccepted(REFERRAL, PERSON, june(5), support_until=date(2026, 6, 5))
    given(RECEIVED, support_months=12).when(ACCEPT).then(year)


@pytest.mark.parametrize(
    ("accepted_on", "months", "until"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
    ],
)
def test_ends_support_on_the_last_day_of_a_month_that_is_too_short(accepted_on: date, months: int, until: date) -> None:
    early = replace(RECEIVED, received_on=date(2024, 1, 2))
    accepted = ReferralAccepted(REFERRAL, PERSON, accepted_on, until)
    given(early, support_months=months).when(AcceptReferral(on=accepted_on, today=TODAY)).then(accepted)


@pytest.mark.parametrize(
    ("taken", "missing"),
    [((), "referrer-contacted"), ((REFERRER_CONTACTED,), "triaged"), ((TRIAGED,), "referrer-contacted")],
)
def test_waits_for_every_step_of_the_terms(taken: tuple[ReferralEvent, ...], missing: str) -> None:
    given(RECEIVED, *taken, steps_before_acceptance=BOTH_STEPS).when(ACCEPT).then_refused("step-missing", None, missing)


def test_follows_when_every_step_was_taken() -> None:
    given(RECEIVED, REFERRER_CONTACTED, TRIAGED, steps_before_acceptance=BOTH_STEPS).when(ACCEPT).then(ACCEPTED)


def test_is_not_dated_before_a_required_step() -> None:
    given(RECEIVED, TRIAGED, steps_before_acceptance=(Step.TRIAGED,)).when(replace(ACCEPT, on=june(3))).then_refused(
        "too-early", "on", "on 2025-06-03 lies before 2025-06-04, the day on which the required step triaged was taken"
    )


def test_is_remembered_when_support_has_ended() -> None:
    given(RECEIVED, ACCEPTED, CLOSED).when(ACCEPT).then_nothing()


def test_is_not_moved_to_another_day() -> None:
    given(RECEIVED, ACCEPTED).when(replace(ACCEPT, on=june(6))).then_refused("already-recorded")


@pytest.mark.parametrize("end", [DECLINED, WITHDRAWN])
def test_refuses_what_was_decided_otherwise(end: ReferralEvent) -> None:
    given(RECEIVED, end).when(ACCEPT).then_refused("already-decided", None, "only an undecided one can be accepted")


def test_refuses_impossible_days_and_unknown_referrals() -> None:
    given(RECEIVED).when(replace(ACCEPT, on=june(1))).then_refused("too-early", "on")
    given(RECEIVED).when(replace(ACCEPT, today=june(4))).then_refused("in-the-future", "on")
    given().when(ACCEPT).then_refused("unknown-referral")
