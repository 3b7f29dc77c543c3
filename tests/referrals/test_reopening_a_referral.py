"""Opening a closed referral again."""

from dataclasses import replace

import pytest

from services.referrals.domain.commands import ReopenReferral
from services.referrals.domain.events import ReferralEvent
from tests.referrals.builders import (
    ACCEPTED,
    CLOSED,
    DECLINED,
    RECEIVED,
    REOPENED,
    TODAY,
    WITHDRAWN,
    given,
    june,
)

REOPEN = ReopenReferral(on=june(25), reason="needs-changed", today=TODAY)


def test_makes_a_closed_referral_accepted_again() -> None:
    given(RECEIVED, ACCEPTED, CLOSED).when(REOPEN).then(REOPENED)


def test_can_happen_again_after_the_next_closure() -> None:
    closed_again = replace(CLOSED, closed_on=june(25))
    given(RECEIVED, ACCEPTED, CLOSED, REOPENED, closed_again).when(REOPEN).then(REOPENED)


@pytest.mark.parametrize("before", [(), (ACCEPTED,), (DECLINED,), (WITHDRAWN,)])
def test_refuses_what_is_not_closed(before: tuple[ReferralEvent, ...]) -> None:
    given(RECEIVED, *before).when(REOPEN).then_refused("not-closed", None, "only a closed one can be re-opened")


def test_refuses_another_re_opening_of_what_is_open() -> None:
    given(RECEIVED, ACCEPTED, CLOSED, REOPENED).when(replace(REOPEN, on=june(26))).then_refused("not-closed")


def test_refuses_a_reason_that_the_terms_do_not_know() -> None:
    given(RECEIVED, ACCEPTED, CLOSED).when(replace(REOPEN, reason="spring")).then_refused("unknown-reason", "reason")


def test_refuses_impossible_days_and_unknown_referrals() -> None:
    given(RECEIVED, ACCEPTED, CLOSED).when(replace(REOPEN, on=june(19))).then_refused("too-early", "on", "closed")
    given(RECEIVED, ACCEPTED, CLOSED).when(replace(REOPEN, today=june(24))).then_refused("in-the-future", "on")
    given().when(REOPEN).then_refused("unknown-referral")
