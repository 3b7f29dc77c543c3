"""Mental health peer support: from the community team, with meetings of several agencies, measured by ReQoL."""

from collections.abc import Mapping

from tests.journeys.life import ANNE, BEN, Team, present


async def test_a_case_comes_from_the_community_team_and_ends_measurably_better(teams: Mapping[str, Team]) -> None:
    team = teams["mental-health-peer-support"]
    case = await team.refers(
        "Dunnock",
        source="community-mental-health-team",
        route="secure-email",
        received_on="2025-01-06",
        urgency="urgent",
        referrer_organisation="RW5",
        needs="Has not left the house for weeks.",
    )
    assert (await case.seen())["first_contact_by"] == "2025-02-03"
    assert await case.step_refused("accept", "2025-01-08") == ("step-missing", None)
    await case.step("triage", "2025-01-08", risk_level="medium")
    await case.step("accept", "2025-01-10")
    await case.step("allocate", "2025-01-10", worker_id=ANNE)
    await case.stands(support_until=None)

    await case.contact("2025-01-14", "assessment", "peer-support", workers=[ANNE, BEN])
    await case.stands(first_contact_on="2025-01-14", follow_up_by="2025-02-11")
    for kind, on in (("multi-agency-meeting", "2025-01-16"), ("emdt-meeting", "2025-02-13")):
        meeting = {"kind": kind, "on": on, "minutes": 90, "workers": [ANNE, BEN], "programme": "joint-work"}
        await team.does("sessions", "/staff-activities", meeting)
    met = await team.get("sessions", "/staff-activities", kind="multi-agency-meeting", programme="joint-work")
    assert [each["content"]["workers"] for each in met["entries"]] == [[ANNE, BEN]]

    plan = await case.plan("2025-01-21", "mental-health", "relationships")
    group = await team.does("sessions", "/groups", {"code": "peer-support-group", "on": "2025-01-01", "capacity": 8})
    for on, attendance in (("2025-01-28", "absent"), ("2025-02-04", "absent"), ("2025-02-11", "absent")):
        line = {"person_ref": case.person_ref, "attendance": attendance}
        session = {"group_id": group["group_id"], "on": on, "minutes": 60, "staff": [BEN], "lines": [line]}
        await team.does("sessions", "/sessions/hold", session)
    missing = await team.get("sessions", "/absences", group_id=group["group_id"])
    assert [(each["person_ref"], each["absences"]) for each in missing["absences"]] == [(case.person_ref, 3)]
    await case.contact("2025-02-12", "check-in", "peer-support", channel="02", minutes=15)
    back = {"group_id": group["group_id"], "on": "2025-02-18", "minutes": 60, "staff": [BEN], "lines": present(case)}
    await team.does("sessions", "/sessions/hold", back)
    assert (await team.get("sessions", "/absences", group_id=group["group_id"]))["absences"] == []

    quality = {"instrument": "reqol-10"}
    await case.tells("/questionnaires", "2025-01-21", **quality, occasion="first", score_in_hundredths=1300)
    await case.tells("/questionnaires", "2025-06-10", **quality, occasion="last", score_in_hundredths=2600)
    found = await team.does("outcomes", "/questionnaires/search", {"person_ref": case.person_ref, **quality})
    scores = [(each["content"]["on"], each["content"]["score_in_hundredths"]) for each in found["entries"]]
    assert scores == [("2025-06-10", 2600), ("2025-01-21", 1300)]
    hard = {"kind": "emergency-contact-reduced", "evidence": "confirmed-by-professional"}
    assert (await case.tells("/hard-outcomes", "2025-05-06", **hard))["counted"] == "instances"
    soft = await case.tells("/soft-outcomes", "2025-05-06", area="mental-health", source="questionnaire")
    assert soft["ways"] == ["take-notice"]
    reviewed = await team.does("outcomes", f"/plans/{plan['plan_id']}/review", {"on": "2025-04-21"})
    assert reviewed["review_by"] == "2025-07-20"

    await case.settled()
    await case.step("close", "2025-06-10", reason="goals-met")
    await case.plan_ended(plan["plan_id"], "2025-06-10", "referral-closed")
    await team.figure("contacts", "attended", "2025-02", 1)
