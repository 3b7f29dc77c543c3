"""One script, lived under the terms of Long Covid, under the same terms by another's name, and under those of RIO."""

from collections.abc import Mapping
from typing import Any

from tests.journeys.life import ANNE, BEN, TAKEN, Case, Team, filled, rule
from tests.journeys.teams import LENT

PERSON = {"family_name": "Avocet", "given_names": ["Ottoline"], "born_on": "1971-08-30", "sex": "female"}
SENT = {"person": PERSON, "route": "telephone", "received_on": "2025-02-03"}
MET = {
    "person_ref": "@person",
    "referral_id": "@referral",
    "programme": "peer-support",
    "channel": "01",
    "attendance": "5",
    "minutes": 60,
}
ENGAGED = {**MET, "on": "2025-02-12", "purpose": "initial-engagement"}
PLAN = {"person_ref": "@person", "referral_id": "@referral", "agreed_on": "2025-02-12", "workers": [ANNE, BEN]}
ASKED = {"person_ref": "@person", "on": "2025-02-12", "occasion": "first"}
GROUP = {"programme": "volunteering", "activity": "training", "place": "online", "channel": "11", "on": "2025-02-03"}

SCRIPT: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
    ("sent by the Long Covid team", "referrals", "/referrals", {**SENT, "source": "long-covid-team"}),
    ("sent by the GP", "referrals", "/referrals", {**SENT, "source": "gp"}),
    ("accepted at once", "referrals", "/referrals/@referral/accept", {"on": "2025-02-05"}),
    ("referrer contacted", "referrals", "/referrals/@referral/referrer-contact", {"on": "2025-02-04"}),
    ("triaged", "referrals", "/referrals/@referral/triage", {"on": "2025-02-05", "risk_level": "low"}),
    ("accepted", "referrals", "/referrals/@referral/accept", {"on": "2025-02-05"}),
    ("called", "sessions", "/contacts", {**MET, "on": "2025-02-06", "purpose": "review", "workers": [ANNE]}),
    ("engaged by one", "sessions", "/contacts", {**ENGAGED, "workers": [ANNE]}),
    ("engaged by two", "sessions", "/contacts", {**ENGAGED, "workers": [ANNE, BEN]}),
    ("planned without the person", "outcomes", "/plans", {**PLAN, "together": False}),
    ("planned together", "outcomes", "/plans", {**PLAN, "together": True}),
    ("quality of life", "outcomes", "/questionnaires", {**ASKED, "instrument": "eq-5d-5l", "answers": [3, 2, 4, 3, 3]}),
    ("recovery capital", "outcomes", "/questionnaires", {**ASKED, "instrument": "barc-10", "answers": [4] * 10}),
    (
        "benefits awarded",
        "outcomes",
        "/hard-outcomes",
        {"person_ref": "@person", "on": "2025-03-03", "kind": "benefits-awarded", "evidence": "document-seen"},
    ),
    ("support group", "sessions", "/groups", {**GROUP, "code": "support-group"}),
    (
        "extended",
        "referrals",
        "/referrals/@referral/extend",
        {"on": "2025-03-03", "until": "2026-12-31", "reason": "person-asked"},
    ),
)

LONG_COVID = {
    "sent by the Long Covid team": TAKEN,
    "sent by the GP": TAKEN,
    "accepted at once": ("step-missing", None),
    "referrer contacted": TAKEN,
    "triaged": TAKEN,
    "accepted": TAKEN,
    "called": TAKEN,
    "engaged by one": ("minimum-staff", "workers"),
    "engaged by two": TAKEN,
    "planned without the person": ("not-together", "together"),
    "planned together": TAKEN,
    "quality of life": TAKEN,
    "recovery capital": ("unknown-instrument", "instrument"),
    "benefits awarded": TAKEN,
    "support group": TAKEN,
    "extended": ("support-open", "until"),
}
RIO = {
    "sent by the Long Covid team": ("unknown-source", "source"),
    "sent by the GP": TAKEN,
    "accepted at once": TAKEN,
    "referrer contacted": TAKEN,
    "triaged": TAKEN,
    "accepted": TAKEN,
    "called": TAKEN,
    "engaged by one": ("unknown-purpose", "purpose"),
    "engaged by two": ("unknown-purpose", "purpose"),
    "planned without the person": TAKEN,
    "planned together": ("plan-open-already", "referral_id"),
    "quality of life": ("unknown-instrument", "instrument"),
    "recovery capital": TAKEN,
    "benefits awarded": ("unknown-kind", "kind"),
    "support group": ("unknown-code", "code"),
    "extended": ("support-open", "until"),
}


async def test_the_terms_of_long_covid_make_another_contract_behave_so(teams: Mapping[str, Team]) -> None:
    for name in ("long-covid", LENT):
        told, case = await played(teams[name])
        assert told == LONG_COVID
        await case.stands(first_contact_on="2025-02-06", first_contact_by="2025-02-17", follow_up_by="2025-03-12")
        await case.steps(
            referrer_contacted="2025-02-04",
            person_contacted="2025-02-06",
            initial_engagement="2025-02-12",
            plan_together="2025-02-12",
            follow_up=None,
        )
        assert await reviews(case) == ["2025-03-26"]


async def test_the_same_journey_is_another_under_the_terms_of_rio(teams: Mapping[str, Team]) -> None:
    told, case = await played(teams["rio"])
    assert told == RIO
    await case.stands(first_contact_on="2025-02-06", first_contact_by="2025-02-10", follow_up_by=None)
    await case.steps()
    assert await reviews(case) == ["2025-05-13"]


async def played(team: Team) -> tuple[Mapping[str, Any], Case]:
    """What the contract says to each line of the script, and the case that came of it."""
    told: dict[str, Any] = {}
    words: dict[str, str] = {}
    noted = set()
    for said, service, path, body in SCRIPT:
        answer = await team.post(service, filled(path, words), filled(body, words))
        told[said], shown = rule(answer), answer.json()
        if path == "/referrals" and answer.is_success:
            words = {"referral": shown["referral_id"], "person": shown["person_ref"]}
        if path in ("/contacts", "/plans") and answer.is_success:
            noted.add(shown["plan_id" if path == "/plans" else "entry_id"])
    case = Case(team, words["referral"], words["person"], noted)
    await case.settled()
    return told, case


async def reviews(case: Case) -> list[str]:
    """Days on which the plans of the case are looked at next."""
    found = await case.team.get("outcomes", "/plans", referral_id=case.referral_id)
    return [each["review_by"] for each in found["plans"]]
