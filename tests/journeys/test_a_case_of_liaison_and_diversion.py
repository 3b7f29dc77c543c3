"""Liaison and Diversion with RECONNECT: from custody to a kept appointment, and the months around a release."""

from collections.abc import Mapping

from tests.journeys.life import ANNE, BEN, Team, present

CUSTODY = "custody-peer-support"
SERVICE = {"title": "Steps back into work", "category": "employment", "districts": ["preston"], "on": "2024-12-01"}


async def test_a_case_goes_from_the_custody_suite_to_a_kept_appointment(teams: Mapping[str, Team]) -> None:
    team = teams["liaison-and-diversion"]
    case = await team.refers(
        "Lark", source="custody-suite", route="in-person", programme=CUSTODY, received_on="2025-01-06"
    )

    assert await case.step_refused("steps", "2025-01-06", step="screened", site="custody-suite-3") == (
        "step-missing",
        "step",
    )
    await case.step("steps", "2025-01-06", step="identified", site="custody-suite-3")
    await case.step("steps", "2025-01-06", step="screened", site="custody-suite-3")
    await case.contact("2025-01-06", "rapport-in-custody", CUSTODY, minutes=20)
    await case.step("triage", "2025-01-07", risk_level="high")
    await case.step("accept", "2025-01-07")
    await case.stands(first_contact_on="2025-01-06", follow_up_by="2025-01-20")
    await case.step("allocate", "2025-01-07", worker_id=ANNE)
    await case.step("steps", "2025-01-08", step="assessed", site="court-1")
    plan = await case.plan("2025-01-08", "offending", "housing")

    await team.does("sessions", "/directory", {"code": "steps-into-work", **SERVICE})
    told = {"service": "steps-into-work", "person_ref": case.person_ref, "referral_id": case.referral_id}
    signposted = await team.does("sessions", "/signpostings", {**told, "on": "2025-01-10", "workers": [ANNE]})
    assert signposted["content"]["category"] == "employment"
    await case.step("steps", "2025-01-10", step="referred-onward")
    await case.contact("2025-01-17", "support-to-appointment", CUSTODY, workers=[ANNE, BEN])
    await case.step("steps", "2025-01-17", step="first-appointment-kept")
    await case.steps(
        identified="2025-01-06",
        screened="2025-01-06",
        assessed="2025-01-08",
        referred_onward="2025-01-10",
        first_appointment_kept="2025-01-17",
    )
    sites = {each["step"]: each["site"] for each in (await case.seen())["steps"]}
    assert (sites["assessed"], sites["referred-onward"]) == ("court-1", None)

    group = await team.does("sessions", "/groups", {"code": "peer-support-group", "on": "2025-01-01"})
    met = {"group_id": group["group_id"], "on": "2025-01-22", "minutes": 60, "staff": [BEN]}
    session = await team.does("sessions", "/sessions/hold", {**met, "lines": present(case), "heads": [{"count": 4}]})
    assert (session["programme"], session["present"]) == ("groups", 5)

    answers = [3, 3, 2, 4, 3, 3, 2]
    reading = await case.tells("/questionnaires", "2025-01-08", instrument="swemwbs", occasion="first", answers=answers)
    assert reading["score_in_hundredths"] == 1859  # Raw 20 by the published table.
    await case.tells("/hard-outcomes", "2025-02-03", kind="housing", evidence="confirmed-by-agency")
    await case.tells("/soft-outcomes", "2025-02-03", area="hope", source="conversation")
    offending = await case.tells(
        "/hard-outcomes", "2025-03-03", kind="re-offending-reduced", evidence="confirmed-by-professional"
    )
    assert (offending["counted"], offending["custody"]) == ("persons", True)
    await team.does("outcomes", f"/plans/{plan['plan_id']}/review", {"on": "2025-02-05"})

    await case.settled()
    await case.step("close", "2025-03-10", reason="referred-onward")
    await case.plan_ended(plan["plan_id"], "2025-03-10", "referral-closed")
    await team.figure("attendances", "attendances", "2025-01", 5)


async def test_reconnect_counts_from_the_release(teams: Mapping[str, Team]) -> None:
    team = teams["liaison-and-diversion"]
    case = await team.refers(
        "Wren", source="prison-healthcare", route="telephone", programme="reconnect", received_on="2025-01-06"
    )
    planned = {"released_on": "2025-04-07", "planned": True, "site": "prison-2"}
    await case.step("release", "2025-01-07", **planned)
    await case.step("triage", "2025-01-07", risk_level="medium")
    # Twelve weeks before the seventh of April is the thirteenth of January.
    assert await case.step_refused("accept", "2025-01-12") == ("support-before-release", None)
    await case.step("accept", "2025-01-13")
    await case.stands(support_until="2025-10-07", checks_on=["2025-09-07"])
    await case.contact("2025-03-31", "before-release", "reconnect")
    await case.stands(first_contact_on="2025-03-31")

    released = await case.step("release", "2025-04-02", released_on="2025-04-02", planned=False, site="prison-2")
    assert (released["planned"], released["support_until"]) == (False, "2025-10-02")
    await case.contact("2025-04-02", "meeting-at-the-gate", "reconnect")
    # The release came so early that the acceptance still lies within twelve weeks of it.
    assert await case.exceptions() == []
    await case.step("extend", "2025-09-20", until="2025-11-30", reason="exceptional-need")
    await case.stands(support_until="2025-11-30")
    assert await case.exceptions() == [("support-after-release", "exceptional-need", None)]

    late = await team.refers(
        "Crow", source="prison", route="telephone", programme="reconnect", received_on="2025-03-03"
    )
    left = {"released_on": "2025-02-02", "planned": False, "site": "prison-1"}
    assert await late.step_refused("release", "2025-03-03", **left) == ("referral-after-release", None)
    await late.step("release", "2025-03-03", **left, exception="late-notice-of-release")
    assert await late.exceptions() == [("referral-after-release", "late-notice-of-release", None)]
    await case.settled()
