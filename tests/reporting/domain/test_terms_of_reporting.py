"""The section `[reporting]` of terms is refused in full where it is wrong; rules in figures are those of terms."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chassis.settings import PACKAGED_TERMS
from chassis.terms import BrokenTerms, contracts_in, read_terms
from services.referrals.domain.terms import ReferralTerms
from services.reporting.domain.terms import ReportingTerms, Target
from services.sessions.domain.terms import SessionsTerms

APRIL = date(2025, 4, 1)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"year_starts": 13}, "year_starts: 13 is no month from 1 to 12"),
        ({"year_starts": 0}, "year_starts: 0 is no month from 1 to 12"),
        ({"wait_days": 0}, "wait_days: 0 is less than 1"),
        ({"headline": ("contacts", "caseload", "contacts")}, "headline: contacts stands more than once"),
        ({"funnel": ("received", "received")}, "funnel: received stands more than once"),
        ({"targets": (Target("contacts", "contacts", -1, "year", APRIL),)}, "targets.0.value: -1 is less than 0"),
        (
            {"targets": (Target("contacts", "contacts", 1, "year", APRIL, date(2025, 3, 31)),)},
            "targets.0.valid_to: 2025-03-31 is before valid_from, 2025-04-01",
        ),
    ],
)
def test_a_section_that_cannot_be_meant_is_refused_with_field_value_and_rule(wrong: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError) as refused:
        ReportingTerms(**wrong)
    assert str(refused.value) == fault


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = 'title = "A"\ncommissioner = "B"\nversion = "1"\n[reporting]\nyear_starts = 13\nwait_days = 0\n'
    (tmp_path / "new.toml").write_text(text)
    with pytest.raises(BrokenTerms) as broken:
        read_terms(tmp_path, "new", "reporting", ReportingTerms)
    told = " ".join(fault.detail for fault in broken.value.faults)
    assert "year_starts: 13 is no month from 1 to 12" in told
    assert "wait_days: 0 is less than 1" in told


# Figures hold these numbers, and no message tells them: where terms change one, the metric needs to change too.


@pytest.mark.parametrize("contract", contracts_in(PACKAGED_TERMS))
def test_three_absences_in_a_row_are_what_the_terms_look_after(contract: str) -> None:
    assert read_terms(PACKAGED_TERMS, contract, "sessions", SessionsTerms).content.consecutive_absences == 3


@pytest.mark.parametrize("contract", contracts_in(PACKAGED_TERMS))
def test_a_least_number_of_staff_is_asked_for_at_first_sessions_alone_and_is_two(contract: str) -> None:
    terms = read_terms(PACKAGED_TERMS, contract, "sessions", SessionsTerms).content
    asked = {(rule.at, rule.count) for rule in terms.rules if rule.rule == "minimum-staff"}
    assert asked == ({("initial-engagement", 2)} if "initial-engagement" in terms.purposes else set())


@pytest.mark.parametrize("contract", contracts_in(PACKAGED_TERMS))
def test_support_that_is_looked_at_before_its_end_is_looked_at_after_nine_months(contract: str) -> None:
    terms = read_terms(PACKAGED_TERMS, contract, "referrals", ReferralTerms).content
    early = [months for months in terms.support_checks_months if months != terms.support_months]
    assert early == ([9] if terms.support_months and terms.support_months > 9 else [])
