"""What group leaders may see and do, and who was missing again and again."""

from typing import Any
from uuid import uuid4

import pytest

from tests.sessions_api.gatherings import (
    FORUM,
    LEADER,
    OTHER_LEADER,
    faults,
    group,
    held,
    known,
    missed,
    person,
    record,
    start,
)
from tests.sessions_api.site import Site

AS_LEADER: dict[str, Any] = {"role": "group-leader", "subject": LEADER}


async def test_a_group_leader_holds_a_session_and_takes_its_register(site: Site) -> None:
    group_id = await start(site)
    planned = await site.post("/sessions", {"group_id": group_id, "on": "2026-03-02"}, "worker")
    made = planned.json()["session_id"]
    held_ = await site.post(f"/sessions/{made}/hold", held(), **AS_LEADER)
    register = await site.post(f"/sessions/{made}/register", {"lines": [known(), {"first_name": "Sam"}]}, **AS_LEADER)
    line = register.json()["lines"][0]["line_id"]
    correction = known(attendance="absent", reason="wrong-details")
    corrected = await site.post(f"/sessions/{made}/register/{line}/correct", correction, **AS_LEADER)
    counted = await site.post(f"/sessions/{made}/heads", {"count": 3}, **AS_LEADER)
    seen = await site.get(f"/sessions/{made}/register", **AS_LEADER)

    assert [each.status_code for each in (held_, register, corrected, counted, seen)] == [200, 201, 200, 200, 200]
    assert (seen.json()["present"], seen.json()["lines"][1]["first_name"]) == (4, "Sam")
    assert (await site.get("/sessions", **AS_LEADER)).json()["total"] == 1


async def test_a_group_leader_records_what_was_held_of_their_own_groups_alone(site: Site) -> None:
    own, foreign = await start(site), await start(site, leaders=[OTHER_LEADER])

    def body(group_id: str) -> dict[str, Any]:
        return {**held(), "group_id": group_id, "lines": [known()]}

    assert (await site.post("/sessions/hold", body(own), **AS_LEADER)).status_code == 201
    for not_there in (foreign, str(uuid4())):
        assert faults(await site.post("/sessions/hold", body(not_there), **AS_LEADER)) == [
            ("group_id", "unknown-group")
        ]
        answer = await site.post("/sessions/batch", {"rows": [body(own), body(not_there)]}, **AS_LEADER)
        assert faults(answer) == [("rows.1.group_id", "unknown-group")]
    assert (await site.post("/sessions/hold", {**FORUM, **held()}, **AS_LEADER)).status_code == 403


@pytest.mark.parametrize("of_group", [True, False])
async def test_a_session_of_a_foreign_group_is_not_there(site: Site, of_group: bool) -> None:
    """Nor is one of no group: nobody leads it."""
    told = {"group_id": await start(site, leaders=[OTHER_LEADER])} if of_group else FORUM
    made = await record(site, **told, lines=[known()])
    line = (await site.get(f"/sessions/{made}/register")).json()["lines"][0]["line_id"]
    before = await site.events()

    for path in (f"/sessions/{made}", f"/sessions/{made}/register"):
        assert (await site.get(path, **AS_LEADER)).status_code == 404
    for path, body in {
        "hold": held(),
        "register": {"lines": [known(1)]},
        "heads": {"count": 1},
        f"register/{line}/correct": known(attendance="absent", reason="wrong-details"),
        f"register/{line}/withdraw": {"reason": "entered-in-error"},
    }.items():
        assert (await site.post(f"/sessions/{made}/{path}", body, **AS_LEADER)).status_code == 404, path
    assert (await site.get("/sessions", **AS_LEADER)).json() == {"total": 0, "sessions": []}
    assert await site.events() == before


async def test_a_group_leader_neither_plans_nor_moves_nor_takes_back(site: Site) -> None:
    group_id = await start(site)
    made = await record(site, group_id=group_id)
    for path, body in {
        "/sessions": {"group_id": group_id},
        f"/groups/{group_id}/plan": {"first": "2026-03-02", "weeks": 1, "weekdays": ["monday"]},
        f"/groups/{group_id}/end": {"reason": "no-demand"},
        f"/sessions/{made}/move": {"to": "2026-03-02"},
        f"/sessions/{made}/cancel": {"reason": "weather"},
        f"/sessions/{made}/correct": {**held(), "reason": "wrong-details"},
        f"/sessions/{made}/withdraw": {"reason": "entered-in-error"},
    }.items():
        assert (await site.post(path, body, **AS_LEADER)).status_code == 403, path


async def test_who_leads_a_group_no_more_sees_it_no_more(site: Site) -> None:
    group_id = await start(site)
    made = await record(site, group_id=group_id)
    change = group(leaders=[OTHER_LEADER], on="2026-02-01")
    assert (await site.get(f"/sessions/{made}", **AS_LEADER)).status_code == 200
    await site.post(f"/groups/{group_id}/change", change)
    assert (await site.get(f"/sessions/{made}", **AS_LEADER)).status_code == 404
    assert (await site.get(f"/sessions/{made}", "group-leader", subject=OTHER_LEADER)).status_code == 200


async def absent(site: Site, query: str = "", **more: Any) -> list[tuple[str, int]]:
    answer = await site.get(f"/absences?{query}", **{"role": "worker", **more})
    assert answer.status_code == 200, answer.text
    return [(each["person_ref"], each["absences"]) for each in answer.json()["absences"]]


async def test_three_absences_in_a_row_are_flagged(site: Site) -> None:
    group_id = await start(site)
    await missed(site, group_id, "2026-03-02", known(1), known(2, attendance="absent"), known(3, attendance="absent"))
    await missed(site, group_id, "2026-03-09", known(1, attendance="absent"), known(2, attendance="absent"))
    await missed(site, group_id, "2026-03-16", known(1, attendance="absent"), known(2, attendance="absent"))
    assert await absent(site) == [(person(2), 3)]

    await missed(site, group_id, "2026-03-23", known(1, attendance="absent"))
    assert await absent(site) == [(person(1), 3), (person(2), 3)]
    page = (await site.get("/absences?limit=1", "worker")).json()
    assert (page["total"], page["consecutive_absences"]) == (2, 3)
    assert page["absences"] == [
        {
            "group_id": group_id,
            "person_ref": person(1),
            "absences": 3,
            "first_absent_on": "2026-03-09",
            "last_absent_on": "2026-03-23",
            "last_present_on": "2026-03-02",
        }
    ]


async def test_who_came_since_is_flagged_no_more_even_if_it_was_entered_late(site: Site) -> None:
    group_id = await start(site)
    for day in ("02", "09", "16", "23"):
        await missed(site, group_id, f"2026-03-{day}", known(1, attendance="absent"))
    assert await absent(site) == [(person(1), 4)]
    await missed(site, group_id, "2026-03-10", known(1))
    assert await absent(site) == []
    await missed(site, group_id, "2026-03-30", known(1, attendance="absent"))
    assert await absent(site) == [(person(1), 3)]


async def test_a_cancellation_neither_lengthens_a_row_nor_ends_it(site: Site) -> None:
    group_id = await start(site)
    for day, attendance in (("02", "absent"), ("09", "cancelled"), ("16", "absent"), ("23", "declined")):
        await missed(site, group_id, f"2026-03-{day}", known(1, attendance=attendance))
    assert await absent(site) == []
    await missed(site, group_id, "2026-03-30", known(1, attendance="absent"))
    assert await absent(site) == [(person(1), 3)]


async def test_absences_of_two_groups_or_of_no_group_make_no_row(site: Site) -> None:
    one, other = await start(site), await start(site)
    await missed(site, one, "2026-03-02", known(1, attendance="absent"))
    await missed(site, one, "2026-03-09", known(1, attendance="absent"))
    await missed(site, other, "2026-03-16", known(1, attendance="absent"))
    for day in ("02", "09", "16"):
        await record(site, **FORUM, on=f"2026-03-{day}", lines=[known(1, attendance="absent")])
    assert await absent(site) == []


async def test_what_was_corrected_or_withdrawn_makes_no_row(site: Site) -> None:
    group_id = await start(site)
    made = [await missed(site, group_id, f"2026-03-{day}", known(1, attendance="absent")) for day in ("02", "09", "16")]
    assert len(await absent(site)) == 1
    line = (await site.get(f"/sessions/{made[1]}/register")).json()["lines"][0]["line_id"]
    path = f"/sessions/{made[1]}/register/{line}/correct"
    await site.post(path, known(1, attendance="cancelled", reason="wrong-details"))
    assert await absent(site) == []
    await site.post(path, known(1, attendance="absent", reason="wrong-details"))
    assert len(await absent(site)) == 1
    await site.post(f"/sessions/{made[0]}/withdraw", {"reason": "entered-in-error"})
    assert await absent(site) == []


async def test_a_session_that_was_on_another_day_moves_its_lines_with_it(site: Site) -> None:
    group_id = await start(site)
    for day in ("02", "09", "16"):
        await missed(site, group_id, f"2026-03-{day}", known(1, attendance="absent"))
    came = await missed(site, group_id, "2026-02-23", known(1))
    assert len(await absent(site)) == 1
    await site.post(f"/sessions/{came}/correct", {**held(on="2026-03-17"), "reason": "wrong-details"})
    assert await absent(site) == []


async def test_absences_are_filtered(site: Site) -> None:
    own = await start(site)
    foreign = await start(site, leaders=[OTHER_LEADER], programme="peer-support")
    for day in ("02", "09", "16"):
        await missed(site, own, f"2026-03-{day}", known(1, attendance="absent"))
        await missed(site, foreign, f"2026-02-{day}", known(2, attendance="absent"))

    assert await absent(site) == [(person(1), 3), (person(2), 3)]
    assert await absent(site, f"group_id={foreign}") == [(person(2), 3)]
    assert await absent(site, "programme=groups") == [(person(1), 3)]
    assert await absent(site, f"worker_id={OTHER_LEADER}") == [(person(2), 3)]
    assert await absent(site, "from=2026-03-01") == [(person(1), 3)]
    assert await absent(site, "to=2026-02-28") == [(person(2), 3)]
    assert await absent(site, **AS_LEADER) == [(person(1), 3)]
    assert (await site.get("/absences?offset=5", "worker")).json()["total"] == 2
