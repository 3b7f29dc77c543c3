"""What is looked at before a write goes to any store, so that nothing unfit is half-written."""

from chassis.errors import TooLarge
from chassis.eventstore.store import MAX_EVENT_BYTES, Write


def checked(write: Write) -> Write:
    """The same write. Raises `TooLarge` for an event that no message could carry."""
    for append in write.appends:
        for event in append.events:
            if len(event.data) > MAX_EVENT_BYTES:
                raise TooLarge(f"event {event.name}", len(event.data), MAX_EVENT_BYTES)
    if len({append.stream for append in write.appends}) < len(write.appends):
        raise ValueError("a write names a stream twice; its events belong into one append")
    return write
