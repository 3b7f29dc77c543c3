"""The log in memory, for tests without a server: it keeps every promise of `store.py` but that of lasting."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

import orjson

from chassis.clock import now
from chassis.errors import Conflict, KeyReused
from chassis.eventstore.limits import checked
from chassis.eventstore.store import Appended, Done, History, NewEvent, Page, Stored, Write


class MemoryStore:
    """Keeps the log as long as it lives. `alongside` gives the function that stands for each SQL function."""

    def __init__(
        self,
        appended: Callable[[], None] | None = None,
        *,
        alongside: Mapping[str, Callable[[Any], None]] = MappingProxyType({}),
    ) -> None:
        self._appended, self._alongside = appended, alongside
        self._log: list[Stored] = []
        self._versions: dict[str, int] = {}
        self._done: dict[UUID, Done] = {}
        self._ids: set[UUID] = set()

    async def load(self, stream: str, command_id: UUID | None = None) -> History:
        done = self._done.get(command_id) if command_id is not None else None
        return History([event for event in self._log if event.stream == stream], done)

    async def load_many(self, streams: Sequence[str], command_id: UUID | None = None) -> Sequence[History]:
        return [await self.load(stream, command_id) for stream in streams]

    async def append(self, write: Write) -> Appended:
        checked(write)
        done = self._done.get(write.command_id)
        if done is not None:
            if done.request_hash != write.request_hash:
                raise KeyReused(write.command_id)
            return Appended(done.versions, 0, repeated=True)
        appends = sorted(write.appends, key=lambda append: append.stream)
        for append in appends:
            actual = self._versions.get(append.stream, 0)
            if actual != append.expected:
                raise Conflict(append.stream, append.expected, actual)
        events = self._events(write)
        ids = {event.id for event in events}
        if ids & self._ids or len(ids) < len(events):
            raise KeyReused(write.command_id)
        for follower in write.alongside:
            # Through JSON, as in the database; before anything is kept, so that a failure leaves nothing half-written.
            self._alongside[follower.call](orjson.loads(orjson.dumps(follower.rows)))
        versions = {append.stream: append.expected + len(append.events) for append in appends}
        self._log.extend(events)
        self._ids |= ids
        self._versions.update((stream, version) for stream, version in versions.items() if version)
        self._done[write.command_id] = Done(write.request_hash, versions)
        if events and self._appended is not None:
            self._appended()
        return Appended(versions, events[-1].position if events else 0, repeated=False)

    async def read(self, after: int, limit: int) -> Page:
        head = len(self._log)
        events = self._log[max(after, 0) :][:limit]
        return Page(events, events[-1].position if len(events) == limit else max(after, head), head)

    async def read_back(self, before: int, limit: int) -> Sequence[Stored]:
        """Up to `limit` events below position `before`, the newest first."""
        return self._log[: max(before - 1, 0)][::-1][:limit]

    def _events(self, write: Write) -> list[Stored]:
        text, moment = orjson.dumps(dict(write.metadata)), now()
        metadata = orjson.loads(text)
        found: list[Stored] = []
        for append in sorted(write.appends, key=lambda append: append.stream):
            for number, event in enumerate(append.events, start=1):
                parent, state = _context(event, write)
                found.append(
                    Stored(
                        position=len(self._log) + len(found) + 1,
                        id=event.id,
                        stream=append.stream,
                        version=append.expected + number,
                        name=event.name,
                        data=event.data,
                        metadata=metadata,
                        recorded_at=moment,
                        command_id=write.command_id,
                        subject=append.subject,
                        traceparent=parent,
                        tracestate=state,
                        metadata_text=text,
                    )
                )
        return found


def _context(event: NewEvent, write: Write) -> tuple[str | None, str | None]:
    if event.traceparent is not None:
        return event.traceparent, event.tracestate
    return write.traceparent, write.tracestate
