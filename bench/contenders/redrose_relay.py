"""Redrose's relay, as it runs in a service: reads safe pages, decodes, maps, encodes, sends, stores its checkpoint."""

import asyncio
import time

import uvloop

from bench.journeys import CODEC
from bench.stopwatch import Figures, Orders, perform, profiled, rate
from chassis.database.pool import open_pool
from chassis.eventstore.postgres import PostgresStore
from chassis.garbage import spare_what_stays
from chassis.messaging.relay import Relay
from services.referrals.publishing import PUBLISHING

LOOK_EVERY = 0.002
"""Seconds; of anything below a millisecond uvloop makes nothing, and the loop would look all the time."""


def relay(orders: Orders) -> Figures:
    """The whole log to an empty topic, from taking the lead to the last stored checkpoint."""
    return uvloop.run(_relay(orders))


def profile(orders: Orders) -> Figures:
    """The same under cProfile."""
    return profiled("Relay", lambda: uvloop.run(_relay(orders)))


async def _relay(orders: Orders) -> Figures:
    pool = await open_pool(orders["service_url"], application="bench-relay")
    relaying = Relay(
        pool=pool,
        store=PostgresStore(pool),
        codec=CODEC,
        publishing=PUBLISHING,
        contract=orders["contract"],
        service="referrals",
        bootstrap=orders["kafka"],
        partitions=orders["partitions"],
        name=f"relay-{orders['contract']}",
    )
    spare_what_stays()
    running = asyncio.create_task(relaying.run())
    while not relaying.leads and not running.done():
        await asyncio.sleep(LOOK_EVERY)
    started, sent_before = time.perf_counter(), relaying.sent
    while relaying.sent < orders["events"] and not running.done():
        await asyncio.sleep(LOOK_EVERY)
    elapsed = time.perf_counter() - started
    await relaying.stop()
    await running
    await pool.close()
    return rate(relaying.sent - sent_before, elapsed)


if __name__ == "__main__":
    perform({"relay": relay, "profile": profile})
