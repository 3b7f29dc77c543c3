"""A service as a value that names its parts; `assembly` builds them and `run` runs them. There are no base classes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from chassis.settings import Settings

if TYPE_CHECKING:
    import asyncpg
    from fastapi import APIRouter

    from chassis.eventstore.codec import Codec
    from chassis.eventstore.store import EventStore
    from chassis.messaging.wire import Publishing


class Worker(Protocol):
    """A loop that a process turns beside its API: a relay, a projector, a poller."""

    name: str

    async def run(self) -> None:
        """Work until `stop` is called; finish what is in hand, then return. An exception ends the process."""
        ...

    async def stop(self) -> None:
        """Ask `run` to end after what it holds; may be called more than once."""
        ...

    def progress_age(self) -> float:
        """Seconds since the loop last turned well; above the watchdog's limit the process ends."""
        ...

    def notes(self) -> Sequence[str]:
        """What an operator should know now, such as a hole in the input: short sentences without personal data."""
        ...


ReadyCheck = Callable[[], Awaitable[str | None]]
"""Gives None where the part can serve, else the reason why it cannot."""

Command = Callable[[Sequence[str]], Awaitable[int]]
"""A command of the service's own (`rebuild`), given its arguments; gives the exit code."""


@dataclass(frozen=True, slots=True)
class Running:
    """What a service's own parts are built from, in one process."""

    settings: Settings
    contract: str
    """Slug of the contract; empty for a service of the whole organisation."""
    pool: "asyncpg.Pool[Any]"
    terms: Any = None
    """What `Service.terms` gave."""
    store: "EventStore | None" = None
    """The log of a write service, which wakes this process's relay after an append."""
    topic: str = ""
    """Topic to which a write service publishes."""
    working: bool = True
    """Whether this process turns workers; one that serves its API alone need not build any."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a service brings: routes, workers, checks of readiness, commands."""

    routers: "Sequence[APIRouter]" = ()
    workers: Sequence[Worker] = ()
    ready: Sequence[ReadyCheck] = ()
    commands: Mapping[str, Command] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Service:
    """A microservice: its name, the history of its schema, and how its parts are joined.

    `codec` and `publishing` make it a write service: assembly gives it a log and a relay, and a contract is required.
    """

    name: str
    migrations: str
    """Package of the schema's history, such as `services.referrals.migrations`."""
    parts: Callable[[Running], Awaitable[Parts]]
    title: str = ""
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What each group of its routes is for, in the order of the work."""
    terms: Callable[[Settings], Any] | None = None
    """Reads and checks the contract's terms before anything outside is asked; raises `BrokenTerms`."""
    codec: "Codec | None" = None
    publishing: "Publishing | None" = None
    requires: tuple[str, ...] = ()
    """Settings that this service cannot do without, beside those that every service needs."""

    @property
    def writes(self) -> bool:
        """Whether it has a log of its own and serves one contract."""
        return self.publishing is not None
