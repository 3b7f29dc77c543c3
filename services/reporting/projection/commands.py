"""What an operator may order: rebuild the figures or go back, list what is parked, apply it after all."""

import sys
from collections.abc import Sequence
from typing import Any

import orjson

from chassis import inbox
from chassis.clock import now
from chassis.errors import Fault, Invalid, NotFound, Unreadable
from chassis.garbage import spare_what_stays
from chassis.messaging import parking
from chassis.messaging.wire import Message, Received
from chassis.settings import Settings
from chassis.telemetry.logs import log
from services.reporting.projection import tables
from services.reporting.projection.projecting import fold, told_by
from services.reporting.projection.tracing import trace_replayed

DONE, FAILED = 0, 1
FORCE, BACK = "--force", "--back"
_SHOWN = ("id", "topic", "partition", "offset", "source", "position", "type", "reason", "detail", "parked_at")


async def rebuild(settings: Settings, arguments: Sequence[str]) -> int:
    """`rebuild` compares and swaps; `--force` swaps in spite of differences; `--back` undoes the last swap."""
    # Imported here: of all commands only this one reads Kafka.
    from services.reporting.projection.rebuild import go_back
    from services.reporting.projection.rebuild import rebuild as carry_out

    strange = sorted(set(arguments) - {FORCE, BACK})
    if strange or len(arguments) > 1:
        raise Invalid((Fault("COMMAND", f"rebuild takes {FORCE} or {BACK}, and nothing else", "unknown-argument"),))
    if settings.database_owner_url is None:
        raise Invalid((Fault("DATABASE_OWNER_URL", "must be set: a rebuild makes tables", "missing"),))
    owner_url = settings.database_owner_url.get_secret_value()
    if BACK in arguments:
        await go_back(owner_url)
        return DONE
    role = settings.database_service_role
    spare_what_stays()
    done = await carry_out(owner_url, role, settings.kafka_bootstrap, force=FORCE in arguments)
    return DONE if done.swapped else FAILED


async def parked(pool: Any, _: Sequence[str]) -> int:
    """One JSON line for each parked message: where it is and why, without key, headers and body."""
    async with pool.acquire() as connection, connection.transaction():
        await tables.begin(connection, tables.LIVE, exclusively=False)
        waiting = await inbox.waiting(connection, limit=tables.SHOWN_AT_MOST)
    for message in waiting:
        line = {name: getattr(message, name) for name in _SHOWN}
        sys.stdout.write(orjson.dumps(line).decode() + "\n")
    return DONE


async def replay(pool: Any, arguments: Sequence[str]) -> int:
    """Apply the queue of one key, named by the id of one of its messages, up to the first that still cannot be read."""
    (asked,) = arguments
    if not asked.isdecimal():
        raise Invalid((Fault("KEY", "must be the id of a message that `parked` shows", "unknown-key"),))
    started_at = now()
    applied: list[tuple[Received, Message]] = []
    async with pool.acquire() as connection, connection.transaction():
        await tables.begin(connection, tables.LIVE)
        queue = await inbox.queue_of(connection, int(asked))
        if queue is None:
            raise NotFound("parked message", asked)

        async def apply(messages: Sequence[tuple[Received, Message]]) -> None:
            await fold(connection, told_by(messages))
            applied.extend(messages)

        try:
            done = await parking.replay(connection, *queue, apply)
        except Unreadable as fault:
            log("parked.not-replayed", level="error", reason=fault.reason, detail=fault.detail)
            raise
    trace_replayed(applied, started_at, "reporting")
    log("parked.replayed", count=done.applied)
    if done.stopped_at is not None and done.fault is not None:
        log("parked.still-unreadable", level="error", reason=done.fault.reason, position=done.stopped_at.position)
    return DONE if done.stopped_at is None else FAILED
