"""Reports as callers get them: who sees what, in which form, and what is said of a question that has no answer."""

import csv
from collections.abc import AsyncIterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.clock import today
from chassis.http.app import build_app
from chassis.http.health import Health
from chassis.http.identity import Identity
from chassis.http.tokens import TokenCheck
from services.reporting.api.routes import routes
from services.reporting.packs.inputs import PACKAGED_VALUES, read_inputs
from services.reporting.packs.press import Press
from tests.reporting.records import sent
from tests.reporting.reporting_app import commissioned
from tests.reporting.taking import take
from tests.reporting.telling import Telling

CONTRACTS = {"rio": "Recovery Infrastructure", "long-covid": "Long Covid"}
YEAR = {"period": "2025/26", "as_at": "2026-04-30"}


@pytest.fixture
async def client(figures: Any, tokens: Any, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application over a database with the figures of two contracts."""
    rio, covid = Telling("rio"), Telling("long-covid")
    for number in range(1, 10):
        rio.referral(number, of=number).received(date(2025, 4, 1)).accepted(date(2025, 4, 2)).contacted(
            date(2025, 4, 1 + number)
        )
    for number in range(10, 13):
        rio.referral(number, of=number).received(date(2025, 5, 1)).declined(date(2025, 5, 2))
    covid.referral(1, of=1).received(date(2025, 6, 1)).contacted(date(2025, 6, 5))
    await take(figures, *sent(rio), *sent(covid))
    press = Press(figures, commissioned(tmp_path), read_inputs(PACKAGED_VALUES))
    identity = Identity(TokenCheck(tokens.public_keys, tokens.issuer, tokens.audience))
    app = build_app(
        title="reporting",
        version="0",
        description="",
        routers=[routes(figures, CONTRACTS, press)],
        health=Health(60.0),
        identity=identity,
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as asking:
        yield asking


def figures_of(answer: httpx.Response) -> dict[str, Any]:
    """Values by the name of their figure; of a name that several measures have, the first."""
    assert answer.status_code == 200, answer.text
    named = [figure for measure in answer.json()["measures"] for figure in measure["figures"]]
    return {figure["name"]: figure for figure in reversed(named)}


async def test_the_team_sees_true_values(client: httpx.AsyncClient, tokens: Any) -> None:
    answer = await client.get("/contracts/rio/report", params=YEAR, headers=tokens.bearer("team-leader", "rio"))
    report = answer.json()
    assert report["contract"] == {"slug": "rio", "title": "Recovery Infrastructure"}
    assert report["period"] == {
        "label": "2025/26", "starts_on": "2025-04-01", "ends_on": "2026-03-31", "complete": True,
    }  # fmt: skip
    assert (report["as_at"], report["disclosure"]) == ("2026-04-30", "none")
    found = figures_of(answer)
    assert found["received"]["value"] == 12
    assert (found["acceptance"]["value"], found["acceptance"]["denominator"]) == (0.75, 12)
    assert (found["median"]["value"], found["median"]["of"]) == (5, 9)
    assert found["people reached"]["value"] == 9


async def test_a_commissioner_sees_no_small_number(client: httpx.AsyncClient, tokens: Any) -> None:
    answer = await client.get("/contracts/rio/report", params=YEAR, headers=tokens.bearer("commissioner", "rio"))
    assert answer.json()["disclosure"] == "hes"
    found = figures_of(answer)
    # With April's nine shown, the year's twelve would tell too much of the three of May.
    assert found["received"]["value"] == "*"
    assert found["declined"]["value"] == "*"
    assert [found["acceptance"][part] for part in ("value", "numerator", "denominator")] == ["*", "*", "*"]
    # Nine are enough for a median; of how many it is, is rounded.
    assert (found["median"]["value"], found["median"]["of"]) == (5, 10)


@pytest.mark.parametrize(
    ("contracts", "disclosure"),
    [
        ({"rio": ["team-leader"]}, "none"),
        ({"rio": ["management"]}, "none"),
        ({"rio": ["commissioner"]}, "hes"),
        ({"rio": ["commissioner", "worker"]}, "hes"),
        ({"rio": ["commissioner", "operations", "information-governance"]}, "hes"),
        ({"rio": ["commissioner"], "long-covid": ["team-leader", "management"]}, "hes"),
    ],
)
async def test_true_values_are_for_who_may_read_them_in_that_contract(
    client: httpx.AsyncClient, tokens: Any, contracts: dict[str, list[str]], disclosure: str
) -> None:
    headers = tokens.bearer("", "", contracts=contracts)
    answer = await client.get("/contracts/rio/report", params=YEAR, headers=headers)
    assert answer.json()["disclosure"] == disclosure


async def test_every_measure_is_printed_with_its_definition(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("team-leader", "rio")
    answer = await client.get("/contracts/rio/report", params=YEAR, headers=headers)
    printed = {measure["definition"]["id"]: measure["definition"] for measure in answer.json()["measures"]}
    defined = {each["id"]: each for each in (await client.get("/metrics", headers=headers)).json()}
    assert printed.items() <= defined.items()
    assert "linear interpolation" in printed["days-to-first-contact"]["method"]
    assert all(each["version"] in (1, 2) and each["numerator"] and each["clock"] for each in defined.values())


async def test_management_sees_people_once_and_the_overlap(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("", "", contracts={slug: ["management"] for slug in CONTRACTS})
    answer = await client.get("/report", params=YEAR, headers=headers)
    assert figures_of(answer)["received"]["value"] == 13
    assert figures_of(answer)["people reached"]["value"] == 9
    assert answer.json()["people"] == {
        "by_contract": {"long-covid": 1, "rio": 9},
        "sum_of_contracts": 10,
        "once": 9,
        "overlaps": [{"contracts": ["long-covid", "rio"], "people": 1}],
    }


@pytest.mark.parametrize(
    "ask", [{"params": {**YEAR, "format": "csv"}}, {"params": YEAR, "headers": {"Accept": "text/csv"}}]
)
async def test_the_same_figures_as_one_tidy_table(client: httpx.AsyncClient, tokens: Any, ask: dict) -> None:
    headers = {**tokens.bearer("team-leader", "rio"), **ask.get("headers", {})}
    answer = await client.get("/contracts/rio/report", params=ask["params"], headers=headers)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="rio-2025-26-as-at-2026-04-30.csv"' in answer.headers["content-disposition"]
    rows = {row["figure"]: row for row in reversed(list(csv.DictReader(StringIO(answer.text))))}
    assert rows["received"]["value"] == "12"
    assert (rows["acceptance"]["numerator"], rows["acceptance"]["denominator"]) == ("9", "12")
    assert (rows["median"]["value"], rows["median"]["of"], rows["median"]["version"]) == ("5", "9", "1")


@pytest.mark.parametrize(
    ("slug", "roles"),
    [
        ("no-such-contract", {"rio": ["team-leader"]}),
        ("long-covid", {"rio": ["team-leader"]}),
        ("long-covid", {"rio": ["management"], "long-covid": ["worker"]}),
    ],
)
async def test_a_contract_that_one_may_not_read_is_as_if_it_were_not_there(
    client: httpx.AsyncClient, tokens: Any, slug: str, roles: dict
) -> None:
    answer = await client.get(f"/contracts/{slug}/report", params=YEAR, headers=tokens.bearer("", "", contracts=roles))
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "roles", "status"),
    [
        ("/contracts/rio/report", {"rio": ["worker"]}, 403),
        ("/report", {"rio": ["team-leader"]}, 403),
        ("/report", {"rio": ["management"]}, 403),
        ("/lag", {"rio": ["commissioner"]}, 403),
        ("/lag", {"rio": ["operations"]}, 200),
        ("/metrics", {"rio": ["worker"]}, 200),
    ],
)
async def test_each_route_asks_for_its_permission(
    client: httpx.AsyncClient, tokens: Any, path: str, roles: dict, status: int
) -> None:
    answer = await client.get(path, params=YEAR, headers=tokens.bearer("", "", contracts=roles))
    assert answer.status_code == status


async def test_nobody_reads_without_a_token(client: httpx.AsyncClient) -> None:
    for path in ("/contracts/rio/report", "/report", "/metrics", "/lag"):
        assert (await client.get(path, params=YEAR)).status_code == 401


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"period": "2025/27"}, "period", "unknown-period"),
        ({"period": "lately"}, "period", "unknown-period"),
        ({}, "period", "missing"),
        ({"period": "2025/26", "as_at": "2025-02-30"}, "as_at", None),
        ({"period": "2025/26", "as_at": "tomorrow"}, "as_at", "in-future"),
        ({"period": "2025/26", "as_at": "2025-03-31"}, "period", "period-not-begun"),
        ({"period": "2025/26", "format": "pdf"}, "format", None),
    ],
)
async def test_a_question_without_an_answer_says_why(
    client: httpx.AsyncClient, tokens: Any, asked: dict, field: str, code: str | None
) -> None:
    if asked.get("as_at") == "tomorrow":  # Not when tests are collected: a run may go on past midnight.
        asked = {**asked, "as_at": str(today() + timedelta(days=1))}
    answer = await client.get("/contracts/rio/report", params=asked, headers=tokens.bearer("team-leader", "rio"))
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    (fault,) = answer.json()["faults"]
    assert fault["field"] == field
    assert code is None or fault["code"] == code


async def test_lag_tells_how_far_each_source_is(client: httpx.AsyncClient, tokens: Any) -> None:
    lag = (await client.get("/lag", headers=tokens.bearer("operations", "rio"))).json()
    assert lag["whole"] is True
    assert [(source["source"], source["position"]) for source in lag["sources"]] == [
        ("/long-covid/referrals", 2),
        ("/rio/referrals", 33),
    ]


async def test_what_was_reported_on_a_day_is_reported_of_that_day_again(
    client: httpx.AsyncClient, tokens: Any, figures: Any
) -> None:
    """What became known later is taken off the cells again: the same figures."""
    headers = tokens.bearer("team-leader", "long-covid")
    asked = {"period": "2025/26", "as_at": "2025-06-30"}
    before = (await client.get("/contracts/long-covid/report", params=asked, headers=headers)).json()
    covid = Telling("long-covid")
    covid.referral(1, of=1).received(date(2025, 6, 1)).contacted(date(2025, 6, 5))
    covid.referral(2, of=2).received(date(2025, 4, 1), typed=date(2025, 7, 1))
    await take(figures, *sent(covid))
    assert (await client.get("/contracts/long-covid/report", params=asked, headers=headers)).json() == before
    asked["as_at"] = "2025-07-01"
    after = await client.get("/contracts/long-covid/report", params=asked, headers=headers)
    assert (figures_of(after)["received"]["value"], before["measures"][0]["figures"][0]["value"]) == (2, 1)
