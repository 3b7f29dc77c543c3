"""Somebody whom two contracts reach is two referrals and one person."""

from chassis.terms import contracts_in
from tests.journeys.organisation import Organisation
from tests.site.whole import PACKAGED_TERMS
from tests.waiting import eventually

FIRST, SECOND, THIRD, *_ = contracts_in(PACKAGED_TERMS)
MONTH = "2025-09"


async def test_a_person_of_two_contracts_counts_once_and_the_overlap_is_shown(organisation: Organisation) -> None:
    one, two, three = (organisation.contracts[name] for name in (FIRST, SECOND, THIRD))
    for contract, number, day in (
        (one, "9990000107", "2025-09-01"),
        (two, "9990000107", "2025-09-12"),
        (three, "9990000115", "2025-09-20"),
    ):
        await contract.reach(await contract.refer(number=number, received_on=day), day)

    async def told() -> bool:
        answer = await organisation.whole_report(MONTH)
        assert answer.status_code == 200, answer.text
        people = answer.json()["people"]
        assert {slug: count for slug, count in people["by_contract"].items() if count} == {
            one.slug: 1,
            two.slug: 1,
            three.slug: 1,
        }
        assert (people["sum_of_contracts"], people["once"]) == (3, 2)
        assert [overlap for overlap in people["overlaps"] if overlap["people"]] == [
            {"contracts": sorted([one.slug, two.slug]), "people": 1}
        ]
        figures = {
            figure["name"]: figure["value"] for measure in answer.json()["measures"] for figure in measure["figures"]
        }
        assert (figures["received"], figures["people reached"]) == (3, 2)
        return True

    await eventually(told, within=20, every=0.1)


async def test_management_of_two_contracts_does_not_read_of_all(organisation: Organisation) -> None:
    one, two = organisation.contracts[FIRST], organisation.contracts[SECOND]
    answer = await organisation.whole_report(MONTH, one.slug, two.slug)
    assert (answer.status_code, answer.json()["code"]) == (403, "missing-permission")
