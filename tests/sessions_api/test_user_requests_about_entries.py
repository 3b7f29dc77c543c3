"""What users of such systems asked for in public, by its number in the list of thirteen requests: entries."""

from typing import Any

from chassis.http.describing import description_of
from tests.sessions_api.gatherings import FORUM, held, known, person, record, start
from tests.sessions_api.site import OTHER_PERSON, PERSON, Site, contact

MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


async def test_user_request_11_what_is_exported_of_one_person_can_be_limited_to_a_month(site: Site) -> None:
    days = ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01")
    rows = [contact(on=day) for day in days] + [contact(on="2026-03-15", person_ref=OTHER_PERSON)]
    made = (await site.post("/contacts/batch", {"rows": rows})).json()["entries"]
    registers = [await record(site, **FORUM, on=day, lines=[known(), known(1)]) for day in days]

    async def found(path: str, entries: str, **sought: Any) -> list[dict[str, Any]]:
        answer = await site.post(path, {"person_ref": PERSON, **sought}, "worker")
        assert answer.status_code == 200, answer.text
        assert answer.json()["total"] == len(answer.json()[entries])
        return answer.json()[entries]

    of_march = await found("/contacts/search", "entries", **MARCH)
    assert [each["entry_id"] for each in of_march] == [made[2]["entry_id"], made[1]["entry_id"]]
    assert len(await found("/contacts/search", "entries")) == 4
    lines = await found("/attendances/search", "attendances", **MARCH)
    assert [each["session_id"] for each in lines] == [registers[2], registers[1]]
    assert len(await found("/attendances/search", "attendances")) == 4


async def test_user_request_12_who_comes_in_bulk_is_entered_with_the_session_and_its_group_once_for_all(
    site: Site,
) -> None:
    group_id = await start(site, programme="groups", activity="walking", place="park")
    planned = (await site.post("/sessions", {"group_id": group_id, "on": "2026-03-02"})).json()["session_id"]
    await site.post(f"/sessions/{planned}/hold", held())
    taken = await site.post(f"/sessions/{planned}/register", {"lines": [known(number) for number in range(1, 41)]})
    assert (taken.status_code, taken.json()["total"]) == (201, 40)

    rows = [held(group_id=group_id, on=f"2026-03-{day:02}", lines=[known(40), known(41)]) for day in (9, 16)]
    several = await site.post("/sessions/batch", {"rows": rows}, "worker")
    assert [(each["programme"], each["activity"], each["place"]) for each in several.json()["sessions"]] == [
        ("groups", "walking", "park")
    ] * 2

    sought = {"person_ref": person(40), "group_id": group_id, "programme": "groups"}
    found = (await site.post("/attendances/search", sought, "worker")).json()["attendances"]
    assert [(each["on"], each["activity"], each["group_id"]) for each in found] == [
        ("2026-03-16", "walking", group_id),
        ("2026-03-09", "walking", group_id),
        ("2026-03-02", "walking", group_id),
    ]
    week = [contact(on=f"2026-03-0{day}", programme="groups", person_ref=person(day)) for day in range(2, 7)]
    await site.post("/contacts/batch", {"rows": week}, "worker")
    assert (await site.get("/contacts?programme=groups")).json()["total"] == 5


async def test_user_request_12_a_day_of_contacts_is_entered_with_its_programme_once_for_all(site: Site) -> None:
    rows = [contact(person_ref=person(number)) for number in range(1, 4)]
    for row in rows[:2]:
        del row["programme"]
    made = await site.post("/contacts/batch", {"programme": "groups", "rows": rows}, "worker")
    assert made.status_code == 201, made.text
    recorded = [each["content"]["programme"] for each in made.json()["entries"]]
    assert recorded == ["groups", "groups", "peer-support"]


async def test_a_row_without_programme_is_a_fault_where_the_batch_says_none_either(site: Site) -> None:
    rows = [contact(), contact(person_ref=OTHER_PERSON)]
    del rows[1]["programme"]
    answer = await site.post("/contacts/batch", {"rows": rows}, "worker")
    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json()["faults"]] == [("rows.1.programme", "missing")]
    alone = await site.post("/contacts", rows[1], "worker")
    assert [(each["field"], each["code"]) for each in alone.json()["faults"]] == [("programme", "missing")]


async def test_a_programme_for_all_rows_must_be_one_that_the_terms_know(site: Site) -> None:
    row = contact()
    del row["programme"]
    for programme, status in (("Not a code", 422), ("no-such-programme", 422), (None, 422)):
        answer = await site.post("/contacts/batch", {"programme": programme, "rows": [row]}, "worker")
        assert answer.status_code == status, answer.text
        assert "rows.0.programme" in [each["field"] for each in answer.json()["faults"]]


async def test_the_documents_show_a_batch_that_says_its_programme_once(site: Site) -> None:
    document = description_of(site.app)
    body = document["paths"]["/contacts/batch"]["post"]["requestBody"]["content"]["application/json"]
    assert body["example"]["programme"] == "peer-support"
    assert "programme" not in body["example"]["rows"][0]
    assert "programme" not in document["components"]["schemas"]["ContactRowGiven"]["required"]
    assert "programme" in document["components"]["schemas"]["ContactGiven"]["required"]
    assert (await site.post("/contacts/batch", body["example"], "worker")).status_code == 201
