"""RIO: an open door, groups and drop-in without any referral, the forum by heads, and hours that volunteers give."""

from collections.abc import Mapping

from tests.journeys.life import ANNE, BEN, Team, present

IRIS = {"family_name": "Fieldfare", "given_names": ["Iris"], "born_on": "1980-02-29", "sex": "female"}


async def test_somebody_who_drops_in_is_taken_down_without_a_referral(teams: Mapping[str, Team]) -> None:
    team = teams["rio"]
    known = await team.does("referrals", "/people", {"person": IRIS, "on": "2025-01-06"})
    person = {"person_ref": known["person_ref"]}
    about = {"on": "2025-01-06", "answers": {"district": "preston", "gender": "not-stated"}}
    await team.does("referrals", "/people/characteristics", {**person, **about})

    dropped_in = {
        "kind": "drop-in",
        "programme": "community-outreach",
        "activity": "community-outreach",
        "place": "preston-hub",
        "channel": "01",
        "on": "2025-01-06",
        "minutes": 120,
        "staff": [ANNE],
    }
    lines = [person, *present("Jo", "Jo")]
    session = await team.does("sessions", "/sessions/hold", {**dropped_in, "lines": lines, "heads": [{"count": 7}]})
    assert (session["kind"], session["present"]) == ("drop-in", 10)

    club = await team.does(
        "sessions", "/groups", {"code": "breakfast-club", "on": "2025-01-01", "place": "preston-hub"}
    )
    span = {"first": "2025-01-13", "weeks": 1}
    planned = (await team.does("sessions", f"/groups/{club['group_id']}/plan", span))["sessions"]
    assert [each["on"] for each in planned] == ["2025-01-13", "2025-01-14"]
    held = {"on": "2025-01-13", "minutes": 90, "volunteers": [BEN], "lines": [person]}
    await team.does("sessions", f"/sessions/{planned[0]['session_id']}/hold", held)
    await team.does(
        "sessions", f"/sessions/{planned[1]['session_id']}/cancel", {"on": "2025-01-14", "reason": "weather"}
    )

    forum = {
        "kind": "gathering",
        "programme": "lancashire-user-forum",
        "activity": "forum",
        "place": "other-venue",
        "channel": "01",
        "on": "2025-03-01",
        "minutes": 240,
        "staff": [ANNE],
        "heads": [{"count": 165}, {"channel": "11", "count": 12}],
    }
    assert (await team.does("sessions", "/sessions/hold", forum))["present"] == 177
    given = {"volunteer_id": BEN, "on": "2025-01-13", "minutes": 150, "activity": "homeless-outreach"}
    hours = await team.does("sessions", "/volunteering", {**given, "programme": "homeless-outreach"})
    assert (hours["content"]["minutes"], hours["content"]["ways"]) == (150, ["give"])

    attended = await team.does("sessions", "/attendances/search", person)
    assert [(each["on"], each["programme"]) for each in attended["attendances"]] == [
        ("2025-01-13", "groups-timetable"),
        ("2025-01-06", "community-outreach"),
    ]
    capital = {"instrument": "barc-10", "occasion": "first", "answers": [4, 5, 4, 4, 5, 4, 5, 4, 4, 5]}
    reading = await team.does("outcomes", "/questionnaires", {**person, "on": "2025-01-13", **capital})
    assert reading["content"]["score_in_hundredths"] == 4400
    plan = {**person, "agreed_on": "2025-01-13", "together": False, "workers": [ANNE], "goals": [{"area": "recovery"}]}
    agreed = await team.does("outcomes", "/plans", plan)
    ended = {"on": "2025-06-02", "reason": "goals-met"}
    assert (await team.does("outcomes", f"/plans/{agreed['plan_id']}/close", ended))["status"] == "closed"

    listed = await team.get("referrals", "/referrals", limit=200)
    assert known["person_ref"] not in {each["person_ref"] for each in listed["referrals"]}
    await team.figure("attendances", "counted only", "2025-03", 177)


async def test_a_case_needs_no_step_before_it_is_accepted(teams: Mapping[str, Team]) -> None:
    team = teams["rio"]
    case = await team.refers("Plover", source="self", route="in-person", received_on="2025-01-06")
    await case.step("accept", "2025-01-06")
    await case.stands(support_until=None, checks_on=[])
    await case.step("allocate", "2025-01-06", worker_id=BEN)
    await case.contact("2025-01-06", "welcome", "peer-support")
    await case.stands(first_contact_on="2025-01-06", follow_up_by=None)
    await case.steps()

    plan = await case.plan("2025-01-20", "recovery", "purpose-and-community", together=False)
    reading = {"instrument": "swemwbs", "occasion": "first", "answers": [2, 2, 3, 2, 2, 3, None]}
    assert (await case.tells("/questionnaires", "2025-01-20", **reading))["score_in_hundredths"] is None
    course = {"on": "2025-03-03", "course": "recovery-coach", "stage": "completed", "learner": "person"}
    trained = await team.does("outcomes", "/training", {**course, "person_ref": case.person_ref})
    assert trained["content"]["accredited"] is True
    job = {"kind": "employment", "evidence": "told-by-person"}
    assert (await case.tells("/hard-outcomes", "2025-04-07", **job))["cap_per_year"] == 1
    await case.tells("/soft-outcomes", "2025-04-07", area="purpose", source="conversation", ways=["keep-learning"])
    await team.does("outcomes", f"/plans/{plan['plan_id']}/review", {"on": "2025-04-20"})

    await case.settled()
    await case.step("close", "2025-06-30", reason="moved-on")
    await case.plan_ended(plan["plan_id"], "2025-06-30", "referral-closed")
    assert await case.timeline() == [
        "referral-received.v1",
        "referral-accepted.v1",
        "referral-allocated.v1",
        "contact-noted.v1",
        "first-contact-made.v1",
        "plan-noted.v1",
        "referral-closed.v1",
    ]


async def test_grants_are_decided_by_the_rules_of_two_funds(teams: Mapping[str, Team]) -> None:
    team = teams["rio"]
    heard = {"applied_on": "2025-02-03", "interviewed_on": "2025-03-03", "district": "preston", "workers": [ANNE, BEN]}
    await team.does("sessions", "/grants", {"fund": "bric", "on": "2025-03-10", "pounds": 4999, **heard})
    await team.does("sessions", "/grants", {"fund": "bric", "on": "2025-03-10", "pounds": 0, **heard})
    small = {"fund": "stepping-stones", "on": "2025-03-11", "workers": [ANNE]}
    await team.does("sessions", "/grants", {**small, "pounds": 750})
    above = {**small, "pounds": 1200, "exception": "decided-by-trustees"}
    assert (await team.does("sessions", "/grants", above))["content"]["set_aside"] == ["largest-award"]

    listed = await team.get("sessions", "/grants", label="exception")
    assert [(each["content"]["fund"], each["content"]["pounds"]) for each in listed["entries"]] == [
        ("stepping-stones", 1200)
    ]
    assert (await team.get("sessions", "/grants", fund="bric", district="preston"))["total"] == 2
    await team.figure("grants", "money awarded", "2025-03", 6949)
    await team.figure("grants", "applications decided", "2025-03", 4)
    await team.figure("process-exceptions", "largest-award: decided-by-trustees", "2025-03", 1)
