"""Laws of the folding: any order, repetition and cutting into batches gives the same rows; a recount agrees."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.messages.referrals import FirstContactMade, PeopleLinked
from services.reporting.domain.period import month_of, read_period
from tests.reporting.figures import Figures, Messages, cells_of, folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.worlds import CONTRACTS, worlds

PERIODS = ("2024/25", "2025/26", "2024/25-Q4", "2025/26-Q1", "2025/26-Q3", "2025-04", "2025-11")


def in_batches(messages: list, sizes: random.Random) -> Figures:
    """Figures of messages that arrive in this order, in batches of one to five."""
    figures = Figures()
    while messages:
        size = sizes.randint(1, 5)
        figures.fold(messages[:size])
        messages = messages[size:]
    return figures


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_any_shuffle_and_repetition_gives_the_same_rows(world: list[Telling], chance: random.Random) -> None:
    messages = list(all_of(*world))
    straight = folded(*messages)
    arriving = messages + [chance.choice(messages) for _ in range(5)]
    chance.shuffle(arriving)
    shuffled = in_batches(arriving, chance)
    assert shuffled.journeys == straight.journeys
    assert shuffled.people == straight.people
    assert shuffled.kept_under == straight.kept_under
    assert +shuffled.ledger == +straight.ledger
    assert -shuffled.ledger == -straight.ledger


@given(worlds(), st.randoms(use_true_random=False))
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
    """The people whom first contacts of a contract reached in a period, from the messages alone."""
    period = read_period(asked)
    same: dict[str, str] = {}

    def who(ref: str) -> str:
        while ref in same:
            ref = same[ref]
        return ref

    for _, body in messages:
        if isinstance(body, PeopleLinked):
            one, other = sorted((who(body.person_ref), who(body.same_as_ref)))
            if one != other:
                same[other] = one
    first: dict = {}
    for envelope, body in messages:
        if isinstance(body, FirstContactMade) and envelope.contract == contract:
            known = first.get(body.referral_id)
            first[body.referral_id] = (
                min(body.contacted_on, known[0]) if known else body.contacted_on,
                who(body.person_ref),
            )
    return {ref for on, ref in first.values() if period.first <= month_of(on) <= period.last}


@given(worlds())
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
