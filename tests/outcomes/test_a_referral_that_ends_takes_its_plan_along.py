"""The end of a referral closes its plan, whichever of the two is recorded first, and a reopening lets one be agreed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from chassis.errors import Refused
from services.outcomes.domain.plan.commands import (
    CorrectEndOfReferral,
    ForgetTurnOfReferral,
    PlanCommand,
    ReopenForReferral,
)
from services.outcomes.domain.plan.decisions.deciding import decider
from services.outcomes.domain.plan.events import ReferralResumed, ReferralTurnForgotten
from services.outcomes.domain.plan.state import Plans
from services.outcomes.domain.plan.terms import Ending
from tests.outcomes.plans import (
    OTHER_PLAN,
    PERSON,
    PLAN,
    REFERRAL,
    agree,
    close_for_referral,
    given,
    goal_set,
    june,
    plan_agreed,
    plan_closed,
    referral_ended,
    terms,
)

REOPEN = ReopenForReferral(referral_id=REFERRAL, person_ref=PERSON, turn=9)
RESUMED = ReferralResumed(referral_id=REFERRAL, person_ref=PERSON, turn=9)


def forgotten(turn: int) -> ReferralTurnForgotten:
    return ReferralTurnForgotten(referral_id=REFERRAL, person_ref=PERSON, turn=turn)


@pytest.mark.parametrize("because", list(Ending))
def test_the_end_of_a_referral_closes_its_open_plan(because: Ending) -> None:
    given(plan_agreed()).when(close_for_referral(because=because)).then(
        referral_ended(because=because), plan_closed(reason=because.value)
    )


def test_the_end_is_recorded_where_there_is_no_plan_yet() -> None:
    given().when(close_for_referral()).then(referral_ended())


def test_a_plan_that_has_ended_stays_as_it_is() -> None:
    history = (plan_agreed(), plan_closed(closed_on=june(10)))
    given(*history).when(close_for_referral()).then(referral_ended())


def test_a_plan_does_not_end_before_the_last_thing_that_happened_to_it() -> None:
    given(plan_agreed(), goal_set(set_on=june(28))).when(close_for_referral()).then(
        referral_ended(), plan_closed(closed_on=june(28), reason="referral-closed")
    )


def test_a_plan_that_is_entered_after_the_end_closes_at_once() -> None:
    given(referral_ended()).when(agree()).then(plan_agreed(), plan_closed(reason="referral-closed"))


def test_a_plan_cannot_be_agreed_after_the_end_of_its_referral() -> None:
    given(referral_ended()).when(agree(on=june(26))).then_refused("referral-ended", "on", "2025-06-25")


def test_a_reopened_referral_gets_a_new_plan() -> None:
    history = (plan_agreed(), referral_ended(), plan_closed(reason="referral-closed"))
    given(*history).when(REOPEN).then(RESUMED)
    given(*history, RESUMED).when(agree(plan_id=OTHER_PLAN, on=june(26))).then(
        plan_agreed(plan_id=OTHER_PLAN, agreed_on=june(26), review_by=date(2025, 7, 24))
    )


def test_the_corrected_day_of_the_end_counts_for_plans_that_are_entered_from_then_on() -> None:
    command = CorrectEndOfReferral(turn=7, on=june(20))
    given(referral_ended()).when(command).then(referral_ended(ended_on=june(20)))
    given(referral_ended(), referral_ended(ended_on=june(20))).when(agree(on=june(21))).then_refused(
        "referral-ended", "on"
    )


def test_the_corrected_day_of_an_earlier_end_does_not_end_a_referral_that_was_reopened() -> None:
    history = (referral_ended(), RESUMED, plan_agreed())
    given(*history).when(CorrectEndOfReferral(turn=7, on=june(20))).then(referral_ended(ended_on=june(20)))


def test_an_end_that_was_no_end_lets_plans_be_agreed() -> None:
    given(referral_ended()).when(ForgetTurnOfReferral(turn=7)).then(forgotten(7))
    given(referral_ended(), forgotten(7)).when(agree(on=june(26))).then(
        plan_agreed(agreed_on=june(26), review_by=date(2025, 7, 24))
    )


def test_a_reopening_that_was_none_leaves_the_referral_ended_and_closes_its_plan() -> None:
    history = (referral_ended(), RESUMED, plan_agreed())
    given(*history).when(ForgetTurnOfReferral(turn=9)).then(forgotten(9), plan_closed(reason="referral-closed"))


def test_corrections_of_what_is_not_known_here_change_nothing() -> None:
    given().when(CorrectEndOfReferral(turn=7, on=june(20))).then_nothing()
    given().when(ForgetTurnOfReferral(turn=7)).then_nothing()


DAYS = st.integers(1, 30).map(june)
DECIDER = decider(terms())


def carried_out(commands: list[PlanCommand]) -> Plans:
    """What the commands lead to, in this order; what is refused is passed over."""
    state = DECIDER.initial
    for command in commands:
        try:
            state = DECIDER.fold(DECIDER.decide(command, state), state)
        except Refused:
            continue
    return state


def told(state: Plans) -> Any:
    """What everyone sees of plans."""
    return [(plan.plan_id, plan.agreed, plan.closed) for plan in state.plans]


@drawn(agreed_on=DAYS, ended_on=DAYS)
def test_in_whichever_order_they_arrive_no_plan_outlives_its_referral(agreed_on: date, ended_on: date) -> None:
    plan, end = agree(on=agreed_on), close_for_referral(on=ended_on)
    early, late = carried_out([plan, end]), carried_out([end, plan])
    assert early.open is None
    assert late.open is None
    if agreed_on <= ended_on:
        assert told(early) == told(late)


@drawn(order=st.permutations(range(4)), days=st.tuples(DAYS, DAYS), ended_on=DAYS)
def test_however_plans_and_messages_mix_one_plan_is_open_at_most_and_messages_count_once(
    order: list[int], days: tuple[date, date], ended_on: date
) -> None:
    messages: list[PlanCommand] = [close_for_referral(on=ended_on), REOPEN]
    commands = [agree(plan_id=PLAN, on=days[0]), agree(plan_id=OTHER_PLAN, on=days[1]), *messages]
    if order.index(2) < order.index(3):  # A referral's own messages keep their order.
        state = carried_out([commands[number] for number in order])
        assert sum(plan.closed is None for plan in state.plans) <= 1
        assert [list(DECIDER.decide(message, state)) for message in messages] == [[], []]
