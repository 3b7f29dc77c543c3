"""Not taking a person on."""

from dataclasses import replace

import pytest

from services.referrals.domain.commands import DeclineReferral
from services.referrals.domain.events import ReferralEvent
from services.referrals.domain.terms import Step
from tests.referrals.builders import ACCEPTED, CLOSED, DECLINED, RECEIVED, TODAY, WITHDRAWN, given, june

DECLINE = DeclineReferral(on=june(5), reason="outside-area", today=TODAY)


def test_gives_a_reason() -> None:
    given(RECEIVED).when(DECLINE).then(DECLINED)


def test_does_not_wait_for_the_steps_before_an_acceptance() -> None:
    given(RECEIVED, steps_before_acceptance=(Step.TRIAGED,)).when(DECLINE).then(DECLINED)


def test_refuses_a_reason_that_the_terms_do_not_know() -> None:
    given(RECEIVED).when(replace(DECLINE, reason="Joan was rude")).then_refused("unknown-reason", "reason")


@pytest.mark.parametrize("decided", [ACCEPTED, WITHDRAWN, CLOSED])
def test_refuses_what_was_decided_otherwise(decided: ReferralEvent) -> None:
    given(RECEIVED, decided).when(DECLINE).then_refused("already-decided")


def test_is_not_changed_afterwards() -> None:
    other = replace(DECLINE, reason="under-minimum-age")
    given(RECEIVED, DECLINED).when(other).then_refused("already-decided")


def test_refuses_impossible_days_and_unknown_referrals() -> None:
    given(RECEIVED).when(replace(DECLINE, on=june(1))).then_refused("too-early", "on")
    given(RECEIVED).when(replace(DECLINE, today=june(4))).then_refused("in-the-future", "on")
    given().when(DECLINE).then_refused("unknown-referral")
