"""What a service does because of another's message: a pure function from message to commands, which `reactor` runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.messaging.wire import Message


@dataclass(frozen=True, slots=True)
class Reaction:
    """A command that follows from a message: at which desk, and to which stream."""

    desk: str
    stream: str
    command: Any
    fresh: bool = False
    """Whether the stream should not be there yet: see `Desk.handle`."""


Reactions = Callable[[Message, date], Sequence[Reaction]]
"""The commands that follow from a message, in their order; none from a message that does not concern the service.

Pure: the same message gives the same commands, however often and however late it is read. The day is therefore the
one on which the message was recorded, and `Unreadable` may be raised for what can never be understood.
"""
