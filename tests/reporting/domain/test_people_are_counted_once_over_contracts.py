"""People of several contracts and references: once in each, once in the total, and in the printed overlap."""

from datetime import date

from tests.reporting.figures import folded
from tests.reporting.telling import Telling, all_of


def test_a_person_in_two_contracts_is_one_person_and_one_in_the_overlap() -> None:
    rio, covid = Telling("rio"), Telling("long-covid")
    rio.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 5))
    covid.referral(1, of=1).received(date(2025, 5, 1)).contacted(date(2025, 5, 5))
    covid.referral(2, of=2).received(date(2025, 5, 1)).contacted(date(2025, 5, 5))
    people = folded(*all_of(rio, covid)).people_report(("rio", "long-covid"), "2025/26")
    assert {contract: figure.value for contract, figure in people.by_contract.items()} == {"rio": 1, "long-covid": 2}
    assert (people.sum_of_contracts, people.once) == (3, 2)
    assert [(overlap.contracts, overlap.people.value) for overlap in people.overlaps] == [(("long-covid", "rio"), 1)]


def test_two_contracts_in_different_months_overlap_in_the_year_and_not_in_the_month() -> None:
    rio, covid = Telling("rio"), Telling("long-covid")
    rio.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 5))
    covid.referral(1, of=1).received(date(2025, 5, 1)).contacted(date(2025, 5, 5))
    figures = folded(*all_of(rio, covid))
    overlap = {
        period: figures.people_report(("rio", "long-covid"), period).overlaps[0].people.value
        for period in ("2025-04", "2025-05", "2025/26-Q1", "2025/26")
    }
    assert overlap == {"2025-04": 0, "2025-05": 0, "2025/26-Q1": 1, "2025/26": 1}


def test_a_link_makes_two_references_one_person_from_the_day_it_was_known() -> None:
    rio, covid = Telling("rio"), Telling("long-covid")
    rio.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 5))
    covid.referral(1, of=2).received(date(2025, 4, 1)).contacted(date(2025, 4, 6))
    rio.link(1, 2, date(2025, 6, 10))
    figures = folded(*all_of(rio, covid))
    before = figures.people_report(("rio", "long-covid"), "2025-04", date(2025, 6, 9))
    after = figures.people_report(("rio", "long-covid"), "2025-04", date(2025, 6, 10))
    assert (before.once, before.overlaps[0].people.value) == (2, 0)
    assert (after.once, after.overlaps[0].people.value) == (1, 1)


def test_a_link_may_come_before_anything_is_known_of_either() -> None:
    rio = Telling("rio")
    rio.link(1, 2, date(2025, 4, 1))
    rio.referral(1, of=1).received(date(2025, 4, 2)).contacted(date(2025, 4, 5))
    rio.referral(2, of=2).received(date(2025, 4, 2)).contacted(date(2025, 4, 6))
    assert folded(*rio.messages).report("rio", "2025-04")["people reached"].value == 1


def test_links_make_a_chain_one_person_whoever_links_last() -> None:
    rio = Telling("rio")
    for number in (1, 2, 3, 4):
        rio.referral(number, of=number).received(date(2025, 4, 2)).contacted(date(2025, 4, 5))
    rio.link(1, 2, date(2025, 5, 1))
    rio.link(3, 4, date(2025, 5, 2))
    rio.link(2, 3, date(2025, 5, 3))
    figures = folded(*rio.messages)
    known = [figures.report("rio", "2025-04", date(2025, 5, day))["people reached"].value for day in (1, 2, 3)]
    assert known == [3, 2, 1]


def test_the_earliest_of_two_contracts_that_link_the_same_people_counts() -> None:
    rio, covid = Telling("rio"), Telling("long-covid")
    rio.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 5))
    rio.referral(2, of=2).received(date(2025, 4, 1)).contacted(date(2025, 4, 5))
    rio.link(1, 2, date(2025, 6, 10))
    covid.link(2, 1, date(2025, 5, 10))
    figures = folded(*all_of(rio, covid))
    assert figures.report("rio", "2025-04", date(2025, 5, 9))["people reached"].value == 2
    assert figures.report("rio", "2025-04", date(2025, 5, 10))["people reached"].value == 1
