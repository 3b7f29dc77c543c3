"""Figures taken apart as callers get them: from messages to observations, events and traces, and who may."""

import logging
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.clock import today
from tests.reporting.reporting_app import application, take_all
from tests.reporting.telling import Telling, person
from tests.reporting.working import hard_outcome, outcomes_of

RIO, ALL = "/contracts/rio/figures/open", "/figures/open"
BOTH = {slug: ["management"] for slug in ("rio", "long-covid")}
YEAR = {"period": "2025/26", "as_at": "2026-04-30"}


def trace(number: int) -> str:
    """The trace of the message at a position."""
    return f"{number:032x}"


def traced(telling: Telling) -> Telling:
    """Each message with a trace of its own, but the last, which came without."""
    telling.messages = [
        (envelope._replace(traceparent=f"00-{trace(envelope.position)}-00000000000000aa-01"), body)
        for envelope, body in telling.messages[:-1]
    ] + telling.messages[-1:]
    return telling


def a_year() -> list[Telling]:
    """Three referrals of two people in the one contract, one of them typed late; one of them in the other too."""
    rio, covid, outcomes = Telling("rio"), Telling("long-covid"), outcomes_of("rio")
    rio.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2)).contacted(date(2025, 4, 9))
    rio.referral(2, of=2).received(date(2025, 4, 3)).declined(date(2025, 4, 4))
    rio.referral(3, of=2).received(date(2025, 4, 5), typed=date(2025, 7, 1))
    covid.referral(1, of=1).received(date(2025, 5, 1)).accepted(date(2025, 5, 2)).contacted(date(2025, 5, 6))
    hard_outcome(outcomes, 1, 1, date(2025, 6, 1), typed=date(2025, 6, 2)).corrected(date(2025, 8, 1), kind="housing")
    return [traced(rio), covid, outcomes]


def referral(number: int, contract: str = "rio") -> str:
    """The id of a referral by number."""
    return str(Telling(contract).referral(number, of=1).referral_id)


@pytest.fixture
async def client(figures: Any, tokens: Any, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    await take_all(figures, a_year())
    app = await application(figures, tokens, tmp_path)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://reporting") as asking:
        yield asking


async def opened(client: httpx.AsyncClient, headers: dict[str, str], path: str = RIO, **asked: Any) -> dict[str, Any]:
    answer = await client.post(path, json={**YEAR, **asked}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["adds_up"] is True
    return answer.json()


def ids(answer: dict[str, Any]) -> set[str]:
    return {part["id"] for part in answer["parts"]}


async def test_a_figure_opens_into_records_observations_events_and_traces(
    client: httpx.AsyncClient, tokens: Any
) -> None:
    answer = await opened(client, tokens.bearer("team-leader", "rio"), metric="acceptance", figure="accepted")
    assert [(figure["name"], figure["value"]) for figure in answer["figures"]] == [("accepted", 1)]
    assert (answer["scope"], answer["period"], answer["as_at"], answer["total"]) == ("rio", "2025/26", "2026-04-30", 1)
    (part,) = answer["parts"]
    assert (part["kind"], part["id"]) == ("journey", referral(1))
    assert [(each["scope"], each["month"]) for each in part["observations"]] == [("rio", "2025-04")]
    assert [
        (each["service"], each["name"], each["version"], each["position"], each["recorded_at"], each["trace_id"])
        for each in part["events"]
    ] == [
        ("referrals", "referral-received.v1", 1, 1, "2025-04-01T12:00:00Z", trace(1)),
        ("referrals", "referral-accepted.v1", 2, 2, "2025-04-02T12:00:00Z", trace(2)),
        ("referrals", "first-contact-made.v1", 3, 3, "2025-04-09T12:00:00Z", trace(3)),
    ]
    envelopes = [envelope for envelope, _ in a_year()[0].messages[:3]]
    assert [each["event_id"] for each in part["events"]] == [str(envelope.id) for envelope in envelopes]


async def test_an_event_of_which_no_trace_is_known_says_so(client: httpx.AsyncClient, tokens: Any) -> None:
    answer = await opened(client, tokens.bearer("team-leader", "rio"), metric="referrals-received")
    traces = {part["id"]: [event["trace_id"] for event in part["events"]] for part in answer["parts"]}
    assert traces[referral(3)] == [None]


async def test_the_parts_of_every_figure_of_a_report_give_it(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("team-leader", "rio")
    report = (await client.get("/contracts/rio/report", params=YEAR, headers=headers)).json()
    for measure in report["measures"]:
        answer = await opened(client, headers, metric=measure["definition"]["id"])
        assert answer["figures"] == measure["figures"]
    headers = tokens.bearer("", "", contracts=BOTH)
    report = (await client.get("/report", params=YEAR, headers=headers)).json()
    for measure in report["measures"]:
        answer = await opened(client, headers, ALL, metric=measure["definition"]["id"])
        assert answer["figures"] == measure["figures"]


async def test_what_was_typed_late_is_behind_a_figure_from_that_day_on(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("team-leader", "rio")
    before = await opened(client, headers, metric="referrals-received", as_at="2025-06-30")
    after = await opened(client, headers, metric="referrals-received", as_at="2025-07-01")
    assert (before["figures"][0]["value"], after["figures"][0]["value"]) == (2, 3)
    assert ids(after) - ids(before) == {referral(3)}


async def test_a_correction_is_among_the_events_from_the_day_on_which_it_was_recorded(
    client: httpx.AsyncClient, tokens: Any
) -> None:
    headers = tokens.bearer("team-leader", "rio")
    for day, figure, names in (
        ("2025-07-31", "employment", ["hard-outcome-recorded.v1"]),
        ("2025-08-01", "housing", ["hard-outcome-recorded.v1", "hard-outcome-corrected.v1"]),
    ):
        answer = await opened(client, headers, metric="hard-outcomes", figure=figure, as_at=day)
        (part,) = answer["parts"]
        assert (part["kind"], part["id"]) == ("person", person(1))
        assert [event["name"] for event in part["events"]] == names


async def test_somebody_known_to_two_contracts_is_told_of_by_the_one_that_is_asked_about(
    client: httpx.AsyncClient, tokens: Any
) -> None:
    answer = await opened(client, tokens.bearer("team-leader", "long-covid"), "/contracts/long-covid/figures/open",
                          metric="people-reached")  # fmt: skip
    (part,) = answer["parts"]
    assert part["id"] == person(1)
    assert {event["contract"] for event in part["events"]} == {"long-covid"}
    assert "'rio'" not in str(answer)


async def test_people_of_all_contracts_and_of_two_are_opened_by_who_may_in_each(
    client: httpx.AsyncClient, tokens: Any
) -> None:
    headers = tokens.bearer("", "", contracts=BOTH)
    once = await opened(client, headers, ALL, metric="people-reached")
    assert (once["figures"][0]["value"], ids(once)) == (1, {person(1)})
    assert {event["contract"] for event in once["parts"][0]["events"]} == {"rio", "long-covid"}
    pair = ["rio", "long-covid"]
    both = await opened(client, headers, ALL, metric="people-in-two-contracts", contracts=pair)
    assert (both["figures"][0]["value"], ids(both)) == (1, {person(1)})


async def test_pages_follow_each_other(client: httpx.AsyncClient, tokens: Any) -> None:
    headers = tokens.bearer("team-leader", "rio")
    pages = [await opened(client, headers, metric="referrals-received", limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [(page["total"], len(page["parts"])) for page in pages] == [(3, 2), (3, 1), (3, 0)]
    assert ids(pages[0]) | ids(pages[1]) == {referral(number) for number in (1, 2, 3)}


async def test_a_figure_that_the_records_do_not_give_is_told_as_such(
    client: httpx.AsyncClient, tokens: Any, figures: Any
) -> None:
    await figures.execute("update figures.cells set times = times + 1 where metric = 'referrals-received'")
    answer = await client.post(
        RIO, json={**YEAR, "metric": "referrals-received"}, headers=tokens.bearer("team-leader", "rio")
    )
    assert (answer.status_code, answer.json()["adds_up"]) == (200, False)


@pytest.mark.parametrize(
    ("path", "contracts", "status"),
    [
        (RIO, {"rio": ["commissioner"]}, 403),
        (RIO, {"rio": ["worker"]}, 403),
        (RIO, {"rio": ["operations", "information-governance"]}, 403),
        (RIO, {"rio": ["commissioner"], "long-covid": ["team-leader"]}, 404),
        ("/contracts/long-covid/figures/open", {"rio": ["team-leader"]}, 404),
        ("/contracts/no-such-contract/figures/open", {"rio": ["team-leader"]}, 404),
        (ALL, {"rio": ["team-leader"]}, 403),
        (ALL, {"rio": ["management"], "long-covid": ["commissioner"]}, 403),
        (ALL, BOTH, 200),
        (RIO, {}, 403),
    ],
)
async def test_figures_are_opened_by_those_who_may(
    client: httpx.AsyncClient, tokens: Any, path: str, contracts: dict[str, list[str]], status: int
) -> None:
    asked = {**YEAR, "metric": "referrals-received"}
    answer = await client.post(path, json=asked, headers=tokens.bearer("", "", contracts=contracts))
    assert answer.status_code == status
    assert (await client.post(path, json=asked)).status_code == 401


@pytest.mark.parametrize(
    ("path", "asked", "field", "code"),
    [
        (RIO, {"metric": "happiness"}, "metric", "unknown-metric"),
        (RIO, {"metric": "people-in-two-contracts"}, "metric", "unknown-metric"),
        (RIO, {"figure": "received by pigeon"}, "figure", "unknown-figure"),
        (RIO, {"period": "2025/27"}, "period", "unknown-period"),
        (RIO, {"as_at": "2025-02-30"}, "as_at", None),
        (RIO, {"as_at": "tomorrow"}, "as_at", "in-future"),
        (RIO, {"as_at": "2025-03-31"}, "period", "period-not-begun"),
        (RIO, {"limit": 201}, "limit", None),
        (RIO, {"person": "somebody"}, "person", None),
        (ALL, {"contracts": ["rio", "rio"]}, "contracts", "unknown-contract"),
        (ALL, {"contracts": ["rio", "nowhere"]}, "contracts", "unknown-contract"),
        (ALL, {"contracts": ["rio", "long-covid"]}, "metric", "unknown-metric"),
    ],
)
async def test_what_cannot_be_opened_says_why(
    client: httpx.AsyncClient, tokens: Any, path: str, asked: dict[str, Any], field: str, code: str | None
) -> None:
    if asked.get("as_at") == "tomorrow":  # Not when tests are collected: a run may go on past midnight.
        asked = {"as_at": str(today() + timedelta(days=1))}
    body = {**YEAR, "metric": "referrals-received", **asked}
    answer = await client.post(path, json=body, headers=tokens.bearer("", "", contracts=BOTH))
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    (fault,) = answer.json()["faults"]
    assert fault["field"] == field
    assert code is None or fault["code"] == code


async def test_a_contracts_own_year_opens_too(client: httpx.AsyncClient, tokens: Any) -> None:
    answer = await opened(client, tokens.bearer("team-leader", "long-covid"), "/contracts/long-covid/figures/open",
                          metric="referrals-received", period="contract-2024/25")  # fmt: skip
    assert (answer["period"], answer["total"]) == ("contract-2024/25", 1)


async def test_who_opened_what_is_logged_without_a_person(
    client: httpx.AsyncClient, tokens: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "redrose")
    await opened(client, tokens.bearer("team-leader", "rio"), metric="people-reached")
    (line,) = [record for record in caplog.records if record.msg == "figure.opened"]
    said = line.redrose_fields  # type: ignore[attr-defined]
    assert said.keys() == {"actor", "contract", "metric", "period"}
    assert (said["contract"], said["metric"], said["period"]) == ("rio", "people-reached", "2025/26")
    assert person(1) not in caplog.text
