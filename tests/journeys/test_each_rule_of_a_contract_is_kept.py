"""Every rule of every contract, broken: the refusal names it by code and field, and no service records anything."""

from collections.abc import Mapping

import pytest

from chassis.terms import contracts_in
from tests.journeys.life import ANNE, BEN, Case, Team, filled, rule
from tests.journeys.rules import WAYS
from tests.journeys.rules_of_all import OF_ALL
from tests.journeys.rules_of_one import OF_ONE
from tests.site.whole import PACKAGED_TERMS

CONTRACTS = contracts_in(PACKAGED_TERMS)
CHILD = {"family_name": "Cygnet", "born_on": "2007-01-07"}
"""Eighteen the day after the referral."""


@pytest.mark.parametrize("name", CONTRACTS)
async def test_a_broken_rule_is_named_and_nothing_is_recorded(teams: Mapping[str, Team], name: str) -> None:
    team = teams[name]
    words = await prepared(team, name)
    before = await team.recorded()
    rules = (*OF_ALL, *OF_ONE[name])
    told, expected = {}, {}
    for broken in rules:
        path, body = filled(broken.path, words), filled(broken.body, words)
        told[broken.said] = rule(await team.post(broken.service, path, body, broken.role))
        expected[broken.said] = (broken.code, broken.field)
    assert told == expected
    assert len(told) == len(rules)  # No two of them are called the same.
    assert await team.recorded() == before


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("changing-futures", "declined", "under-minimum-age"),
        ("liaison-and-diversion", "received", None),
        ("long-covid", "declined", "under-minimum-age"),
        ("mental-health-peer-support", "declined", "under-minimum-age"),
        ("rio", "received", None),
    ],
)
async def test_who_is_too_young_is_declined_where_there_is_a_minimum_age(
    teams: Mapping[str, Team], name: str, status: str, reason: str | None
) -> None:
    sent = {"person": CHILD, "source": WAYS[name].source, "route": "telephone", "received_on": "2025-01-06"}
    shown = await teams[name].does("referrals", "/referrals", sent)
    assert (shown["status"], shown["reason"]) == (status, reason)


async def prepared(team: Team, name: str) -> dict[str, str]:
    """What the rules are broken upon: a case that is worked, one that is not yet met, one that is new, and the like."""
    way = WAYS[name]
    case, unmet = await accepted(team, name, "Rook"), await accepted(team, name, "Jackdaw")
    new = await referred(team, name, "Jay")
    contact = await case.contact("2025-01-09", way.purpose, way.programme, channel="02", minutes=20)
    plan = await case.plan("2025-01-10", "housing")
    await case.tells("/hard-outcomes", "2024-12-02", kind="employment", evidence="document-seen")
    about = {"programme": way.programme, "activity": "training", "place": "online", "channel": "11"}
    group = await team.does("sessions", "/groups", {"title": "Tea", **about, "on": "2025-01-01"})
    session = await team.does("sessions", "/sessions", {"group_id": group["group_id"], "on": "2025-01-20"})
    words = {
        "source": way.source,
        "programme": way.programme,
        "purpose": way.purpose,
        "person": case.person_ref,
        "referral": case.referral_id,
        "unmet": unmet.referral_id,
        "new": new.referral_id,
        "contact": contact,
        "plan": plan["plan_id"],
        "group": group["group_id"],
        "session": session["session_id"],
        "instrument": way.of_another["instrument"],
        **{f"other-{word}": value for word, value in way.of_another.items()},
    }
    cases = [case]
    if name == "long-covid":
        engaged = await accepted(team, name, "Dove")
        await engaged.contact("2025-01-09", way.purpose, way.programme, channel="02", minutes=20)
        await engaged.contact("2025-01-20", "initial-engagement", way.programme, workers=[ANNE, BEN])
        cases.append(engaged)
        words["engaged"] = engaged.referral_id
    if name == "liaison-and-diversion":
        words |= await in_custody(team, name)
    for each in cases:
        await each.settled()
    return words


async def in_custody(team: Team, name: str) -> dict[str, str]:
    """Cases whose rules count from an identification or a release."""
    identified = await accepted(team, name, "Swift")
    await identified.step("steps", "2025-01-08", step="identified", site="custody-suite-1")
    early, late = await referred(team, name, "Martin"), await referred(team, name, "Swallow")
    for case, released_on in ((early, "2025-06-02"), (late, "2025-01-06")):
        await case.step("triage", "2025-01-07", risk_level="low")
        await case.step("release", "2025-01-07", released_on=released_on, planned=True)
    return {"identified": identified.referral_id, "early": early.referral_id, "late": late.referral_id}


async def referred(team: Team, name: str, family_name: str) -> Case:
    """A referral as the contract receives it."""
    return await team.refers(family_name, source=WAYS[name].source, route="telephone", received_on="2025-01-06")


async def accepted(team: Team, name: str, family_name: str) -> Case:
    """A referral that was accepted after whatever the contract asks for."""
    case = await referred(team, name, family_name)
    for step, more in WAYS[name].steps.items():
        await case.step(step, "2025-01-07", **more)
    await case.step("accept", "2025-01-08")
    return case
