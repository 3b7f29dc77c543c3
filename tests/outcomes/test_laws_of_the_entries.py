"""Questionnaires, outcomes and training in any order, corrected, withdrawn, replayed: the same state and messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.decider import Decider
from chassis.entry import Correct, Entry, EntryKind, Record, Withdraw, entry_decider
from chassis.errors import Invalid, Refused
from chassis.eventstore.store import Stored
from chassis.messaging.wire import Recorded
from services.outcomes.domain.hard_outcome import decisions as hard_outcome
from services.outcomes.domain.instruments.catalogue import INSTRUMENTS
from services.outcomes.domain.instruments.instrument import Instrument
from services.outcomes.domain.questionnaire import decisions as questionnaire
from services.outcomes.domain.questionnaire.events import Reading
from services.outcomes.domain.soft_outcome import decisions as soft_outcome
from services.outcomes.domain.training import decisions as training
from services.outcomes.domain.training.terms import Learner, Stage
from services.outcomes.main import CODEC
from services.outcomes.publishing.messages import PUBLISHING
from tests.outcomes.entries import (
    HARD_OUTCOME,
    PERSON,
    READING,
    SOFT_OUTCOME,
    TERMS,
    TODAY,
    TRAINING,
    VOLUNTEER,
    WORKER,
    june,
)

KINDS: Mapping[str, EntryKind[Any]] = {
    each.noun: each
    for each in (questionnaire.kind(TERMS), hard_outcome.kind(TERMS), soft_outcome.kind(TERMS), training.kind(TERMS))
}
DECIDERS: Mapping[str, Decider[Any, Any, Any]] = {noun: entry_decider(kind) for noun, kind in KINDS.items()}


@dataclass(frozen=True)
class Asked:
    """A command to one of a few entries."""

    noun: str
    number: int
    command: Any

    @property
    def stream(self) -> str:
        return f"{self.noun}-{UUID(int=self.number)}"


days = st.integers(1, 31).map(lambda day: june(day) if day < 31 else date(2025, 7, 1))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    instrument = draw(st.sampled_from(sorted(INSTRUMENTS.values(), key=lambda each: each.id)))
    answers = tuple(draw(st.none() | st.integers(item.lowest - 1, item.highest + 1)) for item in instrument.items)
    score = draw(st.sampled_from([0, 2300, 4000, 4100])) if instrument.score_only else None
    scale = draw(st.none() | st.integers(-1, 101)) if instrument.scale else None
    reading = replace(
        READING, on=draw(days), instrument=instrument.id, answers=answers, score_in_hundredths=score, scale=scale
    )
    return questionnaire.scored(reading)


CONTENTS: Mapping[str, st.SearchStrategy[Any]] = {
    "questionnaire": readings(),
    "hard-outcome": st.builds(
        replace, st.just(HARD_OUTCOME), on=days, kind=st.sampled_from([*TERMS.hard_outcomes, "bliss"])
    ).map(lambda outcome: hard_outcome.by_the_terms(TERMS, outcome)),
    "soft-outcome": st.builds(
        replace,
        st.just(SOFT_OUTCOME),
        on=days,
        area=st.sampled_from(["confidence", "community", "bliss"]),
        ways=st.lists(st.sampled_from(["connect", "give", "sleep"]), max_size=2).map(tuple),
    ).map(lambda outcome: soft_outcome.with_ways(TERMS, outcome)),
    "training": st.builds(
        replace,
        st.just(TRAINING),
        on=days,
        course=st.sampled_from(["first-aid", "self-defence", "tea"]),
        stage=st.sampled_from(Stage),
        learner=st.sampled_from(Learner),
    ).map(lambda entry: training.by_the_terms(TERMS, entry)),
}
REASONS = st.sampled_from(["entered-in-error", "wrong-details", "rain"])


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    noun = draw(st.sampled_from(sorted(KINDS)))
    number = draw(st.integers(1, 3))
    content = draw(CONTENTS[noun])
    command = draw(
        st.one_of(
            st.just(Record(entry_id=UUID(int=number), content=content, today=TODAY)),
            st.builds(Correct, content=st.just(content), reason=REASONS, today=st.just(TODAY)),
            st.builds(Withdraw, reason=REASONS),
        )
    )
    return Asked(noun, number, command)


def lived(commands: Sequence[Asked]) -> dict[str, list[Any]]:
    """The streams after the commands, each asked twice."""
    streams: dict[str, list[Any]] = {}
    for each in commands:
        history = streams.setdefault(each.stream, [])
        decider = DECIDERS[each.noun]
        try:
            new = decider.decide(each.command, decider.fold(history))
        except (Refused, Invalid):
            continue
        history += new
        assert list(decider.decide(each.command, decider.fold(history))) == []
    return {name: events for name, events in streams.items() if events}


def messages(events: Sequence[Any]) -> list[dict[str, Any]]:
    told = [PUBLISHING.to_message(Recorded(event, stored())) for event in events]
    return [{"kind": type(each).__name__, **each.model_dump(mode="json")} for each in told if each is not None]


def stored() -> Stored:
    moment = datetime(2025, 6, 30, tzinfo=UTC)
    return Stored(1, UUID(int=1), "training-1", 1, "training-recorded.v1", b"{}", {}, moment, UUID(int=2))


@settings(max_examples=200)
@given(st.lists(asked(), max_size=30), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_worked_on_does_not_matter(commands: list[Asked], chance: Any) -> None:
    """Whoever comes first to another entry: of each entry the commands keep their order."""
    queues: dict[str, list[Asked]] = {}
    for each in commands:
        queues.setdefault(each.stream, []).append(each)
    shuffled: list[Asked] = []
    while queues:
        name = chance.choice(sorted(queues))
        shuffled.append(queues[name].pop(0))
        if not queues[name]:
            del queues[name]

    one, other = lived(commands), lived(shuffled)
    assert one == other
    assert {name: messages(events) for name, events in one.items()} == {
        name: messages(events) for name, events in other.items()
    }


@given(st.lists(asked(), max_size=30))
def test_what_is_replayed_from_the_log_is_the_same_state_and_the_same_messages(commands: list[Asked]) -> None:
    for name, events in lived(commands).items():
        decider = DECIDERS[name[:-37]]
        again = [CODEC.decode(*CODEC.encode(event)) for event in events]
        assert again == events
        assert decider.fold(again) == decider.fold(events)
        assert messages(again) == messages(events)


@given(st.lists(asked(), max_size=30))
def test_every_history_makes_sense(commands: list[Asked]) -> None:
    for name, events in lived(commands).items():
        noun = name[:-37]
        kind, entry = KINDS[noun], DECIDERS[noun].fold(events)
        kinds = [type(event) for event in events]
        assert kinds[0] is kind.recorded
        assert kinds.count(kind.recorded) == 1  # type: ignore[arg-type]
        assert kind.withdrawn not in kinds[:-1]
        assert isinstance(entry, Entry)
        assert entry.stands == (kinds[-1] is not kind.withdrawn)
        assert list(kind.faults(entry.content, TODAY)) == []
        assert DECIDERS[noun].subject(entry) == PERSON


@given(st.lists(asked(), max_size=30))
def test_the_last_message_that_is_no_withdrawal_tells_what_stands_and_no_answer(commands: list[Asked]) -> None:
    for events in lived(commands).values():
        standing = [event for event in events if hasattr(event, "content")]
        told = messages(standing[-1:])[0]
        content = standing[-1].content
        assert told["on"] == content.on.isoformat()
        assert told.get("score_in_hundredths") == getattr(content, "score_in_hundredths", None)
        assert told.get("ways", []) == list(getattr(content, "ways", ()))
        assert not {"answers", "workers", "learner_id", "custody", "programme"} & set(told)
        assert not {str(WORKER), str(VOLUNTEER)} & {str(value) for value in told.values()}


@given(readings())
def test_a_score_is_recorded_only_of_complete_answers_in_their_ranges(reading: Reading) -> None:
    """Whatever comes in: a fault, or a reading whose score can be made again from what is kept."""
    instrument: Instrument = INSTRUMENTS[reading.instrument]
    faults = list(KINDS["questionnaire"].faults(reading, TODAY))
    if faults:
        assert all(fault.code for fault in faults)
        return
    where = instrument.score_in_hundredths
    if reading.score_in_hundredths is not None:
        assert where is not None
        assert where.lowest <= reading.score_in_hundredths <= where.highest
        assert None not in reading.answers
    if not instrument.score_only:
        assert questionnaire.scored(replace(reading, score_in_hundredths=None, profile=None)) == reading
