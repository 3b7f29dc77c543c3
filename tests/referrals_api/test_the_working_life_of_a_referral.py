"""Steps of the process, corrections, flags, releases, work lists and exceptions, over HTTP on a real database."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis import clock
from chassis.handling import Actor, Order
from deploy.local.databases import DatabaseUrls
from services.referrals.api.noting import NotesDesk
from services.referrals.domain import commands
from services.referrals.domain.state import stream
from services.referrals.main import _office, rebuild
from services.referrals.reactions import note_stream
from services.referrals.views.referrals import ReferralList
from tests.conftest import Tokens
from tests.referrals_api.site import Site, open_site, referral, terms_text

MORE = """
steps = [
    { step = "identified", at_site = true },
    { step = "screened" },
    { step = "engaged", by = "contact", purpose = "engagement" },
]
sites = ["suite-1", "prison-1"]
programmes = ["first", "second"]
release_rules = [
    { rule = "support-before-release", weeks = 12 },
    { rule = "support-after-release", months = 6, checks_months = [5] },
    { rule = "referral-after-release", days = 28 },
]
support_months = 12
support_checks_months = [9, 12]
follow_up_days = 28
exception_reasons = ["urgent-need"]
flag_reasons = ["told", "resolved"]

[referrals.bars]
"""
TODAY = clock.today()


@pytest.fixture
async def working(migrated: DatabaseUrls, tmp_path: Path, tokens: Tokens, contract_slug: str) -> AsyncIterator[Site]:
    """The service under terms that have a process, sites, releases and a length of support."""
    text = terms_text().replace("\n[referrals.bars]\n", MORE).replace('["referrer-contacted", "triaged"]', "[]")
    async with open_site(tmp_path, contract_slug, migrated.service_url, tokens, terms=text) as opened:
        yield opened


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


async def done(site: Site, sent: str, what: str, body: dict[str, Any], role: str = "team-leader") -> dict[str, Any]:
    answer = await site.post(f"/referrals/{sent}/{what}", body, role)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def accepted(site: Site, **more: Any) -> str:
    sent = await site.received(**{"received_on": ago(20), **more})
    await done(site, sent, "accept", {"on": ago(19)})
    return sent


async def seen(site: Site, sent: str) -> dict[str, Any]:
    found: dict[str, Any] = (await site.get(f"/referrals/{sent}")).json()
    return found


async def test_a_step_out_of_order_takes_a_leader_and_is_listed(working: Site) -> None:
    sent = await working.received(received_on=ago(20), programme="first")
    body = {"step": "screened", "on": ago(18)}
    refused = await working.post(f"/referrals/{sent}/steps", body)
    forbidden = await working.post(f"/referrals/{sent}/steps", body | {"exception": "urgent-need"}, "worker")
    await done(working, sent, "steps", body | {"exception": "urgent-need"})
    listed = (await working.get("/referrals/exceptions")).json()

    assert (refused.status_code, refused.json()["code"]) == (422, "step-missing")
    assert (forbidden.status_code, forbidden.json()["code"]) == (403, "missing-permission")
    assert listed["total"] == 1
    [found] = listed["exceptions"]
    assert (found["referral_id"], found["rule"], found["reason"], found["on"], found["step"], found["version"]) == (
        sent,
        "step-missing",
        "urgent-need",
        ago(18),
        "screened",
        3,
    )
    assert (found["status"], found["programme"], found["worker_id"]) == ("received", "first", None)
    for query, total in (
        ("rule=step-missing", 1),
        ("rule=step-order", 0),
        ("programme=second", 0),
        ("status=accepted", 0),
        (f"on_from={ago(18)}&on_to={ago(18)}", 1),
        (f"on_from={ago(17)}", 0),
        (f"worker_id={uuid4()}", 0),
        ("offset=1", 1),
    ):
        assert (await working.get(f"/referrals/exceptions?{query}")).json()["total"] == total, query


async def test_the_process_is_shown_in_its_order(working: Site) -> None:
    sent = await working.received(received_on=ago(20))
    await done(working, sent, "steps", {"step": "identified", "site": "suite-1", "on": ago(18)}, "worker")

    assert (await seen(working, sent))["steps"] == [
        {"step": "identified", "on": ago(18), "site": "suite-1"},
        {"step": "screened", "on": None, "site": None},
        {"step": "engaged", "on": None, "site": None},
    ]


async def test_what_was_recorded_wrongly_is_put_right_and_the_list_follows(working: Site) -> None:
    sent = await accepted(working)
    await done(working, sent, "first-contact", {"on": ago(10), "channel": "01"})
    right = await done(
        working,
        sent,
        "correct-step",
        {"version": 3, "on": ago(12), "channel": "02", "reason": "entered-in-error"},
        "worker",
    )
    await done(working, sent, "correct-step", {"version": 1, "on": ago(25), "reason": "entered-in-error"})
    [row] = (await working.get("/referrals")).json()["referrals"]
    gone = await done(working, sent, "withdraw-step", {"version": 3, "reason": "entered-in-error"})
    moments = (await seen(working, sent))["timeline"]

    assert (right["first_contact_on"], row["received_on"], row["first_contact_by"]) == (ago(12), ago(25), ago(11))
    assert gone["first_contact_on"] is None
    assert [(each["event"], each["withdrawn"]) for each in moments] == [
        ("referral-received.v1", False),
        ("referral-accepted.v1", False),
        ("first-contact-made.v1", True),
        ("step-corrected.v1", False),
        ("step-corrected.v1", False),
        ("step-withdrawn.v1", False),
    ]


async def test_what_a_leader_decided_a_leader_puts_right(working: Site) -> None:
    sent = await accepted(working)
    await done(working, sent, "close", {"on": ago(5), "reason": "goals-met"})
    body = {"version": 3, "reason": "entered-in-error"}
    forbidden = await working.post(f"/referrals/{sent}/withdraw-step", body, "worker")
    stands = await working.post(f"/referrals/{sent}/withdraw-step", body | {"version": 2})
    opened = await done(working, sent, "withdraw-step", body)

    assert forbidden.status_code == 403
    assert (stands.status_code, stands.json()["code"]) == (422, "later-steps-stand")
    assert (opened["status"], opened["ended_on"]) == ("accepted", None)


async def test_flags_reach_the_worker_with_the_allocation_and_the_list(working: Site) -> None:
    sent = await accepted(working)
    await done(working, sent, "flags/raise", {"flag": "call-warning", "reason": "told", "on": ago(3)}, "worker")
    allocated = await done(working, sent, "allocate", {"worker_id": str(uuid4())})
    [row] = (await working.get("/referrals?work=waiting")).json()["referrals"]
    await done(working, sent, "flags/lift", {"flag": "call-warning", "reason": "resolved", "on": ago(2)})
    whole = await seen(working, sent)

    assert allocated["flags"] == row["flags"] == ["call-warning"]
    assert whole["flags"] == []
    assert whole["flagged"] == [
        {"flag": "call-warning", "on": ago(3), "raised": True, "reason": "told"},
        {"flag": "call-warning", "on": ago(2), "raised": False, "reason": "resolved"},
    ]


async def test_a_release_stands_in_a_list_of_its_own(working: Site) -> None:
    sent = await accepted(working)
    await accepted(working, person={"nhs_number": "9990000026"})
    body = {"released_on": ago(10), "site": "prison-1", "on": ago(9)}
    recorded = await done(working, sent, "release", body, "worker")
    one = await working.get(f"/referrals/{sent}/release")
    listed = (await working.get(f"/referrals/releases?site=prison-1&released_from={ago(10)}&status=accepted")).json()
    none = (await working.get(f"/referrals/releases?released_to={ago(11)}")).json()

    assert (recorded["released_on"], recorded["planned"], recorded["site"]) == (ago(10), False, "prison-1")
    assert recorded["support_until"] is not None
    assert one.json() == recorded
    assert (listed["total"], listed["releases"][0]["referral_id"], none["total"]) == (1, sent, 0)
    assert "released_on" not in (await working.get("/referrals")).text
    await done(working, sent, "withdraw-step", {"version": 3, "reason": "entered-in-error"})
    assert (await working.get(f"/referrals/{sent}/release")).status_code == 404


async def test_a_referral_long_after_release_takes_an_exception(working: Site) -> None:
    sent = await working.received(received_on=ago(20))
    body = {"released_on": ago(49), "on": ago(9)}
    refused = await working.post(f"/referrals/{sent}/release", body)
    forbidden = await working.post(f"/referrals/{sent}/release", body | {"exception": "urgent-need"}, "worker")
    await done(working, sent, "release", body | {"exception": "urgent-need"})

    assert (refused.status_code, refused.json()["code"]) == (422, "referral-after-release")
    assert forbidden.status_code == 403
    assert (await working.get("/referrals/exceptions?rule=referral-after-release")).json()["total"] == 1


async def test_each_work_list_holds_its_own(working: Site) -> None:
    worker = str(uuid4())
    new = await working.received(received_on=ago(2))
    late = await working.received(received_on=ago(30), person={"nhs_number": "9990000026"})
    unallocated = await working.received(received_on=ago(10), person={"nhs_number": None})
    await done(working, unallocated, "accept", {"on": ago(9)})
    long = await accepted(working, received_on=ago(300), programme="second")
    await done(working, long, "correct-step", {"version": 2, "on": ago(290), "reason": "entered-in-error"})
    await done(working, long, "allocate", {"worker_id": worker, "on": ago(18)})
    await done(working, long, "first-contact", {"channel": "01", "on": ago(280)})

    async def ids(query: str) -> set[str]:
        answer = (await working.get(f"/referrals?{query}")).json()
        assert answer["total"] == len(answer["referrals"])
        return {each["referral_id"] for each in answer["referrals"]}

    assert await ids("work=new") == {new, late}
    assert await ids("work=waiting") == {new, late, unallocated}
    assert await ids("work=past-target") == {late}
    assert await ids("work=unallocated") == {unallocated}
    assert await ids("work=overdue-follow-up") == {long}
    assert await ids("work=near-limit") == {long}
    assert await ids(f"work=near-limit&worker_id={worker}&programme=second") == {long}
    assert await ids("work=near-limit&programme=first") == set()
    assert (await working.get("/referrals?work=lost")).status_code == 422
    assert (await working.get("/referrals/work")).json()["lists"] == {
        "new": 2,
        "waiting": 3,
        "past-target": 1,
        "unallocated": 1,
        "overdue-follow-up": 1,
        "near-limit": 1,
    }
    assert (await working.get(f"/referrals/work?worker_id={worker}")).json()["lists"]["new"] == 0


async def test_support_is_extended_by_a_leader_and_listed(working: Site) -> None:
    sent = await accepted(working)
    until = (TODAY + timedelta(days=800)).isoformat()
    extended = await done(working, sent, "extend", {"until": until, "reason": "urgent-need"})
    forbidden = await working.post(f"/referrals/{sent}/extend", {"until": until, "reason": "urgent-need"}, "worker")

    assert extended["support_until"] == until
    assert forbidden.status_code == 403
    assert (await working.get("/referrals/exceptions")).json()["exceptions"][0]["rule"] == "support-length"


async def test_contacts_of_another_service_are_noted_moved_and_withdrawn(working: Site) -> None:
    one, other = await accepted(working), await accepted(working)
    office = _office(working.whole.running)
    desk, contact = NotesDesk(office.referrals, ReferralList(working.pool), office.register.linked), uuid4()
    actor = Actor("reaction", "service")
    visit = commands.NoteContact(
        contact_id=contact,
        person_ref=(await seen(working, one))["person_ref"],
        on=date.fromisoformat(ago(5)),
        channel="01",
        attended=True,
        purpose="engagement",
        today=TODAY,
    )

    async def first_contacts() -> list[str | None]:
        return [(await seen(working, sent))["first_contact_on"] for sent in (one, other)]

    order = Order(uuid4(), actor)
    await desk.handle(stream(UUID(one)), visit, order)
    again = await desk.handle(stream(UUID(one)), visit, order)
    assert again.repeated
    assert await first_contacts() == [ago(5), None]

    move = Order(uuid4(), actor)
    await desk.handle(stream(UUID(other)), visit, move)
    await desk.handle(stream(UUID(other)), visit, move)
    assert await first_contacts() == [None, ago(5)]

    await desk.handle(note_stream(contact), commands.NoteContactWithdrawn(contact_id=contact), Order(uuid4(), actor))
    assert await first_contacts() == [None, None]
    unknown = commands.NoteContactWithdrawn(contact_id=uuid4())
    nothing = await desk.handle(note_stream(unknown.contact_id), unknown, Order(uuid4(), actor))
    assert nothing.events == []


async def test_the_lists_made_anew_are_the_lists_that_were_kept(working: Site) -> None:
    sent = await accepted(working)
    await done(working, sent, "steps", {"step": "screened", "on": ago(18), "exception": "urgent-need"})
    await done(working, sent, "release", {"released_on": ago(10), "on": ago(9)})
    await done(working, sent, "first-contact", {"channel": "01", "on": ago(5)})
    await working.post("/referrals", referral())

    async def kept() -> list[Any]:
        lists = [
            await working.pool.fetch("select to_jsonb(l) - 'number' as row from referral_list l order by 1"),
            await working.pool.fetch("select to_jsonb(l) as row from release_list l order by 1"),
        ]
        return [[row["row"] for row in each] for each in lists]

    before = await kept()
    assert await rebuild(working.whole.running, []) == 0
    assert await kept() == before
    assert len(before[1]) == 1
