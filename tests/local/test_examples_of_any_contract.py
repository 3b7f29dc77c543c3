"""Examples: people who do not exist, in the words of whatever contract there is."""

import re
from datetime import date

import pytest

from chassis.terms import contracts_in, read_terms
from deploy.local.examples import PEOPLE, examples, nhs_number, referral_body
from deploy.local.guide import financial_year
from deploy.local.instances import ROOT, instances
from services.referrals.domain.terms import ReferralTerms, Step

FOLDER = ROOT / "contracts" / "terms"
DAY = date(2026, 11, 22)


def terms_of(contract: str) -> ReferralTerms:
    return read_terms(FOLDER, contract, "referrals", ReferralTerms).content


def test_nhs_numbers_are_of_the_range_that_nobody_has_and_pass_their_check():
    assert [nhs_number(nth) for nth in range(3)] == ["9990000018", "9990000026", "9990000034"]
    for person in PEOPLE:
        assert re.fullmatch(r"999\d{7}", person.nhs_number)
        total = sum(int(digit) * (10 - place) for place, digit in enumerate(person.nhs_number[:9]))
        assert (total + int(person.nhs_number[9])) % 11 == 0


@pytest.mark.parametrize("contract", contracts_in(FOLDER))
def test_each_contract_has_one_referral_of_every_kind(contract):
    stories = [[request.step for request in example.requests] for example in examples(terms_of(contract), 0, DAY)]
    assert [story[-1] for story in stories] == ["receive", "triage", "accept", "first-contact", "decline"]


@pytest.mark.parametrize("contract", contracts_in(FOLDER))
def test_the_referrer_is_contacted_where_the_terms_ask_for_it(contract):
    terms = terms_of(contract)
    contacted = any(request.step == "contact-referrer" for one in examples(terms, 0, DAY) for request in one.requests)
    assert contacted == (Step.REFERRER_CONTACTED in terms.steps_before_acceptance)


@pytest.mark.parametrize("contract", contracts_in(FOLDER))
def test_nothing_lies_in_the_future_and_the_same_day_gives_the_same_requests(contract):
    terms = terms_of(contract)
    first, again = examples(terms, 1, DAY), examples(terms, 1, DAY)
    assert first == again
    days = [
        str(value) for one in first for request in one.requests for key, value in request.body.items() if "on" in key
    ]
    assert all(day <= DAY.isoformat() for day in days if re.fullmatch(r"\d{4}-\d\d-\d\d", day))


def test_some_people_are_known_to_more_than_one_contract():
    terms = terms_of(contracts_in(FOLDER)[0])
    first = {one.person for one in examples(terms, 0, DAY)}
    second = {one.person for one in examples(terms, 1, DAY)}
    assert len(first & second) == 3
    assert len(first | second) == 7


def test_a_body_uses_the_words_of_the_terms():
    terms = terms_of(contracts_in(FOLDER)[0])
    body = referral_body(PEOPLE[0], terms, DAY, 1)
    assert body["source"] == terms.sources[1]
    assert body["route"] == terms.routes[1]
    assert body["received_on"] == "2026-11-22"


def test_every_contract_runs_its_own_processes_and_reporting_runs_once():
    assert [(one.name, one.database) for one in instances(["first-tale", "second"])] == [
        ("first-tale-referrals", "first_tale_referrals"),
        ("first-tale-sessions", "first_tale_sessions"),
        ("first-tale-outcomes", "first_tale_outcomes"),
        ("second-referrals", "second_referrals"),
        ("second-sessions", "second_sessions"),
        ("second-outcomes", "second_outcomes"),
        ("reporting", "reporting"),
    ]


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), "2025/26"), (date(2026, 4, 1), "2026/27"), (date(2099, 5, 1), "2099/00")]
)
def test_the_year_in_the_guide_runs_from_april_to_march(monkeypatch, day, year):
    monkeypatch.setattr("deploy.local.guide.today", lambda: day)
    assert financial_year() == year
