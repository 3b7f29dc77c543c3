"""Whatever is written in whatever order, the store in memory and the one in PostgreSQL cannot be told apart."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import asyncpg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chassis.database.pool import open_pool
from chassis.errors import RedroseError
from chassis.eventstore.memory import MemoryStore
from chassis.eventstore.postgres import PostgresStore
from chassis.eventstore.store import Append, NewEvent, Stored, Write
from deploy.local.databases import DatabaseUrls
from tests.eventstore.writing import SPACE, note

STREAMS = ("thing-1", "thing-2", "thing-10")
MOMENT = datetime(2025, 4, 1, tzinfo=UTC)


@st.composite
def writes(draw: st.DrawFn) -> tuple[int, bytes, list[tuple[str, int, int]], list[str]]:
    """A command's number, its content, streams with how far off the expected version is and how many events, notes."""
    streams = draw(st.lists(st.sampled_from(STREAMS), max_size=3, unique=True))
    return (
        draw(st.integers(1, 12)),
        draw(st.sampled_from([b"one", b"two"])),
        [(stream, draw(st.sampled_from([0, 0, 0, 0, -1, 1])), draw(st.integers(0, 3))) for stream in streams],
        draw(st.lists(st.sampled_from(["a", "b", "forbidden"]), max_size=2)),
    )


def the_story(
    urls: DatabaseUrls, loop: asyncio.AbstractEventLoop, pool: Any, owner: Any
) -> type[RuleBasedStateMachine]:
    """A machine that does everything on both stores and compares."""

    class Story(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.notes: list[Any] = []
            self.memory = MemoryStore(alongside={"take_note": self.take})
            self.postgres = PostgresStore(pool)
            self.written = 0
            loop.run_until_complete(owner.execute("truncate events, streams, commands, notes"))
            self.start = loop.run_until_complete(pool.fetchval("select last_position()"))

        def take(self, content: Any) -> None:
            if content == "forbidden":
                raise ValueError("forbidden")
            self.notes.append(content)

        @rule(asked=writes())
        def write(self, asked: Any) -> None:
            number, content, parts, notes = asked
            appends = []
            for stream, off, count in parts:
                at = len(loop.run_until_complete(self.memory.load(stream)).events)
                events = []
                for _ in range(count):
                    self.written += 1
                    events.append(NewEvent(uuid5(SPACE, str(self.written)), "thing-happened.v1", b"%d" % self.written))
                appends.append(Append(stream, max(at + off, 0), events, stream.upper()))
            kept = list(self.notes)
            whole = Write(UUID(int=number), content, appends, [note(each) for each in notes], {"n": number})
            answers = [self.answer(store.append(whole)) for store in (self.memory, self.postgres)]
            if "forbidden" in answers[0]:
                self.notes = kept  # What a function of the service's own did before is not the store's to undo.
            assert answers[0] == answers[1]

        def answer(self, doing: Any) -> Any:
            try:
                appended = loop.run_until_complete(doing)
            except RedroseError as error:
                return type(error).__name__, str(error)
            except (ValueError, asyncpg.CheckViolationError):
                return ("forbidden",)
            return dict(appended.versions), appended.position > 0, appended.repeated

        @rule(stream=st.sampled_from(STREAMS), number=st.integers(1, 13))
        def load(self, stream: str, number: int) -> None:
            one, other = (
                loop.run_until_complete(store.load(stream, UUID(int=number))) for store in (self.memory, self.postgres)
            )
            assert one.done == other.done
            assert plain(one.events) == plain(other.events)

        @rule(size=st.integers(1, 7))
        def read(self, size: int) -> None:
            one, other = (self.follow(store, size, start) for store, start in self.stores())
            assert one == other

        def stores(self) -> list[tuple[Any, int]]:
            return [(self.memory, 0), (self.postgres, self.start)]

        def follow(self, store: Any, size: int, after: int) -> list[Any]:
            found: list[Stored] = []
            while True:
                page = loop.run_until_complete(store.read(after, size))
                found += page.events
                assert page.safe >= after
                if len(page.events) < size:
                    assert page.safe == page.head
                    return plain(found)
                assert page.safe == page.events[-1].position
                after = page.safe

        @invariant()
        def versions_have_no_gap(self) -> None:
            if not hasattr(self, "memory"):
                return
            newest: dict[str, int] = {}
            for event in loop.run_until_complete(self.postgres.read(self.start, 1_000)).events:
                assert event.version == newest.get(event.stream, 0) + 1
                newest[event.stream] = event.version

        @invariant()
        def notes_are_the_same(self) -> None:
            if hasattr(self, "memory"):
                rows = loop.run_until_complete(owner.fetch("select note #>> '{}' as note from notes order by id"))
                assert self.notes == [row["note"] for row in rows]

    return Story


def plain(events: Any) -> list[Stored]:
    """Events without what two stores cannot share: the clock, and positions, in which rollbacks leave holes."""
    return [event._replace(position=0, recorded_at=MOMENT) for event in events]


def test_both_stores_tell_the_same_story(log_database: DatabaseUrls) -> None:
    loop = asyncio.new_event_loop()
    pool = loop.run_until_complete(open_pool(log_database.service_url, application="test"))
    owner = loop.run_until_complete(asyncpg.connect(log_database.owner_url))
    try:
        run_state_machine_as_test(
            the_story(log_database, loop, pool, owner),
            settings=settings(
                max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
    finally:
        loop.run_until_complete(owner.close())
        loop.run_until_complete(pool.close())
        loop.close()
