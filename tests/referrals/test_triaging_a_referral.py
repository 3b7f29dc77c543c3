"""Assessing needs and risk."""

from dataclasses import replace

from services.referrals.domain.commands import TriageReferral
from services.referrals.domain.terms import Step
from tests.referrals.builders import (
    ACCEPTED,
    CLOSED,
    RECEIVED,
    REFERRER_CONTACTED,
    TODAY,
    TRIAGED,
    given,
    june,
)

TRIAGE = TriageReferral(on=june(4), risk_level="low", today=TODAY)
REFERRER_FIRST = (Step.REFERRER_CONTACTED, Step.TRIAGED)


def test_records_the_risk_level() -> None:
    given(RECEIVED).when(TRIAGE).then(TRIAGED)


def test_needs_a_risk_level_of_the_terms() -> None:
    given(RECEIVED).when(replace(TRIAGE, risk_level="")).then_refused("unknown-risk-level", "risk_level", "low, high")


def test_a_later_assessment_takes_the_place_of_an_earlier() -> None:
    again = replace(TRIAGED, triaged_on=june(18), risk_level="high")
    given(RECEIVED, TRIAGED, ACCEPTED).when(replace(TRIAGE, on=june(18), risk_level="high")).then(again)
    given(RECEIVED, TRIAGED).when(replace(TRIAGE, on=june(3))).then_refused("too-early", "on", "last triaged")


def test_comes_after_the_talk_with_the_referrer_where_the_terms_ask_for_it() -> None:
    long_way = {"steps_before_acceptance": REFERRER_FIRST}
    given(RECEIVED, **long_way).when(TRIAGE).then_refused("step-missing", None, "referrer-contacted")
    given(RECEIVED, REFERRER_CONTACTED, **long_way).when(TRIAGE).then(TRIAGED)
    given(RECEIVED, REFERRER_CONTACTED, **long_way).when(replace(TRIAGE, on=june(2))).then_refused("too-early", "on")


def test_waits_for_nothing_where_the_terms_do_not_require_it_itself() -> None:
    given(RECEIVED, steps_before_acceptance=(Step.REFERRER_CONTACTED,)).when(TRIAGE).then(TRIAGED)


def test_refuses_a_referral_that_has_ended_or_is_unknown() -> None:
    given(RECEIVED, ACCEPTED, CLOSED).when(TRIAGE).then_refused("not-current")
    given().when(TRIAGE).then_refused("unknown-referral")


def test_refuses_impossible_days() -> None:
    given(RECEIVED).when(replace(TRIAGE, on=june(1))).then_refused("too-early", "on")
    given(RECEIVED).when(replace(TRIAGE, today=june(3))).then_refused("in-the-future", "on")
