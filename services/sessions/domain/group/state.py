"""A group as it stands."""

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from services.sessions.domain.group.events import GroupChanged, GroupEnded, GroupEvent, GroupStarted


@dataclass(frozen=True, slots=True)
class Group:
    """A group by what happened to it; nothing yet of one that never began."""

    started: GroupStarted | None = None
    latest: GroupStarted | GroupChanged | None = None
    """What says how it is run now."""
    ended: GroupEnded | None = None


INITIAL = Group()


def evolve(state: Group, event: GroupEvent) -> Group:
    """The group after one more event."""
    match event:
        case GroupStarted():
            return Group(event, event)
        case GroupChanged():
            return replace(state, latest=event)
        case GroupEnded():
            return replace(state, ended=event)
        case _:
            assert_never(event)


def stream(group_id: UUID) -> str:
    """Name of the stream that holds a group's events."""
    return f"group-{group_id}"


def subject(state: Group) -> str | None:  # noqa: ARG001
    """Nobody: who leads it is no subject of the platform."""
    return None
