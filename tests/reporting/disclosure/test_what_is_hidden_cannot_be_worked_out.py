"""Attacks on all reports together: of no hidden count does more follow than the width allows."""

from random import Random

import pytest

from services.reporting.domain.disclosure.deciding import Reason
from services.reporting.domain.disclosure.families import Family, OverContracts, OverTime, Sum
from services.reporting.domain.disclosure.profiles import HES, NDTMS, PROFILES, STRICT10, Profile
from services.reporting.domain.disclosure.protection import WIDTH, Protection, protect
from services.reporting.domain.metric import Figure, Unit
from services.reporting.domain.period import quarter, span, year_to_date
from tests.reporting.disclosure.attack import Attack
from tests.reporting.disclosure.making import FIRST, WHOLE, invented, part, people, some_of_them, table


def exits(family: Family, profile: Profile = HES, public: Profile = STRICT10) -> dict[str, Profile]:
    """Each contract for its commissioner, all of them for the public."""
    return {scope: profile for scope, _ in family.counts if scope != "*"} | {"*": public}


def protected(family: Family, months: int, profile: Profile = HES, public: Profile = STRICT10) -> Protection:
    return protect([family], exits(family, profile, public), FIRST + months - 1)


def attacked(family: Family, months: int, protection: Protection | None, profile: Profile = HES) -> Attack:
    return Attack(family, exits(family, profile), FIRST, FIRST + months - 1, protection)


def nothing_follows(family: Family, months: int, protection: Protection) -> None:
    """No hidden count is narrow, but for those of which more is known whatever numbers are shown; and none of these
    can be worked out if it is small."""
    attack = Attack(family, protection.exits, FIRST, FIRST + months - 1, protection)
    narrow = attack.narrow_of_all(WIDTH)
    assert narrow.keys() <= protection.bare
    assert [key for key, (low, high) in narrow.items() if low == high and attack.true(key)] == []


def test_four_hidden_sevens_do_not_follow_from_their_rounded_total() -> None:
    family = table({"c0": {name: [7] for name in "abcd"}})
    bounds = attacked(family, 1, None).found([("c0", part(name), (FIRST, FIRST)) for name in "abcd"])
    assert set(bounds.values()) == {(7, 7)}
    protection = protected(family, 1)
    assert protection.hidden["c0", WHOLE, (FIRST, FIRST)] is Reason.SECONDARY
    assert attacked(family, 1, protection).narrow(WIDTH) == {}


def test_a_part_does_not_follow_from_the_whole_less_the_other_parts() -> None:
    family = table({"c0": {"a": [3], "b": [12], "c": [25]}})
    small = "c0", part("a"), (FIRST, FIRST)
    assert attacked(family, 1, None, NDTMS).found([small]) == {small: (3, 3)}
    protection = protected(family, 1, NDTMS)
    assert protection.hidden["c0", part("b"), (FIRST, FIRST)] is Reason.SECONDARY
    assert ("c0", WHOLE, (FIRST, FIRST)) not in protection.hidden
    assert attacked(family, 1, protection, NDTMS).narrow(WIDTH) == {}


def test_a_month_does_not_follow_from_the_year_to_date_less_that_of_the_last_report() -> None:
    family = table({"c0": {"a": [20, 30, 25, 3]}})
    july = "c0", part("a"), (FIRST + 3, FIRST + 3)
    assert attacked(family, 4, None, NDTMS).found([july]) == {july: (3, 3)}
    protection = protected(family, 4, NDTMS)
    assert protection.hidden["c0", part("a"), (FIRST, FIRST + 3)] is Reason.SECONDARY
    assert attacked(family, 4, protection, NDTMS).narrow(WIDTH) == {}


def test_a_contract_does_not_follow_from_the_public_review_less_the_other_contracts() -> None:
    family = table({"c0": {"a": [*[0] * 11, 7]}, "c1": {"a": [*[0] * 11, 12]}})
    small = "c0", part("a"), (FIRST + 11, FIRST + 11)
    assert attacked(family, 12, None).found([small]) == {small: (7, 7)}
    assert attacked(family, 12, protected(family, 12)).narrow_of_all(WIDTH) == {}


def test_in_rows_and_columns_the_next_smallest_is_hidden_beside_a_small_one() -> None:
    family = table({"c1": {"a": [3, 20, 30], "b": [12, 25, 35], "c": [15, 40, 50]}})
    protection = protected(family, 3, NDTMS)
    assert {
        (name, first - FIRST, last - FIRST): reason.value
        for (_, (_, name), (first, last)), reason in protection.hidden.items()
    } == {("a", 0, 0): "primary", ("b", 0, 0): "secondary", ("a", 1, 1): "secondary", ("b", 1, 1): "secondary"}
    assert attacked(family, 3, protection, NDTMS).narrow(WIDTH) == {}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("profile", ["hes", "mhsds", "ndtms", "model_hospital", "strict10"])
def test_nothing_follows_in_invented_contracts(seed: int, profile: str) -> None:
    chance = Random(seed)
    months = chance.randint(1, 7)
    family = invented(chance, chance.randint(1, 3), chance.randint(1, 4), months)
    protection = protected(family, months, PROFILES[profile])
    nothing_follows(family, months, protection)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_follows_of_people_who_count_once(seed: int) -> None:
    chance = Random(seed)
    months = chance.randint(1, 10)
    family = people(chance, chance.randint(1, 3), months)
    nothing_follows(family, months, protected(family, months))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("profile", ["hes", "ndtms"])
def test_some_are_no_more_than_all_of_them(seed: int, profile: str) -> None:
    chance = Random(seed)
    months = chance.randint(1, 6)
    family = some_of_them(chance, chance.randint(1, 3), months)
    nothing_follows(family, months, protected(family, months, PROFILES[profile]))


def test_what_no_report_tells_of_is_still_no_less_than_nought() -> None:
    months = FIRST, FIRST + 1
    counts = {("c0", part(name)): {months: count} for name, count in {"all": 11, "few": 1, "many": 10}.items()}
    sums = [Sum(WHOLE, (part("few"), part("many"), part("others")))]
    family = Family(OverTime.APART, OverContracts.APART, counts, sums, frozenset({part("others")}))
    few = "c0", part("few"), months
    assert attacked(family, 2, None, NDTMS).found([few]) == {few: (0, 1)}
    protection = protected(family, 2, NDTMS)
    assert protection.hidden["c0", part("many"), months] is Reason.SECONDARY
    assert attacked(family, 2, protection, NDTMS).narrow(WIDTH) == {}


def test_nothing_follows_in_a_year_of_small_numbers() -> None:
    chance = Random(5)
    family = invented(chance, 4, 4, 13)
    protection = protected(family, 13)
    assert sum(reason is Reason.PRIMARY for reason in protection.hidden.values()) > 120
    nothing_follows(family, 13, protection)


def test_without_hiding_for_the_sake_of_others_the_attack_on_that_year_succeeds() -> None:
    family = invented(Random(5), 4, 4, 12)
    assert len(attacked(family, 12, None).narrow_of_all(WIDTH)) > 5


@pytest.mark.parametrize("seed", range(4))
def test_what_an_earlier_report_showed_stays_shown_and_what_it_hid_stays_hidden(seed: int) -> None:
    chance = Random(seed)
    for family in (invented(chance, 3, 3, 9), people(chance, 3, 9)):
        whole = protected(family, 9).hidden
        for months in range(1, 9):
            earlier = protected(family, months).hidden
            assert earlier == {key: reason for key, reason in whole.items() if key[2][1] < FIRST + months}


def test_the_width_is_a_setting() -> None:
    family = table({"c0": {"a": [2, 6, 30, 4], "b": [9, 14, 3, 22]}})
    wide = protect([family], exits(family), FIRST + 3, width=5)
    assert Attack(family, exits(family), FIRST, FIRST + 3, wide).narrow(5) == {}


def test_a_figure_is_shown_unless_one_of_its_counts_is_hidden() -> None:
    family = table({"c0": {"a": [20, 30, 25, 3]}})
    protection = protected(family, 4, NDTMS)
    first_quarter, to_date = quarter(FIRST), year_to_date(FIRST + 3)
    assert protection.shown(Figure("a", Unit.REFERRALS, 75), "c0", "referrals", first_quarter).value == 75
    hidden = protection.shown(Figure("a", Unit.REFERRALS, 78), "c0", "referrals", to_date)
    assert (hidden.value, hidden.hidden) == (None, True)


@pytest.mark.parametrize(
    ("scope", "name", "first", "last"),
    [("c0", "a", 1, 2), ("c0", "a", 4, 4), ("elsewhere", "a", 0, 0), ("c0", "unheard", 0, 0)],
    ids=["a span of two months", "a month not protected", "no exit", "a count not protected"],
)
def test_what_was_not_protected_is_not_shown(scope: str, name: str, first: int, last: int) -> None:
    protection = protected(table({"c0": {"a": [20, 30, 25, 30]}}), 4)
    asked = Figure(name, Unit.REFERRALS, 50)
    assert protection.shown(asked, scope, "referrals", span(FIRST + first, FIRST + last)).hidden
