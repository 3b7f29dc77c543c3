"""Services are listed, changed, retired, and may come back."""

from dataclasses import replace
from typing import Any

import pytest

from services.sessions.domain.directory.commands import ChangeService, ListService, RetireService
from services.sessions.domain.directory.decisions import decider
from services.sessions.domain.directory.events import ServiceChanged, ServiceListed, ServiceRetired
from services.sessions.domain.directory.state import INITIAL, evolve, stream
from tests import sentences
from tests.sessions.builders import LISTED, TERMS, TODAY, june

LIST = ListService(code="food-bank-north", category="food", districts=("north",), on=june(1), today=TODAY)
CHANGE = ChangeService(category="food", districts=("south", "north"), on=june(5), today=TODAY)
RETIRE = RetireService(on=june(20), today=TODAY)
CHANGED = ServiceChanged("food-bank-north", "food", ("north", "south"), june(5))
RETIRED = ServiceRetired("food-bank-north", june(20))


def given(*history: Any) -> sentences.Given[Any, Any, Any]:
    return sentences.given(decider(TERMS), *history)


def test_a_service_is_listed() -> None:
    given().when(LIST).then(LISTED)


def test_a_service_of_every_area_names_none() -> None:
    given().when(replace(LIST, districts=())).then(replace(LISTED, districts=()))


def test_areas_have_no_order_and_none_stands_twice() -> None:
    given().when(replace(LIST, districts=("south", "north", "south"))).then(
        replace(LISTED, districts=("north", "south"))
    )


def test_every_fault_of_a_listing_is_said() -> None:
    wrong = replace(LIST, code="Food bank", category="tea", districts=("moon",), today=june(1).replace(day=1, month=5))
    given().when(wrong).then_invalid(
        ("on", "in-the-future"),
        ("code", "not-a-code"),
        ("category", "unknown-category"),
        ("districts", "unknown-districts"),
    )


def test_a_code_is_given_once() -> None:
    given(LISTED).when(replace(LIST, category="housing")).then_refused("already-listed", "code")


def test_a_service_is_changed_from_a_day_on() -> None:
    given(LISTED).when(CHANGE).then(CHANGED)
    given(LISTED).when(replace(CHANGE, category="tea")).then_invalid(("category", "unknown-category"))
    given(LISTED, CHANGED).when(replace(CHANGE, districts=(), on=june(4))).then_invalid(("on", "too-early"))


def test_a_change_that_changes_nothing_is_none() -> None:
    given(LISTED).when(replace(CHANGE, districts=("north",))).then_nothing()


def test_a_service_is_retired_even_from_a_day_to_come() -> None:
    given(LISTED).when(RETIRE).then(RETIRED)
    ahead = RetireService(on=TODAY.replace(month=9), today=TODAY)
    given(LISTED).when(ahead).then(ServiceRetired("food-bank-north", TODAY.replace(month=9)))
    given(LISTED, CHANGED).when(replace(RETIRE, on=june(4))).then_invalid(("on", "too-early"))


def test_what_was_retired_stays_as_it_was() -> None:
    given(LISTED, RETIRED).when(replace(RETIRE, on=june(21))).then_refused("retired")
    given(LISTED, RETIRED).when(CHANGE).then_refused("retired")


def test_a_retired_service_may_come_back() -> None:
    back = replace(LIST, category="housing", on=june(25))
    given(LISTED, RETIRED).when(back).then(ServiceListed("food-bank-north", "housing", ("north",), june(25)))
    given(LISTED, RETIRED).when(replace(back, on=june(19))).then_invalid(("on", "too-early"))


@pytest.mark.parametrize("command", [CHANGE, RETIRE])
def test_an_unlisted_service_is_unknown(command: Any) -> None:
    given().when(command).then_refused("unknown-service")


def test_people_may_be_signposted_until_the_day_before_it_retires() -> None:
    listed = evolve(INITIAL, LISTED)
    retired = evolve(listed, RETIRED)
    assert listed.listed_at(june(25))
    assert retired.listed_at(june(19))
    assert not retired.listed_at(june(20))
    assert not INITIAL.listed_at(june(1))
    assert stream("food-bank-north") == "directory-food-bank-north"
