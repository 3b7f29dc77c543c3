"""Changing Futures: intensive work for twelve months, looked at after nine and twelve, and longer as an exception."""

from collections.abc import Mapping

from tests.journeys.life import ANNE, BEN, Team


async def test_a_case_lasts_twelve_months_and_longer_as_an_exception(teams: Mapping[str, Team]) -> None:
    team = teams["changing-futures"]
    case = await team.refers("Heron", source="housing", route="secure-email", received_on="2024-01-08")

    assert await case.step_refused("accept", "2024-01-09") == ("step-missing", None)
    await case.step("triage", "2024-01-09", risk_level="high")
    await case.step("accept", "2024-01-10")
    await case.step("allocate", "2024-01-10", worker_id=ANNE)
    await case.stands(support_until="2025-01-10", checks_on=["2024-10-10", "2025-01-10"])

    # A text is no first contact, and who did not attend was not met.
    await case.contact("2024-01-11", "engagement", "navigation", channel="09", minutes=None)
    await case.contact("2024-01-12", "engagement", "navigation", attendance="3", minutes=None)
    await case.contact("2024-01-15", "engagement", "navigation", workers=[ANNE, BEN])
    await case.stands(first_contact_on="2024-01-15", follow_up_by="2024-01-29")
    plan = await case.plan("2024-01-22", "housing", "safety", "substance-use")
    first = await case.tells(
        "/questionnaires",
        "2024-01-22",
        instrument="ndta",
        occasion="first",
        answers=[4, 3, 4, 8, 6, 4, 3, 2, 4, 4],
    )
    assert first["score_in_hundredths"] == 4200
    meeting = {"kind": "case-conference", "on": "2024-02-05", "minutes": 60, "workers": [ANNE], "programme": "advocacy"}
    await team.does("sessions", "/staff-activities", meeting)
    await case.contact("2024-04-05", "connecting-to-services", "navigation")
    await case.contact("2024-10-10", "review", "navigation")
    await case.stands(last_contact_on="2024-10-10", follow_up_by="2024-10-24")

    goal = plan["goals"][0]["goal_id"]
    settled = {"on": "2024-10-10", "result": "reached"}
    await team.does("outcomes", f"/plans/{plan['plan_id']}/goals/{goal}/settle", settled)
    reviewed = await team.does("outcomes", f"/plans/{plan['plan_id']}/review", {"on": "2024-10-10"})
    assert (reviewed["review_by"], reviewed["goals_reached"]) == ("2025-01-08", 1)
    hard = await case.tells("/hard-outcomes", "2024-09-02", kind="housing", evidence="document-seen")
    soft = await case.tells("/soft-outcomes", "2024-10-10", area="community", source="questionnaire")
    assert (hard["counted"], soft["ways"]) == ("instances", ["connect", "give"])
    last = await case.tells(
        "/questionnaires", "2025-01-10", instrument="reqol-10", occasion="review", score_in_hundredths=2400
    )
    assert (last["answers"], last["score_in_hundredths"]) == ([], 2400)

    extension = {"until": "2025-04-10", "reason": "handover-delayed"}
    body = {"on": "2025-01-10", **extension}
    by_a_worker = await team.refused("referrals", f"/referrals/{case.referral_id}/extend", body, role="worker")
    assert by_a_worker == ("missing-permission", None)
    await case.step("extend", "2025-01-10", **extension)
    await case.stands(support_until="2025-04-10")
    assert await case.exceptions() == [("support-length", "handover-delayed", None)]

    await case.settled()
    await case.step("close", "2025-04-04", reason="planned-end")
    await case.plan_ended(plan["plan_id"], "2025-04-04", "referral-closed")
    await team.figure("contacts", "attended", "2024-04", 1)
