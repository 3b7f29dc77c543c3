"""Taking a referral back."""

from dataclasses import replace

import pytest

from services.referrals.domain.commands import WithdrawReferral
from services.referrals.domain.events import ReferralEvent
from tests.referrals.builders import (
    ACCEPTED,
    CLOSED,
    DECLINED,
    FIRST_CONTACT,
    RECEIVED,
    REOPENED,
    TODAY,
    WITHDRAWN,
    given,
    june,
)

WITHDRAW = WithdrawReferral(on=june(6), reason="no-longer-needed", today=TODAY)


def test_ends_a_current_referral() -> None:
    given(RECEIVED).when(WITHDRAW).then(WITHDRAWN)
    given(RECEIVED, ACCEPTED, FIRST_CONTACT).when(WITHDRAW).then(WITHDRAWN)
    given(RECEIVED, ACCEPTED, CLOSED, REOPENED).when(WITHDRAW).then(WITHDRAWN)


def test_tells_an_error_from_a_need_that_passed() -> None:
    in_error = replace(WITHDRAWN, reason="entered-in-error")
    given(RECEIVED).when(replace(WITHDRAW, reason="entered-in-error")).then(in_error)


@pytest.mark.parametrize("end", [DECLINED, CLOSED])
def test_refuses_to_take_back_what_is_not_current(end: ReferralEvent) -> None:
    given(RECEIVED, end).when(WITHDRAW).then_refused("not-current", None, "only a current one can be withdrawn")


def test_refuses_a_second_withdrawal_with_another_content() -> None:
    given(RECEIVED, WITHDRAWN).when(replace(WITHDRAW, reason="entered-in-error")).then_refused("not-current")


def test_refuses_a_reason_that_the_terms_do_not_know() -> None:
    given(RECEIVED).when(replace(WITHDRAW, reason="rain")).then_refused("unknown-reason", "reason", "no-longer-needed")


def test_refuses_impossible_days() -> None:
    given(RECEIVED).when(replace(WITHDRAW, on=june(1))).then_refused("too-early", "on", "2025-06-02")
    given(RECEIVED).when(replace(WITHDRAW, today=june(5))).then_refused("in-the-future", "on")


def test_refuses_a_referral_that_nobody_received() -> None:
    given().when(WITHDRAW).then_refused("unknown-referral")
