"""Batches into the figures without a broker, as the projector takes them."""

from dataclasses import replace
from functools import partial
from typing import Any

from chassis import inbox
from chassis.messaging.parking import sort_batch
from chassis.messaging.wire import Received, source_of
from services.reporting.projection import tables
from services.reporting.projection.projecting import Projected, project


async def take(pool: Any, *records: Received) -> Projected:
    """One batch in one transaction."""
    topics = {record.topic for record in records}
    places = [(source_of(record.topic), record.topic, record.partition) for record in records]
    async with pool.acquire() as connection, connection.transaction():
        await tables.begin(connection, tables.LIVE)
        owned = await inbox.claim(connection, places)
        done = await project(connection, topics, partial(sort_batch, records))
        moved = [replace(mark, epoch=owned[mark.source, mark.partition].epoch) for mark in done.sorted.marks]
        await inbox.advance(connection, moved)
    return done
