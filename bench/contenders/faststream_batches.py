"""FastStream 0.7 with its aiokafka broker, orjson and asyncpg: one count in PostgreSQL, nothing counted twice.

Its default acknowledges before the work is done; here it is told to acknowledge after it (`AckPolicy.ACK`). An id seen
before is not counted again: the same promise as Redrose's, kept in the way its users do, with a table of seen ids.
"""

import asyncio
import logging
from collections import Counter
from typing import Annotated, Any

import asyncpg
import uvloop
from faststream import AckPolicy, Header
from faststream.kafka import KafkaBroker, KafkaMessage

from bench import samples
from bench.stopwatch import Figures, Orders, Steady, perform

SEEN = "insert into seen values ($1) on conflict do nothing"
COUNT = "insert into counts values ($1, $2) on conflict (month) do update set n = counts.n + excluded.n"
TABLES = """
create table if not exists seen (id text primary key);
create table if not exists counts (month text primary key, n bigint not null);
truncate seen, counts;
"""


class Progress:
    """How many are counted, and whether that is all."""

    def __init__(self, expected: int) -> None:
        self.steady, self.count = Steady(expected), 0
        self.done = asyncio.Event()

    def counted(self, number: int) -> None:
        self.count += number
        self.steady.reached(self.count)
        if self.steady.over:
            self.done.set()


async def batches(orders: Orders) -> Figures:
    """Up to 2,000 messages a transaction, ids by `executemany`, the counts of the batch added up first."""
    pool, broker, progress = await _stage(orders)

    @broker.subscriber(
        orders["topic"],
        batch=True,
        max_records=samples.RECORDS,
        group_id=orders["group"],
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.ACK,
    )
    async def count(messages: list[dict[str, Any]], message: KafkaMessage) -> None:
        ids = [dict(record.headers)["ce_id"].decode() for record in message.raw_message]
        months = Counter(each["received_on"][:7] for each in messages if "received_on" in each)
        async with pool.acquire() as connection, connection.transaction():
            await connection.executemany(SEEN, [(each,) for each in ids])
            await connection.executemany(COUNT, sorted(months.items()))
        progress.counted(len(messages))

    return await _run(broker, pool, progress)


async def singles(orders: Orders) -> Figures:
    """A transaction a message, as in its examples."""
    pool, broker, progress = await _stage(orders)

    @broker.subscriber(
        orders["topic"], group_id=orders["group"], auto_offset_reset="earliest", ack_policy=AckPolicy.ACK
    )
    async def count(message: dict[str, Any], ce_id: Annotated[str, Header()]) -> None:
        if progress.done.is_set():
            return
        async with pool.acquire() as connection, connection.transaction():
            if await connection.execute(SEEN, ce_id) == "INSERT 0 1" and "received_on" in message:
                await connection.execute(COUNT, message["received_on"][:7], 1)
        progress.counted(1)

    return await _run(broker, pool, progress)


async def _stage(orders: Orders) -> tuple[asyncpg.Pool, KafkaBroker, Progress]:
    pool = await asyncpg.create_pool(orders["postgres"], min_size=2, max_size=2)
    await pool.execute(TABLES)

    log = logging.getLogger("faststream")
    log.setLevel(logging.ERROR)
    broker = KafkaBroker(orders["kafka"], logger=log)
    return pool, broker, Progress(orders["messages"])


async def _run(broker: KafkaBroker, pool: asyncpg.Pool, progress: Progress) -> Figures:
    await broker.start()
    await asyncio.wait_for(progress.done.wait(), 60)
    await broker.stop()
    await pool.close()
    return progress.steady.figures()


if __name__ == "__main__":
    uvloop.install()
    perform({"batches": batches, "singles": singles})
