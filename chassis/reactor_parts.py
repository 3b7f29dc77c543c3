"""The parts of a service that reacts to messages: the worker that reads them, and what an operator may order."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import orjson

from chassis import refusals
from chassis.database.pool import CONNECT_WITHIN
from chassis.errors import Fault, Invalid, Unreadable
from chassis.handling import Desk
from chassis.messaging.wire import source_of
from chassis.reacting import Reactions
from chassis.reactor import Reactor
from chassis.service import Command, Running, Worker
from chassis.telemetry.logs import log
from contracts.messages.catalogue import topic

MAX_RECORDS = 200
"""Messages in a batch: each may be a command of its own, and a process that ends finishes its batch first."""
SHOWN_AT_MOST = 1_000
DONE, FAILED = 0, 1

Desks = Mapping[str, Desk[Any, Any, Any]]


def reactor(
    running: Running, desks: Desks, reactions: Reactions, topics: Sequence[str], name: str = "reactor"
) -> Worker:
    """The worker that carries out `reactions` to the messages of `topics`.

    A name without a dot is a publisher of the process's own contract (`sessions`); a topic of another contract is
    written out (`catalogue.topic`). The service's migrations have run `inbox.sql` and `reacting.sql`.
    """
    # Imported here: a process that serves its API alone does without a Kafka client.
    from chassis.messaging.consumer import Consumer

    made = _reactor(running, desks, reactions)
    made.watch()
    return Consumer(
        bootstrap=running.settings.kafka_bootstrap,
        group=_group(running),
        topics=[each if "." in each else topic(running.contract, each) for each in topics],
        apply=made.apply,
        positions=made.positions,
        name=name,
        max_records=MAX_RECORDS,
        watchdog_after=running.settings.watchdog_after,
        instance=running.settings.kafka_group_instance,
    )


def reactor_commands(running: Running, desks: Desks, reactions: Reactions) -> Mapping[str, Command]:
    """Commands of a service that reacts: `replay` what was parked, list what was `refused`."""
    return {
        "replay": partial(_replay, _reactor(running, desks, reactions)),
        "refused": partial(_refused, running.pool),
    }


def _reactor(running: Running, desks: Desks, reactions: Reactions) -> Reactor:
    return Reactor(running.pool, desks, reactions, _group(running))


def _group(running: Running) -> str:
    """`<contract>-<service>`, as the service's own topic has it."""
    return source_of(running.topic)[1:].replace("/", "-")


async def _replay(made: Reactor, arguments: Sequence[str]) -> int:
    """Apply the queue of one key, named by the id of one of its messages, up to the first that still cannot be read."""
    (asked,) = arguments
    if not asked.isdecimal():
        raise Invalid((Fault("KEY", "must be the id of a message that `parked` shows", "unknown-key"),))
    try:
        done = await made.replay(int(asked))
    except Unreadable as fault:
        log("parked.not-replayed", level="error", reason=fault.reason, detail=fault.detail)
        raise
    log("parked.replayed", count=done.applied)
    if done.stopped_at is not None and done.fault is not None:
        log("parked.still-unreadable", level="error", reason=done.fault.reason, position=done.stopped_at.position)
    return DONE if done.stopped_at is None else FAILED


async def _refused(pool: Any, _: Sequence[str]) -> int:
    """One JSON line for each reaction that was refused, newest first."""
    async with pool.acquire(timeout=CONNECT_WITHIN) as connection:
        newest, _total = await refusals.page(connection, limit=SHOWN_AT_MOST)
    for each in newest:
        sys.stdout.write(orjson.dumps(each, default=str).decode() + "\n")
    return DONE
