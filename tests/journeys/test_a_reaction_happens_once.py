"""What one service does because of another happens once, whatever is repeated, corrected or killed in between."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from tests.journeys.life import Case, Team
from tests.journeys.teams import LENT
from tests.waiting import eventually

HALVES = ("reactor.after-command", "reactor.before-marks")
"""As soon as a command is carried out, and at the end of its batch."""
PUT_RIGHT = {"contact-noted.v1": 5, "first-contact-made.v1": 1, "step-corrected.v1": 3}
"""What happens to a referral when two contacts are recorded and one of them is corrected twice and withdrawn."""


async def test_the_first_contact_follows_what_sessions_says(teams: Mapping[str, Team]) -> None:
    case = await accepted(teams[LENT], "Teal")
    early = await case.contact("2025-03-12", "review", "peer-support")
    await case.contact("2025-03-20", "review", "peer-support")
    await case.stands(first_contact_on="2025-03-12", last_contact_on="2025-03-20")
    await put_right(case, early, on="2025-03-24")
    await case.stands(first_contact_on="2025-03-20", last_contact_on="2025-03-24")
    await put_right(case, early, on="2025-03-10")
    await case.stands(first_contact_on="2025-03-10", last_contact_on="2025-03-20")
    await take_back(case, early)
    await case.stands(first_contact_on="2025-03-20", last_contact_on="2025-03-20")
    assert happened(await case.timeline()) == PUT_RIGHT


async def test_it_comes_to_the_same_if_referrals_is_killed_at_every_turn(teams: Mapping[str, Team]) -> None:
    case = await accepted(teams[LENT], "Wigeon")
    async with down(teams[LENT], "referrals"):
        early = await case.contact("2025-03-12", "review", "peer-support")
    await case.stands(first_contact_on="2025-03-12")
    async with down(teams[LENT], "referrals"):
        await case.contact("2025-03-20", "review", "peer-support")
        await put_right(case, early, on="2025-03-24")
        await put_right(case, early, on="2025-03-10")
    await case.stands(first_contact_on="2025-03-10", last_contact_on="2025-03-20")
    async with down(teams[LENT], "referrals"):
        await take_back(case, early)
    await case.stands(first_contact_on="2025-03-20", last_contact_on="2025-03-20")
    assert happened(await case.timeline()) == PUT_RIGHT


@pytest.mark.parametrize("half", HALVES)
async def test_a_contact_is_noted_once_by_a_process_that_dies_half_way(teams: Mapping[str, Team], half: str) -> None:
    team = teams[LENT]
    case = await accepted(team, "Gadwall")
    async with dying(team, "referrals", half):
        await case.contact("2025-03-12", "review", "peer-support")
    await case.stands(first_contact_on="2025-03-12")
    await case.settled()
    assert happened(await case.timeline()) == {"contact-noted.v1": 1, "first-contact-made.v1": 1}


async def test_a_reaction_that_a_rule_refuses_is_kept_and_holds_nothing_up(teams: Mapping[str, Team]) -> None:
    team = teams[LENT]
    before = await team.refusals("referrals")
    case = await accepted(team, "Garganey")
    nobodys = Case(team, "3c0f4d8e-52b5-4b6f-9d0c-0d6f0f0a9c55", case.person_ref)
    await nobodys.contact("2025-03-11", "review", "peer-support")
    await case.contact("2025-03-12", "review", "peer-support")
    await case.stands(first_contact_on="2025-03-12")
    assert await team.refusals("referrals") == [*before, "unknown-referral"]
    assert await team.refusals("outcomes") == []


async def test_a_referral_that_is_closed_twice_ends_its_plan_once(teams: Mapping[str, Team]) -> None:
    team = teams[LENT]
    case = await accepted(team, "Pochard")
    plan = await case.plan("2025-03-12", "housing")
    await case.settled()
    closing, path = {"on": "2025-05-05", "reason": "goals-met"}, f"/referrals/{case.referral_id}/close"
    key = "0b6f6f1e-7b0a-4a52-8a4e-0d6f0f0a9c77"
    async with dying(team, "outcomes", "reactor.after-command"):
        once = await team.does("referrals", path, closing, key=key)
        assert await team.does("referrals", path, closing, key=key) == once
        assert await team.does("referrals", path, closing) == once
    assert await case.step_refused("close", "2025-05-06", reason="goals-met") == ("not-accepted", None)
    await case.plan_ended(plan["plan_id"], "2025-05-05", "referral-closed")

    # Open again and closed again, the plan stays ended as it was; a new one ends with the second closure.
    await case.step("reopen", "2025-05-12", reason="person-returned")
    later = await eventually(lambda: case.plan("2025-05-12", "housing"), within=20, every=0.1)
    await case.settled()
    await case.step("close", "2025-06-02", reason="planned-end")
    await case.plan_ended(later["plan_id"], "2025-06-02", "referral-closed")
    await case.plan_ended(plan["plan_id"], "2025-05-05", "referral-closed")


async def test_a_transfer_begins_one_referral_at_the_other_contract(teams: Mapping[str, Team]) -> None:
    ours, theirs = teams["long-covid"], teams["rio"]
    case = await accepted(ours, "Shoveler")
    plan = await case.plan("2025-03-12", "isolation")
    await case.settled()
    handed_over, path = {"on": "2025-04-07", "to_contract": theirs.slug}, f"/referrals/{case.referral_id}/transfer"
    async with dying(theirs, "referrals", "reactor.after-command"):
        once = await ours.does("referrals", path, handed_over)
        assert await ours.does("referrals", path, handed_over) == once
    assert once["status"] == "transferred"
    assert await case.step_refused("transfer", "2025-04-08", to_contract=theirs.slug) == ("already-recorded", None)
    await case.plan_ended(plan["plan_id"], "2025-04-07", "referral-transferred")

    async def arrived() -> list[str]:
        found = [each for each in await theirs.transferred() if each["person_ref"] == case.person_ref]
        return [each["referral_id"] for each in found]

    (referral_id,) = await eventually(arrived, within=20, every=0.1)
    there = Case(theirs, referral_id, case.person_ref)
    seen = await there.seen()
    assert (seen["status"], seen["received_on"], seen["route"]) == ("received", "2025-04-07", "transfer")
    (received,) = seen["timeline"]
    assert received["facts"]["transferred_from"] == ours.slug
    await there.step("accept", "2025-04-08")
    await there.contact("2025-04-09", "welcome", "peer-support")
    await there.stands(first_contact_on="2025-04-09")
    assert await arrived() == [referral_id]
    assert happened(await case.timeline())["referral-transferred.v1"] == 1


async def accepted(team: Team, family_name: str) -> Case:
    """A case of a team that works by the terms of Long Covid."""
    case = await team.refers(family_name, source="gp", route="telephone", received_on="2025-03-03")
    await case.step("referrer-contact", "2025-03-04")
    await case.step("triage", "2025-03-04", risk_level="low")
    await case.step("accept", "2025-03-05")
    return case


async def put_right(case: Case, contact_id: str, on: str) -> None:
    """Another day stands for a contact."""
    content = case.met(on, "review", "peer-support")
    body = {"content": content, "reason": "wrong-details"}
    await case.team.does("sessions", f"/contacts/{contact_id}/correct", body)


async def take_back(case: Case, contact_id: str) -> None:
    """A contact should not have been recorded."""
    await case.team.does("sessions", f"/contacts/{contact_id}/withdraw", {"reason": "entered-in-error"})


def happened(timeline: list[str]) -> dict[str, int]:
    """How often what came after the acceptance happened."""
    later = timeline[timeline.index("referral-accepted.v1") + 1 :]
    return {name: later.count(name) for name in sorted(set(later))}


@asynccontextmanager
async def down(team: Team, service: str) -> AsyncIterator[None]:
    """A service that was killed, and is started again afterwards."""
    process = team.processes[service]
    process.kill()
    try:
        yield
    finally:
        process.start()
        await process.ready()


@asynccontextmanager
async def dying(team: Team, service: str, point: str) -> AsyncIterator[None]:
    """A service that is killed at the first passing of a point, which something inside brings about."""
    process = team.processes[service]
    process.kill()
    process.start(FAILPOINTS=f"{point}=kill#1")
    await process.ready()
    try:
        yield
        await eventually(process.ended, within=20)
    finally:
        process.kill()
        process.start()
        await process.ready()
