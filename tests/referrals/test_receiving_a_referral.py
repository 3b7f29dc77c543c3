"""Receiving a referral."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.referrals.domain.events import ReferralDeclined
from services.referrals.domain.terms import Flag, Urgency
from tests.referrals.builders import CLOSED, PERSON, RECEIVED, REFERRAL, WITHDRAWN, given, june, receive


def test_writes_down_until_when_the_first_contact_is_due() -> None:
    given().when(receive()).then(RECEIVED)
    due = replace(RECEIVED, first_contact_by=date(2025, 6, 4))
    given(days_to_first_contact=2).when(receive()).then(due)


def test_may_be_dated_today_and_needs_little() -> None:
    little = replace(
        RECEIVED,
        received_on=june(30),
        first_contact_by=date(2025, 7, 14),
        urgency=Urgency.ROUTINE,
        flags=(),
        referrer_organisation=None,
        conversation_id=None,
    )
    given().when(
        receive(
            received_on=june(30),
            urgency=Urgency.ROUTINE,
            flags=(),
            referrer_organisation=None,
            conversation_id=None,
        )
    ).then(little)


def test_declines_someone_too_young_at_once() -> None:
    too_young = ReferralDeclined(REFERRAL, PERSON, june(2), "under-minimum-age")
    given(minimum_age=18).when(receive(age=17)).then(RECEIVED, too_young)


@pytest.mark.parametrize("age", [18, 99, None])
def test_takes_someone_old_enough_or_of_unknown_age(age: int | None) -> None:
    given(minimum_age=18).when(receive(age=age)).then(RECEIVED)


def test_asks_nobody_for_the_age_where_the_terms_set_none() -> None:
    given().when(receive(age=3)).then(RECEIVED)


def test_refuses_a_day_in_the_future() -> None:
    given().when(receive(received_on=date(2025, 7, 1))).then_refused(
        "in-the-future", "received_on", "received_on 2025-07-01 lies after today, 2025-06-30"
    )


def test_refuses_a_day_before_the_organisation_began() -> None:
    given().when(receive(received_on=date(2011, 12, 31))).then_refused("too-early", "received_on", "2012-01-01")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"source": "mayor"}, "unknown-source", "source"),
        ({"route": "pigeon"}, "unknown-route", "route"),
        ({"urgency": "whenever"}, "unknown-urgency", "urgency"),
        ({"flags": ("likes tea",)}, "unknown-flags", "flags"),
        ({"person_ref": "9990000018"}, "not-a-person-reference", "person_ref"),
        ({"referrer_organisation": "9990000018"}, "unknown-referrer-organisation", "referrer_organisation"),
        ({"referrer_organisation": "Dr Jones"}, "unknown-referrer-organisation", "referrer_organisation"),
        ({"age": -1}, "impossible-age", "age"),
    ],
)
def test_refuses_what_is_no_code_of_the_terms(changes: dict[str, object], code: str, field: str) -> None:
    given().when(receive(**changes)).then_refused(code, field)


def test_says_which_codes_the_terms_know() -> None:
    given().when(receive(source="mayor")).then_refused("unknown-source", "source", "source must be one of self, gp")


@pytest.mark.parametrize("field", ["source", "route", "urgency", "flags", "person_ref", "referrer_organisation"])
def test_never_repeats_in_a_refusal_what_was_typed(field: str) -> None:
    typed = "Joan Jones 9990000018"
    refusal = given().when(receive(**{field: (typed,) if field == "flags" else typed}))
    with pytest.raises(Exception, match=field) as raised:
        refusal.decider.decide(refusal.command, refusal.state)
    assert "Jones" not in str(raised.value)
    assert "9990000018" not in str(raised.value)


def test_keeps_each_flag_once_and_in_one_order() -> None:
    flags = (Flag.SCENE_SAFETY, Flag.SAFEGUARDING, Flag.SCENE_SAFETY)
    ordered = replace(RECEIVED, flags=(Flag.SAFEGUARDING, Flag.SCENE_SAFETY))
    given().when(receive(flags=flags)).then(ordered)


def test_twice_is_once_even_when_the_referral_has_ended_or_the_day_is_another() -> None:
    given(RECEIVED).when(receive(today=date(2025, 7, 5))).then_nothing()
    given(RECEIVED, WITHDRAWN).when(receive()).then_nothing()
    given(RECEIVED, CLOSED).when(receive()).then_nothing()


def test_twice_is_once_even_when_the_terms_have_changed_since() -> None:
    given(RECEIVED, days_to_first_contact=3, routes=("bars",), minimum_age=18).when(receive(age=17)).then_nothing()


def test_refuses_another_content_under_the_same_id() -> None:
    given(RECEIVED).when(receive(source="self")).then_refused("already-recorded")
    given(RECEIVED).when(receive(conversation_id=UUID(int=9))).then_refused("already-recorded")
