"""Groups over HTTP: begun, changed, ended, found, and planned for weeks ahead."""

from uuid import uuid4

from tests.sessions_api.gatherings import LEADER, OTHER_LEADER, faults, group, start
from tests.sessions_api.site import Site


async def test_a_group_begins_once_however_often_it_is_sent(site: Site) -> None:
    key = str(uuid4())
    first = await site.post("/groups", group(), key=key)
    again = await site.post("/groups", group(), key=key)
    other = await site.post("/groups", group(title="Walk"), key=key)

    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert first.headers["location"] == f"/groups/{first.json()['group_id']}"
    assert (first.json()["title"], first.json()["ways"]) == ("Walk and talk", ["be-active", "connect"])
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")
    assert await site.events() == ["group-started.v1"]
    assert "Walk" not in await site.everything_public()


async def test_a_group_is_changed_and_ended(site: Site) -> None:
    made = await start(site)
    change = {name: value for name, value in group().items() if name != "title"} | {
        "activity": "cafe",
        "place": "online",
        "channel": "11",
        "on": "2026-02-01",
    }
    changed = await site.post(f"/groups/{made}/change", change, **{"If-Match": '"1"'})
    beaten = await site.post(f"/groups/{made}/change", {**change, "place": "hub"}, **{"If-Match": '"1"'})
    ended = await site.post(f"/groups/{made}/end", {"on": "2026-06-30", "reason": "no-demand"})

    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["title"], changed.json()["ways"], changed.json()["since"]) == (
        "Walk and talk",
        ["connect"],
        "2026-02-01",
    )
    assert beaten.status_code == 409
    assert (ended.json()["status"], ended.json()["ended_on"]) == ("ended", "2026-06-30")
    assert (await site.post(f"/groups/{uuid4()}/end", {"reason": "no-demand"})).status_code == 404


async def test_every_fault_of_a_group_is_said(site: Site) -> None:
    answer = await site.post("/groups", {"title": "X", "programme": "x", "code": "nowhere"})
    assert faults(answer) == [
        ("programme", "unknown-programme"),
        ("activity", "missing"),
        ("place", "missing"),
        ("channel", "missing"),
        ("code", "unknown-code"),
    ]


async def test_groups_are_filtered_and_paged(site: Site) -> None:
    await start(site)
    await start(site, title="Café", activity="cafe", place="hub", programme="peer-support")
    ended = await start(site, title="Boxing", leaders=[OTHER_LEADER])
    await site.post(f"/groups/{ended}/end", {"on": "2026-02-01", "reason": "no-demand"})

    async def titles(query: str, role: str = "worker", **more: str) -> list[str]:
        answer = await site.get(f"/groups?{query}", role, **more)
        return [each["title"] for each in answer.json()["groups"]]

    assert await titles("") == ["Boxing", "Café", "Walk and talk"]
    assert await titles("programme=peer-support") == ["Café"]
    assert await titles(f"leader={OTHER_LEADER}") == ["Boxing"]
    assert await titles("status=running") == ["Café", "Walk and talk"]
    assert await titles("place=hub") == ["Café"]
    assert await titles("limit=1&offset=1") == ["Café"]
    assert (await site.get("/groups?limit=1&offset=7")).json() == {"total": 3, "groups": []}


async def test_a_group_leader_sees_their_own_groups_alone(site: Site) -> None:
    own = await start(site)
    foreign = await start(site, leaders=[OTHER_LEADER])

    listed = await site.get("/groups", "group-leader", subject=LEADER)
    assert (listed.json()["total"], listed.json()["groups"][0]["group_id"]) == (1, own)
    assert (await site.get(f"/groups/{own}", "group-leader", subject=LEADER)).status_code == 200
    assert (await site.get(f"/groups/{foreign}", "group-leader", subject=LEADER)).status_code == 404
    assert (await site.get("/groups", "group-leader", subject="somebody")).json()["total"] == 0


async def test_weeks_of_a_group_are_planned_and_a_day_is_planned_once(site: Site) -> None:
    made = await start(site)
    span = {"first": "2026-03-02", "weeks": 3, "weekdays": ["monday", "thursday"], "without": ["2026-03-09"]}
    answer = await site.post(f"/groups/{made}/plan", span, "worker")
    longer = await site.post(f"/groups/{made}/plan", {**span, "weeks": 4, "without": []}, "worker")

    assert answer.status_code == 201, answer.text
    assert [each["on"] for each in answer.json()["sessions"]] == [
        "2026-03-02",
        "2026-03-05",
        "2026-03-12",
        "2026-03-16",
        "2026-03-19",
    ]
    assert len(longer.json()["sessions"]) == 8
    assert (await site.get(f"/sessions?group_id={made}&status=planned")).json()["total"] == 8
    assert await site.events() == ["group-started.v1"] + ["session-planned.v1"] * 8


async def test_a_span_is_planned_whole_or_not_at_all(site: Site) -> None:
    made = await start(site)
    await site.post(f"/groups/{made}/end", {"on": "2026-03-10", "reason": "no-demand"})
    answer = await site.post(f"/groups/{made}/plan", {"first": "2026-03-02", "weeks": 3, "weekdays": ["monday"]})

    assert faults(answer) == [("rows.2.on", "after-the-group-ended")]
    assert (await site.get("/sessions")).json()["total"] == 0


async def test_a_span_that_is_sent_again_is_planned_once(site: Site) -> None:
    made, key = await start(site), str(uuid4())
    span = {"first": "2026-03-02", "weeks": 2, "weekdays": ["monday"]}
    first = await site.post(f"/groups/{made}/plan", span, key=key)
    again = await site.post(f"/groups/{made}/plan", span, key=key)
    nothing = await site.post(f"/groups/{made}/plan", {**span, "weekdays": []})

    assert first.status_code == 201, first.text
    assert first.json() == again.json()
    assert nothing.json() == {"sessions": []}
