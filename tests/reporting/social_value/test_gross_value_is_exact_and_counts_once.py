"""Gross value: count times unit value, over spend with its interval; each outcome once, whoever shows it."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.social_value.gross import (
    Valuation,
    claims,
    counts_for,
    overall_ratio,
    ratio,
    total,
    total_for,
)
from services.reporting.domain.social_value.spending import Basis, implied, stated
from services.reporting.domain.social_value.values import Bearer, Counted
from tests.reporting.social_value.reviews import INPUTS
from tests.reporting.social_value.units import part, unit

COUNTS = {
    "group-facilitation": 2155,
    "reducing-substances": 2065,
    "reducing-ae-contact": 397,
    "employment-support": 127,
    "reducing-re-offending": 55,
}
VALUATIONS = {each.id: Valuation(each, COUNTS[each.id]) for each in INPUTS.values.unit_values}


def pence(exact: Fraction) -> str:
    return f"{floor(exact * 100 + Fraction(1, 2)) / 100:.2f}"


@pytest.mark.parametrize(
    ("programme", "amount", "value", "whole"),
    [
        ("group-facilitation", 4_000, 8_620_000, 34),
        ("reducing-substances", 6_000, 12_390_000, 26),
        ("reducing-ae-contact", 1_560, 619_320, 3),
        ("employment-support", 52_500, 6_667_500, 5),
        ("reducing-re-offending", 42_000, 2_310_000, 8),
    ],
)
def test_the_five_programmes_are_worth_what_the_review_prints(
    programme: str, amount: int, value: int, whole: int
) -> None:
    valuation = VALUATIONS[programme]
    spend = next(each for each in INPUTS.values.spends if each.programme == programme)
    found = ratio(valuation.gross, spend.amount)

    assert (valuation.unit.amount, valuation.gross) == (amount, value)
    assert found is not None
    assert found.whole == whole
    assert (found.low, found.high) == (whole - Fraction(1, 2), whole + Fraction(1, 2))


@pytest.mark.parametrize(
    ("value", "printed", "point", "low", "high"),
    [
        (8_620_000, 34, "253529.41", "249855.07", "257313.43"),
        (12_390_000, 26, "476538.46", "467547.17", "485882.35"),
        (619_320, 3, "206440.00", "176948.57", "247728.00"),
        (6_667_500, 5, "1333500.00", "1212272.73", "1481666.67"),
        (2_310_000, 8, "288750.00", "271764.71", "308000.00"),
        (30_606_820, 12, "2550568.33", "2448545.60", "2661462.61"),
    ],
)
def test_a_printed_ratio_implies_a_spend_to_the_penny(
    value: int, printed: int, point: str, low: str, high: str
) -> None:
    found = implied(Decimal(value), printed)

    assert [pence(each) for each in (found.point, found.low, found.high)] == [point, low, high]


def test_the_ratio_of_all_is_sum_over_sum_and_no_mean_of_ratios() -> None:
    spends = [each.amount for each in INPUTS.values.spends]
    found = overall_ratio(total(claims(VALUATIONS.values())), spends)

    assert found is not None
    assert found.value == 30_606_820
    assert [pence(each) for each in (found.spend.point, found.spend.low, found.spend.high)] == [
        "2558757.87", "2378388.25", "2780590.45",
    ]  # fmt: skip
    assert (found.whole, pence(found.exact), pence(found.low), pence(found.high)) == (12, "11.96", "11.01", "12.87")
    assert found.whole != floor(Fraction(34 + 26 + 3 + 5 + 8, 5))


def test_work_is_worth_2_857_500_to_the_public_purse_alone() -> None:
    found = VALUATIONS["employment-support"]

    assert found.gross_for(Bearer.FISCAL) == 2_857_500
    assert found.gross_for(Bearer.ECONOMIC) == 3_810_000
    assert found.gross_for(Bearer.SOCIAL) == 0


def test_a_value_that_a_contract_repeats_is_shown_there_and_added_once() -> None:
    found = claims(VALUATIONS.values())
    of_contract = [(each.valuation.unit.id, each.repeats) for each in found if each.scope == "rio"]

    assert of_contract == [("group-facilitation", True), ("reducing-substances", True)]
    assert len(found) == 8
    assert total(found) == 30_606_820
    assert sum(each.valuation.gross for each in found) == 53_926_820


def test_what_a_contract_counts_stands_there_and_is_repeated_by_the_organisation() -> None:
    found = [each for each in claims(VALUATIONS.values()) if each.valuation.unit.id == "reducing-re-offending"]

    assert [(each.scope, each.repeats) for each in found] == [("liaison-and-diversion", False), (ORGANISATION, True)]


def test_claims_of_one_programme_with_two_counts_are_an_error() -> None:
    one = unit()

    with pytest.raises(ValueError, match="two values"):
        total([*claims([Valuation(one, 1)]), *claims([Valuation(one, 2)])])


def test_without_a_spend_there_is_no_ratio() -> None:
    assert ratio(Fraction(1000), None) is None
    assert ratio(Fraction(1000), stated(Decimal(0))) is None


def test_with_one_spend_not_known_there_is_no_ratio_of_all() -> None:
    assert overall_ratio(Fraction(1000), [stated(Decimal(10)), None]) is None
    assert overall_ratio(Fraction(1000), []) is None


def test_what_the_organisation_spent_goes_before_the_sum_of_its_parts() -> None:
    found = overall_ratio(Fraction(1000), [None], stated(Decimal(400)))

    assert found is not None
    assert (found.exact, found.whole) == (Fraction(5, 2), 3)


def test_a_ratio_to_a_stated_spend_has_the_interval_of_its_rounding() -> None:
    found = ratio(Fraction(1000), stated(Decimal("299.99")))

    assert found is not None
    assert (found.whole, found.low, found.high) == (3, Fraction(5, 2), Fraction(7, 2))


def test_a_sum_of_spends_is_implied_as_soon_as_one_of_them_is() -> None:
    assert (stated(Decimal(1)) + stated(Decimal(2))).basis is Basis.STATED
    assert (stated(Decimal(1)) + implied(Decimal(8), 2)).basis is Basis.IMPLIED


def test_instances_under_a_cap_count_each_person_so_many_times_at_most() -> None:
    capped = unit(counted=Counted.INSTANCES, cap=2)

    assert counts_for(capped, 9, {1: 3, 2: 1, 4: 1}) == 3 + 2 + 2
    assert counts_for(unit(counted=Counted.INSTANCES), 9, {1: 3, 2: 1, 4: 1}) == 9
    assert counts_for(capped, 9) is None
    assert counts_for(unit(counted=Counted.PERSONS, cap=1), 9) == 9


PARTS = st.lists(
    st.builds(part, st.integers(0, 10**6), st.sampled_from(Bearer), st.integers(1, 9)), min_size=1, max_size=6
)
COUNT = st.integers(0, 10**6)


@given(PARTS, COUNT)
def test_the_split_adds_up_to_the_whole(parts: list[object], count: int) -> None:
    valuation = Valuation(unit(*parts), count)  # type: ignore[arg-type]

    assert sum(valuation.gross_for(each) for each in Bearer) == valuation.gross
    assert sum(total_for(claims([valuation]), each) for each in Bearer) == valuation.gross


@given(PARTS, COUNT, st.randoms())
def test_the_order_of_parts_and_programmes_does_not_matter(parts: list[object], count: int, random: object) -> None:
    turned = list(parts)
    random.shuffle(turned)  # type: ignore[attr-defined]
    one, other = Valuation(unit(*parts), count), Valuation(unit(id="other"), 3)  # type: ignore[arg-type]

    assert Valuation(unit(*turned), count).gross == one.gross  # type: ignore[arg-type]
    assert total(claims([one, other])) == total(claims([other, one])) == one.gross + other.gross


@given(st.dictionaries(st.integers(1, 20), st.integers(1, 50), min_size=1), st.integers(1, 20))
def test_a_cap_never_increases_a_count(persons: dict[int, int], cap: int) -> None:
    number = sum(times * each for times, each in persons.items())
    capped = counts_for(unit(counted=Counted.INSTANCES, cap=cap), number, persons)

    assert capped is not None
    assert sum(persons.values()) <= capped <= number


@given(COUNT, st.sets(st.sampled_from(["rio", "long-covid", "changing-futures"])))
def test_however_many_contracts_repeat_a_value_it_is_added_once(count: int, repeated_by: set[str]) -> None:
    valuation = Valuation(unit(repeated_by=tuple(sorted(repeated_by))), count)

    assert total(claims([valuation])) == valuation.gross


@given(st.integers(1, 10**8), st.integers(1, 200))
def test_a_ratio_implied_and_worked_out_again_is_the_same(value: int, printed: int) -> None:
    found = ratio(Fraction(value), implied(Decimal(value), printed))

    assert found is not None
    assert found.exact == found.whole == printed
