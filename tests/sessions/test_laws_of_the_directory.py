"""What holds of a service of the directory whatever is asked of it, in whatever order."""

from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid, Refused
from services.sessions.domain.directory.commands import ChangeService, ListService, RetireService
from services.sessions.domain.directory.decisions import decider
from services.sessions.domain.directory.events import DirectoryEvent, ServiceListed, ServiceRetired
from services.sessions.domain.directory.state import INITIAL, ListedService, evolve
from services.sessions.main import CODEC
from tests.sessions.builders import TERMS, TODAY, june

days = st.integers(1, 30).map(june)
areas = st.lists(st.sampled_from(["north", "south", "moon"]), max_size=3).map(tuple)
categories = st.sampled_from(["food", "housing", "tea"])
COMMANDS: st.SearchStrategy[Any] = st.one_of(
    st.builds(ListService, code=st.just("larder"), category=categories, districts=areas, on=days, today=st.just(TODAY)),
    st.builds(ChangeService, category=categories, districts=areas, on=days, today=st.just(TODAY)),
    st.builds(RetireService, on=days, today=st.just(TODAY)),
)


@given(st.lists(st.one_of([st.from_type(kind) for kind in get_args(DirectoryEvent)]), max_size=10))
def test_folding_never_fails_whatever_the_events_and_their_order(history: list[DirectoryEvent]) -> None:
    state = INITIAL
    for event in history:
        state = evolve(state, event)
    assert isinstance(state, ListedService)


@given(st.lists(COMMANDS, max_size=20))
def test_a_repeated_command_causes_nothing_and_every_history_makes_sense(asked: list[Any]) -> None:
    service = decider(TERMS)
    history: list[DirectoryEvent] = []
    for command in asked:
        try:
            new = service.decide(command, service.fold(history))
        except (Refused, Invalid):
            continue
        history += new
        assert list(service.decide(command, service.fold(history))) == []
    turns = [type(event) for event in history if isinstance(event, ServiceListed | ServiceRetired)]
    assert turns == [ServiceListed, ServiceRetired] * (len(turns) // 2) + [ServiceListed] * (len(turns) % 2)
    on = [
        next(getattr(event, name) for name in event.__dataclass_fields__ if name.endswith("_on")) for event in history
    ]
    assert on == sorted(on), "nothing is said to have happened before what went before it"
    assert [CODEC.decode(*CODEC.encode(event)) for event in history] == history
