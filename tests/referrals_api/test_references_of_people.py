"""A person's reference: the same for the same person however they are spelt, and nothing without the key."""

from base64 import b64encode
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from chassis.errors import Invalid
from services.referrals.people.details import PersonDetails, Sex, folded
from services.referrals.people.reference import reference, reference_key, sealed

KEY = b"0123456789abcdef0123456789abcdef"
REFERRAL = UUID("00000000-0000-4000-8000-000000000001")
PERSON = PersonDetails(family="O'Brien-Smythé", given=("Zoë", "Maria"), born_on=date(1984, 3, 9), sex=Sex.FEMALE)
NUMBERED = replace(PERSON, nhs_number="9990000018")


def ref(person: PersonDetails, key: bytes = KEY, referral: UUID = REFERRAL) -> str:
    return reference(key, person, referral)


def test_it_never_changes_for_the_same_person_and_key() -> None:
    assert ref(NUMBERED) == "1f7bb8170caa54671dc9d8b8b87e330b"
    assert ref(PERSON) == "0e312b28448de37c6450918a81abcba2"


def test_the_number_alone_decides_where_there_is_one() -> None:
    assert ref(NUMBERED) == ref(PersonDetails(nhs_number="9990000018"))
    assert ref(NUMBERED) != ref(PERSON)


@pytest.mark.parametrize(
    ("family", "given"),
    [
        ("OBRIEN SMYTHE", ("ZOE",)),
        ("o’brien smythé", ("zoë", "Anna")),
        ("O Brien-Smythe", ("Zoe Maria",)),
        ("O'Brien-Smythe\u0301", ("Zoe\u0308",)),
    ],
)
def test_spellings_of_one_name_are_one_person(family: str, given: tuple[str, ...]) -> None:
    assert ref(replace(PERSON, family=family, given=given)) == ref(PERSON)


@pytest.mark.parametrize(
    "other",
    [
        replace(PERSON, family="O'Brien"),
        replace(PERSON, given=("Chloë",)),
        replace(PERSON, born_on=date(1984, 9, 3)),
        replace(PERSON, sex=Sex.UNKNOWN),
        replace(PERSON, family="Smythe O'Brien"),
    ],
)
def test_another_name_birth_date_or_sex_is_another_person(other: PersonDetails) -> None:
    assert ref(other) != ref(PERSON)


@pytest.mark.parametrize("unknown", [replace(PERSON, born_on=None), replace(PERSON, family="-"), PersonDetails()])
def test_somebody_unknown_has_the_reference_of_one_referral(unknown: PersonDetails) -> None:
    elsewhere = UUID("00000000-0000-4000-8000-000000000002")

    assert ref(unknown) != ref(unknown, referral=elsewhere)
    assert ref(unknown) == ref(PersonDetails())
    assert ref(PERSON) == ref(PERSON, referral=elsewhere)


def test_another_key_gives_another_reference() -> None:
    assert ref(PERSON, b"another key of thirty-two bytes!") != ref(PERSON)


def test_parts_cannot_be_moved_between_each_other() -> None:
    assert ref(replace(PERSON, family="ab", given=("c",))) != ref(replace(PERSON, family="a", given=("bc",)))


@pytest.mark.parametrize("name", ["O'Brien", "O’Brien", "o brien", "ÓBRIEN"])
def test_names_fold(name: str) -> None:
    assert folded(name) == "obrien"


def test_names_of_other_scripts_stay_themselves() -> None:
    assert folded("Юлия") == "юлия"
    assert folded("Straße") == "strasse"


def test_a_key_must_be_base64_of_thirty_two_bytes() -> None:
    assert reference_key(b64encode(KEY).decode()) == KEY
    for wrong in ("not base64!", b64encode(b"short").decode(), ""):
        with pytest.raises(Invalid, match="PERSON_REFERENCE_KEY"):
            reference_key(wrong)


@pytest.mark.parametrize(("day", "age"), [(date(2002, 3, 8), 17), (date(2002, 3, 9), 18), (date(2002, 12, 31), 18)])
def test_age_is_in_full_years(day: date, age: int) -> None:
    assert PERSON.age_on(day) == age
    assert PersonDetails().age_on(day) is None


def test_details_are_sealed_so_that_only_the_key_knows_them_again() -> None:
    rows = {"needs": "Cannot leave the house.", "family": "O'Brien-Smythé"}
    again = {"family": "O'Brien-Smythé", "needs": "Cannot leave the house."}
    assert len(sealed(KEY, rows)) == 32
    assert sealed(KEY, rows) == sealed(KEY, again)
    assert sealed(KEY, rows) != sealed(KEY[::-1], rows)
    assert sealed(KEY, rows) != sealed(KEY, rows | {"needs": "Can leave the house."})
