"""The seal of an event: a hash over it and, through the seal before it, over every event before it.

Whoever changes, removes, adds or moves an event changes its seal and all that follow. Seals run over the events that
exist, in the order of their positions; gaps left by rollbacks do not matter. Where seals are kept: `seals.sql`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from struct import Struct

from chassis.eventstore.store import Stored

FORMAT = b"redrose seal 1"
"""Names the way in which events are encoded; another way is another number and begins another row of seals."""
GENESIS = sha256(FORMAT).digest()
"""What stands before the first event of every log, of whichever contract."""
BYTES = 32
"""Length of a seal."""

_HEAD = Struct(">qqq16s16s7i")
"""Position, version, microseconds, id and command, then the length of each text in turn: always as many bytes."""
_ABSENT = -1
"""Length of a text that is not there, which an empty one is."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def seals_of(before: bytes, events: Iterable[Stored]) -> list[bytes]:
    """The seal of each event, in their order; `before` is the seal of the event before the first, or `GENESIS`."""
    seals = []
    for event in events:
        before = next_seal(before, event)
        seals.append(before)
    return seals


def next_seal(before: bytes, event: Stored) -> bytes:
    """SHA-256 over the seal before and everything that the event holds."""
    return sha256(before + encoded(event)).digest()


def encoded(event: Stored) -> bytes:
    """Everything that the log keeps of an event, in a form that no other event has.

    The lengths come first and are as many for every event, so the texts behind them can be cut apart in one way only.
    Text is taken as it is stored, byte for byte.
    """
    position, event_id, stream, version, name, data, _, moment, command, subject, parent, state, metadata = event
    # Written out, since a relay does this for each event: a function for the texts would take a third as long again.
    stream_text, name_text = stream.encode(), name.encode()
    subject_text = b"" if subject is None else subject.encode()
    parent_text = b"" if parent is None else parent.encode()
    state_text = b"" if state is None else state.encode()
    head = _HEAD.pack(
        position,
        version,
        (moment - _EPOCH) // _MICROSECOND,
        event_id.bytes,
        command.bytes,
        len(stream_text),
        len(name_text),
        len(data),
        len(metadata),
        _ABSENT if subject is None else len(subject_text),
        _ABSENT if parent is None else len(parent_text),
        _ABSENT if state is None else len(state_text),
    )
    return b"".join((head, stream_text, name_text, data, metadata, subject_text, parent_text, state_text))
