"""Long Covid: the referrer first, then the person, two of the team at the initial engagement, the plan that day."""

from collections.abc import Mapping

from tests.journeys.life import ANNE, BEN, Team, present


async def test_a_case_is_worked_in_the_order_of_the_contract(teams: Mapping[str, Team]) -> None:
    team = teams["long-covid"]
    case = await team.refers("Quill", source="long-covid-team", route="telephone", received_on="2025-01-06")

    assert await case.step_refused("accept", "2025-01-07") == ("step-missing", None)
    await case.step("referrer-contact", "2025-01-07")
    await case.step("triage", "2025-01-07", risk_level="medium")
    await case.step("accept", "2025-01-08")
    await case.step("allocate", "2025-01-08", worker_id=ANNE)

    await case.contact("2025-01-09", "benefits", "peer-support", channel="02", minutes=15)
    await case.stands(first_contact_on="2025-01-09", follow_up_by="2025-02-06")
    await case.contact("2025-01-15", "initial-engagement", "peer-support", workers=[ANNE, BEN], minutes=90)
    plan = await case.plan("2025-01-15", "benefits", "isolation", workers=[ANNE, BEN])
    await case.contact("2025-01-29", "follow-up", "peer-support", channel="02", minutes=20)
    await case.steps(
        referrer_contacted="2025-01-07",
        person_contacted="2025-01-09",
        initial_engagement="2025-01-15",
        plan_together="2025-01-15",
        follow_up="2025-01-29",
    )
    assert (await case.seen())["follow_up_by"] == "2025-02-26"
    assert await case.exceptions() == []
    assert (plan["review_by"], plan["areas"]) == ("2025-02-26", ["benefits", "isolation"])

    group = await team.does("sessions", "/groups", {"code": "support-group", "on": "2025-01-01", "leaders": [BEN]})
    span = {"first": "2025-02-03", "weeks": 2, "weekdays": ["wednesday"]}
    planned = (await team.does("sessions", f"/groups/{group['group_id']}/plan", span))["sessions"]
    assert [each["on"] for each in planned] == ["2025-02-05", "2025-02-12"]
    held = f"/sessions/{planned[0]['session_id']}"
    lines = [*present(case, channel="11"), *present("Sam")]
    await team.does("sessions", f"{held}/hold", {"on": "2025-02-05", "minutes": 60, "staff": [BEN], "lines": lines})
    register = await team.get("sessions", f"{held}/register")
    assert [(each["person_ref"], each["first_name"], each["channel"]) for each in register["lines"]] == [
        (case.person_ref, None, "11"),
        (None, "Sam", "01"),
    ]

    first = await case.tells(
        "/questionnaires",
        "2025-01-15",
        instrument="eq-5d-5l",
        occasion="first",
        answers=[3, 2, 4, 3, 3],
        scale=40,
    )
    assert (first["profile"], first["score_in_hundredths"], first["scale"]) == ("32433", None, 40)
    hard = await case.tells("/hard-outcomes", "2025-02-20", kind="benefits-awarded", evidence="document-seen")
    soft = await case.tells("/soft-outcomes", "2025-02-20", area="isolation", source="conversation")
    assert (hard["counted"], soft["ways"]) == ("instances", ["connect"])
    reviewed = await team.does("outcomes", f"/plans/{plan['plan_id']}/review", {"on": "2025-02-26"})
    assert reviewed["review_by"] == "2025-04-09"

    await case.settled()
    await case.step("close", "2025-05-30", reason="goals-met")
    ended = await case.plan_ended(plan["plan_id"], "2025-05-30", "referral-closed")
    assert ended["actions_open"] == 2
    assert (await case.seen())["status"] == "closed"
    await team.figure("attendances", "attendances", "2025-02", 2)


async def test_what_is_done_against_the_order_is_listed_and_not_hidden(teams: Mapping[str, Team]) -> None:
    team = teams["long-covid"]
    case = await team.refers("Pipit", source="gp", route="telephone", received_on="2025-01-06")
    await case.step("referrer-contact", "2025-01-07")
    await case.step("triage", "2025-01-07", risk_level="low")
    await case.step("accept", "2025-01-08")

    # Sessions knows nothing of the order: that the follow-up came first is found afterwards.
    await case.contact("2025-01-13", "follow-up", "peer-support")
    await case.stands(first_contact_on="2025-01-13")
    missing = ("step-missing", "found-afterwards", "follow-up")
    await case.excepted(missing)
    alone = await case.contact("2025-01-20", "initial-engagement", "peer-support", exception="colleague-ill")
    early = ("step-order", "found-afterwards", "follow-up")
    await case.excepted(early, missing)
    plan = await case.plan("2025-01-22", "housing", together=False, exception="person-not-well-enough")
    await case.settled()
    await case.step("steps", "2025-01-22", step="plan-together", exception="clinical-advice")
    granted = ("step-same-day", "clinical-advice", "plan-together")
    await case.excepted(early, granted)  # No step is missing any longer.

    listed = await team.does("sessions", "/contacts/search", {"person_ref": case.person_ref, "label": "exception"})
    assert [each["entry_id"] for each in listed["entries"]] == [alone]
    excepted = await team.get("outcomes", "/plans", excepted=True, referral_id=case.referral_id)
    assert [each["plan_id"] for each in excepted["plans"]] == [plan["plan_id"]]
