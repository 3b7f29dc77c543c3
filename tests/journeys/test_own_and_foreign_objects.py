"""Objects that exist, asked for by every role of their own contract and by a team leader of another one.

Who is told of an object that is not theirs gets 404, as if there were none; who may not ask at all gets 403.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from tests.journeys.life import Team
from tests.journeys.organisation import call

ME, SOMEBODY_ELSE = "5d0f5a0e-7a35-4a41-b6b2-0d6f0f0a9c41", "5d0f5a0e-7a35-4a41-b6b2-0d6f0f0a9c42"
CALLERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "worker": ("worker", {}),
    "team-leader": ("team-leader", {}),
    "leader of the group": ("group-leader", {"subject": ME}),
    "leader of another group": ("group-leader", {"subject": SOMEBODY_ELSE}),
    "referrer who sent it": ("referrer", {"organisation": "RW5"}),
    "another referrer": ("referrer", {"organisation": "RXR"}),
    "commissioner": ("commissioner", {}),
    "management": ("management", {}),
    "operations": ("operations", {}),
    "information-governance": ("information-governance", {}),
    "feed": ("feed", {}),
}
ABROAD = "team-leader of another contract"
TEAM = ("worker", "team-leader")
GROUP = (*TEAM, "leader of the group")

SHOWN: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "referrals /referrals/{referral}": ((*TEAM, "referrer who sent it"), ("another referrer",)),
    "referrals /referrals/{referral}/release": (TEAM, ()),
    "sessions /groups/{group}": (GROUP, ("leader of another group",)),
    "sessions /sessions/{session}": (GROUP, ("leader of another group",)),
    "sessions /sessions/{session}/register": (GROUP, ("leader of another group",)),
    "sessions /contacts/{contact}": (TEAM, ()),
    "sessions /volunteering/{hours}": (TEAM, ()),
    "outcomes /hard-outcomes/{offence}": (TEAM, ()),
    "outcomes /plans/{plan}": (TEAM, ()),
}
"""Of each route with an object in its path: to whom it is shown, and who is told that there is none."""

DONE: Mapping[str, tuple[str, Any, tuple[str, ...], tuple[str, ...]]] = {
    "register": (
        "/sessions/{session}/register",
        {"lines": [{"person_ref": "0123456789abcdef0123456789abcdef", "attendance": "present"}]},
        GROUP,
        ("leader of another group",),
    ),
    "heads": ("/sessions/{session}/heads", {"count": 3}, GROUP, ("leader of another group",)),
}
"""Commands on an object that a group leader may do: path, body, who may, and who is told that there is none."""


@pytest.fixture
async def objects(teams: Mapping[str, Team]) -> Mapping[str, str]:
    """One of each, in the contract that has all of them."""
    team = teams["liaison-and-diversion"]
    case = await team.refers(
        f"Foreign-{uuid4().hex[:6]}", source="custody-suite", route="telephone", received_on="2025-03-03",
        referrer_organisation="RW5",
    )  # fmt: skip
    await case.step("triage", "2025-03-04", risk_level="low")
    await case.step("accept", "2025-03-05")
    await case.step("release", "2025-03-20", released_on="2025-03-20", site="prison-1")
    volunteered = {"volunteer_id": ME, "on": "2025-03-10", "minutes": 60, "activity": "peer-mentoring"}
    group = {
        "programme": "reconnect", "activity": "peer-group", "place": "community-venue", "channel": "01",
        "on": "2025-03-01", "leaders": [ME],
    }  # fmt: skip
    group_id = (await team.does("sessions", "/groups", group))["group_id"]
    held = {"kind": "group", "group_id": group_id, "on": "2025-03-10", "minutes": 60, "volunteers": [ME]}
    offence = {
        "person_ref": case.person_ref, "on": "2025-04-01", "kind": "re-offending-reduced", "evidence": "document-seen",
    }  # fmt: skip
    return {
        "referral": case.referral_id,
        "group": group_id,
        "session": (await team.does("sessions", "/sessions/hold", held))["session_id"],
        "contact": await case.contact("2025-03-06", "rapport-in-custody", "reconnect"),
        "hours": (await team.does("sessions", "/volunteering", volunteered))["entry_id"],
        "offence": (await team.does("outcomes", "/hard-outcomes", offence))["entry_id"],
        "plan": (await case.plan("2025-03-07", "housing"))["plan_id"],
    }


async def answers(team: Team, other: Team, method: str, service: str, path: str, **more: Any) -> dict[str, int]:
    """What each caller is answered."""
    url = team.processes[service].url + path
    found = {}
    bearers = {name: team.site.tokens.bearer(role, team.slug, **told) for name, (role, told) in CALLERS.items()} | {
        ABROAD: team.site.tokens.bearer("team-leader", other.slug)
    }
    for name, bearer in bearers.items():
        key = {} if method == "GET" else {"Idempotency-Key": str(uuid4())}
        found[name] = (await call(method, url, bearer | key, **more)).status_code
    return found


def as_expected(may: tuple[str, ...], none: tuple[str, ...]) -> dict[str, int]:
    return {name: 200 if name in may else 404 if name in none else 403 for name in (*CALLERS, ABROAD)}


async def test_each_object_is_shown_to_those_whose_it_is(teams: Mapping[str, Team], objects: Mapping[str, str]) -> None:
    team, other = teams["liaison-and-diversion"], teams["rio"]
    told = {}
    for route in SHOWN:
        service, path = route.split()
        told[route] = await answers(team, other, "GET", service, path.format(**objects))

    assert told == {route: as_expected(*expected) for route, expected in SHOWN.items()}


async def test_a_group_leader_works_on_the_registers_of_own_groups_alone(
    teams: Mapping[str, Team], objects: Mapping[str, str]
) -> None:
    team, other = teams["liaison-and-diversion"], teams["rio"]
    told = {
        name: await answers(team, other, "POST", "sessions", path.format(**objects), json=body)
        for name, (path, body, _, _) in DONE.items()
    }

    # The same line again by another caller is no fault: it stands on the register already under another id.
    assert {
        name: {caller: status for caller, status in each.items() if status in (403, 404)} for name, each in told.items()
    } == {
        name: {caller: status for caller, status in as_expected(may, none).items() if status != 200}
        for name, (_, _, may, none) in DONE.items()
    }


async def test_the_lists_of_a_referrer_hold_own_referrals_alone(
    teams: Mapping[str, Team], objects: Mapping[str, str]
) -> None:
    team = teams["liaison-and-diversion"]
    url = f"{team.processes['referrals'].url}/referrals"
    listed = {}
    for organisation in ("RW5", "RXR"):
        bearer = team.site.tokens.bearer("referrer", team.slug, organisation=organisation)
        listed[organisation] = [each["referral_id"] for each in (await call("GET", url, bearer)).json()["referrals"]]

    assert objects["referral"] in listed["RW5"]
    assert listed["RXR"] == []
