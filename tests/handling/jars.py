"""An aggregate to handle commands with: a jar that takes a hundred marbles and is then full."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from chassis.decider import Decider
from chassis.errors import Refused
from chassis.eventstore.codec import Codec


@dataclass(frozen=True, slots=True)
class AddMarbles:
    count: int
    on: date
    today: date = field(default=date(2025, 4, 1), compare=False)


@dataclass(frozen=True, slots=True)
class LabelJar:
    owner: str


@dataclass(frozen=True, slots=True)
class MarbleAdded:
    on: date


@dataclass(frozen=True, slots=True)
class JarLabelled:
    owner: str


@dataclass(frozen=True, slots=True)
class Jar:
    marbles: int = 0
    owner: str | None = None


def decide(command: AddMarbles | LabelJar, jar: Jar) -> list[MarbleAdded | JarLabelled]:
    match command:
        case LabelJar():
            return [] if jar.owner == command.owner else [JarLabelled(command.owner)]
        case AddMarbles():
            if jar.marbles + command.count > 100:
                raise Refused("jar-full", f"count: {command.count} marbles do not fit", "count")
            return [MarbleAdded(command.on)] * command.count


def evolve(jar: Jar, event: MarbleAdded | JarLabelled) -> Jar:
    match event:
        case MarbleAdded():
            return replace(jar, marbles=jar.marbles + 1)
        case JarLabelled():
            return replace(jar, owner=event.owner)


DECIDER = Decider(Jar(), decide, evolve, lambda jar: jar.owner)
CODEC = Codec({"marble-added.v1": MarbleAdded, "jar-labelled.v1": JarLabelled})
DAY = date(2025, 4, 1)
COMMAND = UUID("11111111-0000-4000-8000-000000000001")
OTHER_COMMAND = UUID("11111111-0000-4000-8000-000000000002")
