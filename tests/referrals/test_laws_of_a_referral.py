"""What holds of a referral whatever is asked of it, in whatever order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Refused
from services.referrals.domain import commands, events
from services.referrals.domain.decisions import ReferralDecider, decider
from services.referrals.domain.events import EVENT_TYPES, ReferralEvent
from services.referrals.domain.state import CURRENT, INITIAL, Referral, evolve, stream, subject
from services.referrals.domain.terms import Flag, Step, Urgency
from tests.referrals.builders import (
    OTHER_WORKER,
    PERSON,
    RECEIVED,
    REFERRAL,
    TERMS,
    TODAY,
    WORKER,
    june,
    receive,
)

EVENTS = st.one_of([st.from_type(kind) for kind in get_args(ReferralEvent)])

days = st.integers(1, 30).map(june)
on = {"on": days, "today": st.just(TODAY)}
COMMANDS = st.one_of(
    st.builds(
        receive,
        received_on=st.integers(1, 10).map(june),
        age=st.sampled_from([None, 17, 18]),
        source=st.sampled_from(["self", "gp", "mayor"]),
    ),
    st.builds(
        commands.AmendReferral,
        urgency=st.none() | st.sampled_from(Urgency),
        flags=st.none() | st.lists(st.sampled_from(Flag), max_size=2).map(tuple),
        **on,
    ),
    st.builds(commands.WithdrawReferral, reason=st.sampled_from(["no-longer-needed", "rain"]), **on),
    st.builds(commands.ContactReferrer, **on),
    st.builds(commands.TriageReferral, risk_level=st.sampled_from(["low", "high", "sky"]), **on),
    st.builds(commands.AcceptReferral, **on),
    st.builds(commands.DeclineReferral, reason=st.sampled_from(["outside-area", "rain"]), **on),
    st.builds(commands.AllocateReferral, worker_id=st.sampled_from([WORKER, OTHER_WORKER]), **on),
    st.builds(commands.MakeFirstContact, channel=st.sampled_from(["01", "11", "05"]), **on),
    st.builds(commands.CloseReferral, reason=st.sampled_from(["goals-met", "moved-away"]), **on),
    st.builds(commands.ReopenReferral, reason=st.just("needs-changed"), **on),
)
DECIDERS = st.builds(
    replace,
    st.just(TERMS),
    steps_before_acceptance=st.sampled_from([(), (Step.TRIAGED,), (Step.REFERRER_CONTACTED, Step.TRIAGED)]),
    minimum_age=st.sampled_from([None, 18]),
).map(decider)


@given(st.lists(EVENTS, max_size=12))
def test_folding_never_fails_whatever_the_events_and_their_order(history: list[ReferralEvent]) -> None:
    state = INITIAL
    for event in history:
        state = evolve(state, event)
    assert isinstance(state, Referral)
    assert state.current == (state.status in CURRENT)
    assert state.urgency in Urgency
    assert all(flag in Flag for flag in state.flags)
    assert all(state.taken_on(step) is None or isinstance(state.taken_on(step), date) for step in Step)
    assert subject(state) == (state.received.person_ref if state.received else None)


@settings(max_examples=300)
@given(DECIDERS, st.lists(COMMANDS, max_size=25))
def test_a_repeated_command_causes_nothing_and_every_history_makes_sense(
    referral: ReferralDecider, asked: list[commands.ReferralCommand]
) -> None:
    history: list[ReferralEvent] = []
    for command in asked:
        try:
            new = referral.decide(command, referral.fold(history))
        except Refused:
            continue
        history += new
        assert list(referral.decide(command, referral.fold(history))) == []
    _check(history)


def _check(history: Sequence[ReferralEvent]) -> None:
    """The laws that a commissioner would read out."""
    kinds = [type(event) for event in history]
    for once in (
        events.ReferralReceived,
        events.ReferrerContacted,
        events.ReferralAccepted,
        events.ReferralDeclined,
        events.ReferralWithdrawn,
        events.FirstContactMade,
    ):
        assert kinds.count(once) <= 1
    assert not history or kinds[0] is events.ReferralReceived
    assert not (events.ReferralAccepted in kinds and events.ReferralDeclined in kinds)
    for last in (events.ReferralDeclined, events.ReferralWithdrawn):
        assert last not in kinds[:-1]
    for after in (events.ReferralAllocated, events.FirstContactMade, events.ReferralClosed):
        if after in kinds:
            assert events.ReferralAccepted in kinds[: kinds.index(after)]
    turns = [kind for kind in kinds if kind in (events.ReferralClosed, events.ReferralReopened)]
    assert turns[:1] in ([], [events.ReferralClosed])
    assert all(one is not two for one, two in pairwise(turns))
    assert {(event.referral_id, event.person_ref) for event in history} <= {(REFERRAL, PERSON)}
    for event in history:
        assert date(2025, 6, 1) <= _day(event) <= TODAY
        assert _day(event) >= _day(history[0])


def _day(event: ReferralEvent) -> date:
    return next(getattr(event, name) for name in event.__dataclass_fields__ if name.endswith("_on"))


@given(st.integers(0, 60), st.integers(0, 27))
def test_the_due_day_is_counted_from_the_receipt(due_in: int, received: int) -> None:
    received_on = june(1) + timedelta(days=received)
    [event] = decider(replace(TERMS, days_to_first_contact=due_in)).decide(
        receive(received_on=received_on, age=None), INITIAL
    )
    assert isinstance(event, events.ReferralReceived)
    assert (event.first_contact_by - event.received_on).days == due_in


def test_every_kind_of_event_has_a_stored_name() -> None:
    assert set(EVENT_TYPES.values()) == set(get_args(ReferralEvent))


def test_stream_and_subject_are_the_referral_and_its_person() -> None:
    assert stream(REFERRAL) == "referral-6d1cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0001"
    assert subject(INITIAL) is None
    assert subject(evolve(INITIAL, RECEIVED)) == "0123456789abcdef0123456789abcdef"
