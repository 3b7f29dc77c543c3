"""A rebuild's figures without a broker."""

from functools import partial
from typing import Any

import asyncpg

from chassis.messaging.parking import sort_batch
from chassis.messaging.wire import Received
from services.reporting.projection import tables
from services.reporting.projection.filling import Filling, Step
from services.reporting.projection.projecting import settle
from services.reporting.projection.replacement import NEXT, make


async def filled(database: Any, *batches: list[Received]) -> list[tuple[Step, int, int]]:
    """Set down batches in the schema of a rebuild, and make the figures of it; gives what it told of its steps."""
    told: list[tuple[Step, int, int]] = []
    writes = await asyncpg.connect(database.owner_url)
    async with asyncpg.create_pool(database.owner_url, min_size=2, max_size=2) as beside:
        await make(writes, database.role)
        filling_next = Filling(NEXT, writes, beside)
        await filling_next.begin()
        for batch in batches:
            async with writes.transaction():
                await tables.begin(writes, NEXT, exclusively=False)
                topics = {record.topic for record in batch}
                await filling_next.set_down(*await settle(writes, topics, partial(sort_batch, batch)))
        await filling_next.finish(lambda *step: told.append(step))
    await writes.close()
    return told
