"""A worker's contacts over HTTP: one by one, a week at once, found, corrected, withdrawn."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from chassis import clock
from tests.sessions_api.site import OTHER_PERSON, OTHER_WORKER, PERSON, WORKER, Site, contact


async def test_a_contact_is_recorded_once_however_often_it_is_sent(site: Site) -> None:
    key = str(uuid4())
    first = await site.post("/contacts", contact(), "worker", key)
    again = await site.post("/contacts", contact(), "worker", key)
    other = await site.post("/contacts", contact(minutes=50), "worker", key)

    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert first.headers["location"] == f"/contacts/{first.json()['entry_id']}"
    assert first.json()["content"]["minutes"] == 45
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")
    assert await site.events() == ["contact-recorded.v1"]


async def test_a_contact_of_last_week_counts_on_its_own_day(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 9))
    sent = {name: value for name, value in contact().items() if name != "on"}
    late = await site.post("/contacts", contact(on="2026-03-02"))
    today = await site.post("/contacts", sent)
    ahead = await site.post("/contacts", contact(on="2026-03-10"))

    assert late.json()["content"]["on"] == "2026-03-02"
    assert today.json()["content"]["on"] == "2026-03-09"
    assert ahead.status_code == 422
    assert [(fault["field"], fault["code"]) for fault in ahead.json()["faults"]] == [("on", "in-the-future")]


async def test_a_day_that_was_left_out_makes_no_other_request_after_midnight(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {name: value for name, value in contact().items() if name != "on"}
    key, batch = str(uuid4()), str(uuid4())
    answers = []
    for day in (date(2026, 3, 2), date(2026, 3, 3)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        answers.append(await site.post("/contacts", sent, key=key))
        answers.append(await site.post("/contacts/batch", {"rows": [sent]}, key=batch))

    assert [answer.status_code for answer in answers] == [201] * 4
    assert answers[0].json() == answers[2].json()
    assert answers[1].json() == answers[3].json()
    assert len(await site.events()) == 2


async def test_a_week_of_contacts_in_one_request(site: Site) -> None:
    key = str(uuid4())
    rows = [contact(on=f"2026-03-0{day}", minutes=10 * day) for day in range(2, 7)]
    answer = await site.post("/contacts/batch", {"rows": rows}, "worker", key)
    again = await site.post("/contacts/batch", {"rows": rows}, "worker", key)

    assert answer.status_code == 201, answer.text
    assert answer.json() == again.json()
    assert [each["content"]["minutes"] for each in answer.json()["entries"]] == [20, 30, 40, 50, 60]
    assert await site.events() == ["contact-recorded.v1"] * 5


async def test_a_batch_is_all_or_nothing_and_says_every_fault_of_every_row(site: Site) -> None:
    rows = [
        contact(),
        contact(purpose="tea", minutes=None),
        contact(),
        contact(purpose="initial-engagement"),
        contact(workers=[]),
    ]
    answer = await site.post("/contacts/batch", {"rows": rows}, "worker")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [(fault["field"], fault["code"]) for fault in answer.json()["faults"]] == [
        ("rows.1.purpose", "unknown-purpose"),
        ("rows.1.minutes", "missing"),
        ("rows.3.workers", "minimum-staff"),
        ("rows.4.workers", "missing"),
    ]
    assert await site.events() == []
    assert (await site.get("/contacts")).json() == {"total": 0, "entries": []}


async def test_only_who_may_grant_an_exception_sets_a_rule_aside(site: Site) -> None:
    alone = contact(purpose="initial-engagement", exception="colleague-ill")
    worker = await site.post("/contacts", alone, "worker")
    in_a_batch = await site.post("/contacts/batch", {"rows": [contact(), alone]}, "worker")
    leader = await site.post("/contacts", alone, "team-leader")
    without = await site.post("/contacts", contact(purpose="initial-engagement"), "team-leader")
    listed = (await site.get("/contacts?label=exception")).json()

    assert (worker.status_code, worker.json()["code"]) == (403, "missing-permission")
    assert in_a_batch.status_code == 403
    assert leader.status_code == 201
    assert (without.status_code, without.json()["faults"][0]["code"]) == (422, "minimum-staff")
    assert [each["content"]["exception"] for each in listed["entries"]] == ["colleague-ill"]
    assert await site.events() == ["contact-recorded.v1"]


async def test_each_filter_finds_its_own(site: Site) -> None:
    call = await site.recorded("/contacts", contact())
    group = await site.recorded(
        "/contacts", contact(on="2026-03-03", programme="groups", channel="01", workers=[WORKER, OTHER_WORKER])
    )
    missed = await site.recorded(
        "/contacts",
        contact(on="2026-03-04", person_ref=OTHER_PERSON, attendance="3", minutes=None, workers=[OTHER_WORKER]),
    )
    await site.post(f"/contacts/{missed}/withdraw", {"reason": "entered-in-error"})

    async def ids(query: str) -> list[str]:
        answer = await site.get(f"/contacts?{query}")
        assert answer.status_code == 200, answer.text
        assert answer.json()["total"] == len(answer.json()["entries"])
        return [each["entry_id"] for each in answer.json()["entries"]]

    assert await ids("") == [missed, group, call]
    assert await ids("status=standing") == [group, call]
    assert await ids("status=withdrawn") == [missed]
    assert await ids("from=2026-03-03&to=2026-03-03") == [group]
    assert await ids(f"worker_id={OTHER_WORKER}") == [missed, group]
    assert await ids("programme=groups") == [group]
    assert await ids("programme=peer-support&channel=02&purpose=support") == [missed, call]
    assert await ids("programme=groups&channel=02") == []
    assert await ids("label=3") == [missed]
    assert (await site.get("/contacts?programme=No!")).status_code == 422


async def test_pages_say_their_total(site: Site) -> None:
    rows = [contact(on=f"2026-03-0{day}") for day in range(1, 6)]
    await site.post("/contacts/batch", {"rows": rows})
    page = (await site.get("/contacts?limit=2&offset=2")).json()

    assert page["total"] == 5
    assert [each["content"]["on"] for each in page["entries"]] == ["2026-03-03", "2026-03-02"]


async def test_a_persons_contacts_are_asked_for_in_a_body(site: Site) -> None:
    await site.recorded("/contacts", contact())
    theirs = await site.recorded("/contacts", contact(person_ref=OTHER_PERSON))
    found = await site.post("/contacts/search", {"person_ref": OTHER_PERSON, "programme": "peer-support"}, "worker")
    none = await site.post("/contacts/search", {"person_ref": OTHER_PERSON, "programme": "groups"}, "worker")

    assert [each["entry_id"] for each in found.json()["entries"]] == [theirs]
    assert none.json()["total"] == 0
    assert (await site.get(f"/contacts?person_ref={PERSON}")).json()["total"] == 2, "an address names nobody"


async def test_a_contact_is_corrected_and_withdrawn_and_the_log_keeps_both(site: Site) -> None:
    made = await site.recorded("/contacts", contact())
    corrected = await site.post(
        f"/contacts/{made}/correct", {"content": contact(minutes=30), "reason": "wrong-details"}, "worker"
    )
    moved = await site.post(
        f"/contacts/{made}/correct", {"content": contact(person_ref=OTHER_PERSON), "reason": "wrong-details"}
    )
    withdrawn = await site.post(f"/contacts/{made}/withdraw", {"reason": "entered-in-error"}, "worker")
    seen = (await site.get(f"/contacts/{made}", "worker")).json()

    assert (corrected.status_code, corrected.json()["content"]["minutes"]) == (200, 30)
    assert (moved.status_code, moved.json()["code"]) == (422, "not-correctable")
    assert withdrawn.json()["status"] == "withdrawn"
    assert [each["event"] for each in seen["timeline"]] == await site.events()
    assert seen["timeline"][0]["facts"]["content"]["minutes"] == 45
    assert (seen["status"], seen["reason"], seen["content"]["minutes"]) == ("withdrawn", "entered-in-error", 30)


async def test_the_log_and_the_problems_name_nobody(site: Site) -> None:
    answer = await site.post("/contacts", contact(person_ref="Zoë Smythé"))

    assert answer.status_code == 422
    assert "Smyth" not in answer.text


@pytest.mark.parametrize("body", [{}, {"rows": []}, {"rows": [{}] * 501}])
async def test_a_batch_has_rows_and_not_too_many(site: Site, body: dict[str, Any]) -> None:
    assert (await site.post("/contacts/batch", body)).status_code == 422
