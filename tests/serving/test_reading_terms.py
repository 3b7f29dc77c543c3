"""Terms are read strictly: every fault is listed with file and key, and a key that nobody knows is a fault."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from chassis.terms import BrokenTerms, contracts_in, read_terms

HEAD = 'title = "Long Covid"\ncommissioner = "The council"\nversion = "2025-11"\n'


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    days: int = 7


@dataclass(frozen=True, slots=True)
class Small:
    sources: tuple[str, ...]
    minimum_age: int | None = None
    from_on: date | None = None
    steps: tuple[Step, ...] = ()


def written(folder: Path, content: str, slug: str = "long-covid") -> Path:
    (folder / f"{slug}.toml").write_text(content, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(BrokenTerms) as broken:
        read_terms(folder, "long-covid", "referrals", Small)
    return [(fault.field, fault.detail) for fault in broken.value.faults]


def test_reads_one_section_and_leaves_those_of_other_services(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        HEAD + '[referrals]\nsources = ["gp", "self"]\nminimum_age = 18\nfrom_on = 2025-04-01\n'
        'steps = [{name = "triage", days = 3}]\n[sessions]\nstaff = 2\n',
    )
    terms = read_terms(folder, "long-covid", "referrals", Small)
    assert (terms.contract, terms.title, terms.commissioner, terms.version) == (
        "long-covid",
        "Long Covid",
        "The council",
        "2025-11",
    )
    assert terms.content == Small(("gp", "self"), 18, date(2025, 4, 1), (Step("triage", 3),))


def test_lists_every_fault_with_file_and_key(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        'title = 7\nversion = "1"\ncolour = "red"\n[referrals]\nminimum_age = "18"\nmaximum_age = 99\n'
        'steps = [{name = "triage", dais = 3}]\n',
    )
    assert faults(folder) == [
        ("long-covid.toml: title", "Input should be a valid string, not 7"),
        ("long-covid.toml: commissioner", "Field required"),
        ("long-covid.toml: colour", "Extra inputs are not permitted, not 'red'"),
        ("long-covid.toml: referrals.sources", "Field required"),
        ("long-covid.toml: referrals.minimum_age", "Input should be a valid integer, not '18'"),
        ("long-covid.toml: referrals.steps.0.dais", "Unexpected keyword argument, not 3"),
        ("long-covid.toml: referrals.maximum_age", "Unexpected keyword argument, not 99"),
    ]


def test_a_missing_section_is_a_fault(tmp_path: Path) -> None:
    assert faults(written(tmp_path, HEAD)) == [("long-covid.toml: referrals", "the section is missing")]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == [("long-covid.toml", "there is no such file of terms")]


@pytest.mark.parametrize("content", ["title = ", "title = 'a'\ntitle = 'b'", "\x00"])
def test_what_is_not_toml_is_a_fault(tmp_path: Path, content: str) -> None:
    [(field, detail)] = faults(written(tmp_path, content))
    assert field == "long-covid.toml"
    assert detail.startswith("is not TOML: ")


def test_contracts_are_the_files_of_the_folder(tmp_path: Path) -> None:
    for slug in ("rio", "long-covid", "a-sixth"):
        written(tmp_path, HEAD, slug)
    (tmp_path / "README.md").write_text("no terms")
    assert contracts_in(tmp_path) == ("a-sixth", "long-covid", "rio")


def test_a_name_that_is_no_slug_is_a_fault(tmp_path: Path) -> None:
    written(tmp_path, HEAD, "Long Covid")
    with pytest.raises(BrokenTerms, match=r"Long Covid\.toml: the name must be small letters"):
        contracts_in(tmp_path)
