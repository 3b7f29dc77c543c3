"""A small model checker: every interleaving of appends with one reader, step by step.

A step is what PostgreSQL does at once. Commit and release are two, for what commits is visible before its locks are
gone. The reader remembers only how far it has read. The checker walks every state that can be reached, and gives the
steps that lead to a wrong one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

APPEND = ("row", "look", "lock", "draw", "commit", "release")
"""Take the stream's row, look at the last position, publish it as the lower bound, draw, commit, release locks."""
READ = ("head", "bound", "snapshot", "events")
"""Last position drawn, smallest published bound, a fresh snapshot, the events in it up to both."""

Event = tuple[int, str, int]
"""Position, stream, version."""


@dataclass(frozen=True, slots=True)
class Appender:
    """A transaction that appends to one stream, and where it stands."""

    stream: str
    steps: tuple[str, ...]
    at: int = 0
    low: int = 0
    version: int = 0
    drawn: tuple[int, ...] = ()

    @property
    def holds_row(self) -> bool:
        return self._between("row")

    @property
    def holds_lock(self) -> bool:
        return self._between("lock")

    def _between(self, step: str) -> bool:
        return step in self.steps[: self.at] and "release" not in self.steps[: self.at]


@dataclass(frozen=True, slots=True)
class Reader:
    """One who follows the log, and where it stands."""

    steps: tuple[str, ...]
    at: int = 0
    head: int = 0
    bound: int | None = None
    snapshot: frozenset[Event] = frozenset()
    after: int = 0
    got: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """Everything that the next step depends on."""

    appenders: tuple[Appender, ...]
    reader: Reader
    last: int = 0
    visible: frozenset[Event] = frozenset()


def counterexample(
    streams: Sequence[str],
    append: Sequence[str] = APPEND,
    read: Sequence[str] = READ,
    *,
    passes: int = 2,
    rolled_back: frozenset[int] = frozenset(),
) -> list[str] | None:
    """Steps after which an event is missed or a stream stands out of its order; None if there are none.

    One appender for each of `streams`; those in `rolled_back` end without committing. The reader makes `passes` while
    they work, and one after.
    """
    appenders = tuple(
        Appender(stream, tuple(step for step in append if not (step == "commit" and number in rolled_back)))
        for number, stream in enumerate(streams)
    )
    start = World(appenders, Reader(tuple(read) * passes))
    seen = {start}
    stack: list[tuple[World, tuple[Any, ...]]] = [
        (start, ())
    ]  # Each with the steps that led to it, the last one first.
    while stack:
        world, steps = stack.pop()
        followers = list(_steps(world))
        if not followers:
            wrong = _wrong(_read_all(world, read))
            if wrong:
                return [*_listed(steps), wrong]
        for step, follower in followers:
            if follower not in seen:
                seen.add(follower)
                stack.append((follower, (step, steps)))
    return None


def states(streams: Sequence[str], passes: int = 2) -> int:
    """How many states the right rule can reach: what makes the proof a proof of something."""
    start = World(tuple(Appender(stream, APPEND) for stream in streams), Reader(READ * passes))
    seen, stack = {start}, [start]
    while stack:
        for _, follower in _steps(stack.pop()):
            if follower not in seen:
                seen.add(follower)
                stack.append(follower)
    return len(seen)


def _steps(world: World) -> Iterator[tuple[str, World]]:
    for number, appender in enumerate(world.appenders):
        if appender.at < len(appender.steps):
            step = appender.steps[appender.at]
            moved = _append_step(world, number, appender, step)
            if moved is not None:
                yield f"appender {number} to {appender.stream}: {step}", moved
    if world.reader.at < len(world.reader.steps):
        step = world.reader.steps[world.reader.at]
        yield f"reader: {step}", _read_step(world, step)


def _append_step(world: World, number: int, appender: Appender, step: str) -> World | None:
    moved, last, visible = replace(appender, at=appender.at + 1), world.last, world.visible
    match step:
        case "row":
            if any(other.stream == appender.stream and other.holds_row for other in world.appenders):
                return None  # It waits.
            versions = [version for _, stream, version in visible if stream == appender.stream]
            moved = replace(moved, version=max(versions, default=0) + 1)
        case "look":
            moved = replace(moved, low=last)
        case "draw":
            last += 1
            moved = replace(moved, drawn=(*appender.drawn, last))
        case "commit":
            visible |= {
                (position, appender.stream, appender.version + nth) for nth, position in enumerate(appender.drawn)
            }
    others = world.appenders
    return World((*others[:number], moved, *others[number + 1 :]), world.reader, last, visible)


def _read_step(world: World, step: str) -> World:
    reader = replace(world.reader, at=world.reader.at + 1)
    match step:
        case "head":
            reader = replace(reader, head=world.last)
        case "bound":
            bounds = [appender.low for appender in world.appenders if appender.holds_lock]
            reader = replace(reader, bound=min(bounds, default=None))
        case "snapshot":
            reader = replace(reader, snapshot=world.visible)
        case "events":
            safe = reader.head if reader.bound is None else min(reader.head, reader.bound)
            new = sorted(event for event in reader.snapshot if reader.after < event[0] <= safe)
            # Forgets what the pass has seen, so that states which differ in nothing that matters are one.
            reader = Reader(reader.steps, reader.at, after=max(reader.after, safe), got=(*reader.got, *new))
    return replace(world, reader=reader)


def _read_all(world: World, read: Sequence[str]) -> World:
    world = replace(world, reader=replace(world.reader, steps=tuple(read), at=0))
    for step in read:
        world = _read_step(world, step)
    return world


def _wrong(world: World) -> str | None:
    missed = world.visible - set(world.reader.got)
    if missed:
        return f"missed: {sorted(missed)}"
    newest: dict[str, int] = {}
    for position, stream, version in world.reader.got:
        if version != newest.get(stream, 0) + 1:
            return f"out of order: {stream} at version {newest.get(stream, 0)} is followed by {version} ({position})"
        newest[stream] = version
    return None


def _listed(steps: tuple[Any, ...]) -> list[str]:
    listed: list[str] = []
    while steps:
        step, steps = steps
        listed.append(step)
    return listed[::-1]
