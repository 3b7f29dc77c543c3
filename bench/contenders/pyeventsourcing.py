"""pyeventsourcing 9.5.6 with its PostgreSQL module (psycopg, binary) and default settings: the table lock is on.

Append and read are measured at its recorder, below transcoding and aggregates, as they are for Redrose at its store.
The pool has a connection for each writer. Its fast mode, which loses events, is not measured.
"""

import threading
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent, Tracking, TrackingRecorder
from eventsourcing.postgres import PostgresFactory, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import Environment
from psycopg.sql import SQL

from bench import samples
from bench.stopwatch import Figures, Orders, Until, perform, rate


def environment(orders: Orders) -> dict[str, str]:
    """Its settings: where the database is, and a connection a writer."""
    url = urlsplit(orders["postgres"])
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": url.path.lstrip("/"),
        "POSTGRES_HOST": url.hostname or "",
        "POSTGRES_PORT": str(url.port),
        "POSTGRES_USER": unquote(url.username or ""),
        "POSTGRES_PASSWORD": unquote(url.password or ""),
        "POSTGRES_POOL_SIZE": str(max(5, orders.get("writers", 1))),
    }


def append(orders: Orders) -> Figures:
    """As many threads as asked for; `insert_events` of one or many events a call."""
    writers, batch = orders["writers"], orders["batch"]
    factory = PostgresFactory(Environment("bench", environment(orders)))
    recorder = factory.application_recorder()
    state = samples.body(1)
    counts: list[int] = []

    def write(until: Until) -> None:
        calls = 0
        while not until.over():
            stream = uuid4()
            recorder.insert_events([StoredEvent(stream, n, samples.TYPE, state) for n in range(1, batch + 1)])
            calls += 1
        counts.append(calls)

    _in_threads(writers, write, Until(0.2))
    counts.clear()
    until = Until(orders["seconds"])
    _in_threads(writers, write, until)
    elapsed = until.elapsed()
    factory.close()
    return rate(sum(counts) * batch, elapsed)


def fill(orders: Orders) -> Figures:
    """A log of `events` events."""
    factory = PostgresFactory(Environment("bench", environment(orders)))
    recorder = factory.application_recorder()
    there = recorder.max_notification_id() or 0
    started = time.perf_counter()
    for start in range(there, orders["events"], samples.PAGE):
        numbers = range(start, min(start + samples.PAGE, orders["events"]))
        recorder.insert_events([StoredEvent(uuid4(), 1, samples.TYPE, samples.body(n)) for n in numbers])
    elapsed = time.perf_counter() - started
    with recorder.datastore.get_connection() as connection:
        connection.execute("vacuum analyze")
    factory.close()
    return rate(orders["events"], elapsed)


def read(orders: Orders) -> Figures:
    """The whole log in pages, over and over for the time given."""
    factory = PostgresFactory(Environment("bench", environment(orders)))
    recorder = factory.application_recorder()
    until, count, after = Until(orders["seconds"]), 0, 0
    while not until.over():
        page = recorder.select_notifications(after, samples.PAGE, inclusive_of_start=False)
        count += len(page)
        after = page[-1].id if len(page) == samples.PAGE else 0
    elapsed = until.elapsed()
    factory.close()
    return rate(count, elapsed)


class Journey(Aggregate):
    """A referral with as many facts as its sample; its own transcoder writes them as JSON."""

    @event("Received")
    def __init__(self, person_ref: str, received_on: str, source: str, route: str, urgency: str, by: str) -> None:  # noqa: ARG002
        self.month, self.notes = received_on[:7], 0

    @event("Amended")
    def amend(self, urgency: str) -> None:  # noqa: ARG002 (arguments are what its events record)
        self.notes += 1


class Journeys(Application[UUID]):
    """The application that keeps them, without snapshots or cache, as by default."""


def command(orders: Orders) -> Figures:
    """Load a stream that has grown to `grown` events, decide, save: one command after the other."""
    app = Journeys(env=environment(orders))
    ids = []
    for number in range(5):
        journey = _journey(number)
        for _ in range(orders["grown"] - 1):
            journey.amend("routine")
        app.save(journey)
        ids.append(journey.id)
    until, count = Until(orders["seconds"]), 0
    while not until.over():
        journey = app.repository.get(ids[count % len(ids)])
        journey.amend("urgent")
        app.save(journey)
        count += 1
    elapsed = until.elapsed()
    app.close()
    return rate(count, elapsed)


class Counts(TrackingRecorder):
    """What the projection needs of its view."""

    def count(self, month: str, tracking: Tracking) -> None:
        raise NotImplementedError


class PostgresCounts(PostgresTrackingRecorder, Counts):
    """Referrals a month; the count and the mark of how far it is move in one transaction, one an event."""

    def __init__(self, datastore: Any, **options: Any) -> None:
        super().__init__(datastore, **options)
        self.sql_create_statements.append(
            SQL("create table if not exists counts (month text primary key, n bigint)").format()
        )

    def count(self, month: str, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "insert into counts values (%s, 1) on conflict (month) do update set n = counts.n + 1",
                (month,),
                prepare=True,
            )


class Counting(Projection[PostgresCounts]):
    """One count, in its documented way: a subscription, an event at a time."""

    name = "counting"
    expected = 0
    seen = 0
    first = last = 0.0
    done = threading.Event()

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.first = self.first or time.perf_counter()
        self.view.count(domain_event.received_on[:7], tracking)
        self.seen += 1
        if self.seen == self.expected:
            self.last = time.perf_counter()
            self.done.set()


def fill_journeys(orders: Orders) -> Figures:
    """A log of `events` journeys, each with one event, to be projected."""
    app = Journeys(env=environment(orders))
    started = time.perf_counter()
    for start in range(app.recorder.max_notification_id() or 0, orders["events"], 100):
        app.save(*[_journey(number) for number in range(start, min(start + 100, orders["events"]))])
    elapsed = time.perf_counter() - started
    app.close()
    return rate(orders["events"], elapsed)


def project(orders: Orders) -> Figures:
    """Count the whole log into an empty view."""
    Counting.expected = orders["events"]
    Counting.name = f"counting_{orders['round']}"
    runner = ProjectionRunner(
        application_class=Journeys, projection_class=Counting, view_class=PostgresCounts, env=environment(orders)
    )
    with runner:
        if not Counting.done.wait(300):
            raise TimeoutError(f"{runner.projection.seen} of {orders['events']} projected in 300 s")
        return rate(orders["events"], runner.projection.last - runner.projection.first)


def _journey(number: int) -> Journey:
    return Journey(
        samples.person_ref(number // 4),
        f"2026-{number % 12 + 1:02d}-01",
        "community-mental-health-team",
        "booking-and-referral-standard",
        "routine",
        "2026-12-24",
    )


def _in_threads(count: int, write: Any, until: Until) -> None:
    threads: Sequence[threading.Thread] = [threading.Thread(target=write, args=(until,)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    perform(
        {
            "append": append,
            "fill": fill,
            "read": read,
            "command": command,
            "fill_journeys": fill_journeys,
            "project": project,
        }
    )
