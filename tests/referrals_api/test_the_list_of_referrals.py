"""The list: pages, filters, what a referrer sees of it, and the list made anew from the log."""

from uuid import uuid4

from services.referrals.main import rebuild
from tests.referrals_api.site import Site, referral


async def test_pages_run_from_the_latest_receipt(site: Site) -> None:
    ids = [await site.received(received_on=f"2026-03-0{day}") for day in (1, 2, 3)]
    first = (await site.get("/referrals?limit=2")).json()
    second = (await site.get("/referrals?limit=2&offset=2")).json()
    beyond = (await site.get("/referrals?limit=2&offset=4")).json()

    assert [each["referral_id"] for each in first["referrals"]] == [ids[2], ids[1]]
    assert [each["referral_id"] for each in second["referrals"]] == [ids[0]]
    assert (first["total"], second["total"], beyond["total"], beyond["referrals"]) == (3, 3, 3, [])


async def test_each_filter_finds_its_own(site: Site) -> None:
    worker = str(uuid4())
    waiting = await site.received(received_on="2026-03-01", source="self", urgency="urgent")
    accepted = await site.received(received_on="2026-03-02")
    allocated = await site.received(received_on="2026-03-03")
    for sent in (accepted, allocated):
        await site.post(f"/referrals/{sent}/referrer-contact", {"on": "2026-03-04"})
        await site.post(f"/referrals/{sent}/triage", {"on": "2026-03-04", "risk_level": "low"})
        await site.post(f"/referrals/{sent}/accept", {"on": "2026-03-04"})
    await site.post(f"/referrals/{allocated}/allocate", {"on": "2026-03-04", "worker_id": worker})
    await site.post(f"/referrals/{allocated}/first-contact", {"on": "2026-03-05", "channel": "01"})

    async def ids(query: str) -> set[str]:
        answer = await site.get(f"/referrals?{query}")
        assert answer.status_code == 200, answer.text
        return {each["referral_id"] for each in answer.json()["referrals"]}

    assert await ids("status=received") == {waiting}
    assert await ids("status=accepted") == {accepted, allocated}
    assert await ids("received_from=2026-03-02") == {accepted, allocated}
    assert await ids("received_to=2026-03-02") == {waiting, accepted}
    assert await ids("source=self") == {waiting}
    assert await ids("urgency=urgent") == {waiting}
    assert await ids(f"worker_id={worker}") == {allocated}
    assert await ids("unallocated=true") == {accepted}
    assert await ids("overdue=true") == {waiting, accepted}
    assert await ids("status=accepted&unallocated=true&source=self") == set()


async def test_a_filter_that_cannot_be_is_refused(site: Site) -> None:
    for query in ("status=lost", "limit=0", "limit=201", "received_from=yesterday", "worker_id=jo"):
        assert (await site.get(f"/referrals?{query}")).status_code == 422


async def test_a_referrer_sees_those_of_their_own_organisation_alone(site: Site) -> None:
    own = (await site.post("/referrals", referral(), "referrer", organisation="RW5")).json()["referral_id"]
    other = (await site.post("/referrals", referral(), "referrer", organisation="RXR")).json()["referral_id"]
    listed = (await site.get("/referrals", "referrer", organisation="RW5")).json()
    seen = await site.get(f"/referrals/{own}", "referrer", organisation="RW5")

    assert [each["referral_id"] for each in listed["referrals"]] == [own]
    assert listed["total"] == 1
    assert "person_ref" not in listed["referrals"][0]
    assert (seen.status_code, seen.json()["status"]) == (200, "received")
    assert "timeline" not in seen.json()
    assert (await site.get(f"/referrals/{other}", "referrer", organisation="RW5")).status_code == 404
    assert (await site.get(f"/referrals/{own}", "referrer")).status_code == 404
    assert (await site.get("/referrals", "referrer")).json() == {"total": 0, "referrals": []}


async def test_the_list_made_anew_is_the_list_that_was_kept(site: Site) -> None:
    for _ in range(3):
        sent = await site.received()
        await site.post(f"/referrals/{sent}/referrer-contact", {"on": "2026-03-04"})
    one, other = [
        (await site.post("/referrals", referral(person=person))).json()["person_ref"]
        for person in ({"nhs_number": "9990000026"}, {"nhs_number": None})
    ]
    await site.post("/people/links", {"person_ref": one, "same_as_ref": other})
    kept = await everything(site)

    assert await rebuild(site.whole.running, []) == 0
    assert await everything(site) == kept


async def everything(site: Site) -> list[list[str]]:
    """List and links without the numbers by which rows of one day are told apart."""
    rows = await site.pool.fetch("select to_jsonb(l) - 'number' as row from referral_list l order by 1")
    links = await site.pool.fetch("select to_jsonb(l) as row from people_links l order by 1")
    return [[row["row"] for row in rows], [row["row"] for row in links]]
