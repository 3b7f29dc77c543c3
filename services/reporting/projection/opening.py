"""Taking a figure apart: records walked in pages, so that memory stays flat, with the events behind each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.database.rows import rows_in_pages
from services.reporting.domain.metric import ORGANISATION, Metric
from services.reporting.domain.metrics import opening, report
from services.reporting.domain.metrics.opening import Event, Opened, Parts, RecordKey, Taken, Wanted
from services.reporting.domain.metrics.people_in_two_contracts import of_pair
from services.reporting.domain.metrics.report import Asked
from services.reporting.projection import tables
from services.reporting.projection.stored import read_activity, read_gathering, read_journey, read_person
from services.reporting.views.figures import tallies

Pool = Any
"""An asyncpg pool."""

_AT_ONCE = 2
"""Figures opened at a time: each holds a connection for as long as it walks the records."""

# Each in the order of its key, so that pages of an answer follow each other.
_JOURNEYS = "select contract, referral_id, body from journeys where contract = $1 order by referral_id"
_ACTIVITIES = "select contract, kind, activity_id, body from activities where contract = $1 order by kind, activity_id"
_GATHERINGS = "select contract, session_id, body from gatherings where contract = $1 order by session_id"
_PEOPLE = "select body from people where body is not null order by ref"
# An event counts as known no earlier than those before it in its stream: as with the facts of a record.
_EVENTS = """
    select contract, kind, record_id, version, service, position, event_id, name, recorded_at, trace_id from (
        select *, max(recorded_at) over (partition by contract, kind, record_id order by version) as known_at
            from unnest($1::text[], $2::text[], $3::uuid[]) as wanted(contract, kind, record_id)
            join messages using (contract, kind, record_id)
    ) as told
        where (known_at at time zone 'Europe/London')::date <= $4
        order by recorded_at, contract, service, position
"""


class Opening:
    """Opens figures over the records of a database."""

    def __init__(self, pool: Pool, contracts: Sequence[str]) -> None:
        self._pool, self._contracts = pool, tuple(sorted(contracts))
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def take_apart(
        self, metric: Metric, scope: str, asked: Asked, figure: str | None, limit: int, offset: int
    ) -> Taken:
        """A metric's figures in a scope, or the one of that name, with `limit` of their parts from `offset` on.

        Raises `Invalid` if there is no figure of that name. All is read at one moment, so that no message that comes
        meanwhile is in the figure and not in its parts.
        """
        contracts = self._contracts if scope == ORGANISATION else of_pair(scope)
        wanted = Wanted(metric, opening.scopes_of(metric, scope, self._contracts), asked, figure)
        async with (
            self._turns,
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await tables.begin(connection, tables.LIVE, exclusively=False)
            found = await tallies(connection, [metric.definition.id], wanted.scopes, asked.period.last, asked.as_at)
            words = report.words_in(metric, wanted.scopes, found)
            parts = Parts(wanted, words, limit, offset)
            async for record in _walk(connection, metric, contracts, asked.as_at):
                parts.take(record)
            if not parts.give_the_figures:
                parts = Parts(wanted, words, limit, offset, whole=True)
                async for record in _walk(connection, metric, contracts, asked.as_at):
                    parts.take(record)
            events = await _events(connection, [key for part in parts.page for key in part.told_by], asked.as_at)
        return Taken(parts.figures, parts.add_up, parts.total, [(each, _of(each, events)) for each in parts.page])


async def _walk(connection: Any, metric: Metric, contracts: Sequence[str], day: date) -> AsyncIterator[Opened]:
    """Every record of which the metric observes anything."""
    walks: list[tuple[object, str, Sequence[tuple[str, ...]], Callable[[Any], Opened | None]]] = [
        (
            metric.of_journey,
            _JOURNEYS,
            _each(contracts),
            lambda row: opening.of_journey(metric, read_journey(*row), day),
        ),
        (
            metric.of_activity,
            _ACTIVITIES,
            _each(contracts),
            lambda row: opening.of_activity(metric, read_activity(tuple(row)[:3], row["body"]), day),
        ),
        (
            metric.of_gathering,
            _GATHERINGS,
            _each(contracts),
            lambda row: opening.of_gathering(metric, read_gathering(tuple(row)[:2], row["body"]), day),
        ),
        (
            metric.of_person,
            _PEOPLE,
            [()],
            lambda row: opening.of_person(metric, read_person(row["body"]), day, contracts),
        ),
    ]
    for observes, query, runs, opened in walks:
        for arguments in runs if observes else ():
            async for row in rows_in_pages(connection, query, *arguments):
                if (record := opened(row)) is not None:
                    yield record


def _each(contracts: Sequence[str]) -> Sequence[tuple[str, ...]]:
    return [(contract,) for contract in contracts]


async def _events(connection: Any, keys: Sequence[RecordKey], day: date) -> Mapping[RecordKey, Sequence[Event]]:
    found: dict[RecordKey, list[Event]] = {}
    wanted = sorted(set(keys))
    rows = await connection.fetch(
        _EVENTS, [each[0] for each in wanted], [each[1] for each in wanted], [UUID(each[2]) for each in wanted], day
    )
    for row in rows:
        event = Event(*row)
        found.setdefault((event.contract, event.kind, str(event.record_id)), []).append(event)
    return found


def _of(part: Opened, events: Mapping[RecordKey, Sequence[Event]]) -> Sequence[Event]:
    told = [event for key in part.told_by for event in events.get(key, ())]
    return sorted(told, key=lambda event: (event.recorded_at, event.contract, event.service, event.position))
