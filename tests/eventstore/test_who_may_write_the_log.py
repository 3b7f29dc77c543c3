"""The service writes events through one function alone, and can neither change nor remove them."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from chassis.eventstore.store import Alongside
from tests.eventstore.conftest import Stand
from tests.eventstore.writing import append, note, write

FORBIDDEN = [
    "insert into events values (1, gen_random_uuid(), 's', 1, 'n', '{}', '{}', now(), gen_random_uuid())",
    "update events set data = '{}'",
    "delete from events",
    "truncate events",
    "update streams set version = 9",
    "delete from commands",
    "select nextval('events_position')",
    "select setval('events_position', 1)",
    "drop function append_events",
    "create table mine (n int)",
    "select * from notes",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_service_may_not(pool: Any, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(statement)


async def test_a_call_alongside_runs_as_the_owner_and_reaches_the_services_functions_only(postgres: Stand) -> None:
    await postgres.store.append(write(append("thing-1", 0), alongside=[note(1)]))
    assert await postgres.notes() == [1]
    for strange in ("jsonb_pretty", 'take_note"(null); drop table notes; --', "absent"):
        with pytest.raises(asyncpg.UndefinedFunctionError):
            await postgres.store.append(write(append("thing-2", 0), alongside=[Alongside(strange, 1)], command=uuid4()))
    assert (await postgres.store.load("thing-2")).events == []


async def test_the_function_takes_no_streams_out_of_order(pool: Any) -> None:
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await pool.execute(
            """select append_events(gen_random_uuid(), '', '{}', '{b,a}', '{0,0}', '{0,0}', '{null,null}',
                                    '{}', '{}', '{}', '{}', '{}', '{}', '{}')"""
        )
    assert refusal.value.sqlstate == "RR003"


async def test_an_operator_reads_the_log_by_hand(postgres: Stand, pool: Any) -> None:
    await postgres.store.append(write(append("thing-1", 0), metadata={"actor": "somebody"}))
    row = await pool.fetchrow(
        "select position, version, data->>'number' as number, metadata->>'actor' as actor from events"
    )
    assert tuple(row) == (1, 1, "0", "somebody")
