"""The matrix of every service: each route by each role of the own contract, of another and of none."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest
from fastapi import FastAPI

from chassis.eventstore.memory import MemoryStore
from chassis.service import Running, Service
from chassis.settings import Settings
from chassis.terms import contracts_in
from deploy.local.tokens import TERMS
from services.outcomes.main import SERVICE as OUTCOMES
from services.referrals.main import SERVICE as REFERRALS
from services.reporting.main import SERVICE as REPORTING
from services.sessions.main import SERVICE as SESSIONS
from tests.conftest import Tokens
from tests.serving.matrix import ANY_CONTRACT, ANYONE, doors

TEAM = "worker team-leader"
LEADER = "team-leader"
FEED = "feed"
GROUPS = f"{TEAM} group-leader"


def entries(prefix: str) -> dict[str, str]:
    """The doors of one kind of entry of the team."""
    paths = ("", "/batch", "/search", "/{entry_id}/correct", "/{entry_id}/withdraw")
    return {f"POST {prefix}{path}": TEAM for path in paths} | {
        f"GET {prefix}{path}": TEAM for path in ("", "/{entry_id}")
    }


OF_REFERRALS = {
    "POST /referrals": f"{TEAM} referrer",
    "GET /referrals": f"{TEAM} referrer",
    "GET /referrals/{referral_id}": f"{TEAM} referrer",
    "GET /referrals/work": TEAM,
    "GET /referrals/exceptions": TEAM,
    "GET /referrals/releases": TEAM,
    "GET /referrals/{referral_id}/release": TEAM,
    "POST /referrals/{referral_id}/release": TEAM,
    "POST /referrals/{referral_id}/steps": TEAM,
    "POST /referrals/{referral_id}/flags/raise": TEAM,
    "POST /referrals/{referral_id}/flags/lift": TEAM,
    "POST /referrals/{referral_id}/extend": LEADER,
    "POST /referrals/{referral_id}/correct-step": TEAM,
    "POST /referrals/{referral_id}/withdraw-step": TEAM,
    "POST /referrals/{referral_id}/amend": TEAM,
    "POST /referrals/{referral_id}/withdraw": TEAM,
    "POST /referrals/{referral_id}/referrer-contact": TEAM,
    "POST /referrals/{referral_id}/triage": TEAM,
    "POST /referrals/{referral_id}/accept": TEAM,
    "POST /referrals/{referral_id}/decline": TEAM,
    "POST /referrals/{referral_id}/allocate": LEADER,
    "POST /referrals/{referral_id}/first-contact": TEAM,
    "POST /referrals/{referral_id}/close": LEADER,
    "POST /referrals/{referral_id}/transfer": LEADER,
    "POST /referrals/{referral_id}/reopen": LEADER,
    "POST /people": TEAM,
    "POST /people/characteristics": TEAM,
    "POST /people/consents": TEAM,
    "POST /people/consents/withdraw": TEAM,
    "POST /people/profile": f"{TEAM} information-governance",
    "POST /people/spells": TEAM,
    "POST /people/search": f"{TEAM} information-governance",
    "POST /people/links": f"{LEADER} information-governance",
    "GET /letterbox": f"{TEAM} operations",
    "GET /letterbox/{message_id}": f"{TEAM} operations",
    "POST /letterbox/{message_id}/resolution": TEAM,
    "POST /letterbox/{message_id}/run-again": f"{TEAM} operations",
    "POST /$process-message": FEED,
    "GET /metadata": ANYONE,
    "GET /MessageDefinition": FEED,
    "GET /ServiceRequest": FEED,
    "GET /ServiceRequest/{id}": FEED,
    "PUT /ServiceRequest/{id}": FEED,
    "PATCH /ServiceRequest/{id}": FEED,
} | {
    f"{method} {path}": FEED
    for path in ("/Appointment", "/Appointment/{rest:path}", "/Slot", "/Slot/{rest:path}", "/Schedule")
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
}
OF_SESSIONS = {
    "POST /groups": LEADER,
    "GET /groups": GROUPS,
    "GET /groups/{group_id}": GROUPS,
    "POST /groups/{group_id}/change": LEADER,
    "POST /groups/{group_id}/end": LEADER,
    "POST /groups/{group_id}/plan": TEAM,
    "POST /sessions": TEAM,
    "POST /sessions/hold": GROUPS,
    "POST /sessions/batch": GROUPS,
    "GET /sessions": GROUPS,
    "GET /sessions/{session_id}": GROUPS,
    "POST /sessions/{session_id}/move": TEAM,
    "POST /sessions/{session_id}/cancel": TEAM,
    "POST /sessions/{session_id}/hold": GROUPS,
    "POST /sessions/{session_id}/correct": TEAM,
    "POST /sessions/{session_id}/withdraw": TEAM,
    "POST /sessions/{session_id}/register": GROUPS,
    "GET /sessions/{session_id}/register": GROUPS,
    "POST /sessions/{session_id}/register/{line_id}/correct": GROUPS,
    "POST /sessions/{session_id}/register/{line_id}/withdraw": GROUPS,
    "POST /sessions/{session_id}/heads": GROUPS,
    "GET /absences": GROUPS,
    "POST /attendances/search": TEAM,
    **entries("/contacts"),
    **entries("/signpostings"),
    **entries("/volunteering"),
    **entries("/staff-activities"),
    **entries("/grants"),
    "POST /directory": LEADER,
    "GET /directory": GROUPS,
    "GET /directory/{code}": GROUPS,
    "POST /directory/{code}/change": LEADER,
    "POST /directory/{code}/retire": LEADER,
}
OF_OUTCOMES = {
    **entries("/questionnaires"),
    **entries("/hard-outcomes"),
    **entries("/soft-outcomes"),
    **entries("/training"),
    "GET /instruments": TEAM,
    "POST /plans": TEAM,
    "GET /plans": TEAM,
    "POST /plans/search": TEAM,
    "GET /plans/{plan_id}": TEAM,
    "POST /plans/{plan_id}/goals": TEAM,
    "POST /plans/{plan_id}/goals/{goal_id}/settle": TEAM,
    "POST /plans/{plan_id}/actions": TEAM,
    "POST /plans/{plan_id}/actions/{action_id}/settle": TEAM,
    "POST /plans/{plan_id}/review": TEAM,
    "POST /plans/{plan_id}/close": TEAM,
    "POST /plans/{plan_id}/correct": TEAM,
    "POST /plans/{plan_id}/withdraw": TEAM,
}
OF_REPORTING = {
    "GET /contracts/{slug}/report": f"team-leader commissioner management{ANY_CONTRACT}",
    "GET /report": f"management{ANY_CONTRACT}",
    "GET /metrics": f"{TEAM} commissioner management operations{ANY_CONTRACT}",
    "GET /lag": f"operations{ANY_CONTRACT}",
    "GET /contracts/{slug}/pack": f"team-leader commissioner management{ANY_CONTRACT}",
    "GET /pack": f"management{ANY_CONTRACT}",
    "GET /annual-review": f"management{ANY_CONTRACT}",
    "POST /contracts/{slug}/figures/open": f"team-leader management{ANY_CONTRACT}",
    "POST /figures/open": f"team-leader management{ANY_CONTRACT}",
    "POST /contracts/{slug}/reports": f"team-leader management{ANY_CONTRACT}",
    "POST /reports": f"team-leader management{ANY_CONTRACT}",
    "GET /contracts/{slug}/reports": f"team-leader commissioner management{ANY_CONTRACT}",
    "GET /reports/{report_id}": f"team-leader commissioner management{ANY_CONTRACT}",
    "GET /reports/{report_id}/evidence": f"team-leader commissioner management{ANY_CONTRACT}",
    "GET /reports/{report_id}/changes": f"team-leader commissioner management{ANY_CONTRACT}",
    "POST /contracts/{slug}/rebases": f"team-leader management{ANY_CONTRACT}",
    "POST /contracts/{slug}/rebases/{decision_id}/undo": f"team-leader management{ANY_CONTRACT}",
    "GET /contracts/{slug}/rebases": f"team-leader commissioner management{ANY_CONTRACT}",
}


@pytest.mark.parametrize("contract", contracts_in(TERMS))
@pytest.mark.parametrize(
    ("service", "expected"),
    [(REFERRALS, OF_REFERRALS), (SESSIONS, OF_SESSIONS), (OUTCOMES, OF_OUTCOMES), (REPORTING, OF_REPORTING)],
    ids=lambda value: value.name if isinstance(value, Service) else "",
)
async def test_each_role_gets_through_its_own_doors_only(
    make_app: Callable[..., FastAPI], tokens: Tokens, service: Service, expected: Mapping[str, str], contract: str
) -> None:
    settings = Settings(contract=contract, person_reference_key="YSBrZXkgb2YgdGhpcyB0ZXN0IGFsb25lLCAzMiBieXQ=")
    assert service.terms is not None
    # Behind the doors there is no database: who gets through is answered with an error, and that is all that is asked.
    running = Running(
        settings,
        contract,
        cast(Any, None),
        service.terms(settings),
        MemoryStore(),
        f"{contract}.{service.name}.v1",
        working=False,
    )
    parts = await service.parts(running)
    assert await doors(make_app(contract, routers=parts.routers), tokens, own=contract) == expected
