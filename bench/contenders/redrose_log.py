"""Redrose's log: the store that the services use, with idempotent commands and the published lower bound."""

import asyncio
import time
from datetime import date, timedelta
from importlib.resources import files
from uuid import UUID, uuid4

import asyncpg
import uvloop

from bench import journeys, samples
from bench.stopwatch import Figures, Orders, Until, perform, rate
from chassis.database.pool import open_pool
from chassis.eventstore.postgres import PostgresStore
from chassis.eventstore.store import Append, NewEvent, Write
from chassis.garbage import spare_what_stays
from chassis.handling import Actor, Desk, Order
from services.referrals.domain import commands
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.terms import ReferralTerms, Urgency

HASH = bytes(32)
STREAMS_A_FILL = 250


async def migrate(orders: Orders) -> Figures:
    """The log's own schema in an empty database; nothing if it is there."""
    connection = await asyncpg.connect(orders["postgres"])
    if not await connection.fetchval("select to_regclass('events') is not null"):
        for name in ("schema.sql", "seals.sql"):
            script = files("chassis.eventstore").joinpath(name).read_text(encoding="utf-8")
            await connection.execute(script.replace("${service_role}", f'"{orders["role"]}"'))
    await connection.close()
    return {}


async def append(orders: Orders) -> Figures:
    """As many writers as asked for, each append a new command on a new stream; a round trip a call."""
    writers, batch = orders["writers"], orders["batch"]
    pool = await open_pool(orders["service_url"], min_size=writers, max_size=writers, application="bench")
    store, body = PostgresStore(pool), samples.body(1)

    async def write(until: Until) -> int:
        calls = 0
        while not until.over():
            events = [NewEvent(uuid4(), samples.TYPE, body) for _ in range(batch)]
            await store.append(Write(uuid4(), HASH, (Append(f"referral-{uuid4()}", 0, events, "a" * 32),)))
            calls += 1
        return calls

    await asyncio.gather(*[write(Until(0.2)) for _ in range(writers)])
    until = Until(orders["seconds"])
    calls = sum(await asyncio.gather(*[write(until) for _ in range(writers)]))
    elapsed = until.elapsed()
    await pool.close()
    return rate(calls * batch, elapsed)


async def fill(orders: Orders) -> Figures:
    """A log of `events` events of journeys; nothing if they are there."""
    pool = await open_pool(orders["service_url"], application="bench")
    store, wanted = PostgresStore(pool), orders["events"] // journeys.EVENTS_EACH
    there = (await store.read(0, 1)).head // journeys.EVENTS_EACH
    started = time.perf_counter()
    for start in range(there, wanted, STREAMS_A_FILL):
        told = tuple(journeys.appends(start, min(start + STREAMS_A_FILL, wanted)))
        await store.append(Write(uuid4(), HASH, told))
    elapsed = time.perf_counter() - started
    await pool.close()
    connection = await asyncpg.connect(orders["postgres"])
    await connection.execute("vacuum analyze")
    await connection.close()
    return rate(orders["events"], elapsed)


async def read(orders: Orders) -> Figures:
    """The whole log in pages, over and over for the time given."""
    pool = await open_pool(orders["service_url"], application="bench")
    store = PostgresStore(pool)
    spare_what_stays()  # as every process of a service does once it has come up
    until, count, after = Until(orders["seconds"]), 0, 0
    while not until.over():
        page = await store.read(after, samples.PAGE)
        count += len(page.events)
        after = page.safe if len(page.events) == samples.PAGE else 0
    elapsed = until.elapsed()
    await pool.close()
    return rate(count, elapsed)


async def command(orders: Orders) -> Figures:
    """Load a stream that has grown to `grown` events, decide, append: one command after the other, at the desk."""
    pool = await open_pool(orders["service_url"], application="bench")
    store = PostgresStore(pool)
    desk = Desk(store, journeys.CODEC, decider(terms()), terms_version="1", topic="bench.referrals.v1")
    ids = [uuid4() for _ in range(5)]
    for referral_id in ids:
        await store.append(_grown(referral_id, orders["grown"]))
    urgencies = (Urgency.URGENT, Urgency.ROUTINE)
    actor, day = Actor("somebody", "worker"), date(2026, 1, 1)
    until, count = Until(orders["seconds"]), 0
    while not until.over():
        turn, referral = divmod(count, len(ids))
        ask = commands.AmendReferral(on=day, urgency=urgencies[turn % 2], today=day)
        await desk.handle(journeys.stream(ids[referral]), ask, Order(uuid4(), actor))
        count += 1
    elapsed = until.elapsed()
    await pool.close()
    return rate(count, elapsed)


def terms() -> ReferralTerms:
    """The terms of the first contract that is packaged."""
    from pathlib import Path

    from chassis.terms import contracts_in, read_terms

    folder = Path(str(files("contracts"))) / "terms"
    return read_terms(folder, contracts_in(folder)[0], "referrals", ReferralTerms).content


def _grown(referral_id: UUID, size: int) -> Write:
    received = journeys.journey(1)[0]
    event = journeys.events
    person, day = received.person_ref, date(2025, 12, 1)
    told = [
        event.ReferralReceived(
            referral_id, person, day, journeys.SOURCE, journeys.ROUTE, Urgency.ROUTINE, day + timedelta(days=7)
        )
    ]
    told += [
        event.ReferralAmended(referral_id, person, day, (Urgency.URGENT, Urgency.ROUTINE)[number % 2])
        for number in range(size - 1)
    ]
    new = [NewEvent(uuid4(), *journeys.CODEC.encode(each)) for each in told]
    return Write(uuid4(), HASH, (Append(journeys.stream(referral_id), 0, new, person),))


if __name__ == "__main__":
    uvloop.install()
    perform({"migrate": migrate, "append": append, "fill": fill, "read": read, "command": command})
