"""What was parked is applied after all, once it can be read: in its order, without moving a mark."""

from datetime import date
from typing import Any

import orjson
import pytest

from chassis.errors import NotFound
from services.reporting.projection import commands
from tests.reporting.figures import folded
from tests.reporting.records import sent
from tests.reporting.rows import cells_of_rows
from tests.reporting.taking import take
from tests.reporting.telling import Telling


async def parked_journey(figures: Any) -> Telling:
    """A journey whose first message could not be read, so that the others of its person wait behind it."""
    telling = Telling()
    telling.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2)).contacted(date(2025, 4, 3))
    received, *others = sent(telling)
    await take(figures, received._replace(body=b"{"), *others)
    await figures.execute("update figures.parked set body = $1 where reason = 'not-json'", received.body)
    return telling


async def test_a_queue_is_applied_in_its_order_and_marks_stay(figures: Any, capsys: pytest.CaptureFixture) -> None:
    telling = await parked_journey(figures)
    marks = await figures.fetch("select source, partition, position from figures.applied")
    assert await cells_of_rows(figures) == {}
    await commands.parked(figures, [])
    shown = [orjson.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["reason"] for line in shown] == ["not-json", "queued-behind", "queued-behind"]
    assert not any({"key", "body", "headers"} & line.keys() for line in shown)

    assert await commands.replay(figures, [str(shown[1]["id"])]) == 0
    assert await cells_of_rows(figures) == folded(*telling.messages).cells
    assert await figures.fetch("select source, partition, position from figures.applied") == marks
    with pytest.raises(NotFound):
        await commands.replay(figures, [str(shown[1]["id"])])
    assert await cells_of_rows(figures) == folded(*telling.messages).cells


async def test_a_message_that_still_cannot_be_read_stops_its_queue(figures: Any) -> None:
    await parked_journey(figures)
    await figures.execute("update figures.parked set body = '[' where reason = 'queued-behind' and position = 2")
    (first,) = await figures.fetchrow("select min(id) from figures.parked")
    assert await commands.replay(figures, [str(first)]) == 1
    assert await figures.fetchval("select count(*) from figures.parked where replayed_at is null") == 2
    assert await figures.fetchval("select count(*) from figures.journeys") == 1


async def test_after_the_replay_its_key_flows_again(figures: Any) -> None:
    telling = await parked_journey(figures)
    (first,) = await figures.fetchrow("select min(id) from figures.parked")
    await commands.replay(figures, [str(first)])
    telling.referral(1, of=1).closed(date(2025, 5, 1))
    await take(figures, sent(telling)[-1])
    assert await cells_of_rows(figures) == folded(*telling.messages).cells
