"""The section `[outcomes]` of the five files of terms: complete, consistent, and refused in full where it is not."""

from dataclasses import fields
from pathlib import Path

import pytest

from chassis.terms import BrokenTerms, contracts_in, read_terms
from services.outcomes.domain.terms import Counted, HardOutcomeTerms, OutcomesTerms
from services.sessions.domain.terms import SessionsTerms

TERMS = Path(__file__).parents[2] / "contracts" / "terms"
CONTRACTS = contracts_in(TERMS)


def terms_of(contract: str) -> OutcomesTerms:
    return read_terms(TERMS, contract, "outcomes", OutcomesTerms).content


def test_each_contract_uses_its_questionnaires() -> None:
    assert {contract: terms_of(contract).instruments for contract in CONTRACTS} == {
        "changing-futures": ("ndta", "reqol-10"),
        "liaison-and-diversion": ("swemwbs",),
        "long-covid": ("eq-5d-5l", "swemwbs"),
        "mental-health-peer-support": ("reqol-10", "swemwbs"),
        "rio": ("barc-10", "swemwbs"),
    }


def test_plans_are_written_together_where_the_contract_says_so() -> None:
    assert {contract for contract in CONTRACTS if terms_of(contract).plan_together} == {"long-covid"}


def test_hard_outcomes_say_what_is_counted_and_which_tell_of_offending() -> None:
    assert terms_of("rio").hard_outcomes == {
        "substance-reduction": HardOutcomeTerms(counted=Counted.INSTANCES),
        "housing": HardOutcomeTerms(counted=Counted.INSTANCES),
        "family-access": HardOutcomeTerms(counted=Counted.INSTANCES),
        "employment": HardOutcomeTerms(counted=Counted.PERSONS, cap_per_year=1),
        "emergency-contact-reduced": HardOutcomeTerms(counted=Counted.INSTANCES),
        "re-offending-reduced": HardOutcomeTerms(counted=Counted.PERSONS, cap_per_year=1, custody=True),
    }
    with_custody = {
        contract: [kind for kind, told in terms_of(contract).hard_outcomes.items() if told.custody]
        for contract in CONTRACTS
    }
    assert with_custody == {
        "changing-futures": ["re-offending-reduced"],
        "liaison-and-diversion": ["re-offending-reduced"],
        "long-covid": [],
        "mental-health-peer-support": [],
        "rio": ["re-offending-reduced"],
    }


def test_the_courses_of_the_organisation_are_there_for_every_contract() -> None:
    courses = {
        "asset-based-community-development",
        "drug-awareness",
        "boundaries-ethics-and-values",
        "trauma-informed-approaches",
        "speaker-boot-camp",
        "group-facilitation",
        "recovery-coach",
        "event-planning",
        "naloxone",
        "first-aid",
        "self-defence",
        "mandatory-online",
    }
    assert {contract: set(terms_of(contract).courses) for contract in CONTRACTS} == dict.fromkeys(CONTRACTS, courses)
    assert any(course.accredited for course in terms_of("rio").courses.values())


@pytest.mark.parametrize("contract", CONTRACTS)
def test_what_both_sections_name_is_the_same_in_both(contract: str) -> None:
    outcomes = terms_of(contract)
    sessions = read_terms(TERMS, contract, "sessions", SessionsTerms).content
    assert outcomes.programmes == sessions.programmes
    assert outcomes.correction_reasons == sessions.correction_reasons


@pytest.mark.parametrize("contract", CONTRACTS)
def test_what_is_left_out_of_the_outcomes_is_said_to_be_left_out(contract: str) -> None:
    text = (TERMS / f"{contract}.toml").read_text(encoding="utf-8").partition("\n[outcomes]\n")[2]
    missing = [
        field.name
        for field in fields(OutcomesTerms)
        if f"\n{field.name} = " not in text
        and f"# {field.name} is left out: " not in text
        and f"[outcomes.{field.name}]" not in text
    ]
    assert missing == []


def broken(tmp_path: Path, *changes: tuple[str, str]) -> str:
    """What is said about the terms of one contract after these changes of their text."""
    before, section, text = (TERMS / "long-covid.toml").read_text(encoding="utf-8").partition("\n[outcomes]\n")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "broken.toml").write_text(before + section + text, encoding="utf-8")
    with pytest.raises(BrokenTerms) as raised:
        read_terms(tmp_path, "broken", "outcomes", OutcomesTerms)
    return "\n".join(f"{fault.field} {fault.detail}" for fault in raised.value.faults)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('instruments = ["eq-5d-5l"', 'instruments = ["tea-leaves"', "instruments: tea-leaves is none of barc-10"),
        ('instruments = ["eq-5d-5l"', 'instruments = ["swemwbs"', "instruments: swemwbs is named 2 times"),
        ("cap_per_year = 1", "cap_per_year = 0", "hard_outcomes.employment.cap_per_year: 0 is less than 1"),
        ('counted = "persons"', 'counted = "pounds"', "hard_outcomes.employment.counted"),
        ("cap_per_year = 1", "cap = 1", "hard_outcomes.employment.cap"),
        ('evidence = ["document-seen",', "evidence = []\nexamples = [", "outcomes.examples"),
        ('hope = ["take-notice"]', 'hope = ["run"]', "soft_outcome_areas.hope: run is none of the Five Ways"),
        ('naloxone = { accredited = false, ways = ["keep', 'naloxone = { ways = ["keep', "courses.naloxone.accredited"),
        ("ways_version = 1", "ways_version = 0", "ways_version: 0 is less than 1"),
        ('reasons = ["entered-in-error", ', "reasons = [", "correction_reasons: lacks entered-in-error"),
        ('sources = ["conversation", "questionnaire"]', "sources = []", "soft_outcome_sources: is empty, and soft"),
        ('areas = ["physical-health"', 'areas = ["Quite Well"', "goal_areas: 'Quite Well' is not a coded word"),
        ("days_to_review = 42", "days_to_review = 0", "days_to_review: 0 is less than 1"),
        ("plan_exception_reasons = [", "plan_exception_reasons = []\nx = [", "outcomes.x"),
    ],
)
def test_terms_of_outcomes_that_cannot_be_kept_are_a_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in broken(tmp_path, (old, new))
