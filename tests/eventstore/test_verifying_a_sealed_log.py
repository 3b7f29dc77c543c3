"""Whatever is done to a sealed log, by whoever owns the database, `verify` names the first place of it."""

import re
from typing import Any

import asyncpg
import pytest

from chassis.eventstore.postgres import PostgresStore
from chassis.eventstore.seal import GENESIS, seals_of
from chassis.eventstore.verifying import _PAGE, Head, Verdict, read_head, verify
from tests.eventstore.conftest import Stand
from tests.eventstore.writing import append, write

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03"


async def seal_log(pool: Any) -> None:
    """What a relay does, without one: a seal for each event that has none."""
    events = (await PostgresStore(pool).read(0, 10_000)).events
    kept = {row["position"] for row in await pool.fetch("select position from seals")}
    new = zip(events, seals_of(GENESIS, events), strict=True)
    await pool.executemany(
        "insert into seals values ($1, $2)", [(e.position, seal) for e, seal in new if e.position not in kept]
    )


@pytest.fixture
async def sealed(postgres: Stand, pool: Any) -> Any:
    """A log of nine events at 1 to 5 and 7 to 10 of three streams, all sealed; the pool of its service."""
    for version in range(3):
        for stream in ("a", "b", "c"):
            if (stream, version) == ("c", 1):  # An append that was rolled back: it leaves a gap at 6.
                async with pool.acquire() as connection:
                    transaction = connection.transaction()
                    await transaction.start()
                    await connection.fetchval(
                        "select append_events(gen_random_uuid(), '', '{}', '{c}', '{1}', '{1}', '{null}',"
                        " array[gen_random_uuid()], '{x}', array['{}'::json], '{null}', '{null}', '{}', '{}')"
                    )
                    await transaction.rollback()
            metadata = {"actor": "somebody"}
            await postgres.store.append(
                write(append(stream, version, subject=f"ref-{stream}"), metadata=metadata, traceparent=TRACE)
            )
    assert [row["position"] for row in await pool.fetch("select position from events order by 1")] == [
        *range(1, 6),
        *range(7, 11),
    ]
    await seal_log(pool)
    return pool


async def test_a_log_that_nobody_touched_is_whole(sealed: Any) -> None:
    verdict = await verify(sealed)
    assert (verdict.whole, verdict.broken, verdict.events, verdict.unsealed) == (True, None, 9, 0)
    assert verdict.head is not None
    assert verdict.lines() == [
        f"9 events are what was sealed; the newest seal is 10:{verdict.head.seal.hex()}",
        "whole",
    ]


CHANGES = [
    "data = '{\"number\": 1}'",
    "data = '{\"number\":  0}'",  # the same JSON with another space
    'metadata = \'{"actor":"another"}\'',
    "recorded_at = recorded_at + interval '1 microsecond'",
    "name = 'thing-happened.v2'",
    "stream = 'd'",
    "version = 9",
    "subject = null",
    "subject = ''",
    "traceparent = null",
    "tracestate = ''",
    "command_id = gen_random_uuid()",
    "id = gen_random_uuid()",
]


@pytest.mark.parametrize("change", CHANGES)
async def test_an_event_that_was_changed_is_named(sealed: Any, owner: Any, change: str) -> None:
    await owner.execute(f"update events set {change} where position = 4")
    verdict = await verify(sealed)
    stream, version = ("d" if "stream" in change else "a"), (9 if "version" in change else 2)
    assert _without_hashes(verdict) == (
        f"position 4: the event there ({stream}, version {version}) is not the one that was sealed: "
        "its seal would be -, kept is -"
    )
    assert (verdict.whole, verdict.events) == (False, 3)


async def test_metadata_that_was_changed_is_named(sealed: Any, owner: Any) -> None:
    await owner.execute('update events set metadata = \'{"actor":"another"}\' where position = 1')
    assert _without_hashes(await verify(sealed)).startswith("position 1: the event there (a, version 1) is not the one")


async def test_a_trace_that_was_changed_is_named(sealed: Any, owner: Any) -> None:
    await owner.execute("update events set traceparent = replace(traceparent, 'b7', 'b8') where position = 10")
    assert _without_hashes(await verify(sealed)).startswith(
        "position 10: the event there (c, version 3) is not the one"
    )


async def test_an_event_that_was_deleted_is_named(sealed: Any, owner: Any) -> None:
    await owner.execute("delete from events where position = 3")
    verdict = await verify(sealed)
    assert verdict.broken == "position 3: the event that was sealed there is missing from the log"


async def test_an_event_that_was_deleted_with_its_seal_is_noticed_at_the_next(sealed: Any, owner: Any) -> None:
    await owner.execute("delete from events where position = 4; delete from seals where position = 4")
    assert _without_hashes(await verify(sealed)) == (
        "position 5: the event there (b, version 2) is not the one that was sealed: its seal would be -, kept is -. "
        "Or an event between 3 and 5 was removed together with its seal"
    )


async def test_an_event_that_was_put_into_a_gap_is_named(sealed: Any, owner: Any) -> None:
    await owner.execute(
        "insert into events values (6, gen_random_uuid(), 'x', 1, 'n', '{}', '{}', now(), gen_random_uuid())"
    )
    assert (await verify(sealed)).broken == (
        "position 6: the event there (x, version 1) was put in after later ones were sealed"
    )


@pytest.mark.parametrize("position", [0, -5])
async def test_an_event_that_was_put_before_the_first_is_named(sealed: Any, owner: Any, position: int) -> None:
    await owner.execute(
        f"insert into events values ({position}, gen_random_uuid(), 'x', 1, 'n', '{{}}', '{{}}', now(),"
        " gen_random_uuid())"
    )
    assert str((await verify(sealed)).broken).startswith(
        f"position {position}: the event there (x, version 1) was put in"
    )


async def test_two_events_that_changed_places_are_named(sealed: Any, owner: Any) -> None:
    await owner.execute(
        "update events set position = -7 where position = 7; update events set position = 7 where position = 8;"
        "update events set position = 8 where position = -7"
    )
    assert _without_hashes(await verify(sealed)) == (
        "position 7: the event there (a, version 3) is not the one that was sealed: its seal would be -, kept is -. "
        "Or an event between 5 and 7 was removed together with its seal"
    )


async def test_a_seal_that_was_overwritten_is_told_from_an_event_that_was(sealed: Any, owner: Any) -> None:
    await owner.execute("update seals set hash = sha256('x') where position = 4")
    assert (await verify(sealed)).broken == (
        "position 4: the seal was overwritten; the event there (a, version 2) is the one that was sealed"
    )


async def test_a_seal_that_is_missing_is_named(sealed: Any, owner: Any) -> None:
    await owner.execute("delete from seals where position = 4")
    assert (await verify(sealed)).broken == (
        "position 4: the seal is missing; the event there (a, version 2) is the one that was sealed"
    )


async def test_an_event_that_was_changed_and_lost_its_seal_is_named(sealed: Any, owner: Any) -> None:
    await owner.execute("delete from seals where position = 4; update events set data = '{}' where position = 4")
    assert (await verify(sealed)).broken == (
        "position 4: the event there (a, version 2) has no seal, and later ones have: it was put in, or changed, "
        "and its seal removed"
    )


async def test_a_seal_without_an_event_that_ever_was_is_named(sealed: Any) -> None:
    await sealed.execute("insert into seals values (6, sha256('x'))")  # As the service's own role may.
    assert (await verify(sealed)).broken == (
        "position 6: there is a seal and there was never an event: the seal was put in"
    )


async def test_an_event_and_its_seal_put_in_the_middle_are_noticed(sealed: Any, owner: Any, postgres: Stand) -> None:
    """Whoever can work out seals and does so for one event alone is found at the next."""
    await owner.execute(
        "insert into events values (6, gen_random_uuid(), 'x', 1, 'n', '{}', '{}', now(), gen_random_uuid())"
    )
    events = (await postgres.store.read(0, 100)).events
    await owner.execute("insert into seals values (6, $1)", seals_of(GENESIS, events)[5])
    assert _without_hashes(await verify(sealed)).startswith("position 7: the event there (c, version 2) is not the one")


async def test_events_that_the_relay_has_not_come_to_are_no_break(sealed: Any, postgres: Stand) -> None:
    await postgres.store.append(write(append("a", 3, 4)))
    verdict = await verify(sealed)
    assert (verdict.whole, verdict.events, verdict.unsealed, verdict.passed) == (True, 9, 4, 0)
    assert "not sealed yet: 4 events, which the relay seals when it comes to them" in verdict.lines()


async def test_newest_seals_that_were_removed_are_told_by_the_checkpoint_and_by_a_head(sealed: Any, owner: Any) -> None:
    head = (await verify(sealed)).head
    assert head is not None
    await owner.execute("insert into checkpoint (name, position) values ('relay', 10)")
    await owner.execute("delete from seals where position >= 9; update events set data = '{}' where position = 10")
    verdict = await verify(sealed, [head])
    assert (verdict.broken, verdict.unsealed, verdict.passed) == (None, 2, 2)
    assert not verdict.whole
    (line,) = (line for line in verdict.lines() if line.startswith("head"))
    assert line == (
        f"head {head}: NOT in this log, whose seals end at position 8: what came after was removed, "
        "or it is another log"
    )


async def test_a_log_written_anew_by_its_owner_is_whole_in_itself_and_not_by_a_head_that_left(
    sealed: Any, owner: Any
) -> None:
    head = (await verify(sealed)).head
    assert head is not None
    early = Head(3, await sealed.fetchval("select hash from seals where position = 3"))
    await owner.execute("update events set data = '{}' where position = 4; truncate seals")
    await seal_log(sealed)
    assert (await verify(sealed)).whole
    verdict = await verify(sealed, [early, head])
    assert not verdict.whole
    assert [wrong is None for _, wrong in verdict.heads] == [True, False]
    assert f"head {early}: it is the one that the log has" in verdict.lines()
    assert "was written anew since that head left it" in str(verdict.heads[1][1])
    assert verdict.lines()[-1].startswith("NOT WHOLE")


async def test_a_head_at_a_position_that_has_no_event_is_said(sealed: Any) -> None:
    ((_, wrong),) = (await verify(sealed, [Head(6, bytes(32))])).heads
    assert wrong == "NOT in this log, which has no seal at that position"


async def test_a_log_that_nothing_sealed_yet_is_no_break(postgres: Stand, pool: Any) -> None:
    assert (await verify(pool)).lines() == ["whole"]
    await postgres.store.append(write(append("a", 0, 2)))
    verdict = await verify(pool)
    assert (verdict.whole, verdict.head, verdict.unsealed) == (True, None, 2)


@pytest.mark.parametrize("position", [_PAGE - 1, _PAGE, _PAGE + 1, 2 * _PAGE + 500])
async def test_a_long_log_is_walked_in_pages_and_its_one_change_is_found(
    postgres: Stand, pool: Any, owner: Any, position: int
) -> None:
    await postgres.store.append(write(append("a", 0, 2 * _PAGE + 500)))
    await seal_log(pool)
    assert (await verify(pool)).events == 2 * _PAGE + 500
    await owner.execute("update events set data = '{}' where position = $1", position)
    assert _without_hashes(await verify(pool)).startswith(
        f"position {position}: the event there (a, version {position})"
    )


async def test_it_says_how_far_it_is(sealed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.eventstore.verifying._TELL_EVERY", -1)
    told: list[tuple[int, int]] = []
    await verify(sealed, told=lambda position, end: told.append((position, end)))
    assert told == [(10, 10)]


def test_a_head_is_a_position_and_a_hash() -> None:
    assert read_head("17:" + "aB" * 32) == Head(17, bytes.fromhex("ab" * 32))
    for wrong in ("17", "17:", ":" + "a" * 64, "0:" + "a" * 64, "-1:" + "a" * 64, "17:" + "a" * 63, "17:" + "g" * 64,
                  "17:" + "a" * 65, "²:" + "a" * 64, "17:" + " a" * 32, "9" * 30 + ":" + "a" * 64):  # fmt: skip
        with pytest.raises(ValueError):
            read_head(wrong)


FORBIDDEN = ["update seals set hash = hash", "delete from seals", "truncate seals", "drop table seals"]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_service_may_not(sealed: Any, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await sealed.execute(statement)


def _without_hashes(verdict: Verdict) -> str:
    return re.sub(r"[0-9a-f]{64}", "-", str(verdict.broken))
