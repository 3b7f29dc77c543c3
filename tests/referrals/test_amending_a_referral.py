"""Changing what was asked for."""

from dataclasses import replace

import pytest

from services.referrals.domain.commands import AmendReferral
from services.referrals.domain.events import ReferralAmended, ReferralEvent
from services.referrals.domain.terms import Flag, Urgency
from tests.referrals.builders import (
    ACCEPTED,
    AMENDED,
    CLOSED,
    DECLINED,
    PERSON,
    RECEIVED,
    REFERRAL,
    TODAY,
    WITHDRAWN,
    given,
    june,
)

MORE_URGENT = AmendReferral(on=june(4), urgency=Urgency.EMERGENCY, today=TODAY)


def test_changes_the_urgency_and_keeps_the_flags() -> None:
    given(RECEIVED).when(MORE_URGENT).then(AMENDED)
    given(RECEIVED, ACCEPTED).when(MORE_URGENT).then(AMENDED)


def test_changes_the_flags_and_keeps_the_urgency() -> None:
    flags = (Flag.SCENE_SAFETY, Flag.REPEAT_CALLER)
    changed = ReferralAmended(REFERRAL, PERSON, june(4), Urgency.URGENT, (Flag.REPEAT_CALLER, Flag.SCENE_SAFETY))
    given(RECEIVED).when(AmendReferral(on=june(4), flags=flags, today=TODAY)).then(changed)


def test_takes_the_last_flag_away() -> None:
    changed = replace(AMENDED, amended_on=june(5), flags=())
    given(RECEIVED, AMENDED).when(AmendReferral(on=june(5), flags=(), today=TODAY)).then(changed)


def test_what_stands_so_already_is_no_change() -> None:
    given(RECEIVED).when(AmendReferral(on=june(4), today=TODAY)).then_nothing()
    given(RECEIVED, AMENDED).when(replace(MORE_URGENT, on=june(9))).then_nothing()


@pytest.mark.parametrize("end", [DECLINED, WITHDRAWN, CLOSED])
def test_refuses_to_change_a_referral_that_has_ended(end: ReferralEvent) -> None:
    given(RECEIVED, end).when(MORE_URGENT).then_refused("not-current", None, "only a current one can be amended")


def test_refuses_impossible_days_and_unknown_codes() -> None:
    given(RECEIVED).when(replace(MORE_URGENT, on=june(1))).then_refused("too-early", "on", "2025-06-02")
    given(RECEIVED, AMENDED).when(AmendReferral(on=june(3), urgency=Urgency.ROUTINE, today=TODAY)).then_refused(
        "too-early", "on", "last amended"
    )
    given(RECEIVED).when(replace(MORE_URGENT, today=june(3))).then_refused("in-the-future", "on")
    given(RECEIVED).when(AmendReferral(on=june(4), urgency="soon", today=TODAY)).then_refused(  # type: ignore[arg-type]
        "unknown-urgency", "urgency"
    )


def test_refuses_a_referral_that_nobody_received() -> None:
    given().when(MORE_URGENT).then_refused("unknown-referral")
