"""Reporting reads the topics of every contract, of the services that its terms speak of."""

from datetime import date
from pathlib import Path

import pytest

from chassis.settings import Settings
from services.reporting.domain.terms import ReportingTerms
from services.reporting.main import contracts

HEAD = 'title = "A contract"\ncommissioner = "Somebody"\nversion = "1"\n'


@pytest.fixture
def told(tmp_path: Path) -> Settings:
    return Settings.model_construct(terms_folder=tmp_path)


def test_a_contract_with_three_services_has_three_topics_and_one_without_sessions_two(
    told: Settings, tmp_path: Path
) -> None:
    (tmp_path / "whole.toml").write_text(HEAD + "[referrals]\n[sessions]\n[outcomes]\n")
    (tmp_path / "young.toml").write_text(HEAD + "[outcomes]\n[referrals]\n[grants]\n")
    assert {slug: each.publishers for slug, each in contracts(told).items()} == {
        "whole": ("referrals", "sessions", "outcomes"),
        "young": ("referrals", "outcomes"),
    }


def test_a_contract_that_says_nothing_of_reports_is_reported_by_the_defaults(told: Settings, tmp_path: Path) -> None:
    (tmp_path / "young.toml").write_text(HEAD + "[referrals]\n")
    (tmp_path / "grown.toml").write_text(HEAD + "[reporting]\nbegins_on = 2024-04-01\nyear_starts = 10\n[referrals]\n")
    found = contracts(told)
    assert found["young"].terms.content == ReportingTerms()
    assert (found["grown"].terms.content.begins_on, found["grown"].terms.content.year_starts) == (date(2024, 4, 1), 10)
