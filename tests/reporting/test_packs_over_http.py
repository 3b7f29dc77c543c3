"""Whole reports as callers get them: forms, audiences, periods, what is kept by the caller, what is refused."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pypdf
import pytest

from tests.reporting.reporting_app import a_year_of_work, application, take_all

YEAR = {"period": "2025/26", "as_at": "2026-04-30"}


@pytest.fixture
async def client(figures: Any, tokens: Any, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    await take_all(figures, a_year_of_work())
    app = await application(figures, tokens, tmp_path)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://reporting") as asking:
        yield asking


async def pack(client: httpx.AsyncClient, headers: dict[str, str], path: str, **asked: str) -> dict[str, Any]:
    answer = await client.get(path, params={**YEAR, "format": "json", **asked}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["pack"]


def cells(pack: dict[str, Any], table: str) -> dict[str, list[dict[str, Any]]]:
    """Rows of a table by their first cell."""
    found = [each for section in pack["sections"] for each in section["tables"] if each["id"] == table]
    found += [c["table"] for s in pack["sections"] for c in s["charts"] if c["table"]["id"] == table]
    return {row[0]["value"]: row[1:] for row in found[0]["rows"]}


async def test_the_team_sees_true_values_and_the_commissioner_what_its_profile_shows(
    client: httpx.AsyncClient, tokens: Any
) -> None:
    team = await pack(client, tokens.bearer("team-leader", "rio"), "/contracts/rio/pack")
    assert (team["audience"], team["profile"]) == ("team", "none")
    assert cells(team, "summary")["Referrals received"][0]["value"] == 120
    assert cells(team, "measures")["Acceptance: declined"][0]["value"] == 12
    outside = await pack(client, tokens.bearer("commissioner", "rio"), "/contracts/rio/pack")
    assert (outside["audience"], outside["profile"]) == ("commissioner", "hes")
    assert cells(outside, "summary")["Referrals received"][0]["value"] == 120
    months = cells(outside, "months")["Acceptance: declined"]
    assert {cell["value"] for cell in months[:12]} <= {0, 10, None}
    assert {cell["mark"] for cell in months[:12] if cell["value"] is None} == {"c"}


async def test_a_headline_stands_beside_last_year_the_year_to_date_and_its_target(
    client: httpx.AsyncClient, tokens: Any
) -> None:
    team = await pack(client, tokens.bearer("team-leader", "rio"), "/contracts/rio/pack")
    row = cells(team, "summary")["Referrals received"]
    assert [cell["value"] for cell in row] == [120, 0, "+120", 120, 100, "met"]


async def test_a_period_before_the_contract_is_not_available_for_comparison(
    client: httpx.AsyncClient, tokens: Any
) -> None:
    team = await pack(client, tokens.bearer("team-leader", "rio"), "/contracts/rio/pack", period="2024/25")
    row = cells(team, "summary")["Referrals received"]
    assert (row[0]["value"], row[1]["value"], row[1]["mark"]) == (0, None, "x")


async def test_every_form_is_given_under_its_media_type(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("commissioner", "rio")

    async def given(form: str) -> httpx.Response:
        return await client.get("/contracts/rio/pack", params={**YEAR, "format": form}, headers=headers)

    page = await given("html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Rio: report for 2025/26</h1>" in page.text
    book = await given("xlsx")
    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames[:3] == ["Cover", "Notes", "summary"]
    assert 'filename="rio-2025-26-as-at-2026-04-30-for-commissioner.xlsx"' in book.headers["content-disposition"]
    document = await given("pdf")
    assert pypdf.PdfReader(io.BytesIO(document.content)).metadata.title == "Rio: report for 2025/26"
    files = zipfile.ZipFile(io.BytesIO((await given("csv")).content))
    assert {"figures.csv", "metadata.json", "summary.csv"} <= set(files.namelist())
    assert json.loads((await given("json")).content)["format"] == 1


async def test_the_accept_header_chooses_the_form_and_a_page_is_the_default(
    client: httpx.AsyncClient, tokens: Any
) -> None:
    headers = tokens.bearer("commissioner", "rio")
    for accept, suffix in (("application/pdf", "pdf"), ("text/html", "html"), ("*/*", "html")):
        answer = await client.get("/contracts/rio/pack", params=YEAR, headers={**headers, "Accept": accept})
        assert f'.{suffix}"' in answer.headers["content-disposition"]


async def test_a_report_that_the_caller_has_is_not_sent_again(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("commissioner", "rio")
    first = await client.get("/contracts/rio/pack", params=YEAR, headers=headers)
    again = await client.get(
        "/contracts/rio/pack", params=YEAR, headers={**headers, "If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    other = await client.get(
        "/contracts/rio/pack",
        params={**YEAR, "period": "2025/26-Q1"},
        headers={**headers, "If-None-Match": first.headers["etag"]},
    )
    assert other.status_code == 200


async def test_management_sees_contracts_side_by_side_and_people_once(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("", "", contracts={"rio": ["management"], "long-covid": ["management"]})
    whole = await pack(client, headers, "/pack")
    once = {name: row[0]["value"] for name, row in cells(whole, "people-once").items()}
    assert once == {
        "Long-Covid": 18,
        "Rio": 111,
        "Sum of the contracts": 129,
        "All contracts, each person once": 114,
    }
    assert [row[-1]["value"] for row in cells(whole, "overlap").values()] == [15]
    side = cells(whole, "side-by-side")
    assert [cell["value"] for cell in side["Referrals received"]] == [18, 120, 138]


async def test_the_annual_review_is_for_a_financial_year(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("", "", contracts={"rio": ["management"], "long-covid": ["management"]})
    review = await pack(client, headers, "/annual-review", audience="management")
    assert review["kind"] == "annual-review"
    assert cells(review, "headlines")["People referred"][0]["value"] == 120
    refused = await client.get("/annual-review", params={**YEAR, "period": "2025/26-Q1"}, headers=headers)
    assert (refused.status_code, refused.json()["faults"][0]["code"]) == (422, "not-a-year")


async def test_a_contracts_own_year_is_read_by_its_terms(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("team-leader", "long-covid")
    own = await pack(client, headers, "/contracts/long-covid/pack", period="contract-2025/26", as_at="2026-10-31")
    assert (own["period"]["starts_on"], own["period"]["ends_on"]) == ("2025-10-01", "2026-09-30")


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"period": "someday"}, 422, "unknown-period"),
        ({"period": "2025/27"}, 422, "unknown-period"),
        ({"period": "2023/24"}, 422, "before-the-contract"),
        ({"period": "2025/26", "as_at": "2999-01-01"}, 422, "in-future"),
        ({"period": "2025/26", "as_at": "2025-03-31"}, 422, "period-not-begun"),
        ({"period": "2025/26", "as_at": "yesterday"}, 422, "date-from-datetime-parsing"),
        ({"period": "2025/26", "audience": "everybody"}, 422, "enum"),
        ({"period": "2025/26", "format": "doc"}, 422, "literal-error"),
        ({}, 422, "missing"),
    ],
)
async def test_a_question_without_an_answer_is_a_clear_problem(
    client: httpx.AsyncClient, tokens: Any, asked: dict[str, str], status: int, code: str
) -> None:
    answer = await client.get("/contracts/rio/pack", params=asked, headers=tokens.bearer("team-leader", "rio"))
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert [fault["code"] for fault in answer.json()["faults"]] == [code]


@pytest.mark.parametrize(
    ("period", "as_at"),
    [("12-to-2025-09", "2026-04-30"), ("2025-05-to-2025-06", "2026-04-30"), ("2025/26-Q2", "2025-08-31")],
    ids=["twelve months across two years", "a span", "a quarter that goes on"],
)
async def test_spans_that_others_could_be_taken_from_are_for_readers_inside(
    client: httpx.AsyncClient, tokens: Any, period: str, as_at: str
) -> None:
    asked = {"period": period, "as_at": as_at}
    for path in ("/contracts/rio/pack", "/contracts/rio/report"):
        outside = await client.get(path, params=asked, headers=tokens.bearer("commissioner", "rio"))
        assert (outside.status_code, outside.json()["faults"][0]["code"]) == (422, "inside-alone")
        inside = await client.get(path, params=asked, headers=tokens.bearer("team-leader", "rio"))
        assert inside.status_code == 200


async def test_outside_a_year_that_goes_on_is_told_as_far_as_it_has_come(
    client: httpx.AsyncClient, tokens: Any
) -> None:
    headers = tokens.bearer("commissioner", "rio")
    year = await pack(client, headers, "/contracts/rio/pack", period="2025/26", as_at="2025-08-31")
    to_date = await pack(client, headers, "/contracts/rio/pack", period="ytd-2025-08", as_at="2025-08-31")
    shown = [[row[0]["value"] for row in cells(each, "summary").values()] for each in (year, to_date)]
    assert shown[0] == shown[1]
    assert any(isinstance(value, int) and value >= 10 for value in shown[0])


@pytest.mark.parametrize(
    ("contracts", "path", "asked", "status"),
    [
        ({"rio": ["commissioner"]}, "/contracts/long-covid/pack", {}, 404),
        ({"rio": ["commissioner"]}, "/contracts/nowhere/pack", {}, 404),
        ({"rio": ["commissioner"]}, "/contracts/rio/pack", {"audience": "team"}, 403),
        ({"rio": ["commissioner"]}, "/contracts/rio/pack", {"audience": "management"}, 403),
        ({"rio": ["worker"]}, "/contracts/rio/pack", {}, 403),
        ({"rio": ["management"]}, "/pack", {}, 403),
        ({"rio": ["management"]}, "/annual-review", {}, 403),
        ({"rio": ["commissioner"], "long-covid": ["commissioner"]}, "/pack", {}, 403),
    ],
)
async def test_nobody_sees_what_is_not_theirs(
    client: httpx.AsyncClient,
    tokens: Any,
    contracts: dict[str, list[str]],
    path: str,
    asked: dict[str, str],
    status: int,
) -> None:
    headers = tokens.bearer("", "", contracts=contracts)
    answer = await client.get(path, params={**YEAR, **asked}, headers=headers)
    assert answer.status_code == status


async def test_who_sees_true_values_may_look_through_others_eyes(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("team-leader", "rio")
    as_commissioner = await pack(client, headers, "/contracts/rio/pack", audience="commissioner")
    own = await pack(client, tokens.bearer("commissioner", "rio"), "/contracts/rio/pack")
    assert as_commissioner == own
