"""Many rows are read in pages, whole and in their order, and told as pages and not as rows."""

import asyncpg
import pytest
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.database.rows import rows_in_pages
from deploy.local.databases import DatabaseUrls

NUMBERS = "select n from generate_series(1, $1::int) as n order by n"


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 10, 11])
async def test_every_row_comes_once_and_in_order(database: DatabaseUrls, count: int) -> None:
    connection = await asyncpg.connect(database.owner_url)
    async with connection.transaction():
        found = [row["n"] async for row in rows_in_pages(connection, NUMBERS, count, page=5)]
    assert found == list(range(1, count + 1))
    await connection.close()


async def test_a_page_is_one_span_however_many_rows_it_has(database: DatabaseUrls) -> None:
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    tracing = AsyncPGInstrumentor()
    tracing.instrument(tracer_provider=provider)
    try:
        connection = await asyncpg.connect(database.owner_url)
        async with connection.transaction():
            spans.clear()
            assert len([row async for row in rows_in_pages(connection, NUMBERS, 1_200)]) == 1_200
            # 500, 500, 200, and one that finds no more.
            assert len(spans.get_finished_spans()) == 4
        await connection.close()
    finally:
        tracing.uninstrument()
