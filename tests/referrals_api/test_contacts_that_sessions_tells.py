"""Messages of sessions and outcomes reach the referral, each once, through the reactor on a real database."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from aiokafka import TopicPartition
from pydantic import BaseModel

from chassis import clock
from chassis.eventstore.store import Stored
from chassis.messaging.consumer import Batch
from chassis.messaging.wire import Encoder, Received
from chassis.reactor import Reactor
from contracts.messages import outcomes, sessions
from services.referrals.main import note_desks
from services.referrals.reactions import reactions
from tests.referrals_api.site import Site

TODAY = clock.today()
PERSON = "0123456789abcdef0123456789abcdef"


def told(site: Site, *bodies: BaseModel, service: str = "sessions") -> list[Received]:
    """Messages of one service, in one partition."""
    encoder, topic = Encoder(site.contract, service, 1), f"{site.contract}.{service}.v1"
    records = []
    for offset, body in enumerate(bodies):
        stored = Stored(offset + 1, uuid4(), "entry-1", offset + 1, "x", b"{}", {}, clock.now(), uuid4(), PERSON)
        records.append(Received(topic, 0, offset, PERSON.encode(), *encoder.encode(body, stored, offset)))
    return records


async def react(site: Site, records: list[Received]) -> None:
    """Apply them by a process that has just started."""
    made = Reactor(site.pool, note_desks(site.whole.running), partial(reactions, site.contract), "test")
    await made.positions({TopicPartition(*each[:2]) for each in records})
    await made.apply(Batch(records))


def contact(contact_id: UUID, person_ref: str, referral: str | None, days_ago: int, **more: Any) -> dict[str, Any]:
    return {
        "contact_id": contact_id,
        "person_ref": person_ref,
        "on": TODAY - timedelta(days=days_ago),
        "channel": "01",
        "attendance": "5",
        "purpose": "support",
        "staff": 1,
        "programme": "any",
        "referral_id": referral,
        **more,
    }


async def person_of(site: Site, sent: str) -> str:
    return str((await site.get(f"/referrals/{sent}")).json()["person_ref"])


async def first_contact(site: Site, sent: str) -> str | None:
    found: str | None = (await site.get(f"/referrals/{sent}")).json()["first_contact_on"]
    return found


async def accepted(site: Site) -> str:
    sent = await site.received()
    for step, body in (("referrer-contact", {}), ("triage", {"risk_level": "low"}), ("accept", {})):
        await site.post(f"/referrals/{sent}/{step}", body | {"on": "2026-03-03"})
    return sent


async def test_a_contact_is_recorded_corrected_and_withdrawn(site: Site) -> None:
    sent, one, other = await accepted(site), uuid4(), uuid4()
    person = await person_of(site, sent)
    records = told(
        site,
        sessions.ContactRecorded(**contact(one, person, sent, 5)),
        sessions.ContactRecorded(**contact(other, person, None, 9)),
        sessions.ContactCorrected(**contact(one, person, sent, 6), reason="wrong-details"),
        sessions.ContactWithdrawn(contact_id=other, reason="entered-in-error"),
        sessions.ContactWithdrawn(contact_id=one, reason="entered-in-error"),
    )
    await react(site, records[:1])
    assert await first_contact(site, sent) == (TODAY - timedelta(days=5)).isoformat()
    await react(site, records[:4])
    assert await first_contact(site, sent) == (TODAY - timedelta(days=6)).isoformat()
    await react(site, records)
    assert await first_contact(site, sent) is None
    names = (await site.events())[4:]
    await react(site, records)

    assert (
        (await site.events())[4:]
        == names
        == [
            "contact-noted.v1",
            "first-contact-made.v1",
            "contact-noted.v1",
            "step-corrected.v1",
            "contact-noted.v1",
            "step-withdrawn.v1",
        ]
    )
    assert await site.pool.fetchval("select count(*) from refused_reactions") == 0


async def test_a_contact_of_an_unknown_referral_or_with_another_person_is_listed_as_refused(site: Site) -> None:
    sent = await accepted(site)
    person = await person_of(site, sent)
    await react(
        site,
        told(
            site,
            sessions.ContactRecorded(**contact(uuid4(), person, str(uuid4()), 5)),
            sessions.ContactRecorded(**contact(uuid4(), PERSON, sent, 6)),
            sessions.ContactRecorded(**contact(uuid4(), person, sent, 4)),
        ),
    )

    refused = await site.pool.fetch("select code from refused_reactions order by recorded_at, position")
    assert [row["code"] for row in refused] == ["unknown-referral", "another-person"]
    assert await first_contact(site, sent) == (TODAY - timedelta(days=4)).isoformat()


async def test_a_plan_is_noted(site: Site) -> None:
    sent, plan = await accepted(site), uuid4()
    person = await person_of(site, sent)
    agreed: dict[str, Any] = {"plan_id": plan, "person_ref": person, "agreed_on": TODAY, "together": True, "staff": 2}
    await react(
        site,
        told(
            site,
            outcomes.PlanAgreed(**agreed, referral_id=sent),
            outcomes.PlanCorrected(**agreed | {"together": False}, reason="wrong-details"),
            outcomes.PlanWithdrawn(plan_id=plan, person_ref=person, reason="entered-in-error"),
            service="outcomes",
        ),
    )

    assert (await site.events())[4:] == ["plan-noted.v1"] * 3
