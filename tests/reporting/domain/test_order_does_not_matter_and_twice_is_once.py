"""Laws of the folding: any order, repetition and cutting into batches gives the same rows; a recount agrees."""

import random
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.messages import outcomes, referrals, sessions
from services.reporting.domain.period import month_of, read_period
from tests.reporting.figures import TODAY, Figures, Messages, cells_of, folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.worlds import CONTRACTS, worlds

ANY_WORLD = st.one_of(worlds(), worlds(lifelike=True))
PERIODS = ("2024/25", "2025/26", "2024/25-Q4", "2025/26-Q1", "2025/26-Q3", "2025-04", "2025-11")


def in_batches(messages: list, sizes: random.Random) -> Figures:
    """Figures of messages that arrive in this order, in batches of one to five."""
    figures = Figures()
    while messages:
        size = sizes.randint(1, 5)
        figures.fold(messages[:size])
        messages = messages[size:]
    return figures


@given(ANY_WORLD, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_any_shuffle_and_repetition_gives_the_same_rows(world: list[Telling], chance: random.Random) -> None:
    messages = list(all_of(*world))
    straight = folded(*messages)
    arriving = messages + [chance.choice(messages) for _ in range(5)]
    chance.shuffle(arriving)
    shuffled = in_batches(arriving, chance)
    assert shuffled.journeys == straight.journeys
    assert shuffled.activities == straight.activities
    assert shuffled.gatherings == straight.gatherings
    assert shuffled.people == straight.people
    assert shuffled.kept_under == straight.kept_under
    assert +shuffled.ledger == +straight.ledger
    assert -shuffled.ledger == -straight.ledger


@given(ANY_WORLD, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_step_by_step_equals_a_recount_from_the_records(world: list[Telling], chance: random.Random) -> None:
    stepwise = in_batches(list(all_of(*world)), chance)
    assert stepwise.cells == stepwise.recounted()


@given(worlds(), st.sampled_from(PERIODS))
@settings(max_examples=200, deadline=None)
def test_people_of_any_period_equal_those_counted_by_hand(world: list[Telling], period: str) -> None:
    messages = list(all_of(*world))
    counted = folded(*messages).people_report(CONTRACTS, period)
    sets = {contract: people_by_hand(messages, period, contract) for contract in CONTRACTS}
    assert {contract: figure.value for contract, figure in counted.by_contract.items()} == {
        contract: len(people) for contract, people in sets.items()
    }
    assert counted.once == len(set().union(*sets.values()))
    for overlap in counted.overlaps:
        one, other = overlap.contracts
        assert overlap.people.value == len(sets[one] & sets[other])


def people_by_hand(messages: Messages, asked: str, contract: str) -> set[str]:
    """The people whom a contract worked with in a period, from the messages alone."""
    period = read_period(asked, TODAY)
    same: dict[str, str] = {}

    def who(ref: str) -> str:
        while ref in same:
            ref = same[ref]
        return ref

    for _, body in messages:
        if isinstance(body, referrals.PeopleLinked):
            one, other = sorted((who(body.person_ref), who(body.same_as_ref)))
            if one != other:
                same[other] = one
    of_contract = sorted(
        ((e, body) for e, body in messages if e.contract == contract), key=lambda told: told[0].stream_version
    )
    days = [*first_contacts(of_contract), *presences(of_contract), *entries(of_contract)]
    return {who(ref) for ref, on in days if period.first <= month_of(on) <= period.last}


def first_contacts(messages: Messages) -> Iterator[tuple[str, date]]:
    """The first of each referral's contacts that stand."""
    contacts: dict[UUID, dict[int, tuple[str, date]]] = {}
    for envelope, body in messages:
        if isinstance(body, referrals.FirstContactMade):
            of_referral = contacts.setdefault(body.referral_id, {})
            of_referral[envelope.stream_version] = (body.person_ref, body.contacted_on)
    struck: set[tuple[UUID, int]] = set()
    for _, body in messages:
        if not isinstance(body, referrals.StepCorrected | referrals.StepWithdrawn):
            continue
        if body.stream_version in contacts.get(body.referral_id, {}):
            struck.discard((body.referral_id, body.stream_version))
            if isinstance(body, referrals.StepWithdrawn):
                struck.add((body.referral_id, body.stream_version))
            else:
                contacts[body.referral_id][body.stream_version] = (body.person_ref, body.on)
    for referral, told in contacts.items():
        standing = [told[version] for version in told if (referral, version) not in struck]
        if standing:
            yield min(standing, key=lambda each: each[1])


def presences(messages: Messages) -> Iterator[tuple[str, date]]:
    """Who was present by name at sessions that were held."""
    held: dict[UUID, date] = {}
    lines: dict[tuple[UUID, UUID], sessions.AttendanceRecorded | sessions.AttendanceCorrected] = {}
    undone: set[UUID] = set()
    for _, body in messages:
        match body:
            case sessions.SessionHeld() | sessions.SessionCorrected():
                held[body.session_id] = body.held_on
            case sessions.AttendanceRecorded() | sessions.AttendanceCorrected():
                lines[body.session_id, body.line_id] = body
            case sessions.AttendanceWithdrawn():
                lines.pop((body.session_id, body.line_id), None)
            case sessions.SessionCancelled() | sessions.SessionWithdrawn():
                undone.add(body.session_id)
    for (session, _), line in lines.items():
        if session in held and session not in undone and line.attendance == "present" and line.person_ref:
            yield line.person_ref, held[session]


def entries(messages: Messages) -> Iterator[tuple[str, date]]:
    """Attended contacts, plans and outcomes that stand."""
    standing: dict[object, tuple[str, date]] = {}
    gone: set[object] = set()
    for _, body in messages:
        match body:
            case sessions.ContactRecorded():
                standing.pop(body.contact_id, None)
                if body.attendance in "56":
                    standing[body.contact_id] = (body.person_ref, body.on)
            case outcomes.HardOutcomeRecorded() | outcomes.SoftOutcomeRecorded():
                standing[body.outcome_id] = (body.person_ref, body.on)
            case outcomes.PlanAgreed() | outcomes.PlanCorrected():
                standing[body.plan_id] = (body.person_ref, body.agreed_on)
            case sessions.ContactWithdrawn():
                gone.add(body.contact_id)
            case outcomes.HardOutcomeWithdrawn() | outcomes.SoftOutcomeWithdrawn():
                gone.add(body.outcome_id)
            case outcomes.PlanWithdrawn():
                gone.add(body.plan_id)
    return iter([told for key, told in standing.items() if key not in gone])


@given(ANY_WORLD)
@settings(max_examples=100, deadline=None)
def test_what_was_known_on_a_day_is_what_the_messages_of_that_day_alone_give(world: list[Telling]) -> None:
    """The ledger up to a day is the ledger of a world that ended that day, where no clock went back."""
    for telling in world:
        telling.messages = [
            (envelope._replace(time=max(e.time for e, _ in telling.messages[: at + 1])), body)
            for at, (envelope, body) in enumerate(telling.messages)
        ]
    messages = list(all_of(*world))
    moments = sorted({envelope.time for envelope, _ in messages})
    day = moments[len(moments) // 2].date()
    until_then = folded(*[message for message in messages if message[0].time.date() <= day])
    ledger = folded(*messages).ledger
    assert cells_of(type(ledger)({key: by for key, by in ledger.items() if key[4] <= day})) == until_then.cells
