"""Redrose's projection, as it runs in reporting: its consumer and projector, every first metric, cells and ledger."""

import asyncio
import time

import uvloop

from bench.stopwatch import Figures, Orders, Steady, perform, profiled
from chassis.database.migrations import migrate
from chassis.database.pool import open_pool
from chassis.garbage import spare_what_stays
from chassis.messaging.consumer import Consumer
from services.reporting.projection.projector import Projector


def project(orders: Orders) -> Figures:
    """The whole topic into empty figures, from the first commit to the last."""
    migrate(orders["postgres"], "services.reporting.migrations", orders["role"])
    return uvloop.run(_project(orders))


def profile(orders: Orders) -> Figures:
    """The same under cProfile, which slows it; the list is what counts."""
    migrate(orders["postgres"], "services.reporting.migrations", orders["role"])
    return profiled("Projector", lambda: uvloop.run(_project(orders)))


async def _project(orders: Orders) -> Figures:
    pool = await open_pool(orders["service_url"], application="bench-projector")
    projector = Projector(pool)
    spare_what_stays()
    steady = Steady(orders["messages"])

    consumer = Consumer(
        bootstrap=orders["kafka"],
        group=f"{orders['group']}-{time.time_ns()}",
        topics=[orders["topic"]],
        apply=projector.apply,
        positions=projector.positions,
    )
    running = asyncio.create_task(consumer.run())
    while not steady.over and not running.done():
        await asyncio.sleep(0.001)
        steady.reached(consumer.applied)
    await consumer.stop()
    await running
    await pool.close()
    return steady.figures()


if __name__ == "__main__":
    perform({"project": project, "profile": profile})
