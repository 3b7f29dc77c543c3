"""Messages of referrals reach plans through a real broker, each once, whichever comes first."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from chassis.eventstore.codec import Codec
from chassis.messaging.wire import Publishing, Recorded
from contracts.messages.catalogue import WIRE_NAMES
from contracts.messages.referrals import MESSAGES, ReferralClosed, ReferralReopened
from deploy.local.databases import DatabaseUrls
from services.outcomes.main import SERVICE
from tests.conftest import Tokens
from tests.messaging.conftest import pool, source  # noqa: F401 (fixtures)
from tests.messaging.reader import Running
from tests.messaging.source import Source
from tests.outcomes_api.site import PERSON, Site, open_site, plan
from tests.waiting import eventually

REFERRAL = UUID("5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0003")
ABOUT: dict[str, Any] = {"referral_id": REFERRAL, "person_ref": PERSON}
CLOSED = ReferralClosed(**ABOUT, closed_on=date(2026, 3, 20), reason="goals-met")
REOPENED = ReferralReopened(**ABOUT, reopened_on=date(2026, 3, 25), reason="needs-changed")


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the source that becomes a message as it stands."""

    type: str
    body: dict[str, Any]


CODEC = Codec({"told.v1": Told})


def _message(recorded: Recorded) -> BaseModel:
    return MESSAGES[recorded.event.type].model_validate(recorded.event.body)


PUBLISHING = Publishing(_message, 1)


class Referrals:
    """The service `referrals` of the contract, in small."""

    def __init__(self, source: Source) -> None:  # noqa: F811
        self.source = source

    def relay(self) -> Any:
        return self.source.relay(codec=CODEC, publishing=PUBLISHING)

    async def tell(self, message: BaseModel) -> None:
        told = Told(WIRE_NAMES[type(message)], message.model_dump(mode="json"))
        await self.source._append(f"referral-{REFERRAL}", CODEC.encode(told), PERSON, None)


@pytest.fixture
def referrals(source: Source) -> Referrals:  # noqa: F811
    return Referrals(source)


@pytest.fixture
async def site(
    migrated: DatabaseUrls, tmp_path: Path, tokens: Tokens, contract_slug: str, kafka: str
) -> AsyncIterator[Site]:
    """The service of an invented contract, beside its broker."""
    async with open_site(tmp_path, contract_slug, migrated.service_url, tokens, kafka_bootstrap=kafka) as opened:
        yield opened


async def reactor(site: Site) -> Any:
    """The worker that a process of the service turns."""
    (made,) = (await SERVICE.parts(replace(site.whole.running, working=True))).workers
    return made


async def test_the_plan_closes_and_a_message_that_comes_again_changes_nothing(site: Site, referrals: Referrals) -> None:
    agreed = await site.agreed(referral_id=str(REFERRAL))
    await referrals.tell(CLOSED)
    async with Running(referrals.relay(), await reactor(site)):
        await eventually(lambda: _status(site, agreed["plan_id"], "closed"), within=30)
        await referrals.source.put(*await referrals.source.records())
    await site.pool.execute('update applied set position = 0, "offset" = 0')
    async with Running(await reactor(site)):
        await eventually(lambda: _applied(site), within=30)
    assert await site.events() == [
        "plan-agreed.v1",
        "goal-set.v1",
        "action-agreed.v1",
        "referral-ended.v1",
        "plan-closed.v1",
    ]
    assert await site.pool.fetchval("select count(*) from refused_reactions") == 0


async def test_a_plan_that_is_entered_after_the_message_closes_at_once_until_the_referral_is_reopened(
    site: Site, referrals: Referrals
) -> None:
    async with Running(referrals.relay(), await reactor(site)):
        await referrals.tell(CLOSED)
        await eventually(lambda: _happened(site, "referral-ended.v1"), within=30)
        late = await site.agreed(referral_id=str(REFERRAL), goals=[])
        assert (late["status"], late["closed_on"], late["reason"]) == ("closed", "2026-03-20", "referral-closed")
        body = plan(referral_id=str(REFERRAL), agreed_on="2026-03-26", goals=[])
        assert (await site.post("/plans", body)).json()["code"] == "referral-ended"
        await referrals.tell(REOPENED)
        await eventually(lambda: _happened(site, "referral-resumed.v1"), within=30)
        answer = await site.post("/plans", body)
        assert (answer.status_code, answer.json()["status"]) == (201, "open")


async def _status(site: Site, plan_id: str, expected: str) -> bool:
    return bool((await site.get(f"/plans/{plan_id}")).json()["status"] == expected)


async def _happened(site: Site, name: str) -> bool:
    return name in await site.events()


async def _applied(site: Site) -> bool:
    return bool(await site.pool.fetchval("select max(position) from applied") == 1)
