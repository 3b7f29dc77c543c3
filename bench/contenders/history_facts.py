"""Plain SQL: a fact table with a row for each event of the same history, and what a report would ask of it."""

import time
from collections.abc import AsyncIterator, Mapping

import asyncpg
import uvloop

from bench.history.asking import QUESTIONS, largest
from bench.history.days import ISO
from bench.history.timing import latency
from bench.history.years import history, shares
from bench.stopwatch import Figures, Orders, perform, rate

TABLE = """
create table facts (
    contract text not null, kind text not null, day date not null, person uuid, recorded_on date not null
)
"""
INDEX = "create index facts_asked on facts (contract, day) include (kind, person, recorded_on)"
"""Both questions are answered from the index alone."""

COUNTS = """
select date_trunc('month', day) as month, kind, count(*) from facts
where contract = $1 and day between $2 and $3 and recorded_on <= $4 group by 1, 2
"""
PEOPLE = """
select count(distinct person) from facts
where contract = $1 and day between $2 and $3 and recorded_on <= $4
"""
NOBODY = "\\N"
"""How COPY writes that there is nothing."""


async def fill(orders: Orders) -> Figures:
    """The table, loaded with COPY, indexed and vacuumed; nothing if it is there."""
    connection = await asyncpg.connect(orders["postgres"])
    started, count = time.perf_counter(), 0
    if not await connection.fetchval("select to_regclass('facts') is not null"):
        await connection.execute(TABLE)
        for slug, messages in shares(sorted(orders["contracts"]), orders["messages"]).items():
            source = _lines(slug, orders["contracts"], messages)
            count += int((await connection.copy_to_table("facts", source=source, timeout=None)).split()[-1])
        await connection.execute(INDEX, timeout=None)
        await connection.execute("vacuum analyze facts", timeout=None)
        await connection.execute(f'grant select on facts to "{orders["role"]}"')
    elapsed = time.perf_counter() - started
    size = await connection.fetchval("select pg_total_relation_size('facts')")
    await connection.close()
    return {**rate(count, elapsed), "disk_mb": size / 2**20}


async def report(orders: Orders) -> Figures:
    """How often each kind of event happened in each month of a quarter, and how many people there were."""
    period, as_at = QUESTIONS[orders["question"]]
    asked = largest(orders["contracts"]), period.starts_on, period.ends_on, as_at

    def ready(pool: asyncpg.Pool):
        async def answer() -> None:
            await pool.fetch(COUNTS, *asked)
            await pool.fetchval(PEOPLE, *asked)

        return answer

    return await latency(orders, ready)


async def _lines(slug: str, contracts: Mapping[str, str], messages: int) -> AsyncIterator[bytes]:
    """Rows of a contract in the text form of COPY, a day at a time."""
    for today, told in enumerate(history(contracts[slug], messages)):
        recorded = ISO[today]
        rows = [f"{slug}\t{each.kind}\t{ISO[each.on]}\t{each.person or NOBODY}\t{recorded}\n" for each in told]
        yield "".join(rows).encode()


if __name__ == "__main__":
    uvloop.install()
    perform({"fill": fill, "report": report})
