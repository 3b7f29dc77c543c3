"""The matrix of every service: each route by each role of the own contract, of another and of none."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest
from fastapi import FastAPI

from chassis.eventstore.memory import MemoryStore
from chassis.service import Running, Service
from chassis.settings import Settings
from services.referrals.main import SERVICE as REFERRALS
from services.reporting.main import SERVICE as REPORTING
from tests.conftest import Tokens
from tests.serving.matrix import ANY_CONTRACT, ANYONE, doors

CONTRACT = "rio"
TEAM = "worker team-leader"
LEADER = "team-leader"
FEED = "feed"

OF_REFERRALS = {
    "POST /referrals": f"{TEAM} referrer",
    "GET /referrals": f"{TEAM} referrer",
    "GET /referrals/{referral_id}": f"{TEAM} referrer",
    "POST /referrals/{referral_id}/amend": TEAM,
    "POST /referrals/{referral_id}/withdraw": TEAM,
    "POST /referrals/{referral_id}/referrer-contact": TEAM,
    "POST /referrals/{referral_id}/triage": TEAM,
    "POST /referrals/{referral_id}/accept": TEAM,
    "POST /referrals/{referral_id}/decline": TEAM,
    "POST /referrals/{referral_id}/allocate": LEADER,
    "POST /referrals/{referral_id}/first-contact": TEAM,
    "POST /referrals/{referral_id}/close": LEADER,
    "POST /referrals/{referral_id}/reopen": LEADER,
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
OF_REPORTING = {
    "GET /contracts/{slug}/report": f"team-leader commissioner management{ANY_CONTRACT}",
    "GET /report": f"management{ANY_CONTRACT}",
    "GET /metrics": f"{TEAM} commissioner management operations{ANY_CONTRACT}",
    "GET /lag": f"operations{ANY_CONTRACT}",
}


@pytest.mark.parametrize(
    ("service", "expected"),
    [(REFERRALS, OF_REFERRALS), (REPORTING, OF_REPORTING)],
    ids=lambda value: value.name if isinstance(value, Service) else "",
)
async def test_each_role_gets_through_its_own_doors_only(
    make_app: Callable[..., FastAPI], tokens: Tokens, service: Service, expected: Mapping[str, str]
) -> None:
    settings = Settings(contract=CONTRACT, person_reference_key="YSBrZXkgb2YgdGhpcyB0ZXN0IGFsb25lLCAzMiBieXQ=")
    assert service.terms is not None
    # Behind the doors there is no database: who gets through is answered with an error, and that is all that is asked.
    running = Running(
        settings, CONTRACT, cast(Any, None), service.terms(settings), MemoryStore(), "rio.referrals.v1", working=False
    )
    parts = await service.parts(running)
    assert await doors(make_app(routers=parts.routers), tokens, own=CONTRACT) == expected
