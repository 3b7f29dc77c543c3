"""Every route of referrals against every role: a new route fails here until somebody has said who may call it."""

from contracts.roles import Role
from tests.conftest import Tokens
from tests.referrals_api.site import Site
from tests.serving.matrix import ANYONE, doors

TEAM = "worker team-leader"
DOORS = {
    "GET /letterbox": "worker team-leader operations",
    "GET /letterbox/{message_id}": "worker team-leader operations",
    "GET /referrals": "worker team-leader referrer",
    "GET /referrals/{referral_id}": "worker team-leader referrer",
    "GET /referrals/exceptions": TEAM,
    "GET /referrals/releases": TEAM,
    "GET /referrals/work": TEAM,
    "GET /referrals/{referral_id}/release": TEAM,
    "POST /referrals/{referral_id}/release": TEAM,
    "POST /referrals/{referral_id}/steps": TEAM,
    "POST /referrals/{referral_id}/flags/raise": TEAM,
    "POST /referrals/{referral_id}/flags/lift": TEAM,
    "POST /referrals/{referral_id}/extend": "team-leader",
    "POST /referrals/{referral_id}/correct-step": TEAM,
    "POST /referrals/{referral_id}/withdraw-step": TEAM,
    "GET /MessageDefinition": "feed",
    "GET /ServiceRequest": "feed",
    "GET /ServiceRequest/{id}": "feed",
    "GET /metadata": ANYONE,
    "PATCH /ServiceRequest/{id}": "feed",
    "POST /$process-message": "feed",
    "POST /letterbox/{message_id}/resolution": TEAM,
    "POST /letterbox/{message_id}/run-again": "worker team-leader operations",
    "POST /people": TEAM,
    "POST /people/characteristics": TEAM,
    "POST /people/consents": TEAM,
    "POST /people/consents/withdraw": TEAM,
    "POST /people/profile": "worker team-leader information-governance",
    "POST /people/spells": TEAM,
    "POST /people/links": "team-leader information-governance",
    "POST /people/search": "worker team-leader information-governance",
    "POST /referrals": "worker team-leader referrer",
    "POST /referrals/{referral_id}/accept": TEAM,
    "POST /referrals/{referral_id}/allocate": "team-leader",
    "POST /referrals/{referral_id}/amend": TEAM,
    "POST /referrals/{referral_id}/close": "team-leader",
    "POST /referrals/{referral_id}/transfer": "team-leader",
    "POST /referrals/{referral_id}/decline": TEAM,
    "POST /referrals/{referral_id}/first-contact": TEAM,
    "POST /referrals/{referral_id}/referrer-contact": TEAM,
    "POST /referrals/{referral_id}/reopen": "team-leader",
    "POST /referrals/{referral_id}/triage": TEAM,
    "POST /referrals/{referral_id}/withdraw": TEAM,
    "PUT /ServiceRequest/{id}": "feed",
} | {
    f"{method} {path}": "feed"
    for method in ("DELETE", "GET", "PATCH", "POST", "PUT")
    for path in ("/Appointment", "/Appointment/{rest:path}", "/Schedule", "/Slot", "/Slot/{rest:path}")
}


async def test_each_door_opens_for_its_own_roles_alone(site: Site, tokens: Tokens) -> None:
    found = await doors(site.app, tokens, site.contract)

    assert {door: set(who.split()) for door, who in found.items()} == {
        door: set(who.split()) for door, who in DOORS.items()
    }


async def test_a_token_of_another_contract_opens_nothing(site: Site) -> None:
    for role in Role:
        answer = await site.client.get("/referrals", headers=site.tokens.bearer(role, "another"))
        assert (answer.status_code, answer.json()["code"]) == (403, "other-contract")


def test_no_identifier_of_a_person_stands_in_a_path() -> None:
    for door in DOORS:
        assert not any(word in door for word in ("{person", "{nhs", "{name", "{number"))
