"""`make address` says where a service answers, or what is wrong with what was asked."""

import json
from pathlib import Path

import pytest

from deploy.local.address import address_of
from deploy.local.faults import LocalFault

SLUGS = ("one", "two")


def home(folder: Path) -> Path:
    (folder / "ports.json").write_text(json.dumps({"one-sessions": 5001, "reporting": 5002}))
    return folder


def test_a_service_of_a_contract_and_one_of_all_contracts_are_found(tmp_path: Path) -> None:
    assert address_of(home(tmp_path), "sessions", "one", SLUGS) == "http://127.0.0.1:5001"
    assert address_of(home(tmp_path), "reporting", "all", SLUGS) == "http://127.0.0.1:5002"


@pytest.mark.parametrize(
    ("service", "contract", "said"),
    [
        ("sessions", "three", "no sessions of three: SERVICE is one of outcomes, referrals, reporting, sessions"),
        ("grants", "one", "no grants of one"),
        ("outcomes", "two", "two-outcomes has no port yet"),
    ],
)
def test_what_no_run_has_is_said(tmp_path: Path, service: str, contract: str, said: str) -> None:
    with pytest.raises(LocalFault, match=said):
        address_of(home(tmp_path), service, contract, SLUGS)
