"""The limit of PostgreSQL: plain INSERT and plain SELECT through asyncpg, no rule kept and nothing promised."""

import asyncio
import time
from uuid import uuid4

import asyncpg
import uvloop

from bench import samples
from bench.stopwatch import Figures, Orders, Until, perform, rate

TABLE = """
create table if not exists bare_events (
    position bigserial primary key, id uuid not null unique, stream uuid not null, version int not null,
    name text not null, data json not null, recorded_at timestamptz not null default now(), unique (stream, version))
"""
INSERT = """
insert into bare_events (id, stream, version, name, data)
select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[]::json[])
"""
INSERT_ONE = "insert into bare_events (id, stream, version, name, data) values ($1, $2, $3, $4, $5)"
SELECT = "select * from bare_events where position > $1 order by position limit $2"


async def append(orders: Orders) -> Figures:
    """As many writers as asked for, each with its own connection; a transaction a call."""
    writers, batch = orders["writers"], orders["batch"]
    pool = await asyncpg.create_pool(orders["postgres"], min_size=writers, max_size=writers)
    await pool.execute(TABLE)
    text = samples.body(1).decode()

    async def write(until: Until) -> int:
        calls = 0
        async with pool.acquire() as connection:
            while not until.over():
                stream = uuid4()
                if batch == 1:
                    await connection.execute(INSERT_ONE, uuid4(), stream, 1, samples.TYPE, text)
                else:
                    ids = [uuid4() for _ in range(batch)]
                    versions, names = list(range(1, batch + 1)), [samples.TYPE] * batch
                    await connection.execute(INSERT, ids, [stream] * batch, versions, names, [text] * batch)
                calls += 1
        return calls

    await asyncio.gather(*[write(Until(0.2)) for _ in range(writers)])
    until = Until(orders["seconds"])
    calls = sum(await asyncio.gather(*[write(until) for _ in range(writers)]))
    elapsed = until.elapsed()
    await pool.close()
    return rate(calls * batch, elapsed)


async def fill(orders: Orders) -> Figures:
    """A log of `events` rows."""
    connection = await asyncpg.connect(orders["postgres"])
    await connection.execute(TABLE)
    there = await connection.fetchval("select count(*) from bare_events")
    started = time.perf_counter()
    for start in range(there, orders["events"], samples.PAGE):
        numbers = range(start, min(start + samples.PAGE, orders["events"]))
        columns = [uuid4() for _ in numbers], [uuid4() for _ in numbers], [1] * len(numbers)
        data = [samples.body(number).decode() for number in numbers]
        await connection.execute(INSERT, *columns, [samples.TYPE] * len(numbers), data)
    await connection.execute("vacuum analyze bare_events")
    await connection.close()
    return rate(orders["events"], time.perf_counter() - started)


async def read(orders: Orders) -> Figures:
    """The whole log in pages, over and over for the time given."""
    connection = await asyncpg.connect(orders["postgres"])
    until, count, after = Until(orders["seconds"]), 0, 0
    while not until.over():
        rows = await connection.fetch(SELECT, after, samples.PAGE)
        count += len(rows)
        after = rows[-1]["position"] if len(rows) == samples.PAGE else 0
    elapsed = until.elapsed()
    await connection.close()
    return rate(count, elapsed)


if __name__ == "__main__":
    uvloop.install()
    perform({"append": append, "fill": fill, "read": read})
