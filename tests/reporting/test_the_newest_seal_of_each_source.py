"""Reporting keeps the newest seal that came with each source's messages, for reports to name."""

from datetime import date
from typing import Any

import asyncpg

from chassis.messaging.wire import Received, place_of
from services.reporting.projection import tables
from services.reporting.projection.rebuild import go_back
from services.reporting.projection.replacement import make, swap
from services.reporting.views.sources import sources
from tests.reporting.records import sent
from tests.reporting.taking import take
from tests.reporting.telling import Telling


def seal_at(position: int) -> str:
    """An invented seal, which tells of which position it is."""
    return f"{position:064x}"


def sealed(*records: Received) -> list[Received]:
    """The records as a relay of today sends them."""
    return [
        record._replace(headers=[*record.headers, ("ce_seal", seal_at(place_of(record).position).encode())])
        for record in records
    ]


def some_journeys(people: int = 12) -> Telling:
    """Messages in several partitions."""
    telling = Telling()
    for number in range(people):
        telling.referral(number, of=number).received(date(2025, 4, 1)).accepted(date(2025, 4, 2))
    return telling


async def test_a_source_is_sealed_at_the_highest_position_over_its_partitions(figures: Any) -> None:
    records = sealed(*sent(some_journeys()))
    assert len({record.partition for record in records}) > 2
    for record in records[:20]:
        await take(figures, record)
        assert await _sealed(figures) == [
            ("/rio/referrals", place_of(record).position, seal_at(place_of(record).position))
        ]
    await take(figures, *records[20:])
    assert await _sealed(figures) == [("/rio/referrals", 24, seal_at(24))]
    newest = dict(await figures.fetch("select partition, encode(seal, 'hex') from figures.progress"))
    highest: dict[int, int] = {}
    for record in records:
        highest[record.partition] = place_of(record).position
    assert newest == {partition: seal_at(position) for partition, position in highest.items()}


async def test_what_is_not_applied_moves_no_seal(figures: Any) -> None:
    telling = Telling()
    telling.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2)).contacted(date(2025, 4, 3))
    received, accepted, contacted = sealed(*sent(telling))
    await take(figures, received)
    await take(figures, contacted)  # beyond a hole
    await take(figures, received)  # a repeat
    assert await _sealed(figures) == [("/rio/referrals", 1, seal_at(1))]
    await take(figures, accepted._replace(body=b"{"))  # parked
    assert await _sealed(figures) == [("/rio/referrals", 1, seal_at(1))]


async def test_a_message_without_a_seal_is_applied_and_leaves_the_source_without_that_seal(figures: Any) -> None:
    telling = Telling()
    telling.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2))
    received, accepted = sent(telling)
    await take(figures, received)
    assert await _sealed(figures) == [("/rio/referrals", None, None)]
    await take(figures, *sealed(accepted))
    assert await _sealed(figures) == [("/rio/referrals", 2, seal_at(2))]


async def test_a_rebuild_carries_the_seals_and_going_back_finds_those_of_before(figures: Any, database: Any) -> None:
    records = sealed(*sent(some_journeys()))
    await take(figures, *records[:20])
    owner = await asyncpg.connect(database.owner_url)
    await make(owner, database.role)
    async with owner.transaction():
        await tables.begin(owner, tables.LIVE)
        await swap(owner)
    await owner.close()
    assert await _sealed(figures) == [("/rio/referrals", 20, seal_at(20))]
    await take(figures, *records[20:])
    assert await _sealed(figures) == [("/rio/referrals", 24, seal_at(24))]
    await go_back(database.owner_url)
    assert await _sealed(figures) == [("/rio/referrals", 20, seal_at(20))]


async def _sealed(pool: Any) -> list[tuple[str, int | None, str | None]]:
    return [(source.source, source.sealed_at, source.seal) for source in await sources(pool)]
