"""People are found in a body's words, kept with their history, and joined where two are one."""

from itertools import pairwise
from uuid import uuid4

import pytest

from tests.referrals_api.site import Site, referral


async def found(site: Site, **sought: object) -> list[dict[str, object]]:
    answer = await site.post("/people/search", sought, "worker")
    assert answer.status_code == 200, answer.text
    return answer.json()["people"]  # type: ignore[no-any-return]


async def ref_of(site: Site, **more: object) -> str:
    return str((await site.post("/referrals", referral(**more))).json()["person_ref"])


async def test_each_way_of_looking_finds_the_person(site: Site) -> None:
    sent = await site.received()
    ref = str((await site.get(f"/referrals/{sent}")).json()["person_ref"])
    ways = [
        {"person_ref": ref},
        {"referral_id": sent},
        {"nhs_number": "999-000-0018"},
        {"family_name": "obrien smythe", "given_name": "ZOE", "born_on": "1984-03-09"},
    ]
    for way in ways:
        (person,) = await found(site, **way)
        assert (person["person_ref"], person["family_name"], person["nhs_number"]) == (
            ref,
            "O'Brien-Smythé",
            "9990000018",
        )
        assert [need["words"] for need in person["needs"]] == ["Cannot leave the house."]  # type: ignore[attr-defined]


async def test_nobody_is_an_empty_list(site: Site) -> None:
    assert await found(site, person_ref="0" * 32) == []
    assert await found(site, nhs_number="9990000026") == []


@pytest.mark.parametrize(
    "sought",
    [
        {},
        {"nhs_number": "9990000018", "referral_id": str(uuid4())},
        {"family_name": "Jones"},
        {"given_name": "Jo", "born_on": "1984-03-09"},
        {"nhs_number": "1"},
        {"person_ref": "short"},
    ],
)
async def test_a_search_names_one_way(site: Site, sought: dict[str, str]) -> None:
    assert (await site.post("/people/search", sought)).status_code == 422


async def test_what_is_newly_told_replaces_what_was_known_and_the_old_stays_in_the_history(site: Site) -> None:
    ref = await ref_of(site)
    await ref_of(site, person={"address": {"lines": ["2 Elsewhere"]}, "contact_points": []}, needs="")
    (person,) = await found(site, person_ref=ref)

    assert person["address"]["lines"] == ["2 Elsewhere"]  # type: ignore[index]
    assert [each["value"] for each in person["contact_points"]] == ["01632 960 001"]  # type: ignore[attr-defined]
    before = await site.pool.fetchval("select details #>> '{address,lines,0}' from people_history")
    assert before == "1 Nowhere Lane"


async def test_telling_less_forgets_nothing(site: Site) -> None:
    ref = await ref_of(site)
    await site.post("/referrals", {"person": {"nhs_number": "9990000018"}, "source": "self", "route": "web-form"})
    (person,) = await found(site, person_ref=ref)

    assert (person["family_name"], person["born_on"], person["sex"]) == ("O'Brien-Smythé", "1984-03-09", "female")
    assert await found(site, family_name="O'Brien-Smythé", given_name="Zoë", born_on="1984-03-09") == [person]


async def test_two_references_are_linked_once(site: Site) -> None:
    one, other = await ref_of(site), await ref_of(site, person={"nhs_number": None})
    link = {"person_ref": one, "same_as_ref": other, "evidence": "person-confirmed"}
    first = await site.post("/people/links", link)
    again = await site.post("/people/links", link | {"person_ref": other, "same_as_ref": one})

    assert (first.status_code, first.json()["repeated"], again.json()["repeated"]) == (200, False, True)
    assert [first.json()["person_ref"], first.json()["same_as_ref"]] == sorted((one, other))
    assert (await site.events()).count("people-linked.v1") == 1
    (person,) = await found(site, person_ref=one)
    assert person["same_as"] == [other]
    assert len(person["needs"]) == 2  # type: ignore[arg-type]


async def test_links_reach_over_several_references(site: Site) -> None:
    refs = [
        await ref_of(site),
        await ref_of(site, person={"nhs_number": None}),
        await ref_of(site, person={"nhs_number": "9990000026"}),
    ]
    for one, other in pairwise(refs):
        await site.post("/people/links", {"person_ref": one, "same_as_ref": other})
    (person,) = await found(site, person_ref=refs[0])

    assert person["same_as"] == sorted(refs[1:])


async def test_nobody_is_linked_to_somebody_unknown_or_to_themself(site: Site) -> None:
    one = await ref_of(site)
    unknown = await site.post("/people/links", {"person_ref": one, "same_as_ref": "0" * 32})
    self_link = await site.post("/people/links", {"person_ref": one, "same_as_ref": one})

    assert (unknown.status_code, unknown.json()["faults"][0]["code"]) == (422, "unknown-person")
    assert (self_link.status_code, self_link.json()["code"]) == (422, "same-reference")


async def test_somebody_erased_leaves_the_log_alone(site: Site, migrated: object) -> None:
    import asyncpg

    ref = await ref_of(site)
    owner = await asyncpg.connect(migrated.owner_url)  # type: ignore[attr-defined]
    await owner.execute("delete from people where person_ref = $1", ref)
    await owner.close()

    assert await site.pool.fetchval("select count(*) from referral_needs") == 0
    assert (await site.get("/referrals")).json()["total"] == 1


@pytest.mark.parametrize("table", ["people", "people_history", "referral_needs", "people_links", "referral_list"])
async def test_the_services_role_writes_people_and_list_with_an_append_alone(site: Site, table: str) -> None:
    import asyncpg

    await site.received()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await site.pool.execute(f"delete from {table}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await site.pool.execute("select register_person('{}')")
