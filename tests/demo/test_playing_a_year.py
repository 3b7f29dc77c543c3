"""Playing a small year into real logs: exactly its sizes, twice the same, and on from where it was broken off."""

import io
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from deploy.demo.figures import Sizes
from deploy.demo.opening import opened
from deploy.demo.plan import plans
from deploy.demo.playing import Bar, Played, play
from deploy.local.databases import DatabaseUrls
from deploy.local.instances import Instance
from deploy.local.tokens import TERMS
from tests.demo.conftest import CONTRACTS

KEY = b"a key of this test alone, 32 byte"
TODAY = date(2026, 3, 2)
Logs = Mapping[Instance, DatabaseUrls]


class BrokenOff(Exception):
    """Stands for Ctrl-C."""


class Breaking(Bar):
    """Breaks off after so many commands."""

    def __init__(self, after: int) -> None:
        super().__init__(io.StringIO())
        self._after = after

    def more(self, count: int, contract: str, stage: str, *, skipped: bool = False) -> None:
        super().more(count, contract, stage, skipped=skipped)
        if self._done > self._after:
            raise BrokenOff


async def played(logs: Logs, sizes: Sizes, memory: Path, bar: Bar, today: date = TODAY) -> int:
    async with opened(TERMS, CONTRACTS, {one: urls.service_url for one, urls in logs.items()}) as contracts:
        return await play(plans(sizes, contracts, KEY, today), Played.read(memory, sizes.seed), bar)


async def events(logs: Logs) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Every event: instance, stream, stored name, content."""
    found = []
    for one, urls in logs.items():
        connection = await asyncpg.connect(urls.owner_url)
        try:
            rows = await connection.fetch("select stream, name, data from events order by stream, version")
        finally:
            await connection.close()
        found += [(one.name, row["stream"], row["name"], orjson.loads(row["data"])) for row in rows]
    return found


def in_later(day: str) -> bool:
    return "2023-04-01" <= day <= "2024-03-31"


async def test_a_played_year_has_exactly_its_sizes(logs: Logs, small: Sizes, tmp_path: Path) -> None:
    total = await played(logs, small, tmp_path / "played.json", Bar(io.StringIO()))
    told = await events(logs)

    assert total > 1000
    names = Counter(name for _, _, name, _ in told)
    referred = {x["person_ref"] for _, _, n, x in told if n == "referral-received.v1" and in_later(x["received_on"])}
    held = {x["session_id"]: x["held_on"] for _, _, n, x in told if n == "session-held.v1"}
    lines = [
        x for one, _, n, x in told
        if n == "attendance-recorded.v1" and one == "rio-sessions" and in_later(held[x["session_id"]])
    ]  # fmt: skip
    heads = sum(
        x["count"]
        for one, _, n, x in told
        if n == "heads-counted.v1" and one == "rio-sessions" and in_later(held[x["session_id"]])
    )
    present = [x for x in lines if x["attendance"] == "present"]
    contents = [(n, x["content"]) for _, _, n, x in told if "content" in x]
    attended = [x for n, x in contents if n == "contact-recorded.v1" and x["attendance"] in "56" and in_later(x["on"])]

    assert len(referred) == 45
    assert sum(in_later(day) for day in held.values()) == 60
    assert (len(present) + heads, len({x["person_ref"] for x in present} - {None})) == (420, 26)
    assert (sum(x["channel"] in ("02", "09") for x in attended), len(attended)) == (150, 220)
    assert names["signposting-recorded.v1"] == 55
    assert names["soft-outcome-recorded.v1"] == 200
    assert names["hard-outcome-recorded.v1"] == 57
    assert names["training-recorded.v1"] == 12
    assert sum(x["minutes"] for n, x in contents if n == "volunteering-recorded.v1") == 71 * 60


async def test_nothing_personal_is_in_what_was_played(logs: Logs, small: Sizes, tmp_path: Path) -> None:
    await played(logs, small, tmp_path / "played.json", Bar(io.StringIO()))
    text = orjson.dumps(await events(logs)).decode()

    assert "9995000" not in text
    assert "Almabeck" not in text


async def test_played_again_on_another_day_it_changes_nothing(logs: Logs, small: Sizes, tmp_path: Path) -> None:
    await played(logs, small, tmp_path / "played.json", Bar(io.StringIO()))
    before = await events(logs)
    await played(logs, small, tmp_path / "forgotten.json", Bar(io.StringIO()), date(2026, 3, 9))

    assert await events(logs) == before


async def test_broken_off_it_goes_on_where_it_was_and_ends_the_same(logs: Logs, small: Sizes, tmp_path: Path) -> None:
    memory, bar = tmp_path / "played.json", Bar(io.StringIO())
    with pytest.raises(BrokenOff):
        await played(logs, small, memory, Breaking(after=700))
    half = len(await events(logs))
    total = await played(logs, small, memory, bar)
    whole = await events(logs)

    assert 0 < half < len(whole)
    assert 0 < bar.carried_out < total
    await played(logs, small, tmp_path / "forgotten.json", Bar(io.StringIO()))
    assert await events(logs) == whole


async def test_sizes_of_a_contract_without_terms_are_refused_before_anything_is_played(
    logs: Logs, small: Sizes, tmp_path: Path
) -> None:
    urls = {one: each.service_url for one, each in logs.items()}
    async with opened(TERMS, ("rio",), urls) as contracts:
        with pytest.raises(ValueError, match="the sizes name contracts that have no terms: long-covid"):
            plans(small, contracts, KEY, TODAY)


def test_progress_is_told_with_share_rate_and_what_is_played() -> None:
    out, now = io.StringIO(), iter([0.0, 0.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0]).__next__
    bar = Bar(out, now)
    bar.begin(400)
    bar.more(100, "a-contract", "contacts")

    assert out.getvalue() == (
        "[#######.....................]  25% 100 of 400 commands, 10/s, 30 s left · a-contract: contacts\n"
    )
