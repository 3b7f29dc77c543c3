"""Redrose's reporting over the history: figures made anew from the topics, reports and packs made from the figures."""

import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TypeVar

import asyncpg
import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.history.asking import LAST_YEAR, QUESTIONS, largest
from bench.history.timing import latency
from bench.stopwatch import Figures, Orders, perform, rate
from chassis.database.migrations import migrate
from chassis.database.pool import Pool, open_pool
from chassis.errors import NotReady
from chassis.garbage import spare_what_stays
from chassis.messaging.wire import source_of
from chassis.terms import Terms, read_terms
from deploy.local.tokens import TERMS
from services.reporting.api.answers import ContractOut, ReportOut, measures_out, period_out
from services.reporting.domain.metrics import report as reporting
from services.reporting.domain.metrics.people_reached import PEOPLE_REACHED
from services.reporting.domain.metrics.referrals_received import REFERRALS_RECEIVED
from services.reporting.domain.pack.model import Audience
from services.reporting.domain.terms import ReportingTerms
from services.reporting.packs.forms import FORMS
from services.reporting.packs.inputs import PACKAGED_VALUES, read_inputs
from services.reporting.packs.press import Press
from services.reporting.projection.rebuild import rebuild as rebuild_figures
from services.reporting.views import figures

Answer = Callable[[], Awaitable[object]]
T = TypeVar("T")


def rebuild(orders: Orders) -> Figures:
    """The whole history into an empty database by the service's own rebuild, its comparison and swap included."""
    migrate(orders["postgres"], "services.reporting.migrations", orders["role"])
    return uvloop.run(_rebuild(orders))


async def report(orders: Orders) -> Figures:
    """What `GET /contracts/{slug}/report` does for a caller who reads true values, with the answer as JSON."""
    return await latency(orders, lambda pool: _report(orders, pool))


async def two_figures(orders: Orders) -> Figures:
    """Two of its metrics alone, which are most like what is asked in plain SQL."""
    question, slug = QUESTIONS[orders["question"]], largest(orders["contracts"])
    metrics = (REFERRALS_RECEIVED, PEOPLE_REACHED)

    def ready(pool: Pool) -> Answer:
        async def answer() -> object:
            ids = [metric.definition.id for metric in metrics]
            found = await figures.tallies_of(pool, ids, [slug], question.period, question.as_at)
            return [
                metric.figures(reporting.words_in(metric, (slug,), found), question.period, question.period.ends_on)
                for metric in metrics
            ]

        return answer

    return await latency(orders, ready)


async def pack(orders: Orders) -> Figures:
    """A contract's whole report as a model, for an audience; warm, it is the one that is kept."""
    question, slug, audience = QUESTIONS[orders["question"]], largest(orders["contracts"]), Audience(orders["audience"])
    contracts, inputs = _terms(orders), read_inputs(PACKAGED_VALUES)

    def ready(pool: Pool) -> Answer:
        press = Press(pool, contracts, inputs)
        return lambda: _until_decided(lambda: press.contract(slug, question.period, question.as_at, audience))

    return await latency(orders, ready)


async def packs(orders: Orders) -> Figures:
    """The packs of every contract for quarters of the last year, in the forms asked for, as an audience sees them.

    A minute of one process: what it makes once, such as what is hidden, it makes once here too.
    """
    pool = await open_pool(orders["service_url"], application="bench-packs")
    press = Press(pool, _terms(orders), read_inputs(PACKAGED_VALUES))
    spare_what_stays()
    started, count, size = time.perf_counter(), 0, 0
    for period in LAST_YEAR[-orders["quarters"] :]:
        for slug in sorted(orders["contracts"]):
            made = await _until_decided(
                partial(press.contract, slug, period, QUESTIONS["now"].as_at, Audience(orders["audience"]))
            )
            size += sum(len(FORMS[form].render(made)) for form in orders["forms"])
            count += 1
    elapsed = time.perf_counter() - started
    await pool.close()
    return {"count": count, "seconds": elapsed, "rate": 60 * count / elapsed, "made_mb": size / 2**20}


async def _until_decided(ask: Callable[[], Awaitable[T]]) -> T:
    """What a reader does who is told that small numbers are still being worked out: asks again."""
    while True:
        with suppress(NotReady):
            return await ask()


async def _rebuild(orders: Orders) -> Figures:
    connection = await asyncpg.connect(orders["postgres"])
    # Marks at the ends, as of figures that hold everything: up to them a rebuild reads. The figures beside are empty,
    # so that everything differs, and what is new is taken all the same.
    ends = await _ends(orders["kafka"], orders["topics"], orders["partitions"])
    await connection.executemany(
        'insert into figures.applied (source, topic, partition, "offset", epoch) values ($1, $2, $3, $4, 1)',
        [(source_of(place.topic), place.topic, place.partition, end) for place, end in ends.items()],
    )
    spare_what_stays()
    started, worked = time.perf_counter(), time.process_time()
    done = await rebuild_figures(orders["postgres"], orders["role"], orders["kafka"], force=True)
    elapsed, worked = time.perf_counter() - started, time.process_time() - worked
    if not done.swapped or done.messages != sum(ends.values()):
        raise RuntimeError(f"{done.messages} of {sum(ends.values())} messages were read")
    if parked := await connection.fetchval("select count(*) from figures.parked"):
        raise RuntimeError(f"{parked} messages were parked")
    size = await connection.fetchval("select pg_database_size(current_database())")
    await connection.execute("vacuum analyze", timeout=None)
    await connection.close()
    return {**rate(done.messages, elapsed), "cpu_us": worked / done.messages * 1e6, "disk_mb": size / 2**20}


async def _ends(bootstrap: str, topics: list[str], partitions: int) -> dict[TopicPartition, int]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=None)
    await consumer.start()
    places = [TopicPartition(name, number) for name in topics for number in range(partitions)]
    ends = await consumer.end_offsets(places)
    await consumer.stop()
    return {place: end for place, end in ends.items() if end}


def _report(orders: Orders, pool: Pool) -> Answer:
    question, slug = QUESTIONS[orders["question"]], largest(orders["contracts"])

    async def answer() -> object:
        asked = reporting.ask(question.period, question.as_at, question.as_at)
        ids = [definition.id for definition in reporting.definitions()]
        found = await figures.tallies_of(pool, ids, [slug], asked.period, asked.as_at)
        measures = reporting.contract_measures(slug, found, asked, reporting.as_it_is)
        return ReportOut(
            contract=ContractOut(slug=slug, title=slug),
            period=period_out(asked),
            as_at=asked.as_at,
            disclosure="none",
            measures=measures_out(measures),
        ).model_dump_json()

    return answer


def _terms(orders: Orders) -> dict[str, Terms[ReportingTerms]]:
    """Each invented contract with the terms of a real one."""
    return {
        slug: replace(read_terms(TERMS, name, "reporting", ReportingTerms), contract=slug)
        for slug, name in orders["contracts"].items()
    }


if __name__ == "__main__":
    uvloop.install()
    perform({"rebuild": rebuild, "report": report, "two_figures": two_figures, "pack": pack, "packs": packs})
