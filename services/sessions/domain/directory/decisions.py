"""Taking services into the directory, changing and retiring them."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import assert_never

from chassis.decider import Decider
from chassis.entry import in_the_future, not_one_of
from chassis.errors import Fault, Invalid, Refused
from services.sessions.domain.directory.commands import ChangeService, DirectoryCommand, ListService, RetireService
from services.sessions.domain.directory.events import DirectoryEvent, ServiceChanged, ServiceListed, ServiceRetired
from services.sessions.domain.directory.state import INITIAL, ListedService, evolve, subject
from services.sessions.domain.terms import CODE, SessionsTerms

DirectoryDecider = Decider[DirectoryCommand, DirectoryEvent, ListedService]


def decider(terms: SessionsTerms) -> DirectoryDecider:
    """The decider of services of the directory."""
    return Decider(INITIAL, partial(decide, terms), evolve, subject)


def decide(terms: SessionsTerms, command: DirectoryCommand, state: ListedService) -> Sequence[DirectoryEvent]:
    """The events that a command causes."""
    match command:
        case ListService():
            return take_in(terms, command, state)
        case ChangeService():
            return change(terms, command, state)
        case RetireService():
            return retire(command, state)
        case _:
            assert_never(command)


def take_in(terms: SessionsTerms, command: ListService, state: ListedService) -> Sequence[DirectoryEvent]:
    """List a service; one that was retired may come back, not before it went."""
    districts = _in_order(command.districts)
    if state.known and state.retired_on is None:
        if (state.category, state.districts, state.since) == (command.category, districts, command.on):
            return []
        raise Refused("already-listed", "the directory has a service of this code; change it", "code")
    faults = list(in_the_future("on", command.on, command.today))
    if not CODE.fullmatch(command.code):
        faults.append(Fault("code", "code must be small letters, digits and hyphens, 64 at most", "not-a-code"))
    if state.retired_on is not None and command.on < state.retired_on:
        faults.append(_too_early(command.on, f"the service was retired on {state.retired_on}"))
    _checked([*faults, *_content_faults(terms, command.category, districts)])
    return [ServiceListed(command.code, command.category, districts, command.on)]


def change(terms: SessionsTerms, command: ChangeService, state: ListedService) -> Sequence[DirectoryEvent]:
    """Say otherwise what a listed service is."""
    _listed(state)
    districts = _in_order(command.districts)
    if (command.category, districts) == (state.category, state.districts):
        return []
    faults = list(in_the_future("on", command.on, command.today))
    if command.on < state.since:
        faults.append(_too_early(command.on, f"the service stands as it does since {state.since}"))
    _checked([*faults, *_content_faults(terms, command.category, districts)])
    return [ServiceChanged(state.code, command.category, districts, command.on)]


def retire(command: RetireService, state: ListedService) -> Sequence[DirectoryEvent]:
    """Take a listed service out. The day may lie ahead: an end is announced."""
    if state.retired_on == command.on:
        return []
    _listed(state)
    if command.on < state.since:
        _checked([_too_early(command.on, f"the service stands as it does since {state.since}")])
    return [ServiceRetired(state.code, command.on)]


def _content_faults(terms: SessionsTerms, category: str, districts: Sequence[str]) -> Iterator[Fault]:
    yield from not_one_of("category", category, terms.signposting_categories)
    for district in districts:
        yield from not_one_of("districts", district, terms.districts)


def _in_order(districts: Sequence[str]) -> tuple[str, ...]:
    """Areas have no order of their own, and none twice: the same areas are the same request."""
    return tuple(sorted(set(districts)))


def _listed(state: ListedService) -> None:
    if not state.known:
        raise Refused("unknown-service", "the directory has no service of this code")
    if state.retired_on is not None:
        raise Refused("retired", f"the service was retired on {state.retired_on}; list it again")


def _too_early(day: date, because: str) -> Fault:
    return Fault("on", f"{day} is too early: {because}", "too-early")


def _checked(faults: Sequence[Fault]) -> None:
    if faults:
        raise Invalid(tuple(faults))
