"""Speaking with the referrer."""

from dataclasses import replace

from services.referrals.domain.commands import ContactReferrer
from tests.referrals.builders import (
    ACCEPTED,
    DECLINED,
    RECEIVED,
    REFERRER_CONTACTED,
    TODAY,
    WITHDRAWN,
    given,
    june,
)

CONTACT = ContactReferrer(on=june(3), today=TODAY)


def test_is_recorded_before_and_after_the_acceptance() -> None:
    given(RECEIVED).when(CONTACT).then(REFERRER_CONTACTED)
    given(RECEIVED, ACCEPTED).when(CONTACT).then(REFERRER_CONTACTED)


def test_may_happen_on_the_day_of_receipt() -> None:
    given(RECEIVED).when(replace(CONTACT, on=june(2))).then(replace(REFERRER_CONTACTED, contacted_on=june(2)))


def test_is_recorded_once() -> None:
    given(RECEIVED, REFERRER_CONTACTED).when(replace(CONTACT, on=june(5))).then_refused("already-recorded")


def test_is_still_known_when_the_referral_has_ended() -> None:
    given(RECEIVED, REFERRER_CONTACTED, WITHDRAWN).when(CONTACT).then_nothing()


def test_refuses_a_referral_that_has_ended_or_is_unknown() -> None:
    given(RECEIVED, DECLINED).when(CONTACT).then_refused("not-current")
    given().when(CONTACT).then_refused("unknown-referral")


def test_refuses_impossible_days() -> None:
    given(RECEIVED).when(replace(CONTACT, on=june(1))).then_refused("too-early", "on")
    given(RECEIVED).when(replace(CONTACT, today=june(2))).then_refused("in-the-future", "on")
