"""Migrations: run once, in order, by one process at a time, all of them or none."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from chassis.database.migrations import at_head, head, migrate, revisions
from chassis.database.pool import open_pool
from deploy.local.databases import DatabaseUrls

CHASSIS = "tests.eventstore.migrations"
SECOND = """
from chassis.database.migrations import run_sql
revision, down_revision = "0002", "0001"
def upgrade():
    run_sql("{package}", "second.sql")
"""


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """Makes a package of migrations of its own: the first creates a table, the second is given."""

    def make(second: str | None) -> str:
        name = f"history_{abs(hash((request.node.name, second)))}"
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text('"""Invented."""')
        (folder / "first.sql").write_text("create table one (n int); grant select on one to ${service_role};")
        first = SECOND.replace('"0002", "0001"', '"0001", None').replace("second", "first")
        (folder / "r0001_first.py").write_text(first.replace("{package}", name))
        if second is not None:
            (folder / "second.sql").write_text(second)
            (folder / "r0002_second.py").write_text(SECOND.replace("{package}", name))
        monkeypatch.syspath_prepend(str(tmp_path))
        return name

    return make


async def run(database: DatabaseUrls, versions: str) -> None:
    await asyncio.to_thread(migrate, database.owner_url, versions, database.role)


async def test_an_empty_database_is_not_ready_and_a_migrated_one_is(database: DatabaseUrls) -> None:
    pool = await open_pool(database.service_url, application="test")
    assert not await at_head(pool, CHASSIS)
    await run(database, CHASSIS)
    assert await at_head(pool, CHASSIS)
    assert await pool.fetchval("select count(*) from events") == 0
    await pool.close()


async def test_to_migrate_twice_changes_nothing(database: DatabaseUrls) -> None:
    await run(database, CHASSIS)
    await run(database, CHASSIS)
    assert (revisions(CHASSIS), head(CHASSIS)) == (("0001",), "0001")


async def test_processes_that_migrate_at_once_take_turns(database: DatabaseUrls) -> None:
    await asyncio.gather(*(run(database, CHASSIS) for _ in range(4)))
    pool = await open_pool(database.service_url, application="test")
    assert await at_head(pool, CHASSIS)
    await pool.close()


async def test_a_service_older_than_its_database_stays_ready_and_a_newer_one_waits(
    database: DatabaseUrls, history: Any
) -> None:
    old, new = history(None), history("create table two (n int);")
    pool = await open_pool(database.service_url, application="test")
    await run(database, old)
    assert (await at_head(pool, old), await at_head(pool, new)) == (True, False)
    await run(database, new)
    assert (await at_head(pool, old), await at_head(pool, new)) == (True, True)
    await pool.close()


async def test_a_migration_that_fails_in_the_middle_leaves_the_database_as_it_was(
    database: DatabaseUrls, history: Any
) -> None:
    broken = history("create table two (n int); insert into two values ('x');")
    with pytest.raises(asyncpg.InvalidTextRepresentationError):
        await run(database, broken)
    connection = await asyncpg.connect(database.owner_url)
    assert await connection.fetch("select tablename from pg_tables where schemaname = 'public'") == []
    await connection.close()


async def test_the_services_role_gets_what_the_files_grant_it_and_no_more(database: DatabaseUrls, history: Any) -> None:
    await run(database, history("create table two (n int);"))
    pool = await open_pool(database.service_url, application="test")
    assert await pool.fetch("select * from one") == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.fetch("select * from two")
    await pool.close()


def test_a_history_with_two_heads_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "forked_history"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    for name, before in (("r0001_a", None), ("r0002_b", "r0001_a"), ("r0002_c", "r0001_a")):
        (folder / f"{name}.py").write_text(f"revision, down_revision = {name!r}, {before!r}")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ValueError, match="r0002_c and r0002_b follow the same revision"):
        revisions("forked_history")


def test_a_serving_process_does_without_the_migrating_library() -> None:
    script = "import sys, chassis.database.migrations, chassis.eventstore.postgres; print('alembic' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True)
    assert answer.stdout == "False\n"
