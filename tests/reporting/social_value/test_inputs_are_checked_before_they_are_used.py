"""Inputs of social value: refused licences, no outcome valued twice, versions by day of knowledge, all faults told."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.reporting.domain.metrics.catalogue import METRICS
from services.reporting.domain.period import year
from services.reporting.domain.social_value.inputs import ValueInputs
from services.reporting.domain.social_value.spending import Basis, Spend, spend_on
from services.reporting.domain.social_value.spending import faults_in as faults_in_spends
from services.reporting.domain.social_value.values import Counted, UnitValue, faults_in, in_force
from services.reporting.packs.inputs import PACKAGED_VALUES, BrokenInputs, read_inputs
from tests.reporting.social_value.reviews import INPUTS
from tests.reporting.social_value.units import part, unit

LATER, EARLIER = date(2024, 9, 1), date(2024, 6, 1)


def codes(*values: UnitValue) -> list[str]:
    return [each.code for each in faults_in(values)]


@pytest.mark.parametrize(
    "broken",
    [
        unit(licence="HACT licence"),
        unit(source="UK Social Value Bank 2023"),
        unit(licence="National TOMs"),
        unit(source="TOMs 2022"),
        unit(licence="CC BY-NC-ND 4.0"),
        unit(licence="CC BY-NC 4.0"),
        unit(licence="free for non-commercial use"),
        unit(part(10, source="HACT Social Value Bank")),
    ],
)
def test_values_that_may_not_be_shipped_are_refused_by_their_licence(broken: UnitValue) -> None:
    assert set(codes(broken)) == {"licence-refused"}


@pytest.mark.parametrize("licence", ["Open Government Licence v3.0", "CC BY 4.0", "figures quoted with their source"])
def test_an_open_licence_is_no_fault(licence: str) -> None:
    assert codes(unit(licence=licence)) == []


def test_no_value_that_comes_with_the_platform_has_a_refused_licence() -> None:
    assert faults_in(INPUTS.values.unit_values) == []


def test_an_outcome_of_the_organisation_is_not_valued_again_for_a_contract() -> None:
    assert codes(unit(id="one"), unit(id="other", contract="rio")) == ["counted-twice"]


def test_a_person_of_two_contracts_is_not_valued_in_both() -> None:
    assert codes(unit(id="one", contract="rio"), unit(id="other", contract="long-covid")) == ["counted-twice"]


def test_instances_of_two_contracts_may_be_valued_apart() -> None:
    one = unit(id="one", contract="rio", counted=Counted.INSTANCES)

    assert codes(one, unit(id="other", contract="long-covid", counted=Counted.INSTANCES)) == []
    assert codes(one, unit(id="other", contract="rio", counted=Counted.INSTANCES)) == ["counted-twice"]


def test_values_that_never_hold_on_one_day_may_count_the_same() -> None:
    assert codes(unit(id="one", valid_to=date(2024, 3, 31)), unit(id="other", valid_from=date(2024, 4, 1))) == []


def test_a_report_as_at_an_earlier_day_knows_the_earlier_version() -> None:
    first, second = unit(part(1000)), unit(part(1200), version=2, known_from=LATER)

    assert [each.version for each in in_force([first, second], year(2023), EARLIER)] == [1]
    assert [each.version for each in in_force([first, second], year(2023), LATER)] == [2]
    assert in_force([first, second], year(2023), date(2024, 3, 31)) == ()


def test_a_value_that_holds_for_part_of_a_year_is_not_used_for_it() -> None:
    assert in_force([unit(valid_to=date(2024, 3, 30))], year(2023), LATER) == ()
    assert in_force([unit(valid_from=date(2023, 4, 2))], year(2023), LATER) == ()
    assert in_force([unit()], year(2022), LATER) == ()


def test_a_stated_spend_takes_over_from_the_day_on_which_it_is_known() -> None:
    implied = Spend(
        period="2023/24",
        programme="a-programme",
        basis=Basis.IMPLIED,
        printed_value=Decimal(8000),
        printed_ratio=8,
        source="a review",
        known_from=date(2024, 4, 1),
    )
    stated = Spend(
        period="2023/24",
        programme="a-programme",
        basis=Basis.STATED,
        pounds=Decimal("1234.56"),
        source="the finance team",
        known_from=LATER,
    )

    assert spend_on([implied, stated], year(2023), EARLIER, programme="a-programme") is implied
    assert spend_on([implied, stated], year(2023), LATER, programme="a-programme") is stated
    assert spend_on([implied, stated], year(2022), LATER, programme="a-programme") is None
    assert spend_on([implied, stated], year(2023), LATER, contract="rio") is None
    assert faults_in_spends([implied, stated]) == []
    assert [each.code for each in faults_in_spends([stated, stated])] == ["spend-twice"]


def test_a_spend_is_stated_with_pounds_or_implied_by_value_and_ratio() -> None:
    broken = Spend(period="2023/24", basis=Basis.STATED, printed_ratio=8, source="nobody", known_from=EARLIER)

    assert [each.code for each in faults_in_spends([broken])] == ["basis-and-amount"]


def test_a_spend_on_what_nobody_values_is_a_fault() -> None:
    spend = Spend(
        period="2023/24",
        programme="nothing",
        basis=Basis.STATED,
        pounds=Decimal(1),
        source="nobody",
        known_from=EARLIER,
    )

    assert [each.code for each in ValueInputs(spends=(spend,)).faults()] == ["unknown-programme"]


def test_the_wage_of_the_year_holds_in_that_year_alone() -> None:
    wage = INPUTS.values.wage_in(year(2023), LATER)

    assert wage is not None
    assert wage.pounds == Decimal("10.42")
    assert INPUTS.values.wage_in(year(2022), LATER) is None
    assert INPUTS.values.wage_in(year(2024), LATER) is None
    assert INPUTS.values.wage_in(year(2023), date(2024, 3, 31)) is None


def test_whatever_an_input_says_is_counted_is_a_metric() -> None:
    metrics = {each.definition.id for each in METRICS}
    review = INPUTS.reviews["2023/24"]
    named = {each.counted.metric for each in (*review.stated, *review.not_known) if each.counted}

    assert {each.metric for each in INPUTS.values.unit_values} <= metrics
    assert named <= metrics


def test_every_fault_of_every_file_is_listed_with_its_place(tmp_path: Path) -> None:
    for path in PACKAGED_VALUES.glob("*.toml"):
        shutil.copy(path, tmp_path)
    broken(tmp_path / "spend.toml", 'basis = "implied by the printed ratio"', 'basis = "guessed"')
    broken(tmp_path / "wages.toml", "title =", "tilte =")
    broken(tmp_path / "adjustments.toml", 'deadweight = "0.40"', 'deadweight = "1.40"')
    broken(tmp_path / "annual-review-2023-24.toml", 'source = "AR"\n', 'source = "AB"\n')

    with pytest.raises(BrokenInputs) as raised:
        read_inputs(tmp_path)

    told = {each.field: each.code for each in raised.value.faults}
    assert told == {
        "spend.toml: spends.0.basis": "enum",
        "wages.toml: wages.0.title": "missing",
        "wages.toml: wages.0.tilte": "unexpected_keyword_argument",
        "values: reducing-re-offending deadweight": "not-a-rate",
        "annual-review-2023-24.toml: founded": "unknown-source",
    }


def test_a_formula_over_what_nobody_states_is_a_fault(tmp_path: Path) -> None:
    shutil.copy(PACKAGED_VALUES / "annual-review-2023-24.toml", tmp_path)
    broken(
        tmp_path / "annual-review-2023-24.toml", 'formula = "rio_att / rio_sessions"', 'formula = "rio_att / nought"'
    )

    with pytest.raises(BrokenInputs) as raised:
        read_inputs(tmp_path)

    assert [each.code for each in raised.value.faults] == ["no-formula"]


def test_a_folder_without_files_knows_nothing(tmp_path: Path) -> None:
    found = read_inputs(tmp_path)

    assert (found.values, dict(found.reviews)) == (ValueInputs(), {})


def test_a_file_that_is_no_toml_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "wages.toml").write_text("wages = [")

    with pytest.raises(BrokenInputs, match="is not TOML"):
        read_inputs(tmp_path)


def broken(path: Path, what: str, by: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert what in text
    path.write_text(text.replace(what, by, 1), encoding="utf-8")
