"""An invented service that notes what another one publishes: run as `python -m tests.reacting.noting worker`.

To note twice is possible, so that a command that is carried out twice shows.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.decider import Decider
from chassis.errors import Refused, Unreadable
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import EventStore
from chassis.handling import Desk
from chassis.messaging.wire import Message, Publishing
from chassis.reacting import Reaction
from chassis.reactor_parts import reactor, reactor_commands
from chassis.run import run
from chassis.service import Parts, Running, Service
from contracts.messages.referrals import ReferrerContacted
from tests.messaging.source import person

THRICE, UNLUCKY, SILENT, STRANGE = person(900), person(901), person(902), person(903)
"""People from whose messages three reactions follow, one that is refused, none, and of whom no message is understood"""

NAME, SOURCE = "notes", "referrals"


@dataclass(frozen=True, slots=True)
class Note:
    """Set a number down."""

    number: int


@dataclass(frozen=True, slots=True)
class Praise:
    """Set a praise down, of whom something is noted already."""

    number: int


@dataclass(frozen=True, slots=True)
class Complain:
    """What is always refused."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A number was set down."""

    number: int


@dataclass(frozen=True, slots=True)
class Praised:
    """A praise was set down."""

    number: int


def decide(command: Note | Praise | Complain, state: tuple[int, ...]) -> Sequence[Noted | Praised]:
    """Everything is noted; praise needs a note."""
    match command:
        case Note(number):
            return [Noted(number)]
        case Praise(number):
            if not state:
                raise Refused("nothing-noted", "praise needs a note", "number")
            return [Praised(number)]
        case Complain():
            raise Refused("no-complaints", "complaints are not taken")


def evolve(state: tuple[int, ...], event: Noted | Praised) -> tuple[int, ...]:
    """Numbers in their order."""
    return (*state, event.number)


CODEC = Codec({"noted.v1": Noted, "praised.v1": Praised})
DECIDER: Decider[Any, Any, Any] = Decider((), decide, evolve, lambda _: None)


def reactions(message: Message, today: date) -> Sequence[Reaction]:
    """The position of each contact is noted under its person."""
    body = message.body
    if not isinstance(body, ReferrerContacted) or body.person_ref == SILENT:
        return ()
    stream, number = f"notes-{body.person_ref}", message.envelope.position
    match body.person_ref:
        case str(ref) if ref == STRANGE:
            raise Unreadable("not-understood", "such a message can never be understood")
        case str(ref) if ref == UNLUCKY:
            return [Reaction("notes", stream, Complain())]
        case str(ref) if ref == THRICE:
            return [Reaction("notes", stream, each) for each in (Praise(number), Note(number), Note(-number))]
        case _:
            return [Reaction("notes", stream, Note(number))]


def desk(store: EventStore, topic: str) -> Desk[Any, Any, Any]:
    """Where notes are handled."""
    return Desk(store, CODEC, DECIDER, terms_version="1", topic=topic)


async def parts(running: Running) -> Parts:
    """The reactor and its commands."""
    assert running.store is not None
    desks = {"notes": desk(running.store, running.topic)}
    return Parts(
        workers=[reactor(running, desks, reactions, [SOURCE])] if running.working else [],
        commands=reactor_commands(running, desks, reactions),
    )


SERVICE = Service(
    name=NAME,
    migrations="tests.reacting.migrations",
    parts=parts,
    codec=CODEC,
    publishing=Publishing(lambda _: None, 1),
)

if __name__ == "__main__":
    sys.exit(run(SERVICE))
