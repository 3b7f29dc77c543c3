"""The funnel: of the referrals received in a period, how many came to each step, whenever that was."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    count_in,
    of_word,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import PLAN
from services.reporting.domain.records.journey import Journey, Kind, clock_stopped_on
from services.reporting.domain.records.person import Person
from services.reporting.domain.records.story import OF_REFERRALS, OF_SESSIONS, first

RECEIVED, ACCEPTED, FIRST_CONTACT, FIRST_SESSION = "received", "accepted", "first-contact", "first-session"
PLAN_AGREED, CLOSED = "plan-agreed", "closed"
STEPS = (RECEIVED, ACCEPTED, FIRST_CONTACT, FIRST_SESSION, PLAN_AGREED, CLOSED)
"""Steps that every contract has. Others are those of its own process, by their coded words."""
_CAME = 1


def _of_journey(journey: Journey) -> Iterable[Observation]:
    if journey.received_on is None:
        return ()
    kinds = {fact.kind for fact in journey.told}
    steps = {fact.words[0] for fact in journey.told if fact.kind == Kind.STEP_TAKEN} - {*STEPS}
    steps.add(RECEIVED)
    if Kind.ACCEPTED in kinds:
        steps.add(ACCEPTED)
    if clock_stopped_on(journey) is not None:
        steps.add(FIRST_CONTACT)
    if Kind.CLOSED in kinds or Kind.TRANSFERRED in kinds:
        steps.add(CLOSED)
    month = month_of(journey.received_on)
    return [(of_word(journey.contract, step), month, _CAME) for step in sorted(steps)]


def _of_person(person: Person) -> Iterable[Observation]:
    observed: list[Observation] = []
    for contract in person.happened:
        story = person.story(contract)
        for referral in story.referrals:
            month = month_of(referral.received_on)
            if story.first_session(referral.received_on, referral.until):
                observed.append((of_word(contract, FIRST_SESSION), month, _CAME))
            if first(story.plans, referral.received_on, referral.until):
                observed.append((of_word(contract, PLAN_AGREED), month, _CAME))
    return observed


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    counts = {word: count_in(tally, period) for word, tally in words.items()}
    own = sorted(word for word, count in counts.items() if count and word not in STEPS)
    return [Figure(step, Unit.REFERRALS, counts.get(step, 0)) for step in (*STEPS, *own)]


FUNNEL = Metric(
    definition=Definition(
        id="funnel",
        title="From referral on: steps reached",
        numerator="referrals received in the period that came to each step by the day of the report, whenever that "
        "was: accepted; first attended contact by a qualifying channel; first session (as for days to first session); "
        "support plan agreed; closed or handed over; and each step of the contract's own process",
        denominator=None,
        unit=Unit.REFERRALS,
        clock="day of receipt",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
        method="a step counts by itself: one that was left out does not undo those after it",
    ),
    read_words=_read,
    of_journey=_of_journey,
    of_person=_of_person,
    kinds=OF_REFERRALS | OF_SESSIONS | {PLAN},
    by_day=True,
)
