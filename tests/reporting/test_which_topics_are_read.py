"""Reporting reads the topics of every contract, of the services that its terms speak of."""

from pathlib import Path

import pytest

from chassis.settings import Settings
from services.reporting.main import Commissioned, contracts

HEAD = 'title = "A contract"\ncommissioner = "Somebody"\nversion = "1"\n'


@pytest.fixture
def told(tmp_path: Path) -> Settings:
    return Settings.model_construct(terms_folder=tmp_path)


def test_a_contract_with_three_services_has_three_topics_and_one_without_sessions_two(
    told: Settings, tmp_path: Path
) -> None:
    (tmp_path / "whole.toml").write_text(HEAD + "[referrals]\n[sessions]\n[outcomes]\n")
    (tmp_path / "young.toml").write_text(HEAD + "[outcomes]\n[referrals]\n[grants]\n")
    assert contracts(told) == {
        "whole": Commissioned("A contract", ("referrals", "sessions", "outcomes")),
        "young": Commissioned("A contract", ("referrals", "outcomes")),
    }
