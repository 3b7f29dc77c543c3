"""The five files of terms: each can be used as it stands, and what cannot is said in full at start-up."""

from dataclasses import fields
from pathlib import Path

import pytest

from chassis.terms import BrokenTerms, contracts_in, read_terms
from services.referrals.domain.terms import (
    NhsNumberPolicy,
    ReferralAfterRelease,
    ReferralTerms,
    Step,
    SupportAfterRelease,
    SupportBeforeRelease,
)

TERMS = Path(__file__).parents[2] / "contracts" / "terms"
CONTRACTS = contracts_in(TERMS)

TWENTY_DAYS = '{ rule = "referral-after-release", days = 20 }'
MARKS = ("[V]", "[?]", "[R]")


def terms_of(contract: str) -> ReferralTerms:
    return read_terms(TERMS, contract, "referrals", ReferralTerms).content


def test_five_contracts_are_commissioned() -> None:
    assert CONTRACTS == (
        "changing-futures",
        "liaison-and-diversion",
        "long-covid",
        "mental-health-peer-support",
        "rio",
    )


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_file_of_terms_can_be_used(contract: str) -> None:
    terms = read_terms(TERMS, contract, "referrals", ReferralTerms)
    assert terms.title
    assert terms.commissioner
    assert terms.version == "3"
    assert terms.content.nhs_number_policy is NhsNumberPolicy.QUARANTINE
    assert "self" in terms.content.sources, "self-referral is normal"


def test_what_is_known_of_the_contracts_stands_in_their_terms() -> None:
    assert terms_of("long-covid").steps_before_acceptance == (Step.REFERRER_CONTACTED, Step.TRIAGED)
    assert terms_of("rio").steps_before_acceptance == ()
    assert terms_of("rio").minimum_age is None
    assert terms_of("changing-futures").support_months == 12
    assert terms_of("changing-futures").minimum_age == 18
    assert terms_of("long-covid").support_months is None
    assert [each.step for each in terms_of("long-covid").steps] == [
        "referrer-contacted",
        "person-contacted",
        "initial-engagement",
        "plan-together",
        "follow-up",
    ]
    assert [each.step for each in terms_of("liaison-and-diversion").steps] == [
        "identified",
        "screened",
        "assessed",
        "referred-onward",
        "first-appointment-kept",
    ]
    sites = terms_of("liaison-and-diversion").sites
    assert sum(site.startswith("custody-suite-") for site in sites) == 9
    assert sum(site.startswith("prison-") for site in sites) == 6
    assert terms_of("liaison-and-diversion").release_rules == (
        SupportBeforeRelease(weeks=12),
        SupportAfterRelease(months=6, checks_months=(5,)),
        ReferralAfterRelease(days=28),
    )
    assert terms_of("changing-futures").support_checks_months == (9, 12)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_only_a_use_case_of_our_own_is_offered(contract: str) -> None:
    systems = {case.system for case in terms_of(contract).bars.use_cases}
    assert systems == {"https://redrose.invalid/fhir/CodeSystem/use-case"}


def test_no_two_contracts_answer_to_the_same_service_or_use_case() -> None:
    named = [(*terms_of(contract).bars.service_ids, *terms_of(contract).bars.use_cases) for contract in CONTRACTS]
    every = [coding for contract in named for coding in contract]
    assert len(every) == len(set(every)) == 10


@pytest.mark.parametrize("contract", CONTRACTS)
def test_each_value_says_where_it_comes_from(contract: str) -> None:
    paragraph: list[str] = []
    unmarked = []
    for line in (TERMS / f"{contract}.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            paragraph.append(line)
        elif " = " in line and not line.startswith((" ", "title", "version")):
            if not any(mark in comment for comment in paragraph for mark in MARKS):
                unmarked.append(line)
            paragraph = []
        elif not line:
            paragraph = []
    assert unmarked == []


@pytest.mark.parametrize("contract", CONTRACTS)
def test_what_is_left_out_is_said_to_be_left_out(contract: str) -> None:
    text = (TERMS / f"{contract}.toml").read_text(encoding="utf-8")
    missing = [
        field.name
        for field in fields(ReferralTerms)
        if f"\n{field.name} = " not in text and f"# {field.name} is left out: " not in text and field.name != "bars"
    ]
    assert missing == []


def broken(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    """What is said about the terms of one contract after these changes of their text."""
    text = (TERMS / f"{CONTRACTS[0]}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "broken.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenTerms) as raised:
        read_terms(tmp_path, "broken", "referrals", ReferralTerms)
    return [f"{fault.field} {fault.detail}" for fault in raised.value.faults]


def test_every_fault_of_a_file_is_listed_at_once(tmp_path: Path) -> None:
    said = broken(
        tmp_path,
        ("days_to_first_contact = 7", 'days_to_first_contact = "a week"'),
        ("minimum_age = 18", "minimal_age = 18"),
        ('["triaged"]', '["tea"]'),
        ('nhs_number_policy = "quarantine"', 'nhs_number_policy = "hope"'),
    )
    assert len(said) == 4
    for key in ("days_to_first_contact", "minimal_age", "steps_before_acceptance.0", "nhs_number_policy"):
        assert any(f"broken.toml: referrals.{key}" in sentence for sentence in said), key


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('risk_levels = ["low", "medium", "high"]', "risk_levels = []", "risk_levels: is empty"),
        ('"low", "medium"', '"low", "Quite High"', "risk_levels: 'Quite High' is not a coded word"),
        ('"low", "medium"', '"low", "low"', "risk_levels: low stands 2 times"),
        ("days_to_first_contact = 7", "days_to_first_contact = -1", "days_to_first_contact: -1 is less than 0"),
        ("minimum_age = 18", "minimum_age = 180", "minimum_age: 180 is not an age from 1 to 129"),
        ("support_months = 12", "support_months = 0", "support_months: 0 is less than 1"),
        ('["01", "02", "04", "11"]', '["01", "post"]', "first_contact_channels: post is not an MHSDS"),
        ('["01", "02", "04", "11"]', "[]", "first_contact_channels: is empty"),
        ('["triaged"]', '["triaged", "triaged"]', "steps_before_acceptance: triaged stands 2 times"),
        ('"under-minimum-age",', "", "decline_reasons: lacks under-minimum-age"),
        ('"entered-in-error", ', "", "withdrawal_reasons: lacks entered-in-error"),
        ("follow_up_days = 14", "follow_up_days = 0", "follow_up_days: 0 is less than 1"),
        ("[9, 12]", "[9, 13]", "support_checks_months: 13 does not lie within support_months"),
        ('correction_reasons = ["entered-in-error", ', "correction_reasons = [", "correction_reasons: lacks"),
        ('flag_reasons = ["told-by-referrer"', 'flag_reasons = ["Told!"', "flag_reasons: 'Told!' is not a coded word"),
        *(
            ("contacts_before_acceptance = true", f"contacts_before_acceptance = true\n{more}", said)
            for more, said in (
                ('steps = [{ step = "a", by = "contact" }]', "steps: a needs a purpose if a contact takes it"),
                ('steps = [{ step = "a", purpose = "b" }]', "steps: a needs a purpose if a contact takes it"),
                ('steps = [{ step = "a", at_site = true }]', "steps: a is taken at a site, and sites is empty"),
                ('steps = [{ step = "a", same_day_as = "b" }]', "steps: a belongs on the day of b"),
                ('steps = [{ step = "a" }, { step = "a" }]', "steps: a stands 2 times"),
                ('steps = [{ step = "a", by = "wind" }]', "steps.0.by"),
                (
                    f"release_rules = [{TWENTY_DAYS}, {TWENTY_DAYS}]",
                    "release_rules: referral-after-release stands 2 times",
                ),
                ('release_rules = [{ rule = "tea", months = 6 }]', "release_rules.0"),
            )
        ),
        ('source = "other-nhs-service"', 'source = "e-rs"', "bars.source: e-rs is not one of the sources"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_a_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in "\n".join(broken(tmp_path, (old, new)))


def test_several_rules_that_cannot_be_kept_are_all_said(tmp_path: Path) -> None:
    said = "\n".join(
        broken(
            tmp_path,
            ("days_to_first_contact = 7", "days_to_first_contact = -1"),
            ("support_months = 12", "support_months = 0"),
        )
    )
    assert "days_to_first_contact: -1 is less than 0" in said
    assert "support_months: 0 is less than 1" in said
