"""Reports as they were sent: frozen with what they stood on, as at their day the same for ever, and changes since."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from chassis.clock import today
from services.reporting.domain.pack.model import Audience
from services.reporting.domain.period import read_period
from services.reporting.packs.archive import Archive
from services.reporting.packs.frozen import freeze
from services.reporting.packs.inputs import PACKAGED_VALUES, read_inputs
from services.reporting.packs.press import Press
from services.reporting.packs.since import Since
from services.reporting.projection.since import reasons_since
from tests.reporting.records import sent
from tests.reporting.reporting_app import a_year_of_work, application, commissioned, in_order, take_all
from tests.reporting.taking import take
from tests.reporting.telling import Telling, noon
from tests.reporting.working import contact, hard_outcome, outcomes_of, sessions_of

AS_AT = date(2026, 4, 30)
ASKED = {"period": "2025/26", "audience": "commissioner", "as_at": "2026-04-30"}


@pytest.fixture
async def client(figures: Any, tokens: Any, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    await take_all(figures, a_year_of_work())
    app = await application(figures, tokens, tmp_path)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://reporting") as asking:
        yield asking


@pytest.fixture
def leader(tokens: Any) -> dict[str, str]:
    return tokens.bearer("team-leader", "rio")


@pytest.fixture
def outside(tokens: Any) -> dict[str, str]:
    return tokens.bearer("commissioner", "rio")


async def issued(
    client: httpx.AsyncClient, headers: dict[str, str], key: UUID | None = None, **other: str
) -> httpx.Response:
    return await client.post(
        "/contracts/rio/reports", json={**ASKED, **other}, headers={**headers, "Idempotency-Key": str(key or uuid4())}
    )


async def test_a_report_is_frozen_with_its_hash_its_seal_and_how_far_each_log_was(
    client: httpx.AsyncClient, leader: dict[str, str], outside: dict[str, str]
) -> None:
    answer = await issued(client, leader)
    assert answer.status_code == 201, answer.text
    report = answer.json()
    assert (report["kind"], report["scope"], report["period"]) == ("contract", "rio", "2025/26")
    assert (report["as_at"], report["audience"], report["issued_by"]) == ("2026-04-30", "commissioner", "somebody")
    frozen = await client.get(f"/reports/{report['id']}", params={"format": "json"}, headers=outside)
    assert sha256(frozen.content).hexdigest() == report["sha256"]
    now = await client.get(
        "/contracts/rio/pack", params={"period": "2025/26", "as_at": "2026-04-30", "format": "json"}, headers=outside
    )
    assert now.content == frozen.content
    stood = {each["source"]: each["position"] for each in report["sources"]}
    assert stood == {"/long-covid/referrals": 54, "/rio/outcomes": 30, "/rio/referrals": 348}
    evidence = await client.get(f"/reports/{report['id']}/evidence", headers=outside)
    assert evidence.json() == report


async def test_issuing_twice_with_one_key_is_issuing_once(client: httpx.AsyncClient, leader: dict[str, str]) -> None:
    key = uuid4()
    first, again = await issued(client, leader, key), await issued(client, leader, key)
    assert (first.json(), again.status_code) == (again.json(), 201)
    listed = await client.get("/contracts/rio/reports", headers=leader)
    assert [each["id"] for each in listed.json()] == [str(key)]


async def test_each_report_holds_to_the_one_before(
    client: httpx.AsyncClient, leader: dict[str, str], figures: Any
) -> None:
    one, other = (await issued(client, leader)).json(), (await issued(client, leader, period="2025/26-Q1")).json()
    rows = await figures.fetch("select id, sha256, sources::text, seal from issued_reports order by number")
    before = b""
    for row, told in zip(rows, (one, other), strict=True):
        before = sha256(before + row["id"].bytes + row["sha256"] + sha256(row["sources"].encode()).digest()).digest()
        assert row["seal"] == before
        assert told["seal"] == before.hex()


async def test_what_was_sent_can_be_neither_changed_nor_taken_out(
    client: httpx.AsyncClient, leader: dict[str, str], figures: Any
) -> None:
    await issued(client, leader)
    for statement in ("update issued_reports set period = ''", "delete from issued_reports", "truncate issued_reports"):
        with pytest.raises(Exception, match="permission denied"):
            await figures.execute(statement)


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"as_at": "today"}, 422, "day-not-over"),
        ({"as_at": "2999-01-01"}, 422, "day-not-over"),
        ({"period": "2023/24"}, 422, "before-the-contract"),
        ({"period": "someday"}, 422, "unknown-period"),
        ({"audience": "everybody"}, 422, "enum"),
    ],
)
async def test_what_cannot_be_issued_is_refused_by_name(
    client: httpx.AsyncClient, leader: dict[str, str], asked: dict[str, str], status: int, code: str
) -> None:
    if asked.get("as_at") == "today":  # Not when tests are collected: a run may go on past midnight.
        asked = {"as_at": str(today())}
    answer = await issued(client, leader, **asked)
    told = answer.json()
    codes = [fault["code"] for fault in told.get("faults", [])] or [told["code"]]
    assert (answer.status_code, codes) == (status, [code])


async def test_a_report_is_not_issued_while_messages_are_missing(
    client: httpx.AsyncClient, leader: dict[str, str], figures: Any
) -> None:
    await figures.execute("update figures.progress set missing = 7 where source = '/rio/referrals'")
    answer = await issued(client, leader)
    assert (answer.status_code, answer.json()["code"]) == (422, "figures-not-whole")


async def test_a_commissioner_reads_what_was_sent_to_them_and_nothing_else(
    client: httpx.AsyncClient, leader: dict[str, str], outside: dict[str, str], tokens: Any
) -> None:
    theirs = (await issued(client, leader)).json()["id"]
    inside = (await issued(client, leader, audience="team")).json()["id"]
    assert (await client.get(f"/reports/{theirs}", headers=outside)).status_code == 200
    assert (await client.get(f"/reports/{inside}", headers=outside)).status_code == 403
    assert (
        await client.get(f"/reports/{theirs}", headers=tokens.bearer("commissioner", "long-covid"))
    ).status_code == 404
    assert [each["id"] for each in (await client.get("/contracts/rio/reports", headers=outside)).json()] == [theirs]
    refused = await issued(client, outside)
    assert refused.status_code == 403


async def test_changes_since_say_what_moved_and_why(
    client: httpx.AsyncClient, leader: dict[str, str], figures: Any
) -> None:
    report = (await issued(client, leader, audience="team")).json()["id"]
    assert (await client.get(f"/reports/{report}/changes", headers=leader)).json()["moved"] == []
    late = Telling("rio")
    late.messages = list(next(iter(a_year_of_work())).messages)
    before = len(late.messages)
    late.referral(500, of=500).received(date(2026, 3, 31), typed=date(2026, 5, 3))
    await take(figures, *sent(late)[before:])
    found = (await client.get(f"/reports/{report}/changes", headers=leader)).json()
    assert found["as_at"] == "2026-04-30"
    moved = {(each["table"], each["measure"], each["column"]): each for each in found["moved"]}
    one = moved["Headline measures", "Referrals received", "This period"]
    assert (one["was"]["value"], one["now"]["value"], one["why"]) == (120, 121, ["late entry"])
    as_at_then = (await client.get(f"/reports/{report}/changes", params={"as_at": "2026-05-02"}, headers=leader)).json()
    assert as_at_then["moved"] == []


async def test_corrections_and_withdrawals_are_told_apart(figures: Any, tokens: Any, tmp_path: Path) -> None:
    outcomes, sessions = outcomes_of("rio"), sessions_of("rio")
    first = hard_outcome(outcomes, 1, 1, date(2025, 5, 1), "employment", "persons", 1)
    second = hard_outcome(outcomes, 2, 2, date(2025, 5, 2), "housing", "instances")
    contact(sessions, 1, 1, date(2025, 5, 3))
    await take_all(figures, (outcomes, sessions))
    app = await application(figures, tokens, tmp_path)
    headers = tokens.bearer("team-leader", "rio")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://reporting") as client:
        report = (await issued(client, headers, audience="team")).json()["id"]
        count = len(outcomes.messages)
        first.corrected(date(2026, 5, 5), kind="housing")
        second.withdrawn(date(2026, 5, 6))
        await take(figures, *sent(outcomes)[count:])
        moved = (await client.get(f"/reports/{report}/changes", headers=headers)).json()["moved"]
    whys = {each["measure"]: each["why"] for each in moved if each["table"] == "Hard outcomes"}
    assert whys["employment"] == ["correction", "withdrawal"]


async def test_a_rebase_is_a_decision_that_is_recorded_and_can_be_undone(
    client: httpx.AsyncClient, leader: dict[str, str]
) -> None:
    given = {"metric": "referrals-received", "month": "2025-10", "reason": "service-extended"}
    made = await client.post("/contracts/rio/rebases", json=given, headers={**leader, "Idempotency-Key": str(uuid4())})
    assert made.status_code == 201, made.text
    decision = made.json()
    assert {name: decision[name] for name in given} == given
    assert decision["undone_on"] is None
    undone = await client.post(
        f"/contracts/rio/rebases/{decision['id']}/undo", headers={**leader, "Idempotency-Key": str(uuid4())}
    )
    assert undone.json()["undone_on"] == str(today())
    (listed,) = (await client.get("/contracts/rio/rebases", headers=leader)).json()
    assert listed == undone.json()
    for wrong, code in (({"reason": "we felt like it"}, "enum"), ({"month": "2025-13"}, "string-pattern-mismatch")):
        refused = await client.post(
            "/contracts/rio/rebases", json=given | wrong, headers={**leader, "Idempotency-Key": str(uuid4())}
        )
        assert [fault["code"] for fault in refused.json()["faults"]] == [code]


async def test_every_past_report_as_at_its_day_equals_what_was_sent_then(
    figures: Any, database: Any, tmp_path: Path
) -> None:
    """Late entries, corrections, withdrawals and links scattered over the year; reports sent now and then on the way,
    each of which says what moved since the one before."""
    sessions, outcomes = sessions_of("rio"), outcomes_of("rio")
    referrals, covid, _ = a_year_of_work()
    for number in range(1, 61):
        day = date(2025, 4, 1) + timedelta(days=5 * number)
        entry = contact(sessions, number, 100 + number % 37, day, typed=day + timedelta(days=number * 7 % 41))
        if number % 3 == 0:
            entry.corrected(day + timedelta(days=50 + number % 29), on=day - timedelta(days=number % 33))
        if number % 5 == 0:
            entry.withdrawn(day + timedelta(days=90))
        hard_outcome(
            outcomes,
            number,
            100 + number % 11,
            day,
            "employment",
            "persons",
            1,
            typed=day + timedelta(days=number % 60),
        )
    for number in range(1, 12):
        referrals.link(100 + number, 118 + number, date(2025, 5, 20) + timedelta(days=27 * number))
    press = Press(figures, commissioned(tmp_path), read_inputs(PACKAGED_VALUES))
    archive = Archive(figures, press, partial(reasons_since, figures, ("long-covid", "rio")))
    since = Since(figures, press, archive)
    tellings = [in_order(telling) for telling in (referrals, covid, sessions, outcomes)]
    taken = [0] * len(tellings)
    owner = await asyncpg.connect(database.owner_url)
    kept: dict[tuple[date, Audience], bytes] = {}
    for day in (date(2025, 6, 30), date(2025, 9, 5), date(2025, 12, 31), date(2026, 2, 10), date(2026, 4, 30)):
        for at, telling in enumerate(tellings):
            upto = sum(envelope.time.date() <= day for envelope, _ in telling.messages)
            await take(figures, *sent(telling)[taken[at] : upto])
            taken[at] = upto
        for audience in (Audience.TEAM, Audience.COMMISSIONER):
            pack = await since.contract("rio", read_period("2025/26", day), day, audience)
            kept[day, audience] = freeze(pack)
            await archive.issue(uuid4(), pack, "somebody")
        await owner.execute(
            "update issued_reports set issued_at = $1 where as_at = $2", noon(day + timedelta(days=1)), day
        )
    for at, telling in enumerate(tellings):
        await take(figures, *sent(telling)[taken[at] :])
    for (day, audience), frozen in kept.items():
        again = await since.contract("rio", read_period("2025/26", day), day, audience)
        assert freeze(again) == frozen, (day, audience)
    assert len(set(kept.values())) == len(kept)
    assert sum(b"Figures that moved" in frozen for frozen in kept.values()) == 8
    await owner.close()
