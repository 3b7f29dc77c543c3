"""Finding out that two references are one person."""

from dataclasses import replace
from datetime import date

import pytest

from services.referrals.domain.person.commands import LinkPeople
from services.referrals.domain.person.decisions import DECIDER
from services.referrals.domain.person.events import PeopleLinked
from services.referrals.domain.person.state import Link, stream, subject
from services.referrals.domain.person.terms import Evidence
from tests.sentences import given

FIRST, SECOND = "0" * 32, "f" * 32
LINK = LinkPeople(
    person_ref=FIRST,
    same_as_ref=SECOND,
    evidence=Evidence.NHS_NUMBER_LEARNT,
    on=date(2025, 6, 2),
    today=date(2025, 6, 30),
)
LINKED = PeopleLinked(FIRST, SECOND, date(2025, 6, 2), Evidence.NHS_NUMBER_LEARNT)


def test_joins_them_whichever_is_named_first() -> None:
    given(DECIDER).when(LINK).then(LINKED)
    given(DECIDER).when(replace(LINK, person_ref=SECOND, same_as_ref=FIRST)).then(LINKED)


def test_they_are_joined_once_on_whatever_grounds() -> None:
    given(DECIDER, LINKED).when(replace(LINK, evidence=Evidence.PERSON_CONFIRMED, on=date(2025, 6, 9))).then_nothing()
    given(DECIDER, LINKED).when(replace(LINK, person_ref=SECOND, same_as_ref=FIRST)).then_nothing()


def test_refuses_a_reference_to_itself() -> None:
    given(DECIDER).when(replace(LINK, same_as_ref=FIRST)).then_refused("same-reference", "same_as_ref")


@pytest.mark.parametrize("field", ["person_ref", "same_as_ref"])
def test_refuses_what_is_no_reference(field: str) -> None:
    given(DECIDER).when(replace(LINK, **{field: "9990000018"})).then_refused("not-a-person-reference", field)


def test_refuses_the_future() -> None:
    given(DECIDER).when(replace(LINK, on=date(2025, 7, 1))).then_refused("in-the-future", "on")


def test_stream_and_subject_do_not_depend_on_the_order() -> None:
    assert stream(SECOND, FIRST) == stream(FIRST, SECOND) == f"person-{FIRST}-{SECOND}"
    assert subject(Link(LINKED)) == FIRST
    assert subject(Link()) is None
