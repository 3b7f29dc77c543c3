"""What holds of a referral whatever is asked of it, in whatever order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, get_args
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Refused
from services.referrals.domain import commands, events
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.decisions.order import disorder
from services.referrals.domain.events import EVENT_TYPES, ReferralEvent
from services.referrals.domain.state import CURRENT, INITIAL, Referral, evolve, stream, subject
from services.referrals.domain.terms import (
    Flag,
    ProcessStep,
    ReferralAfterRelease,
    ReferralTerms,
    Step,
    SupportAfterRelease,
    SupportBeforeRelease,
    TakenBy,
    Urgency,
)
from tests.referrals.builders import (
    ACCEPTED,
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
NOTED = st.sampled_from([UUID(int=number) for number in range(1, 4)])
VERSIONS = st.integers(1, 25)
EXCEPTIONS = st.sampled_from([None, "need"])
PROCESS = (
    ProcessStep("told", by=TakenBy.REFERRER_CONTACT),
    ProcessStep("seen"),
    ProcessStep("engaged", by=TakenBy.CONTACT, purpose="engagement"),
    ProcessStep("planned", by=TakenBy.PLAN, same_day_as="engaged"),
)
RELEASES = (SupportBeforeRelease(12), SupportAfterRelease(6, (5,)), ReferralAfterRelease(28))
NOTES = st.builds(
    commands.NoteContact,
    person_ref=st.just(PERSON),
    contact_id=NOTED,
    channel=st.sampled_from(["01", "05", "11"]),
    attended=st.booleans(),
    purpose=st.sampled_from(["support", "engagement"]),
    **on,
)
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
    st.builds(commands.RaiseFlag, flag=st.sampled_from(Flag), reason=st.just("told"), **on),
    st.builds(commands.LiftFlag, flag=st.sampled_from(Flag), reason=st.just("told"), **on),
    st.builds(commands.TakeStep, step=st.sampled_from(["seen", "engaged", "planned"]), exception=EXCEPTIONS, **on),
    st.builds(
        commands.RecordRelease,
        released_on=st.sampled_from([date(2025, 4, 1), june(1), june(20), date(2025, 12, 1)]),
        planned=st.booleans(),
        exception=EXCEPTIONS,
        **on,
    ),
    st.builds(commands.ExtendSupport, until=st.dates(june(20), date(2026, 12, 31)), reason=st.just("need"), **on),
    NOTES,
    st.builds(commands.NoteContactWithdrawn, contact_id=NOTED),
    st.builds(commands.NotePlan, person_ref=st.just(PERSON), plan_id=NOTED, together=st.booleans(), **on),
    st.builds(commands.NotePlanWithdrawn, plan_id=NOTED),
    st.builds(
        commands.CorrectStep,
        version=VERSIONS,
        reason=st.just("entered-in-error"),
        channel=st.sampled_from([None, "02"]),
        **on,
    ),
    st.builds(commands.WithdrawStep, version=VERSIONS, reason=st.just("entered-in-error")),
)
SOME_TERMS = st.builds(
    replace,
    st.just(TERMS),
    steps_before_acceptance=st.sampled_from([(), (Step.TRIAGED,), (Step.REFERRER_CONTACTED, Step.TRIAGED)]),
    minimum_age=st.sampled_from([None, 18]),
    contacts_before_acceptance=st.booleans(),
    follow_up_days=st.sampled_from([None, 28]),
    support_months=st.sampled_from([None, 12]),
    steps=st.sampled_from([(), PROCESS]),
    release_rules=st.sampled_from([(), RELEASES]),
    exception_reasons=st.just(("need",)),
    flag_reasons=st.just(("told",)),
)


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
@given(SOME_TERMS, st.lists(COMMANDS, max_size=25))
def test_a_repeated_command_causes_nothing_and_every_history_makes_sense(
    terms: ReferralTerms, asked: list[commands.ReferralCommand]
) -> None:
    referral = decider(terms)
    history: list[ReferralEvent] = []
    for command in asked:
        try:
            new = referral.decide(command, referral.fold(history))
        except Refused:
            continue
        history += new
        assert list(referral.decide(command, referral.fold(history))) == []
        assert disorder(terms, referral.fold(history)) == frozenset()
    _check([each.event for each in referral.fold(history).standing if not isinstance(each.event, BESIDE)])


BESIDE = (
    events.ContactNoted,
    events.PlanNoted,
    events.StepTaken,
    events.ReleaseRecorded,
    events.RuleExcepted,
    events.FlagRaised,
    events.FlagLifted,
)
"""What may stand before, between and after the events of a referral's own life."""


@settings(max_examples=100)
@given(
    SOME_TERMS,
    st.lists(NOTES, unique_by=lambda each: each.contact_id, max_size=3),
    st.lists(
        st.builds(commands.NotePlan, person_ref=st.just(PERSON), plan_id=NOTED, together=st.booleans(), **on),
        max_size=1,
    ),
    st.randoms(use_true_random=False),
)
def test_contacts_plans_and_acceptance_in_any_order_give_the_same_referral(
    terms: ReferralTerms, contacts: list[Any], plans: list[Any], chance: Any
) -> None:
    terms = replace(terms, steps_before_acceptance=())
    referral = decider(terms)
    asked: list[Any] = [
        *contacts,
        *plans,
        commands.AcceptReferral(on=june(5), today=TODAY),
        commands.ContactReferrer(on=june(4), today=TODAY),
    ]
    results = []
    for _ in range(2):
        history: list[ReferralEvent] = [RECEIVED]
        for command in chance.sample(asked, len(asked)):
            history += referral.decide(command, referral.fold(history))
        results.append(_essence(referral.fold(history)))
    assert results[0] == results[1]


@given(st.integers(1, 5), st.lists(NOTES, unique_by=lambda each: each.contact_id, min_size=1, max_size=3))
def test_contacts_that_are_all_withdrawn_leave_no_trace(many: int, contacts: list[Any]) -> None:
    referral = decider(replace(TERMS, steps=PROCESS))
    accepted: list[ReferralEvent] = [RECEIVED, ACCEPTED]
    history = list(accepted)
    gone = [commands.NoteContactWithdrawn(contact_id=each.contact_id) for each in contacts]
    for command in (*contacts * many, *gone):
        history += referral.decide(command, referral.fold(history))
    assert _essence(referral.fold(history)) == _essence(referral.fold(accepted))


def _essence(state: Referral) -> Any:
    first = state.first_contact
    return (
        state.status,
        first and (first.contacted_on, first.channel, first.cause),
        {(each.step, each.taken_on, each.cause) for each in state.steps},
        {(each.step, each.rule, each.excepted_on) for each in state.exceptions},
        state.attended,
        state.follow_up_by,
        state.support_until,
    )


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
    by_hand = [type(event) for event in history if not (isinstance(event, events.FirstContactMade) and event.cause)]
    for last in (events.ReferralDeclined, events.ReferralWithdrawn):
        assert last not in by_hand[:-1]
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
