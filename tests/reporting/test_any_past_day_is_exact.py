"""Figures as at any day from the database, against a ledger that is summed up row by row."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from services.reporting.domain.metric import Change
from services.reporting.projection import tables
from services.reporting.views.figures import tallies

_MARCH = 2025 * 12 + 2
_METRICS = ("received", "reached", "waiting")
_SCOPES = ("rio", "long-covid", "*", "rio/housing", "rio/work")
_FIRST = date(2025, 3, 1)


def _changes(random: Random, number: int) -> Iterator[tuple[Change, int]]:
    """Changes that became known within two hundred days; some take back what others brought."""
    for _ in range(number):
        cell = random.choice(_METRICS), random.choice(_SCOPES), _MARCH + random.randrange(8), random.randrange(4)
        by = random.choice((-2, -1, 1, 1, 2))
        yield (*cell, _FIRST + timedelta(days=random.randrange(200))), by


def _summed(
    ledger: Counter[Change], metrics: tuple[str, ...], scopes: tuple[str, ...], last: int, day: date
) -> dict[tuple[str, str], dict[str, dict[tuple[int, int], int]]]:
    found: Counter[tuple[str, str, int, int]] = Counter()
    for (metric, scope, month, number, known_on), by in ledger.items():
        if known_on <= day and month <= last and metric in metrics and scope.split("/")[0] in scopes:
            found[metric, scope, month, number] += by
    told: dict[tuple[str, str], dict[str, dict[tuple[int, int], int]]] = {}
    for (metric, scope, month, number), times in found.items():
        if times:
            head, _, word = scope.partition("/")
            told.setdefault((metric, head), {}).setdefault(word, {})[month, number] = times
    return told


async def test_what_was_known_on_any_day_is_read_as_it_was_known(figures: Any) -> None:
    random = Random(20250301)
    ledger: Counter[Change] = Counter()
    for _ in range(20):
        batch: dict[Change, int] = {}
        for key, by in _changes(random, 60):
            batch[key] = batch.get(key, 0) + by
        ledger.update(batch)
        async with figures.acquire() as connection, connection.transaction():
            await tables.begin(connection, tables.LIVE)
            await tables.write_changes(connection, batch)
    for _ in range(150):
        metrics = tuple(random.sample(_METRICS, random.randint(1, 3)))
        scopes = tuple(random.sample(("rio", "long-covid", "*"), random.randint(1, 3)))
        last, day = _MARCH + random.randrange(-1, 9), _FIRST + timedelta(days=random.randrange(-5, 210))
        assert await tallies(figures, metrics, scopes, last, day) == _summed(ledger, metrics, scopes, last, day)


async def test_what_came_to_nothing_is_read_as_it_was_known_although_a_rebuild_keeps_no_cell_of_it(
    figures: Any,
) -> None:
    cell = "received", "rio/housing", _MARCH, 3
    async with figures.acquire() as connection, connection.transaction():
        await tables.begin(connection, tables.LIVE)
        await tables.write_changes(connection, {(*cell, _FIRST): 2, (*cell, date(2025, 3, 20)): -2})
        await connection.execute("delete from cells where times = 0")
    before, after = [await tallies(figures, _METRICS, ("rio",), _MARCH, date(2025, 3, day)) for day in (19, 20)]
    assert (before, after) == ({("received", "rio"): {"housing": {(_MARCH, 3): 2}}}, {})


async def test_nothing_is_known_of_an_empty_log(figures: Any) -> None:
    assert await tallies(figures, _METRICS, ("rio",), _MARCH, _FIRST) == {}
