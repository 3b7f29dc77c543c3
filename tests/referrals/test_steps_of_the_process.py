"""Steps of a contract's own process: in their order, or as an exception with a reason."""

from dataclasses import replace
from typing import Any

import pytest

from services.referrals.domain.commands import CorrectStep, TakeStep
from services.referrals.domain.events import ReferralEvent, RuleExcepted, StepCorrected, StepTaken
from services.referrals.domain.terms import ProcessStep, TakenBy
from tests import sentences
from tests.referrals import builders
from tests.referrals.builders import ACCEPTED, CLOSED, DECLINED, PERSON, RECEIVED, REFERRAL, TODAY, june

FUNNEL: dict[str, Any] = {
    "steps": (
        ProcessStep("identified", at_site=True),
        ProcessStep("screened", at_site=True),
        ProcessStep("told", by=TakenBy.REFERRER_CONTACT),
        ProcessStep("assessed", same_day_as="screened"),
    ),
    "sites": ("suite-1", "court-1"),
    "exception_reasons": ("urgent-need",),
}
IDENTIFIED = StepTaken(REFERRAL, PERSON, june(3), "identified", "suite-1")
SCREENED = StepTaken(REFERRAL, PERSON, june(4), "screened", "court-1")
IDENTIFY = TakeStep(on=june(3), step="identified", site="suite-1", today=TODAY)
SCREEN = TakeStep(on=june(4), step="screened", site="court-1", today=TODAY)
ASSESS = TakeStep(on=june(4), step="assessed", today=TODAY)


def given(*history: ReferralEvent) -> sentences.Given[Any, Any, Any]:
    return builders.given(*history, **FUNNEL)


def test_are_taken_in_their_order() -> None:
    given(RECEIVED).when(IDENTIFY).then(IDENTIFIED)
    given(RECEIVED, IDENTIFIED).when(SCREEN).then(SCREENED)
    given(RECEIVED, IDENTIFIED, SCREENED, builders.REFERRER_CONTACTED).when(ASSESS).then(
        StepTaken(REFERRAL, PERSON, june(4), "assessed")
    )


def test_a_missing_step_is_refused_and_named() -> None:
    given(RECEIVED).when(SCREEN).then_refused("step-missing", "step", "identified before the step screened")
    given(RECEIVED, IDENTIFIED, SCREENED).when(ASSESS).then_refused("step-missing", "step", "told")


def test_a_missing_step_is_an_exception_to_list_if_a_reason_is_given() -> None:
    given(RECEIVED).when(replace(SCREEN, exception="urgent-need")).then(
        SCREENED, RuleExcepted(REFERRAL, PERSON, june(4), "step-missing", "urgent-need", "screened")
    )


def test_what_was_missing_for_a_reason_may_be_taken_later_and_the_days_of_both_corrected() -> None:
    excepted = RuleExcepted(REFERRAL, PERSON, june(4), "step-missing", "urgent-need", "screened")
    late = replace(IDENTIFIED, taken_on=june(6))
    given(RECEIVED, SCREENED, excepted).when(replace(IDENTIFY, on=june(6))).then(late)
    for version, event, day in ((2, "step-taken", 3), (4, "step-taken", 7)):
        right = CorrectStep(version=version, on=june(day), reason="entered-in-error", today=TODAY)
        given(RECEIVED, SCREENED, excepted, late).when(right).then(
            StepCorrected(REFERRAL, PERSON, event, version, june(day), "entered-in-error",
                          step="screened" if version == 2 else "identified")
        )  # fmt: skip


def test_a_day_before_that_of_an_earlier_step_is_refused_or_excepted() -> None:
    early = replace(SCREEN, on=june(2))
    given(RECEIVED, IDENTIFIED).when(early).then_refused("step-order", "on", "identified")
    given(RECEIVED, IDENTIFIED).when(replace(early, exception="urgent-need")).then(
        replace(SCREENED, taken_on=june(2)),
        RuleExcepted(REFERRAL, PERSON, june(2), "step-order", "urgent-need", "screened"),
    )


def test_a_step_that_belongs_on_the_day_of_another_is_refused_on_another_day() -> None:
    history = (RECEIVED, IDENTIFIED, SCREENED, builders.REFERRER_CONTACTED)
    given(*history).when(replace(ASSESS, on=june(5))).then_refused("step-same-day", "on", "screened")


def test_every_rule_that_is_broken_is_listed() -> None:
    given(RECEIVED, IDENTIFIED, SCREENED).when(replace(ASSESS, on=june(5), exception="urgent-need")).then(
        StepTaken(REFERRAL, PERSON, june(5), "assessed"),
        RuleExcepted(REFERRAL, PERSON, june(5), "step-missing", "urgent-need", "assessed"),
        RuleExcepted(REFERRAL, PERSON, june(5), "step-same-day", "urgent-need", "assessed"),
    )


def test_a_reason_where_no_rule_is_broken_excepts_nothing() -> None:
    given(RECEIVED).when(replace(IDENTIFY, exception="urgent-need")).then(IDENTIFIED)


def test_a_reason_that_the_terms_do_not_know_is_refused() -> None:
    given(RECEIVED).when(replace(SCREEN, exception="rain")).then_refused("unknown-exception", "exception")


def test_are_taken_once() -> None:
    given(RECEIVED, IDENTIFIED).when(IDENTIFY).then_nothing()
    given(RECEIVED, IDENTIFIED).when(replace(IDENTIFY, on=june(5))).then_refused("already-recorded")


def test_are_those_of_the_terms_at_sites_of_the_terms() -> None:
    given(RECEIVED).when(replace(IDENTIFY, step="rain")).then_refused("unknown-step", "step", "identified, screened")
    given(RECEIVED).when(replace(IDENTIFY, site="home")).then_refused("unknown-site", "site", "suite-1, court-1")
    given(RECEIVED).when(replace(IDENTIFY, site=None)).then_refused("site-missing", "site")


def test_a_step_that_another_record_takes_is_not_taken_by_hand() -> None:
    given(RECEIVED).when(replace(IDENTIFY, step="told")).then_refused("taken-otherwise", "step", "referrer-contact")


def test_may_be_written_down_after_the_closure_but_not_have_happened_then() -> None:
    closed = (RECEIVED, IDENTIFIED, ACCEPTED, CLOSED)
    given(*closed).when(SCREEN).then(SCREENED)
    given(*closed).when(replace(SCREEN, on=june(21))).then_refused("not-current")


@pytest.mark.parametrize("end", [DECLINED, builders.WITHDRAWN])
def test_refuses_what_has_ended_otherwise(end: ReferralEvent) -> None:
    given(RECEIVED, end).when(IDENTIFY).then_refused("not-current")


def test_refuses_the_future_what_was_before_the_receipt_and_unknown_referrals() -> None:
    given(RECEIVED).when(replace(IDENTIFY, today=june(2))).then_refused("in-the-future", "on")
    given(RECEIVED).when(replace(IDENTIFY, on=june(1))).then_refused("too-early", "on")
    given().when(IDENTIFY).then_refused("unknown-referral")
