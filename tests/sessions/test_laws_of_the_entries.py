"""Contacts and hours in any order, corrected, withdrawn and replayed: the same state and the same messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.decider import Decider
from chassis.entry import Correct, Entry, EntryKind, Record, Withdraw
from chassis.errors import Invalid, Refused
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import Stored
from chassis.messaging.wire import Recorded
from services.sessions.domain.contact import decisions as contact
from services.sessions.domain.grant import decisions as grant
from services.sessions.domain.grant.events import Grant
from services.sessions.domain.staff_activity import decisions as staff_activity
from services.sessions.domain.volunteering import decisions as volunteering
from services.sessions.main import CODEC
from services.sessions.publishing.messages import PUBLISHING
from tests.sessions.builders import (
    CONTACT,
    GRANT,
    OTHER_WORKER,
    PERSON,
    STAFF_ACTIVITY,
    TERMS,
    TODAY,
    VOLUNTEER,
    VOLUNTEERING,
    WORKER,
    june,
)

KINDS: Mapping[str, EntryKind[Any]] = {
    "contact": contact.kind(TERMS),
    "volunteering": volunteering.kind(TERMS),
    "staff-activity": staff_activity.kind(TERMS),
    "grant": grant.kind(TERMS),
}
DECIDERS: Mapping[str, Decider[Any, Any, Any]] = {
    "contact": contact.decider(TERMS),
    "volunteering": volunteering.decider(TERMS),
    "staff-activity": staff_activity.decider(TERMS),
    "grant": grant.decider(TERMS),
}


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
workers = st.sampled_from([(WORKER,), (WORKER, OTHER_WORKER), ()])
CONTENTS = {
    "contact": st.builds(
        replace,
        st.just(CONTACT),
        on=days,
        attendance=st.sampled_from(["3", "5", "6"]),
        minutes=st.sampled_from([None, 5, 90]),
        purpose=st.sampled_from(["support", "initial-engagement"]),
        workers=workers,
        exception=st.sampled_from([None, "colleague-ill"]),
    ),
    "volunteering": st.builds(replace, st.just(VOLUNTEERING), on=days, minutes=st.integers(0, 1500)),
    "staff-activity": st.builds(replace, st.just(STAFF_ACTIVITY), on=days, workers=workers),
    "grant": st.builds(
        replace,
        st.just(GRANT),
        on=days,
        pounds=st.sampled_from([0, 900, 4999, 5000]),
        interviewed_on=st.sampled_from([None, date(2025, 5, 12)]),
        exception=st.sampled_from([None, "colleague-ill"]),
        workers=workers,
    ).map(lambda content: grant.by_the_terms(TERMS, content)),
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
    return Stored(1, UUID(int=1), "contact-1", 1, "contact-recorded.v1", b"{}", {}, moment, UUID(int=2))


def replayed(codec: Codec, events: Sequence[Any]) -> list[Any]:
    return [codec.decode(*codec.encode(event)) for event in events]


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
        again = replayed(CODEC, events)
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
        assert kinds.count(kind.recorded) == 1
        assert kind.withdrawn not in kinds[:-1]
        assert isinstance(entry, Entry)
        assert entry.stands == (kinds[-1] is not kind.withdrawn)
        assert list(kind.faults(entry.content, TODAY)) == []
        assert DECIDERS[noun].subject(entry) == (None if noun in ("staff-activity", "grant") else PERSON)


@given(st.lists(asked(), max_size=30))
def test_a_correction_says_all_of_what_stands(commands: list[Asked]) -> None:
    """So the last message that is no withdrawal tells the content, whatever was said before."""
    for events in lived(commands).values():
        standing = [event for event in events if hasattr(event, "content")]
        told = messages(standing[-1:])[0]
        content = standing[-1].content
        assert told["on"] == content.on.isoformat()
        if isinstance(content, Grant):
            assert (told["pounds"], told["set_aside"]) == (content.pounds, [*content.set_aside])
            continue
        assert told["minutes"] == content.minutes
        assert told.get("staff", 0) == len(getattr(content, "workers", ()))
        assert str(WORKER) not in str(told)
        assert ("volunteer_id" in told) == (getattr(content, "volunteer_id", None) == VOLUNTEER)
