"""An entry: one thing set down once, later corrected or withdrawn with a reason, and never overwritten.

Many aggregates are no more than that: an hour worked, a call made. Each names its own events, which all have the same
fields, and says what may stand in its content; what follows from "once", "corrected" and "withdrawn" is decided here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from chassis.decider import Decider
from chassis.errors import Fault, Invalid, Refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Generic[T]):
    """Set an entry down. Its day, if it has one, stands in the content."""

    entry_id: UUID
    content: T
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(Generic[T]):
    """Let another content stand in place of the first; the log keeps both."""

    content: T
    reason: str
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take the entry back: it should not have been made."""

    reason: str


EntryCommand = Record[T] | Correct[T] | Withdraw


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """An entry as it stands."""

    entry_id: UUID | None = None
    first: T | None = None
    """The content with which it was set down."""
    content: T | None = None
    """The content as corrected; it is kept when the entry is withdrawn."""
    corrected_because: str | None = None
    withdrawn_because: str | None = None

    @property
    def stands(self) -> bool:
        """Whether it was set down and not withdrawn."""
        return self.content is not None and self.withdrawn_because is None


@dataclass(frozen=True, slots=True)
class EntryKind(Generic[T]):
    """What distinguishes one kind of entry from another.

    The classes of its events are frozen dataclasses: `recorded(entry_id, content)`,
    `corrected(entry_id, content, reason)` and `withdrawn(entry_id, reason)`.
    """

    noun: str
    """What it is called in refusals, and the beginning of its streams' names."""
    recorded: Callable[[UUID, T], Any]
    corrected: Callable[[UUID, T, str], Any]
    withdrawn: Callable[[UUID, str], Any]
    subject: Callable[[T], str | None]
    """The reference of whom the content is about, None where it is about nobody."""
    faults: Callable[[T, date], Iterable[Fault]]
    """What may not stand in a content on a day, field by field."""
    reasons: Sequence[str]
    """Coded reasons of corrections and withdrawals."""
    fixed: Sequence[str] = ()
    """Fields of the content that a correction may not change: withdraw the entry and set it down anew instead."""

    def stream(self, entry_id: UUID) -> str:
        """Name of the stream that holds an entry's events."""
        return f"{self.noun}-{entry_id}"


def entry_decider(kind: EntryKind[T]) -> Decider[EntryCommand[T], Any, Entry[T]]:
    """The decider of one kind of entry."""
    return Decider(Entry(), partial(decide, kind), partial(evolve, kind), partial(_subject, kind))


def decide(kind: EntryKind[T], command: EntryCommand[T], state: Entry[T]) -> Sequence[Any]:
    """The events that a command causes; raises `Invalid` with every fault of a content, `Refused` for the rest."""
    match command:
        case Record():
            return _record(kind, command, state)
        case Correct():
            return _correct(kind, command, state)
        case Withdraw():
            return _withdraw(kind, command, state)


def evolve(kind: EntryKind[T], state: Entry[T], event: Any) -> Entry[T]:
    """The entry after one more event."""
    if isinstance(event, kind.recorded):  # type: ignore[arg-type]
        return Entry(event.entry_id, event.content, event.content)
    if isinstance(event, kind.corrected):  # type: ignore[arg-type]
        return replace(state, content=event.content, corrected_because=event.reason)
    return replace(state, withdrawn_because=event.reason)


def in_the_future(name: str, day: date, today: date) -> Iterator[Fault]:
    """The fault of a day that lies after today, if it does."""
    if day > today:
        yield Fault(name, f"{name} {day} lies after today, {today}", "in-the-future")


def not_one_of(name: str, value: str, allowed: Sequence[str]) -> Iterator[Fault]:
    """The fault of a coded word that is none of those allowed. The word itself is not repeated."""
    if value not in allowed:
        yield Fault(name, f"{name} must be one of {', '.join(allowed)}", f"unknown-{name.replace('_', '-')}")


def _record(kind: EntryKind[T], command: Record[T], state: Entry[T]) -> Sequence[Any]:
    if state.first is not None:
        if command.content == state.first:
            return []
        raise Refused("already-recorded", f"the {kind.noun} was recorded before with another content; correct it")
    _check(kind, command.content, command.today)
    return [kind.recorded(command.entry_id, command.content)]


def _correct(kind: EntryKind[T], command: Correct[T], state: Entry[T]) -> Sequence[Any]:
    entry_id, content = _there(kind, state)
    if state.withdrawn_because is not None:
        raise Refused("withdrawn", f"the {kind.noun} was withdrawn; record it anew")
    if command.content == content:
        return []
    _check_reason(kind, command.reason)
    for name in kind.fixed:
        if getattr(command.content, name) != getattr(content, name):
            detail = f"{name} cannot be corrected; withdraw the {kind.noun} and record it anew"
            raise Refused("not-correctable", detail, name)
    _check(kind, command.content, command.today)
    return [kind.corrected(entry_id, command.content, command.reason)]


def _withdraw(kind: EntryKind[T], command: Withdraw, state: Entry[T]) -> Sequence[Any]:
    entry_id, _ = _there(kind, state)
    if state.withdrawn_because is not None:
        if command.reason == state.withdrawn_because:
            return []
        raise Refused("withdrawn", f"the {kind.noun} was withdrawn before for another reason")
    _check_reason(kind, command.reason)
    return [kind.withdrawn(entry_id, command.reason)]


def _there(kind: EntryKind[T], state: Entry[T]) -> tuple[UUID, T]:
    if state.entry_id is None or state.content is None:
        raise Refused(f"unknown-{kind.noun}", f"nothing can be done to a {kind.noun} that was not recorded")
    return state.entry_id, state.content


def _check(kind: EntryKind[T], content: T, today: date) -> None:
    faults = tuple(kind.faults(content, today))
    if faults:
        raise Invalid(faults)


def _check_reason(kind: EntryKind[Any], reason: str) -> None:
    for fault in not_one_of("reason", reason, kind.reasons):
        raise Refused(fault.code, fault.detail, fault.field)


def _subject(kind: EntryKind[T], state: Entry[T]) -> str | None:
    return None if state.content is None else kind.subject(state.content)
