"""Commands a second over HTTP: the service's own API process, and a bare route beside it, with and without tracing."""

import os
import sys
from collections.abc import Mapping

import uvloop

from bench import load
from bench.services import Place, place
from bench.stopwatch import Figures, Orders, perform
from contracts.roles import Role
from deploy.local.databases import DatabaseUrls
from deploy.local.ports import free_ports


async def redrose(orders: Orders) -> Figures:
    """`POST /referrals` without tracing."""
    return await _redrose(orders, traced=False)


async def redrose_traced(orders: Orders) -> Figures:
    """The same with every trace sent to a sink."""
    return await _redrose(orders, traced=True)


async def bare(orders: Orders) -> Figures:
    """The bare route without tracing."""
    return await _bare(orders, traced=False)


async def bare_traced(orders: Orders) -> Figures:
    """The same with every trace sent to a sink."""
    return await _bare(orders, traced=True)


async def _redrose(orders: Orders, *, traced: bool) -> Figures:
    async with place(orders["contract"], orders["kafka"]) as here:
        told = await tracing(here, traced=traced)
        urls = DatabaseUrls(orders["postgres"], orders["service_url"], orders["role"])
        port = await here.serve("referrals", "api", urls, told)
        return await _hammered(here, port, orders, here.token(Role.WORKER))


async def _bare(orders: Orders, *, traced: bool) -> Figures:
    async with place(f"bench-{orders['run']}-bare", orders["kafka"]) as here:
        told = {**os.environ, **await tracing(here, traced=traced), "BENCH_DATABASE_URL": orders["postgres"]}
        [port] = free_ports(1)
        await here.start("bare", (sys.executable, "-m", "bench.contenders.http_bare", str(port)), port, told)
        return await _hammered(here, port, orders, "")


async def _hammered(here: Place, port: int, orders: Orders, token: str) -> Figures:
    # Runs on one database do not meet: each takes people from where none of the others has been.
    people = load.bodies(
        here.read_terms(), start=orders["round"] * 200_000 + (100_000 if "traced" in sys.argv[1] else 0)
    )
    server = len(here.processes) - 1
    before = here.cpu_seconds(server)
    figures = await load.hammer(
        port, orders["connections"], orders["seconds"], lambda: load.post("/referrals", next(people), token)
    )
    used = (here.cpu_seconds(server) - before) / figures["asked"]
    return {**figures, "cpu_us": round(used * 1e6), "server_peak_mb": here.peak_mb(server)}


async def tracing(here: Place, *, traced: bool) -> Mapping[str, str]:
    """Settings under which a process sends its spans to a sink, or none."""
    if not traced:
        return {"OTEL_TRACES_EXPORTER": "none"}
    [port] = free_ports(1)
    # The sink answers any request, so it is ready when it answers one.
    await here.start("sink", (sys.executable, "-m", "bench.contenders.span_sink", str(port)), port, os.environ)
    return {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"http://127.0.0.1:{port}/v1/traces"}


if __name__ == "__main__":
    uvloop.install()
    perform({"redrose": redrose, "redrose_traced": redrose_traced, "bare": bare, "bare_traced": bare_traced})
