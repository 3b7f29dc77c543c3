"""NHS numbers: the modulus 11 check, and numbers as feeds send them."""

import pytest

from services.referrals.intake.nhs_number import sort_numbers
from services.referrals.people.nhs_number import as_typed, is_nhs_number


@pytest.mark.parametrize("number", ["9990000018", "9990000026", "9434765919", "4010232137", "1111111111"])
def test_a_number_whose_last_digit_checks_the_others_is_one(number: str) -> None:
    assert is_nhs_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "9990000019",
        "3478526985",
        "7778521234",
        "999000001",
        "99900000180",
        "",
        "999 000 0018",
        "999000001X",
        "٩٩٩٠٠٠٠٠١٨",
        "9990000018\n",
    ],
)
def test_anything_else_is_none(number: str) -> None:
    assert not is_nhs_number(number)


def test_a_check_digit_of_ten_makes_a_number_impossible() -> None:
    # The weighted sum of these nine digits asks for a tenth of ten.
    assert not any(is_nhs_number(f"999000000{last}") for last in range(10))


def test_typed_numbers_lose_blanks_and_dashes() -> None:
    assert as_typed(" 999 000-0018 ") == "9990000018"


def test_a_single_good_number_is_the_persons() -> None:
    assert sort_numbers(["9990000018", "9990000018"]) == ("9990000018", None)
    assert sort_numbers([]) == (None, None)


def test_a_failing_number_or_a_contradiction_leaves_no_number() -> None:
    assert sort_numbers(["9990000018", "9990000019"]) == (None, "9990000019")
    assert sort_numbers(["9990000026", "9990000018"]) == (None, "9990000018, 9990000026")
