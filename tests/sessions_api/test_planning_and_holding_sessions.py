"""Sessions over HTTP: planned, moved, cancelled, held, corrected, withdrawn, found."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from chassis import clock
from services.sessions.main import rebuild
from tests.sessions_api.gatherings import FORUM, LEADER, faults, held, known, record, start
from tests.sessions_api.site import OTHER_WORKER, WORKER, Site


async def plan(site: Site, **more: Any) -> str:
    answer = await site.post("/sessions", {**FORUM, "on": "2026-03-02", **more}, "worker")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["session_id"])


async def test_a_session_is_planned_moved_and_held(site: Site) -> None:
    made = await plan(site)
    moved = await site.post(f"/sessions/{made}/move", {"to": "2026-03-04", "place": "park", "on": "2026-03-01"})
    took_place = await site.post(f"/sessions/{made}/hold", held(on="2026-03-04", volunteers=[OTHER_WORKER]), "worker")
    seen = await site.get(f"/sessions/{made}", "worker")

    assert (moved.json()["on"], moved.json()["place"], moved.json()["status"]) == ("2026-03-04", "park", "planned")
    assert took_place.status_code == 200, took_place.text
    assert (took_place.json()["status"], took_place.json()["minutes"]) == ("held", 90)
    assert [each["event"] for each in seen.json()["timeline"]] == [
        "session-planned.v1",
        "session-moved.v1",
        "session-held.v1",
    ]
    assert (seen.headers["etag"], seen.json()["version"]) == ('"3"', 3)


async def test_a_session_is_cancelled_and_then_not_held(site: Site) -> None:
    made = await plan(site)
    cancelled = await site.post(f"/sessions/{made}/cancel", {"reason": "weather", "on": "2026-03-01"})
    late = await site.post(f"/sessions/{made}/hold", held())
    register = await site.post(f"/sessions/{made}/register", {"lines": [known()]})

    assert (cancelled.json()["status"], cancelled.json()["reason"]) == ("cancelled", "weather")
    assert (late.status_code, late.json()["code"]) == (422, "cancelled")
    assert (register.status_code, register.json()["code"]) == (422, "cancelled")


async def test_how_a_session_took_place_is_corrected_and_taken_back(site: Site) -> None:
    made = await record(site, **FORUM, lines=[known()])
    correction = {**held(on="2026-03-01", minutes=60), "reason": "wrong-details"}
    corrected = await site.post(f"/sessions/{made}/correct", correction, "worker")
    withdrawn = await site.post(f"/sessions/{made}/withdraw", {"reason": "entered-in-error"}, "worker")
    without_a_day = {name: value for name, value in correction.items() if name != "on"}

    assert (corrected.json()["on"], corrected.json()["minutes"]) == ("2026-03-01", 60)
    assert (withdrawn.json()["status"], withdrawn.json()["reason"]) == ("withdrawn", "entered-in-error")
    assert faults(await site.post(f"/sessions/{made}/correct", without_a_day)) == [("on", "missing")]
    assert (await site.get("/sessions?status=withdrawn")).json()["total"] == 1


async def test_a_held_session_lies_not_ahead_and_a_planned_one_may(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 2))
    ahead = await plan(site, on="2027-03-02")
    answer = await site.post("/sessions/hold", {**FORUM, **held(on="2026-03-03")}, "worker")

    assert (await site.get(f"/sessions/{ahead}")).json()["on"] == "2027-03-02"
    assert faults(answer) == [("on", "in-the-future")]


async def test_a_day_that_was_left_out_makes_no_other_request_after_midnight(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {name: value for name, value in {**FORUM, **held()}.items() if name != "on"}
    keys = [str(uuid4()) for _ in range(3)]
    answers = []
    for day in (date(2026, 3, 2), date(2026, 3, 3)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        answers.append(await site.post("/sessions", FORUM, key=keys[0]))
        answers.append(await site.post("/sessions/hold", sent, key=keys[1]))
        answers.append(await site.post("/sessions/batch", {"rows": [sent]}, key=keys[2]))

    assert [answer.status_code for answer in answers] == [201] * 6
    assert [answer.json() for answer in answers[:3]] == [answer.json() for answer in answers[3:]]


async def test_a_session_that_changed_meanwhile_is_not_changed(site: Site) -> None:
    made = await plan(site)
    moved = await site.post(f"/sessions/{made}/move", {"to": "2026-03-04"}, **{"If-Match": '"1"'})
    beaten = await site.post(f"/sessions/{made}/move", {"to": "2026-03-05"}, **{"If-Match": '"1"'})
    assert (moved.status_code, beaten.status_code) == (200, 409)


async def test_a_group_changes_between_a_request_and_its_repetition(site: Site) -> None:
    group_id, key = await start(site), str(uuid4())
    body = {"group_id": group_id, "on": "2026-03-02"}
    first = await site.post("/sessions", body, "worker", key)
    await site.post(
        f"/groups/{group_id}/change",
        {"programme": "groups", "activity": "cafe", "place": "hub", "channel": "01", "on": "2026-03-01"},
    )
    again = await site.post("/sessions", body, "worker", key)
    assert first.json() == again.json()
    assert (first.json()["activity"], first.json()["leaders"]) == ("walking", [LEADER])


async def test_a_session_of_an_unknown_group_or_none_is_not_there(site: Site) -> None:
    assert faults(await site.post("/sessions", {"group_id": str(uuid4())})) == [("group_id", "unknown-group")]
    for step, body in {
        "move": {"to": "2026-03-02"},
        "cancel": {"reason": "weather"},
        "hold": held(),
        "correct": {**held(), "reason": "wrong-details"},
        "withdraw": {"reason": "entered-in-error"},
        "register": {"lines": [known()]},
        "heads": {"count": 3},
        f"register/{uuid4()}/correct": {**known(), "reason": "wrong-details"},
        f"register/{uuid4()}/withdraw": {"reason": "entered-in-error"},
    }.items():
        assert (await site.post(f"/sessions/{uuid4()}/{step}", body)).status_code == 404, step
    assert (await site.get(f"/sessions/{uuid4()}")).status_code == 404
    assert (await site.get(f"/sessions/{uuid4()}/register")).status_code == 404


async def test_sessions_are_filtered_and_paged(site: Site) -> None:
    group_id = await start(site)
    of_group = await record(site, group_id=group_id, on="2026-03-03", staff=[OTHER_WORKER])
    forum = await record(site, **FORUM, on="2026-03-02", staff=[WORKER], volunteers=[OTHER_WORKER])
    ahead = await plan(site, programme="peer-support", kind="drop-in", on="2026-04-01", leaders=[WORKER])

    async def ids(query: str) -> list[str]:
        answer = await site.get(f"/sessions?{query}", "worker")
        return [each["session_id"] for each in answer.json()["sessions"]]

    assert await ids("") == [ahead, of_group, forum]
    assert await ids(f"worker_id={OTHER_WORKER}") == [of_group, forum]
    assert await ids(f"worker_id={WORKER}") == [ahead, forum]
    assert await ids(f"worker_id={LEADER}") == [of_group]
    assert await ids("status=planned") == [ahead]
    assert await ids("from=2026-03-03&to=2026-03-31") == [of_group]
    assert await ids("programme=peer-support") == [ahead]
    assert await ids(f"group_id={group_id}") == [of_group]
    assert await ids("kind=gathering") == [forum]
    assert await ids("limit=1&offset=1") == [of_group]
    assert (await site.get("/sessions?limit=1&offset=9")).json() == {"total": 3, "sessions": []}


async def test_the_lists_made_anew_are_the_lists_that_were_kept(site: Site) -> None:
    group_id = await start(site)
    await record(site, group_id=group_id, lines=[known(1), known(2, attendance="absent"), {"first_name": "Sam"}])
    moved = await record(site, **FORUM, lines=[known(1)], heads=[{"count": 40}])
    gone = await record(site, **FORUM, lines=[known(3)])
    await site.post(f"/sessions/{moved}/correct", {**held(on="2026-02-01"), "reason": "wrong-details"})
    await site.post(f"/sessions/{gone}/withdraw", {"reason": "entered-in-error"})
    await plan(site)
    kept = await everything(site)

    assert await rebuild(site.whole.running, []) == 0
    assert await everything(site) == kept
    assert (await site.get(f"/groups/{group_id}")).json()["title"] == "Walk and talk"


async def everything(site: Site) -> list[list[str]]:
    tables = ("group_list", "session_list", "register_lines", "first_names")
    found = [
        await site.pool.fetch(f"select to_jsonb(l) - 'number' as row from {table} l order by 1") for table in tables
    ]
    assert all(found)
    return [[row["row"] for row in rows] for rows in found]
