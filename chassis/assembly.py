"""Joins a service's parts with those of the chassis: pool, log, relay, health, application. No rule is decided here."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import asyncpg
import orjson
import stamina
from fastapi import FastAPI

from chassis import inbox
from chassis.database.migrations import at_head
from chassis.database.pool import CONNECT_WITHIN, open_pool
from chassis.errors import Fault, Invalid
from chassis.eventstore.postgres import PostgresStore
from chassis.http.app import build_app
from chassis.http.health import Health
from chassis.http.identity import Identity
from chassis.http.tokens import TokenCheck
from chassis.service import Command, Parts, Running, Service, Worker
from chassis.settings import Settings
from chassis.telemetry import measures, names
from chassis.telemetry.logs import log
from chassis.telemetry.setup import Telemetry
from contracts.messages import catalogue

if TYPE_CHECKING:
    from chassis.messaging.relay import Relay

DATABASE_WITHIN = 30.0
"""Seconds that the database may take to answer when a process starts: a server that fails over is back by then."""
CLOSE_WITHIN = 5.0
"""Seconds for the pool to close; what still runs then is cut off."""

_NOT_UP = (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A service put together in one process."""

    service: Service
    running: Running
    parts: Parts
    health: Health
    workers: Sequence[Worker]
    """Those that this process turns, in the order in which they are stopped: feeds, consumers, the relay last."""
    commands: Mapping[str, Command]


@asynccontextmanager
async def assembled(service: Service, settings: Settings, terms: Any, *, working: bool) -> AsyncIterator[Assembled]:
    """The service's parts over an open pool, which closes afterwards. `working`: whether workers are to be turned."""
    pool = await _pool(service, settings)
    try:
        yield await _join(service, settings, terms, pool, working)
    finally:
        try:
            async with asyncio.timeout(CLOSE_WITHIN):
                await pool.close()
        except TimeoutError:
            log("pool.not-closed", level="warning", seconds=CLOSE_WITHIN)
            pool.terminate()


async def _pool(service: Service, settings: Settings) -> "asyncpg.Pool[Any]":
    url = settings.database_url.get_secret_value()
    async for attempt in stamina.retry_context(on=_NOT_UP, attempts=None, timeout=DATABASE_WITHIN, wait_max=2.0):
        with attempt:
            return await open_pool(url, max_size=settings.pool_size, application=_application(service, settings))
    raise AssertionError("stamina ended without a pool or an error")


def _application(service: Service, settings: Settings) -> str:
    return f"{settings.contract}-{service.name}" if settings.contract else service.name


async def _join(
    service: Service, settings: Settings, terms: Any, pool: "asyncpg.Pool[Any]", working: bool
) -> Assembled:
    running = Running(settings, settings.contract, pool, terms, working=working)
    relay = None
    if service.codec is not None and service.publishing is not None:
        relay = _relay(service, settings, pool) if working else None
        store = PostgresStore(pool, appended=relay.wake if relay is not None else None)
        running = replace(running, store=store, topic=catalogue.topic(settings.contract, service.name))
    parts = await service.parts(running)
    workers = (*parts.workers, *([relay] if relay is not None else [])) if working else ()

    async def database() -> str | None:
        async with pool.acquire(timeout=CONNECT_WITHIN) as connection:
            await connection.fetchval("select 1")
        return None if await at_head(pool, service.migrations) else "the schema is not at the expected revision"

    health = Health(settings.watchdog_after, workers, (database, *parts.ready))
    _watch(pool, workers)
    commands = {"parked": _parked(pool)}
    if service.writes:
        commands |= {"relay": _move_relay(service, pool), "verify": _verify(pool)}
    return Assembled(service, running, parts, health, workers, {**commands, **parts.commands})


def _relay(service: Service, settings: Settings, pool: "asyncpg.Pool[Any]") -> "Relay":
    # Imported here: a process that serves its API alone does without a Kafka client.
    from chassis.messaging.relay import Relay

    assert service.codec is not None
    assert service.publishing is not None
    return Relay(
        pool=pool,
        store=PostgresStore(pool),
        codec=service.codec,
        publishing=service.publishing,
        contract=settings.contract,
        service=service.name,
        bootstrap=settings.kafka_bootstrap,
    )


def _watch(pool: "asyncpg.Pool[Any]", workers: Sequence[Worker]) -> None:
    measures.watch(
        names.DB_CONNECTIONS,
        lambda: [
            (pool.get_idle_size(), {"state": "idle"}),
            (pool.get_size() - pool.get_idle_size(), {"state": "used"}),
        ],
    )
    measures.watch(
        names.CONSUMER_PROGRESS_AGE,
        lambda: [(worker.progress_age(), {"worker": worker.name}) for worker in workers],
    )


def application(whole: Assembled, telemetry: Telemetry, version: str, *, serving: bool) -> FastAPI:
    """The application of the process: the service's routes if it serves them, and its health in any case."""
    settings, service = whole.running.settings, whole.service
    assert settings.token_keys is not None
    return build_app(
        title=service.title or service.name,
        version=version,
        description=service.description,
        routers=whole.parts.routers if serving else (),
        health=whole.health,
        identity=Identity(
            TokenCheck(settings.token_keys, settings.token_issuer, settings.token_audience), settings.contract
        ),
        max_body=settings.max_body_bytes,
        timeout=settings.request_timeout,
        api_docs=settings.api_docs and serving,
        trust_inbound=settings.trust_inbound_trace,
        telemetry=telemetry.of_http(),
        tags=service.tags,
    )


def _parked(pool: "asyncpg.Pool[Any]") -> Command:
    async def parked(_: Sequence[str]) -> int:
        """One JSON line for each parked message: where it is and why, without key, headers and body."""
        async with pool.acquire(timeout=CONNECT_WITHIN) as connection:
            try:
                waiting = await inbox.waiting(connection, limit=1000)
            except asyncpg.UndefinedTableError:
                raise Invalid((Fault("COMMAND", "this service has no parking", "unknown-command"),)) from None
        for message in waiting:
            line = {name: getattr(message, name) for name in _SHOWN}
            sys.stdout.write(orjson.dumps(line).decode() + "\n")
        return 0

    return parked


_SHOWN = ("id", "topic", "partition", "offset", "source", "position", "type", "reason", "detail", "parked_at")


def _move_relay(service: Service, pool: "asyncpg.Pool[Any]") -> Command:
    async def move(arguments: Sequence[str]) -> int:
        """Move the checkpoint back; the relay that runs notices and publishes again from there."""
        from chassis.messaging.rewind import relay_from

        assert service.codec is not None
        assert service.publishing is not None
        position = int(arguments[0])
        try:
            await relay_from(
                pool, position, store=PostgresStore(pool), codec=service.codec, publishing=service.publishing
            )
        except ValueError as error:
            raise Invalid((Fault("--from", str(error), "out-of-range"),)) from None
        log("relay.moved-back", position=position)
        return 0

    return move


def _verify(pool: "asyncpg.Pool[Any]") -> Command:
    async def look(arguments: Sequence[str]) -> int:
        """Walk through log and seals; 1 if something was changed since it was sealed, or a head is not of this log."""
        from chassis.eventstore.verifying import read_head, verify

        def told(position: int, end: int) -> None:
            log("verify.reached", position=position, expected=end)

        verdict = await verify(pool, [read_head(each) for each in arguments], told)
        sys.stdout.write("\n".join(verdict.lines()) + "\n")
        return 0 if verdict.whole else 1

    return look
