"""What is measured, who takes part, and what the project aims at: the table of contents of a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

REDROSE, PYEVENTSOURCING, FASTSTREAM, BARE = "redrose", "pyeventsourcing", "faststream", "bare"
LONGEST = 600.0
"""Seconds that a task may take, unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Task:
    """A script of `bench/contenders` and what it shall do, in a database and on a topic named here.

    `{round}` in a name is replaced, so that a task that needs an empty database or topic has one each round.
    """

    script: str
    task: str
    database: str = ""
    topic: str = ""
    peers: bool = False
    """Whether it runs in the environment of the peers instead of Redrose's own."""
    beside: str = ""
    """A second database, where a task needs one."""
    history: str = ""
    """Name of a history: the topics of several invented contracts."""
    longest: float = LONGEST
    """Seconds after which it is given up."""
    orders: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Aim:
    """`of` shall have at least `least` times the rate of `against`; or `field` of `of` shall be at most `most`."""

    of: str
    against: str = ""
    least: float = 0.0
    field: str = "rate"
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A line of the closing table: a figure of `of` beside that of `against`, with their ratio."""

    title: str
    of: str
    against: str
    field: str = "rate"
    unit: str = "/s"


@dataclass(frozen=True, slots=True)
class Measure:
    """Contenders that do the same work in turns, after preparations that are not measured."""

    key: str
    title: str
    contenders: Mapping[str, Task]
    aims: Sequence[Aim] = ()
    prepare: Sequence[Task] = ()
    unit: str = "/s"
    rounds: int = 0
    """Rounds at most, where one takes long; 0 for as many as the run has."""
    comparisons: Sequence[Comparison] = ()


@dataclass(frozen=True, slots=True)
class Sizes:
    """How long and how much: numbers for a glance, and for figures to be published."""

    rounds: int
    seconds: float
    events: int
    """Events in a log that is read or relayed, and messages in a topic that is projected."""
    single: int
    """Events where each has a transaction of its own."""
    histories: tuple[int, ...] = (10_000, 1_000_000, 10_000_000)
    """Messages of the histories that reports are made of, ascending."""
    runs: int = 30
    """How often each report is made."""
    grown: int = 450


QUICK = Sizes(rounds=1, seconds=1.0, events=16_000, single=1_000, histories=(1_000, 3_000), runs=3)
FULL = Sizes(rounds=3, seconds=4.0, events=60_000, single=6_000)
PARTITIONS = 6


def measures(sizes: Sizes) -> list[Measure]:
    """Everything that a run measures, in its order."""
    return [*_appends(sizes), _reads(sizes), _grown(sizes), *_transport(sizes), *_projections(sizes), *_http(sizes)]


def _appends(sizes: Sizes) -> list[Measure]:
    aims = {1: 2.0, 16: 3.0}
    found = []
    for writers in (1, 16):
        for batch in (1, 100):
            orders = {"writers": writers, "batch": batch, "seconds": sizes.seconds}
            found.append(
                Measure(
                    f"append-{writers}x{batch}",
                    f"append, {_count(writers, 'writer')}, {_count(batch, 'event')} a call",
                    {
                        REDROSE: Task("redrose_log", "append", "log", orders=orders),
                        PYEVENTSOURCING: Task("pyeventsourcing", "append", "peer_log", peers=True, orders=orders),
                        BARE: Task("bare_postgres", "append", "bare", orders=orders),
                    },
                    [Aim(REDROSE, PYEVENTSOURCING, aims[writers])],
                    [Task("redrose_log", "migrate", "log")],
                )
            )
    return found


def _reads(sizes: Sizes) -> Measure:
    orders = {"seconds": sizes.seconds, "events": sizes.events}
    return Measure(
        "read",
        f"read the log, pages of 1,000, {sizes.events:,} events",
        {
            REDROSE: Task("redrose_log", "read", "read_log", orders=orders),
            PYEVENTSOURCING: Task("pyeventsourcing", "read", "peer_read", peers=True, orders=orders),
            BARE: Task("bare_postgres", "read", "bare_read", orders=orders),
        },
        [Aim(REDROSE, PYEVENTSOURCING, 2.0)],
        [
            Task("redrose_log", "migrate", "read_log"),
            Task("redrose_log", "fill", "read_log", orders=orders),
            Task("pyeventsourcing", "fill", "peer_read", peers=True, orders=orders),
            Task("bare_postgres", "fill", "bare_read", orders=orders),
        ],
    )


def _grown(sizes: Sizes) -> Measure:
    orders = {"seconds": sizes.seconds, "grown": sizes.grown}
    return Measure(
        "grown",
        f"command on a stream of {sizes.grown} events",
        {
            REDROSE: Task("redrose_log", "command", "grown", orders=orders),
            PYEVENTSOURCING: Task("pyeventsourcing", "command", "peer_grown", peers=True, orders=orders),
        },
        prepare=[Task("redrose_log", "migrate", "grown")],
    )


def _transport(sizes: Sizes) -> list[Measure]:
    orders = {"events": sizes.events, "messages": sizes.events, "partitions": PARTITIONS}
    return [
        Measure(
            "relay",
            f"log to Kafka, {sizes.events:,} events",
            {
                REDROSE: Task("redrose_relay", "relay", "relay_log", "relay-{round}", orders=orders),
                "bare send_batch": Task("bare_kafka", "send_batch", "", "batch-{round}", orders=orders),
                "bare send_batch, zstd": Task(
                    "bare_kafka", "send_batch", "", "zstd-{round}", orders={**orders, "compression": "zstd"}
                ),
                "bare send": Task("bare_kafka", "send", "", "send-{round}", orders=orders),
            },
            [Aim(REDROSE, "bare send_batch", 0.5), Aim(REDROSE, "bare send_batch, zstd", 0.5)],
            [
                Task("redrose_log", "migrate", "relay_log"),
                Task("redrose_log", "fill", "relay_log", orders=orders),
            ],
        ),
        Measure(
            "relay-memory",
            f"relay's peak memory, {sizes.events:,} events and four times as many",
            {
                "1x": Task("redrose_relay", "relay", "relay_log", "relay-1x-{round}", orders=orders),
                "4x": Task(
                    "redrose_relay",
                    "relay",
                    "relay_log_4x",
                    "relay-4x-{round}",
                    orders={**orders, "events": 4 * sizes.events},
                ),
            },
            [Aim("4x", "1x", field="peak_mb", most=1.15)],
            [
                Task("redrose_log", "migrate", "relay_log"),
                Task("redrose_log", "fill", "relay_log", orders=orders),
                Task("redrose_log", "migrate", "relay_log_4x"),
                Task("redrose_log", "fill", "relay_log_4x", orders={**orders, "events": 4 * sizes.events}),
            ],
        ),
    ]


def _projections(sizes: Sizes) -> list[Measure]:
    orders = {"messages": sizes.events, "events": sizes.events, "partitions": PARTITIONS}
    single = {"messages": sizes.single, "events": sizes.single, "partitions": PARTITIONS}
    filled = [
        Task("redrose_log", "migrate", "source_log"),
        Task("redrose_log", "fill", "source_log", orders=orders),
        Task("redrose_relay", "relay", "source_log", "source", orders=orders),
    ]
    longer = {**orders, "messages": 4 * sizes.events, "events": 4 * sizes.events}
    return [
        Measure(
            "project",
            f"projection into PostgreSQL, {sizes.events:,} messages of one topic",
            {
                REDROSE: Task("redrose_projection", "project", "reporting_{round}", "source", orders=orders),
                FASTSTREAM: Task("faststream_batches", "batches", "peer_counts", "source", peers=True, orders=orders),
                "faststream, one each": Task(
                    "faststream_batches", "singles", "peer_counts", "source", peers=True, orders=single
                ),
                PYEVENTSOURCING: Task("pyeventsourcing", "project", "peer_journeys", peers=True, orders=single),
                "bare getmany": Task("bare_kafka", "getmany", "", "source", orders=orders),
                "bare getmany, read": Task("bare_kafka", "getmany_read", "", "source", orders=orders),
            },
            [
                Aim(REDROSE, PYEVENTSOURCING, 10.0),
                Aim(REDROSE, FASTSTREAM, 1.0),
                Aim(REDROSE, "bare getmany", 0.5),
            ],
            [*filled, Task("pyeventsourcing", "fill_journeys", "peer_journeys", peers=True, orders=single)],
        ),
        Measure(
            "project-memory",
            f"projector's peak memory, {sizes.events:,} messages and four times as many",
            {
                "1x": Task("redrose_projection", "project", "reporting_1x_{round}", "source", orders=orders),
                "4x": Task("redrose_projection", "project", "reporting_4x_{round}", "source-4x", orders=longer),
            },
            [Aim("4x", "1x", field="peak_mb", most=1.15)],
            [
                *filled,
                Task("redrose_log", "migrate", "source_log_4x"),
                Task("redrose_log", "fill", "source_log_4x", orders=longer),
                Task("redrose_relay", "relay", "source_log_4x", "source-4x", orders=longer),
            ],
        ),
        Measure(
            "profile",
            "under the profiler, which slows both",
            {
                "projector": Task(
                    "redrose_projection", "profile", "reporting_profile_{round}", "source", orders=orders
                ),
                "relay": Task("redrose_relay", "profile", "source_log", "profile-{round}", orders=orders),
            },
            prepare=filled,
        ),
    ]


def _http(sizes: Sizes) -> list[Measure]:
    orders = {"seconds": max(2.0, sizes.seconds), "connections": 16}
    paced = {"seconds": max(3.0, 4 * sizes.seconds), "per_second": 200, "connections": 16, "partitions": PARTITIONS}
    return [
        Measure(
            "http",
            "commands over HTTP, 16 connections, one process",
            {
                "redrose, not traced": Task("http_commands", "redrose", "http", "http", orders=orders),
                "redrose, all traced": Task("http_commands", "redrose_traced", "http", "http", orders=orders),
                BARE: Task("http_commands", "bare", "bare_http", orders=orders),
                "bare, all traced": Task("http_commands", "bare_traced", "bare_http", orders=orders),
            },
            [Aim("redrose, not traced", BARE, 0.5), Aim("redrose, all traced", "bare, all traced", 0.5)],
        ),
        Measure(
            "figure",
            "from command to figure at 200 commands a second",
            {
                REDROSE: Task(
                    "figure_delay",
                    "measure",
                    "figure_{round}",
                    "figure-{round}",
                    beside="figure_reporting_{round}",
                    orders=paced,
                )
            },
            [Aim(REDROSE, field="p99_ms", most=250.0)],
            unit=" ms, median",
        ),
    ]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
