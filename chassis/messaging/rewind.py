"""Moving a checkpoint back, to publish again: after a broker's loss, or because an operator asks."""

from collections.abc import Mapping
from dataclasses import replace

import asyncpg

from chassis.database.pool import Pool
from chassis.eventstore.codec import Codec
from chassis.messaging import checkpoint as checkpoints
from chassis.messaging.chain import Log, chain_before
from chassis.messaging.checkpoint import Checkpoint
from chassis.messaging.wire import Publishing
from contracts.messages.catalogue import PARTITIONS


async def rewind(
    connection: asyncpg.Connection,
    name: str,
    checkpoint: Checkpoint,
    position: int,
    offsets: Mapping[int, int],
    *,
    store: Log,
    codec: Codec,
    publishing: Publishing,
) -> Checkpoint:
    """Move a checkpoint that was taken over back to `position`, its chain read from the log anew.

    `offsets` are the last ones that the broker still has.
    """
    previous = await chain_before(store, codec, publishing, checkpoint.partitions, position + 1)
    last = await store.read_back(position + 1, 1)
    moved = replace(
        checkpoint,
        position=position,
        previous=previous,
        offsets=offsets,
        last_event=(last[0].position, last[0].id) if last else None,
    )
    await checkpoints.store(connection, name, moved)
    return moved


async def relay_from(
    pool: Pool,
    position: int,
    *,
    store: Log,
    codec: Codec,
    publishing: Publishing,
    partitions: int = PARTITIONS,
    name: str = "relay",
) -> Checkpoint:
    """`relay --from N`: publish again from position N. A relay that runs notices and goes on from there."""
    async with pool.acquire() as connection, connection.transaction():
        checkpoint = await checkpoints.take_over(connection, name)
        if not 1 <= position <= checkpoint.position + 1:
            raise ValueError(
                f"--from {position} is not between 1 and {checkpoint.position + 1}, which is next in any case"
            )
        checkpoint = replace(checkpoint, partitions=checkpoint.partitions or partitions)
        return await rewind(
            connection,
            name,
            checkpoint,
            position - 1,
            checkpoint.offsets,
            store=store,
            codec=codec,
            publishing=publishing,
        )
