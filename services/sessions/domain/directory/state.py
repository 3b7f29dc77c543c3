"""What the events of one service of the directory add up to."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from services.sessions.domain.directory.events import DirectoryEvent, ServiceChanged, ServiceListed, ServiceRetired


@dataclass(frozen=True, slots=True)
class ListedService:
    """A service as it stands in the directory; `code` is empty of one that was never listed."""

    code: str = ""
    category: str = ""
    districts: tuple[str, ...] = ()
    listed_on: date = date.min
    since: date = date.min
    """Day from which it stands as it does."""
    retired_on: date | None = None

    @property
    def known(self) -> bool:
        """Whether it was ever listed."""
        return bool(self.code)

    def listed_at(self, day: date) -> bool:
        """Whether somebody may be signposted to it on a day. A day before it was listed does: a list is late."""
        return self.known and (self.retired_on is None or day < self.retired_on)


INITIAL = ListedService()


def evolve(state: ListedService, event: DirectoryEvent) -> ListedService:
    """The service after one more event."""
    match event:
        case ServiceListed():
            first = state.listed_on if state.known else event.listed_on
            return ListedService(event.code, event.category, event.districts, first, event.listed_on)
        case ServiceChanged():
            return replace(state, category=event.category, districts=event.districts, since=event.changed_on)
        case ServiceRetired():
            return replace(state, retired_on=event.retired_on)
        case _:
            assert_never(event)


def stream(code: str) -> str:
    """Name of the stream that holds a service's events."""
    return f"directory-{code}"


def subject(state: ListedService) -> str | None:  # noqa: ARG001
    """Nobody: the directory is about organisations."""
    return None
