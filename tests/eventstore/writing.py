"""Builders of what tests write to a store."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4, uuid5

from chassis.eventstore.store import Alongside, Append, NewEvent, Write

SPACE = UUID("3d8c4f0e-0000-4000-8000-000000000000")


def event(name: str, number: int = 0) -> NewEvent:
    """An event whose id follows from its name, so that the same name means the same event."""
    return NewEvent(uuid5(SPACE, name), "thing-happened.v1", b'{"number": %d}' % number)


def fresh_events(count: int) -> list[NewEvent]:
    """Events that no other test has written."""
    return [NewEvent(uuid4(), "thing-happened.v1", b'{"number": %d}' % number) for number in range(count)]


def append(stream: str, expected: int, count: int = 1, subject: str | None = None) -> Append:
    """`count` fresh events for a stream that is thought to be at version `expected`."""
    return Append(stream, expected, fresh_events(count), subject)


def write(
    *appends: Append,
    command: UUID | None = None,
    content: bytes = b"content",
    alongside: Sequence[Alongside] = (),
    **more: Any,
) -> Write:
    """A write under a fresh command id unless one is given."""
    return Write(command or uuid4(), content, appends, alongside, **more)


def note(content: Any) -> Alongside:
    """A note to be taken in the transaction of an append."""
    return Alongside("take_note", content)
