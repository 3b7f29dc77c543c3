"""Ending the support."""

from dataclasses import replace

import pytest

from services.referrals.domain.commands import CloseReferral
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

CLOSE = CloseReferral(on=june(20), reason="goals-met", today=TODAY)


def test_gives_a_reason() -> None:
    given(RECEIVED, ACCEPTED).when(CLOSE).then(CLOSED)
    given(RECEIVED, ACCEPTED).when(replace(CLOSE, reason="other")).then_refused("unknown-reason", "reason")


def test_ends_a_re_opened_referral_too() -> None:
    reopened = (RECEIVED, ACCEPTED, CLOSED, REOPENED)
    again = replace(CLOSED, closed_on=june(27))
    given(*reopened).when(replace(CLOSE, on=june(27))).then(again)
    given(*reopened).when(CLOSE).then_refused("too-early", "on", "re-opened")


def test_may_close_on_the_day_of_re_opening_for_the_same_reason_as_before() -> None:
    reopened = replace(REOPENED, reopened_on=june(20))
    given(RECEIVED, ACCEPTED, CLOSED, reopened).when(CLOSE).then(CLOSED)


@pytest.mark.parametrize("before", [(), (DECLINED,), (WITHDRAWN,)])
def test_refuses_what_was_never_accepted(before: tuple[ReferralEvent, ...]) -> None:
    given(RECEIVED, *before).when(CLOSE).then_refused("not-accepted", None, "only an accepted one can be closed")


def test_is_not_closed_twice_for_two_reasons() -> None:
    given(RECEIVED, ACCEPTED, CLOSED).when(replace(CLOSE, reason="moved-away")).then_refused("not-accepted")


def test_does_not_end_before_it_began() -> None:
    supported = (RECEIVED, ACCEPTED, FIRST_CONTACT)
    given(*supported).when(replace(CLOSE, on=june(4))).then_refused("too-early", "on", "accepted")
    given(*supported).when(replace(CLOSE, on=june(8))).then_refused("too-early", "on", "first contact")


def test_refuses_impossible_days_and_unknown_referrals() -> None:
    given(RECEIVED, ACCEPTED).when(replace(CLOSE, on=june(1))).then_refused("too-early", "on", "received")
    given(RECEIVED, ACCEPTED).when(replace(CLOSE, today=june(19))).then_refused("in-the-future", "on")
    given().when(CLOSE).then_refused("unknown-referral")
