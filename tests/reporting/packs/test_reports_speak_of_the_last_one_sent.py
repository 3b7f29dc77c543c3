"""Whole reports after others were sent: what moved since and why, and never a word of what was sent later."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import openpyxl
import pypdf
import pytest

from tests.reporting.records import sent
from tests.reporting.reporting_app import a_year_of_work, application, take_all
from tests.reporting.taking import take
from tests.reporting.telling import Telling

NOTHING_SENT = ["No report like this one was sent before."]
Q3 = (
    "The last report like this one was for 2025/26-Q3, as known by the end of 31 January 2026, and was sent on "
    "2 February 2026."
)
LEFT_OUT = "Figures that were or are confidential are left out here, whether or not they moved."


@pytest.fixture
async def client(figures: Any, tokens: Any, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    await take_all(figures, a_year_of_work())
    app = await application(figures, tokens, tmp_path)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://reporting", headers=tokens.bearer("team-leader", "rio")
    ) as asking:
        yield asking


async def send(client: httpx.AsyncClient, database: Any, period: str, as_at: str, on: str, audience: str) -> str:
    """Issue a report, and let it have been sent on a day of the past at half past eleven in the evening."""
    answer = await client.post(
        "/contracts/rio/reports",
        json={"period": period, "audience": audience, "as_at": as_at},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.text
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute(
        "update issued_reports set issued_at = ($1::text || ' 23:30 Europe/London')::timestamptz where id = $2",
        on,
        answer.json()["id"],
    )
    await owner.close()
    return str(answer.json()["id"])


async def given(
    client: httpx.AsyncClient, period: str, as_at: str, audience: str, form: str = "json"
) -> httpx.Response:
    asked = {"period": period, "as_at": as_at, "audience": audience, "format": form}
    answer = await client.get("/contracts/rio/pack", params=asked)
    while answer.status_code == 503:  # What is hidden is still being worked out.
        await asyncio.sleep(0.2)
        answer = await client.get("/contracts/rio/pack", params=asked)
    assert answer.status_code == 200, answer.text
    return answer


async def told(client: httpx.AsyncClient, period: str, as_at: str, audience: str = "team") -> dict[str, Any]:
    pack = (await given(client, period, as_at, audience)).json()["pack"]
    return next(each for each in pack["sections"] if each["id"] == "changes-since")


def rows(section: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(cell["value"] for cell in row) for table in section["tables"] for row in table["rows"]]


async def type_late(figures: Any) -> None:
    """On 10 February, a referral of 30 December."""
    late = Telling("rio")
    late.messages = list(next(iter(a_year_of_work())).messages)
    before = len(late.messages)
    late.referral(500, of=500).received(date(2025, 12, 30), typed=date(2026, 2, 10))
    await take(figures, *sent(late)[before:])


async def test_the_next_report_lists_what_moved_of_the_last_one_and_why(
    client: httpx.AsyncClient, database: Any, figures: Any
) -> None:
    await send(client, database, "2025/26-Q3", "2026-01-31", "2026-02-02", "team")
    await type_late(figures)
    for period in ("2025/26-Q3", "2025/26-Q4"):
        section = await told(client, period, "2026-02-28")
        assert section["text"] == [Q3]
        found = {row[:2]: row[2:] for row in rows(section)}
        assert found["Referrals received", "2025/26-Q3"] == (31, 32, "late entry")
        assert found["Referrals received", "ytd-2025-12"] == (92, 93, "late entry")
        assert found["Referrals received", "2025-12"] == (10, 11, "late entry")
        assert ("Referrals received", "2025-11") not in found
        assert {row[4] for row in rows(section)} == {"late entry"}


async def test_a_report_speaks_of_those_sent_by_the_end_of_its_day_and_of_none_later(
    client: httpx.AsyncClient, database: Any, figures: Any
) -> None:
    await send(client, database, "2025/26-Q3", "2026-01-31", "2026-02-02", "team")
    await type_late(figures)
    assert (await told(client, "2025/26-Q3", "2026-02-01"))["text"] == NOTHING_SENT
    before = await told(client, "2025/26-Q3", "2026-02-09")
    assert (before["text"], before["tables"]) == ([f"{Q3} Its figures are still what was sent."], [])
    assert len(rows(await told(client, "2025/26-Q3", "2026-02-10"))) > 0


async def test_what_was_sent_is_made_again_byte_by_byte_whatever_was_sent_since(
    client: httpx.AsyncClient, database: Any, figures: Any
) -> None:
    await send(client, database, "2025/26-Q3", "2026-01-31", "2026-02-02", "team")
    await type_late(figures)
    second = await send(client, database, "2025/26-Q3", "2026-02-28", "2026-03-01", "team")
    await send(client, database, "2025/26-Q4", "2026-04-15", "2026-04-16", "team")
    await send(client, database, "2025/26-Q3", "2026-04-15", "2026-04-16", "team")
    frozen = (await client.get(f"/reports/{second}", params={"format": "json"})).content
    assert (await given(client, "2025/26-Q3", "2026-02-28", "team")).content == frozen
    assert b"Changes since the last report sent" in frozen


@pytest.mark.parametrize(
    ("period", "audience"), [("2025/26-Q2", "team"), ("2025/26", "team"), ("2025-12", "team"), ("2025/26-Q3", "public")]
)
async def test_an_earlier_period_another_form_and_another_audience_know_nothing_of_it(
    client: httpx.AsyncClient, database: Any, period: str, audience: str
) -> None:
    await send(client, database, "2025/26-Q3", "2026-01-31", "2026-02-02", "team")
    assert (await told(client, period, "2026-02-28", audience))["text"] == NOTHING_SENT


async def test_of_the_nearest_period_that_was_sent_the_latest_report_counts(
    client: httpx.AsyncClient, database: Any
) -> None:
    for period, as_at, on in (
        ("2025/26-Q3", "2026-01-10", "2026-01-12"),
        ("2025/26-Q3", "2026-01-31", "2026-02-02"),
        ("2025/26-Q1", "2026-02-10", "2026-02-12"),
    ):
        await send(client, database, period, as_at, on, "team")
    (said,) = (await told(client, "2025/26-Q4", "2026-02-28"))["text"]
    assert said.startswith(Q3)


async def test_the_commissioner_is_told_of_what_they_see_move_and_of_nothing_hidden(
    client: httpx.AsyncClient, database: Any, figures: Any
) -> None:
    report = await send(client, database, "2025/26-Q3", "2026-01-31", "2026-02-02", "commissioner")
    await type_late(figures)
    section = await told(client, "2025/26-Q3", "2026-02-28", "commissioner")
    assert section["text"] == [Q3, LEFT_OUT]
    assert rows(section)
    assert {cell["mark"] for table in section["tables"] for row in table["rows"] for cell in row} <= {"", "z", "x"}
    moved = (await client.get(f"/reports/{report}/changes", params={"as_at": "2026-02-28"})).json()["moved"]
    assert "c" not in {each[side]["mark"] for each in moved for side in ("was", "now")}


@pytest.mark.parametrize("form", ["html", "csv", "xlsx", "pdf"])
async def test_every_form_has_the_section(client: httpx.AsyncClient, database: Any, figures: Any, form: str) -> None:
    await send(client, database, "2025/26-Q3", "2026-01-31", "2026-02-02", "team")
    await type_late(figures)
    content = (await given(client, "2025/26-Q3", "2026-02-28", "team", form)).content
    match form:
        case "html":
            assert b"Figures that moved" in content
        case "csv":
            assert "changes-since.csv" in zipfile.ZipFile(io.BytesIO(content)).namelist()
        case "xlsx":
            assert "changes-since" in openpyxl.load_workbook(io.BytesIO(content)).sheetnames
        case _:
            pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
            assert any("Figures that moved" in page for page in pages)
