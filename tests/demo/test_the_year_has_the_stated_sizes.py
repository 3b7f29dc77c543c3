"""What is drawn from the seed has the sizes that the annual review states, before any service is asked."""

from collections import Counter
from functools import cache

import pytest

from chassis.terms import read_terms
from deploy.demo import changes, gatherings
from deploy.demo.cases import Contact, cases, contacts
from deploy.demo.cast import Cast, Casts, cast
from deploy.demo.figures import read_sizes
from deploy.demo.referrals import by_contract
from deploy.demo.sessions import series
from deploy.local.tokens import TERMS
from services.sessions.domain.terms import SessionsTerms

SIZES = read_sizes()
ATTENDED = ("5", "6")


@cache
def casts() -> Casts:
    return cast(SIZES)


def earlier() -> Cast:
    return casts().earlier


def later() -> Cast:
    return casts().later


@cache
def contacts_of(label: str) -> list[Contact]:
    of = {each.year.label: each for each in (earlier(), later())}[label]
    return list(contacts(of, by_contract(cases(casts(), SIZES.seed)), SIZES.seed))


@cache
def held(label: str, contract: str) -> tuple[gatherings.Held, ...]:
    of = {each.year.label: each for each in (earlier(), later())}[label]
    terms = read_terms(TERMS, contract, "sessions", SessionsTerms).content
    most = max(each.year.groups[contract].sessions for each in (earlier(), later()))
    return gatherings.sessions(of, contract, series(terms, most), SIZES.seed)


def known_at(sessions: tuple[gatherings.Held, ...]) -> set[int]:
    present = [line.person for each in sessions for line in each.attenders if line.attendance == "present"]
    return {person for person in present if person is not None}


def attended(label: str) -> list[Contact]:
    return [each for each in contacts_of(label) if each.attendance in ATTENDED]


def test_3375_people_are_referred_in_2023_24() -> None:
    assert len(set().union(*later().referred.values())) == 3375


def test_4600_people_are_worked_with_in_2023_24() -> None:
    contacted = {each.case.person for each in attended("2023/24")}
    came = known_at(held("2023/24", "rio")) | known_at(held("2023/24", "long-covid"))
    assert len(contacted | came) == 4600


def test_3145_sessions_of_2023_24_have_23770_attendances_of_2155_people() -> None:
    sessions = held("2023/24", "rio")
    assert (len(sessions), sum(each.attendances for each in sessions), len(known_at(sessions))) == (3145, 23770, 2155)


def test_nobody_comes_to_another_contracts_groups_alone() -> None:
    assert known_at(held("2023/24", "long-covid")) <= known_at(held("2023/24", "rio"))


def test_1875_sessions_of_2022_23_have_16394_attendances() -> None:
    sessions = (*held("2022/23", "rio"), *held("2022/23", "long-covid"))
    assert (len(sessions), sum(each.attendances for each in sessions)) == (1875, 16394)


def test_19076_calls_and_texts_and_the_attendances_are_the_35470_engagements_of_2022_23() -> None:
    channels = Counter(each.channel for each in attended("2022/23"))
    assert channels["02"] + channels["09"] == channels.total() == 19076
    assert channels.total() + 16394 == 35470


@pytest.mark.parametrize("label", ["2022/23", "2023/24"])
def test_no_contact_lies_before_its_referral_or_outside_its_year(label: str) -> None:
    first, last = int(label[:4]), int(label[:4]) + 1
    for each in contacts_of(label):
        assert each.on >= each.case.received_on
        assert f"{first}-04-01" <= each.on.isoformat() <= f"{last}-03-31"
        assert each.case.closed_on is None or each.on <= each.case.closed_on


def test_outcomes_training_hours_and_signpostings_are_those_stated() -> None:
    drawn = by_contract(cases(casts(), SIZES.seed))
    of, spans = later(), changes.spans(later(), drawn)
    hard = list(changes.hard_outcomes(of, spans, SIZES.seed))
    assert Counter(each.kind for each in hard) == {
        "substance-reduction": 2065,
        "emergency-contact-reduced": 397,
        "employment": 127,
        "re-offending-reduced": 55,
    }
    for kind, people in (("employment", 127), ("re-offending-reduced", 55)):
        assert len({each.span.person for each in hard if each.kind == kind}) == people
    assert len({each.span.person for each in changes.training(of, spans, SIZES.seed)}) == 417
    assert sum(each.minutes for each in changes.volunteering(of, "rio", 60, SIZES.seed)) == 3717 * 60

    before, spans = earlier(), changes.spans(earlier(), drawn)
    outcomes = [*changes.hard_outcomes(before, spans, SIZES.seed), *changes.soft_outcomes(before, spans, SIZES.seed)]
    assert len(outcomes) == 84876
    assert len(list(changes.signpostings(before, spans, SIZES.seed))) == 7191


def test_a_register_names_nobody_twice() -> None:
    for each in held("2023/24", "rio"):
        named = [line.person for line in each.attenders if line.person is not None]
        assert len(named) == len(set(named))


def test_the_same_seed_draws_the_same_year_and_another_seed_another() -> None:
    assert cases(casts(), SIZES.seed) == cases(cast(SIZES), SIZES.seed)
    assert cases(casts(), SIZES.seed) != cases(casts(), "another seed")


def test_nobody_invented_has_a_number_of_the_nhs_that_could_be_given() -> None:
    numbers = [person.nhs_number for person in casts().people if person.nhs_number]
    assert all(number.startswith("999") for number in numbers)
    assert len(numbers) == len(set(numbers)) > 5000


def test_no_two_invented_people_are_the_same_person_to_the_services() -> None:
    people = casts().people
    assert len({(each.given, each.family, each.born_on) for each in people}) == len(people) == 7300
