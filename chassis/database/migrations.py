"""Brings a service's database to its newest shape: one history a service, in plain SQL, run by Alembic under a lock.

A history is a package of files `r0001_<words>.py`, each with `revision`, `down_revision` and an `upgrade` that calls
`run_sql`. There is no way down: a mistake is mended by the next revision. Alembic is loaded when something is migrated
only, so that a serving process does without it.
"""

import asyncio
import importlib
import pkgutil
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import asyncpg

from chassis.database.pool import CONNECT_WITHIN, Pool

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LOCK = 0x5244_4D49
"""Key of the advisory lock under which one process migrates a database and others wait; the letters are arbitrary."""
_MIGRATE_WITHIN = 600.0
"""Seconds for one statement of a migration; a new index on a long log takes its time."""


def migrate(owner_url: str, versions: str, service_role: str) -> None:
    """Runs what is missing of the history in package `versions`, all of it or nothing, as the owner of the database.

    Blocks, with an event loop of its own: call it from a thread where a loop runs already.
    """
    asyncio.run(_migrate(owner_url, versions, service_role))


def run_sql(package: str, file: str) -> None:
    """Runs a `.sql` file of `package` within the migration; `${service_role}` stands for the service's quoted role."""
    from alembic import op
    from sqlalchemy.util import await_only

    role = op.get_context().opts["service_role"]
    script = files(package).joinpath(file).read_text(encoding="utf-8").replace("${service_role}", quoted(role))
    connection = op.get_bind()
    connection.exec_driver_sql("select 1")  # The driver's transaction begins with the first statement of SQLAlchemy's.
    adapted: Any = connection.connection.dbapi_connection
    # A file holds many statements, which only the driver's own simple protocol takes.
    await_only(adapted.driver_connection.execute(script, timeout=_MIGRATE_WITHIN))


async def at_head(pool: Pool, versions: str) -> bool:
    """Whether the database has run the whole history that this process knows. A newer one than ours is fine too:
    while a new version is rolled out, the old one goes on serving on a database that was migrated by the new.
    """
    async with pool.acquire(timeout=CONNECT_WITHIN) as connection:
        try:
            there = await connection.fetchval("select version_num from alembic_version")
        except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
            return False
    return there is not None and (there == head(versions) or there not in revisions(versions))


@cache
def revisions(versions: str) -> tuple[str, ...]:
    """The revisions of a history, oldest first."""
    package = importlib.import_module(versions)
    before: dict[str | None, str] = {}
    for module in pkgutil.iter_modules(package.__path__):
        file = importlib.import_module(f"{versions}.{module.name}")
        if file.down_revision in before:
            raise ValueError(f"{versions}: {module.name} and {before[file.down_revision]} follow the same revision")
        before[file.down_revision] = file.revision
    ordered: list[str] = []
    while (following := before.get(ordered[-1] if ordered else None)) is not None:
        ordered.append(following)
    if len(ordered) != len(before):
        raise ValueError(f"{versions}: {sorted(set(before.values()) - set(ordered))} cannot be reached from the first")
    return tuple(ordered)


def head(versions: str) -> str | None:
    """The newest revision of a history."""
    return revisions(versions)[-1] if revisions(versions) else None


def quoted(name: str) -> str:
    """A role, table or schema as it may stand in a statement."""
    return '"' + name.replace('"', '""') + '"'


async def _migrate(owner_url: str, versions: str, service_role: str) -> None:
    from sqlalchemy import pool
    from sqlalchemy.ext.asyncio import create_async_engine

    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(owner_url, timeout=CONNECT_WITHIN, command_timeout=_MIGRATE_WITHIN)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=pool.NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, versions, service_role)
    finally:
        await engine.dispose()


def _upgrade(connection: "Connection", versions: str, service_role: str) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    connection.exec_driver_sql(f"select pg_advisory_xact_lock({_LOCK})")
    folder = str(files(versions))
    history = ScriptDirectory(folder, version_locations=[folder])
    environment = EnvironmentContext(Config(), history, fn=lambda at, _: history._upgrade_revs("head", at))
    with environment:
        environment.configure(connection=connection, service_role=service_role)
        environment.run_migrations()
    connection.exec_driver_sql(f"grant select on alembic_version to {quoted(service_role)}")
