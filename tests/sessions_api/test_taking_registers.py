"""Registers over HTTP: taken, seen, corrected, withdrawn; many sessions at once; first names in their table alone."""

import asyncio
from typing import Any
from uuid import uuid4

from tests.sessions_api.gatherings import FORUM, faults, held, known, person, record, start
from tests.sessions_api.site import OTHER_PERSON, PERSON, Site


async def test_a_register_of_sixty_is_taken_once_in_one_request(site: Site) -> None:
    made, key = await record(site, **FORUM), str(uuid4())
    body = {"lines": [known(number) for number in range(1, 61)], "heads": [{"count": 105}]}
    first = await site.post(f"/sessions/{made}/register", body, "worker", key)
    again = await site.post(f"/sessions/{made}/register", body, "worker", key)

    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert (first.json()["total"], first.json()["present"]) == (60, 165)
    assert (await site.events()).count("attendance-recorded.v1") == 60
    assert (await site.get("/sessions")).json()["sessions"][0]["present"] == 165


async def test_a_session_that_was_held_brings_its_whole_register(site: Site) -> None:
    lines = [known(), known(1, attendance="absent"), {"first_name": "Sam", "channel": "11"}]
    made = await record(site, **FORUM, lines=lines, heads=[{"channel": "11", "count": 3}])
    register = (await site.get(f"/sessions/{made}/register", "worker")).json()

    assert [
        (line["person_ref"], line["first_name"], line["attendance"], line["channel"]) for line in register["lines"]
    ] == [(PERSON, None, "present", "01"), (person(1), None, "absent", "01"), (None, "Sam", "present", "11")]
    assert (register["present"], register["heads"]) == (5, [{"channel": "11", "count": 3}])


async def test_a_register_is_all_or_nothing_and_says_every_fault_of_every_line(site: Site) -> None:
    made = await record(site, **FORUM, lines=[known()])
    lines = [known(1), known(2, channel="77"), known(), known(1), {"first_name": "Sam", "channel": "88"}]
    answer = await site.post(f"/sessions/{made}/register", {"lines": lines, "heads": [{"channel": "99", "count": 1}]})

    assert faults(answer) == [
        ("lines.1.channel", "unknown-channel"),
        ("lines.2.person_ref", "already-on-the-register"),
        ("lines.3.person_ref", "already-on-the-register"),
        ("lines.4.channel", "unknown-channel"),
        ("heads.0.channel", "unknown-channel"),
    ]
    assert "row 1 of the register" in answer.text
    assert "lines.0 of this request" in answer.text
    assert (await site.get(f"/sessions/{made}/register")).json()["total"] == 1


async def test_a_line_names_a_person_or_a_first_name(site: Site) -> None:
    made = await record(site, **FORUM)
    answer = await site.post(
        f"/sessions/{made}/register", {"lines": [{}, known(first_name="Sam"), known(attendance="late")]}
    )
    assert faults(answer) == [
        ("lines.0", "value-error"),
        ("lines.1", "value-error"),
        ("lines.2.attendance", "literal-error"),
    ]
    assert "Sam" not in answer.text


async def test_a_first_name_stands_in_its_own_table_alone_and_goes_with_its_line(site: Site) -> None:
    made = await record(site, **FORUM, lines=[{"first_name": "Philomena"}, {"first_name": "Barnabas"}])
    lines = (await site.get(f"/sessions/{made}/register")).json()["lines"]
    first, second = lines[0]["line_id"], lines[1]["line_id"]
    other_name = {"first_name": "Philippa", "reason": "wrong-details"}
    renamed = await site.post(f"/sessions/{made}/register/{first}/correct", other_name)

    assert [line["first_name"] for line in renamed.json()["lines"]] == ["Philippa", "Barnabas"]
    await site.post(f"/sessions/{made}/register/{second}/withdraw", {"reason": "entered-in-error"})
    await site.post(f"/sessions/{made}/register/{first}/correct", {**known(), "reason": "wrong-details"})
    register = (await site.get(f"/sessions/{made}/register")).json()

    assert [(line["person_ref"], line["first_name"], line["status"]) for line in register["lines"]] == [
        (PERSON, None, "standing"),
        (None, None, "withdrawn"),
    ]
    assert await site.pool.fetchval("select count(*) from first_names") == 0
    public = await site.everything_public()
    lists = await site.pool.fetch("select to_jsonb(l)::text as row from register_lines l")
    for name in ("Philomena", "Philippa", "Barnabas"):
        assert name not in public + str(lists)


async def test_the_first_names_of_a_withdrawn_session_are_forgotten(site: Site) -> None:
    made = await record(site, **FORUM, lines=[{"first_name": "Philomena"}])
    kept = await record(site, **FORUM, lines=[{"first_name": "Barnabas"}])
    await site.post(f"/sessions/{made}/withdraw", {"reason": "entered-in-error"})

    names = await site.pool.fetch("select first_name from first_names")
    assert [row["first_name"] for row in names] == ["Barnabas"]
    assert (await site.get(f"/sessions/{kept}/register")).json()["lines"][0]["first_name"] == "Barnabas"


async def test_a_first_name_that_was_erased_leaves_the_register_as_it_is(site: Site) -> None:
    made = await record(site, **FORUM, lines=[{"first_name": "Philomena"}])
    first = (await site.get(f"/sessions/{made}/register")).json()
    await _erased(site)
    second = (await site.get(f"/sessions/{made}/register")).json()

    assert (first["present"], second["present"]) == (1, 1)
    assert second["lines"][0]["first_name"] is None


async def _erased(site: Site) -> None:
    made = await site.pool.fetchval("select session_id from first_names limit 1")
    await site.pool.execute("select forget_first_names($1)", f'[{{"session_id": "{made}"}}]')


async def test_lines_are_corrected_and_withdrawn_and_the_person_may_come_again(site: Site) -> None:
    made = await record(site, **FORUM, lines=[known(), known(1)])
    line = (await site.get(f"/sessions/{made}/register")).json()["lines"][0]["line_id"]
    path = f"/sessions/{made}/register/{line}"
    corrected = await site.post(f"{path}/correct", known(attendance="cancelled", reason="wrong-details"), "worker")
    twice = await site.post(f"{path}/correct", known(1, reason="wrong-details"), "worker")
    withdrawn = await site.post(f"{path}/withdraw", {"reason": "entered-in-error"}, "worker")
    anew = await site.post(f"/sessions/{made}/register", {"lines": [known()]}, "worker")

    assert (corrected.json()["present"], corrected.json()["lines"][0]["reason"]) == (1, "wrong-details")
    assert faults(twice) == [("person_ref", "already-on-the-register")]
    assert withdrawn.json()["lines"][0]["status"] == "withdrawn"
    assert [each["status"] for each in anew.json()["lines"]] == ["withdrawn", "standing", "standing"]
    unknown = await site.post(f"/sessions/{made}/register/{uuid4()}/withdraw", {"reason": "entered-in-error"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-line")


async def test_of_two_who_take_the_same_person_down_at_once_one_does(site: Site) -> None:
    made = await record(site, **FORUM)
    path, body = f"/sessions/{made}/register", {"lines": [known()]}
    answers = await asyncio.gather(*(site.post(path, body, "worker") for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
    assert (await site.get(path)).json()["total"] == 1


async def test_heads_are_counted_again(site: Site) -> None:
    made = await record(site, **FORUM, heads=[{"count": 40}])
    answer = await site.post(f"/sessions/{made}/heads", {"count": 54}, "worker")
    assert (answer.json()["present"], answer.json()["heads"]) == (54, [{"channel": "01", "count": 54}])


async def test_more_than_fit_come_in_by_an_exception_of_who_may_grant_it(site: Site) -> None:
    group_id = await start(site, capacity=2)
    made = await record(site, group_id=group_id)
    three = {"lines": [known(1), known(2), known(3)]}
    excepted = {**three, "exception": "colleague-ill"}

    assert faults(await site.post(f"/sessions/{made}/register", three, "worker")) == [("lines", "over-capacity")]
    assert (await site.post(f"/sessions/{made}/register", excepted, "worker")).status_code == 403
    assert (await site.post(f"/sessions/{made}/register", excepted, "team-leader")).status_code == 201
    listed = (await site.get("/sessions?excepted=true")).json()
    assert (listed["total"], listed["sessions"][0]["exception"]) == (1, "colleague-ill")
    assert (await site.events())[-1] == "capacity-exceeded.v1"


def rows(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {**FORUM, **held(on=f"2026-03-{1 + number % 28:02}"), "lines": [known(1), {"first_name": "Sam"}], **more}
        for number in range(count)
    ]


async def test_sixty_sessions_with_registers_in_one_request(site: Site) -> None:
    key = str(uuid4())
    first = await site.post("/sessions/batch", {"rows": rows(60)}, "worker", key)
    again = await site.post("/sessions/batch", {"rows": rows(60)}, "worker", key)

    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert [each["present"] for each in first.json()["sessions"]] == [2] * 60
    assert len(await site.events()) == 60 * 4
    assert await site.pool.fetchval("select count(*) from first_names") == 60
    assert (await site.get("/sessions?from=2026-03-01&to=2026-03-31")).json()["total"] == 60


async def test_a_batch_is_all_or_nothing_and_says_every_fault_of_every_row(site: Site) -> None:
    wrong = rows(5)
    wrong[1]["place"] = "moon"
    wrong[1]["lines"] = [known(1), known(2), known(1, channel="77")]
    wrong[2] = {**held(), "group_id": str(uuid4())}
    wrong[4]["minutes"] = 0
    answer = await site.post("/sessions/batch", {"rows": wrong}, "worker")

    assert faults(answer) == [
        ("rows.1.place", "unknown-place"),
        ("rows.1.lines.2.channel", "unknown-channel"),
        ("rows.1.lines.2.person_ref", "already-on-the-register"),
        ("rows.2.group_id", "unknown-group"),
        ("rows.4.minutes", "too-short"),
    ]
    assert await site.events() == []
    assert await site.pool.fetchval("select count(*) from first_names") == 0


async def test_a_persons_attendances_are_found_by_a_body_and_never_by_an_address(site: Site) -> None:
    group_id = await start(site)
    one = await record(site, group_id=group_id, on="2026-03-02", lines=[known(), {"person_ref": OTHER_PERSON}])
    two = await record(site, **FORUM, on="2026-03-03", lines=[known(attendance="absent")])
    gone = await record(site, **FORUM, on="2026-03-04", lines=[known()])
    await site.post(f"/sessions/{gone}/withdraw", {"reason": "entered-in-error"})

    async def sessions(**sought: Any) -> list[str]:
        answer = await site.post("/attendances/search", {"person_ref": PERSON, **sought}, "worker")
        assert answer.json()["total"] >= len(answer.json()["attendances"])
        return [each["session_id"] for each in answer.json()["attendances"]]

    assert await sessions() == [gone, two, one]
    assert await sessions(status="standing") == [two, one]
    assert await sessions(attendance="absent") == [two]
    assert await sessions(group_id=group_id) == [one]
    assert await sessions(**{"from": "2026-03-03", "to": "2026-03-03"}) == [two]
    assert await sessions(limit=1, offset=2) == [one]
    assert (await site.post("/attendances/search", {"person_ref": PERSON}, "group-leader")).status_code == 403
