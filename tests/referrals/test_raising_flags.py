"""What a worker must know: raised and lifted by itself, with a reason, or amended with the referral."""

from dataclasses import replace
from typing import Any

import pytest

from services.referrals.domain.commands import LiftFlag, RaiseFlag
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.events import FlagLifted, FlagRaised, ReferralEvent
from services.referrals.domain.terms import Flag
from tests import sentences
from tests.referrals import builders
from tests.referrals.builders import AMENDED, CLOSED, PERSON, RECEIVED, REFERRAL, TERMS, TODAY, june

RAISE = RaiseFlag(on=june(4), flag=Flag.CALL_WARNING, reason="told", today=TODAY)
LIFT = LiftFlag(on=june(5), flag=Flag.CALL_WARNING, reason="resolved", today=TODAY)
RAISED = FlagRaised(REFERRAL, PERSON, june(4), Flag.CALL_WARNING, "told")
LIFTED = FlagLifted(REFERRAL, PERSON, june(5), Flag.CALL_WARNING, "resolved")


def given(*history: ReferralEvent) -> sentences.Given[Any, Any, Any]:
    return builders.given(*history, flag_reasons=("told", "resolved"))


def test_a_flag_is_raised_and_lifted() -> None:
    given(RECEIVED).when(RAISE).then(RAISED)
    given(RECEIVED, RAISED).when(LIFT).then(LIFTED)


def test_flags_stand_beside_those_of_the_receipt_and_of_amendments() -> None:
    fold = decider(TERMS).fold
    assert fold([RECEIVED]).flags == (Flag.SAFEGUARDING,)
    assert fold([RECEIVED, RAISED]).flags == (Flag.CALL_WARNING, Flag.SAFEGUARDING)
    assert fold([RECEIVED, RAISED, AMENDED]).flags == (Flag.SAFEGUARDING,)
    assert fold([RECEIVED, RAISED, LIFTED]).flags == (Flag.SAFEGUARDING,)


def test_a_flag_of_the_receipt_can_be_lifted() -> None:
    given(RECEIVED).when(replace(LIFT, flag=Flag.SAFEGUARDING)).then(replace(LIFTED, flag=Flag.SAFEGUARDING))


def test_what_stands_so_already_is_no_change() -> None:
    given(RECEIVED, RAISED).when(RAISE).then_nothing()
    given(RECEIVED).when(LIFT).then_nothing()


def test_a_reason_of_the_terms_is_asked_for() -> None:
    given(RECEIVED).when(replace(RAISE, reason="rain")).then_refused("unknown-reason", "reason", "told, resolved")
    given(RECEIVED, RAISED).when(replace(LIFT, reason="rain")).then_refused("unknown-reason", "reason")


def test_is_not_lifted_before_it_was_raised() -> None:
    given(RECEIVED, RAISED).when(replace(LIFT, on=june(3))).then_refused("too-early", "on")


def test_is_raised_of_a_current_referral_and_lifted_of_any() -> None:
    ended = (RECEIVED, builders.ACCEPTED, CLOSED)
    given(*ended).when(RAISE).then_refused("not-current")
    given(RECEIVED, RAISED, builders.ACCEPTED, CLOSED).when(LIFT).then(LIFTED)


@pytest.mark.parametrize("command", [RAISE, LIFT])
def test_refuses_the_future_and_unknown_referrals(command: Any) -> None:
    given(RECEIVED).when(replace(command, today=june(3))).then_refused("in-the-future", "on")
    given().when(command).then_refused("unknown-referral")
