"""The attack on all that goes out of the demonstration's two years: packs, quarters and the public's review."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import date

import pytest

from chassis.errors import Invalid
from services.reporting.domain.disclosure.deciding import Reason
from services.reporting.domain.disclosure.families import Family, Key, counts_in
from services.reporting.domain.disclosure.profiles import HES, STRICT10
from services.reporting.domain.disclosure.protection import WIDTH, Protection, protect
from services.reporting.domain.metrics.catalogue import CONTRACT_METRICS, METRICS
from services.reporting.domain.metrics.report import Asked, Tallies
from services.reporting.domain.pack.annual_review import annual_review
from services.reporting.domain.pack.contract import Brief, contract_pack
from services.reporting.domain.pack.figures import Figures
from services.reporting.domain.pack.lattice import families_of
from services.reporting.domain.pack.laws import is_inside
from services.reporting.domain.pack.model import Audience, Mark, Pack
from services.reporting.domain.period import Period, quarter, read_period, year_to_date
from services.reporting.domain.terms import ReportingTerms
from services.reporting.packs.inputs import PACKAGED_VALUES, read_inputs
from tests.reporting.disclosure import year_of_counts
from tests.reporting.disclosure.attack import Attack
from tests.reporting.disclosure.year_of_counts import FIRST, LAST

CONTRACTS = ("changing-futures", "liaison-and-diversion", "long-covid", "mental-health-peer-support", "rio")
EXITS = {**dict.fromkeys(CONTRACTS, HES), "*": STRICT10}
AS_AT = date(2024, 4, 30)
YEAR = read_period("2023/24", AS_AT)
PERIODS = (YEAR, *(quarter(month) for month in range(FIRST + 12, LAST, 3)), year_to_date(FIRST + 19))
"""What commissioners are sent of the second year."""
BY_ID = {metric.definition.id: metric for metric in METRICS}


@pytest.fixture(scope="module")
def tallies() -> Tallies:
    return year_of_counts.read()


@pytest.fixture(scope="module")
def families(tallies: Tallies) -> list[Family]:
    return families_of(METRICS, tallies, CONTRACTS, LAST, AS_AT)


@pytest.fixture(scope="module")
def protection(families: list[Family]) -> Protection:
    return protect(families, EXITS, LAST, is_inside=is_inside)


@pytest.fixture(scope="module")
def narrow(families: list[Family], protection: Protection) -> Mapping[Key, tuple[int, float]]:
    """Bounds of every hidden count of both years of which more is found out than the width allows."""
    return {
        key: ends
        for family in families
        for april in (FIRST, FIRST + 12)
        for key, ends in Attack(family, EXITS, april, april + 11, protection).narrow_of_all(WIDTH).items()
    }


def test_the_counts_are_those_of_the_sizes_that_are_stated(tallies: Tallies) -> None:
    figures = Figures(tallies, CONTRACTS, AS_AT)
    found = {
        (metric, scope): figures.of(BY_ID[metric], scope, YEAR)[name].value
        for metric, scope, name in (
            ("people-reached", "*", "people reached"),
            ("people-referred", "*", "people referred"),
            ("sessions-held", "rio", "sessions held"),
            ("attendances", "rio", "attendances"),
            ("people-attending", "rio", "people attending"),
            ("people-in-training", "*", "people entering"),
        )
    }
    assert found == {
        ("people-reached", "*"): 4_600,
        ("people-referred", "*"): 3_375,
        ("sessions-held", "rio"): 3_145,
        ("attendances", "rio"): 23_770,
        ("people-attending", "rio"): 2_155,
        ("people-in-training", "*"): 417,
    }


def test_no_hidden_count_can_be_worked_out(narrow: Mapping[Key, tuple[int, float]]) -> None:
    assert {key: ends for key, ends in narrow.items() if ends[0] == ends[1]} == {}


def test_of_a_small_count_four_values_stay_open_unless_its_marks_alone_say_more(
    narrow: Mapping[Key, tuple[int, float]], protection: Protection
) -> None:
    assert narrow.keys() <= protection.bare
    small = [key for key in narrow if protection.hidden[key] is Reason.PRIMARY]
    # Months of seven referrals, all of one urgency, from six or seven ways in: that none is nought says the rest.
    assert Counter((scope, months) for scope, _, months in small) == {
        ("long-covid", (FIRST + 10, FIRST + 10)): 15,
        ("changing-futures", (FIRST + 22, FIRST + 22)): 15,
    }
    assert Counter(protection.hidden.values())[Reason.PRIMARY] > 6_000


def test_without_hiding_for_the_sake_of_others_small_counts_are_worked_out(families: list[Family]) -> None:
    of_referrals = next(family for family in families if any(name[0] == "acceptance" for _, name in family.counts))
    found = Attack(of_referrals, EXITS, FIRST, FIRST + 11, None).narrow_of_all(WIDTH)
    assert sum(low == high for low, high in found.values()) == 11


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_commissioners_packs_print_nothing_that_is_hidden(
    contract: str, tallies: Tallies, protection: Protection
) -> None:
    shown = Figures(tallies, CONTRACTS, AS_AT, protection.shown)
    for period in PERIODS:
        pack = contract_pack(brief(contract, Audience.COMMISSIONER, "hes", shown, period))
        assert hidden_but_printed(pack, tallies, protection) == []


def test_the_public_review_prints_the_year_and_nothing_that_is_hidden(tallies: Tallies, protection: Protection) -> None:
    shown = Figures(tallies, CONTRACTS, AS_AT, protection.shown)
    review = annual_review(brief("*", Audience.PUBLIC, "strict10", shown, YEAR), read_inputs(PACKAGED_VALUES))
    assert hidden_but_printed(review, tallies, protection) == []
    headlines = next(table for section in review.sections for table in section.tables if table.id == "headlines")
    assert {row[0].value: row[1].value for row in headlines.rows} == {
        "People reached (worked with)": 4_600,
        "People referred": 3_375,
        "Engagements": 45_530,
        "Sessions held": 3_195,
        "Attendances": 24_130,
        "People attending sessions": 2_155,
        "Calls and texts": 14_100,
        "Signpostings": 7_600,
        "Hard outcomes": 2_644,
        "Soft outcomes": 41_000,
        "Outcomes": 43_644,
        "People entering accredited training": 417,
        "Volunteer hours": 3_717,
    }


def brief(scope: str, audience: Audience, profile: str, figures: Figures, period: Period) -> Brief:
    return Brief(
        scope=scope,
        title=scope,
        commissioner="",
        terms=ReportingTerms(),
        versions={},
        asked=Asked(period, AS_AT),
        audience=audience,
        profile=profile,
        figures=figures,
        metrics=CONTRACT_METRICS,
    )


def hidden_but_printed(pack: Pack, tallies: Tallies, protection: Protection) -> list[str]:
    """Cells of counts that are hidden, or made of such, and are not confidential."""
    true = Figures(tallies, CONTRACTS, AS_AT)
    found = []
    opened = [cell for section in pack.sections for table in section.tables for row in table.rows for cell in row]
    for cell in opened:
        if not cell.opens:
            continue
        scope, metric, rest = cell.opens.split("/", 2)
        name, period = name_and_period(rest)
        figure = true.of(BY_ID[metric], scope, period).get(name)
        months = (period.first, period.last)
        hides = figure is not None and any(
            protection.is_hidden(scope, (metric, count), months, value) for count, value in counts_in(figure).items()
        )
        if hides and (cell.mark is not Mark.CONFIDENTIAL or cell.value is not None):
            found.append(cell.opens)
    assert any(cell.mark is Mark.CONFIDENTIAL for cell in opened)
    return found


def name_and_period(opens: str) -> tuple[str, Period]:
    """Taken apart again: either may hold a slash."""
    parts = opens.split("/")
    for ends in (1, 2):
        with suppress(Invalid):
            return "/".join(parts[:-ends]), read_period("/".join(parts[-ends:]), AS_AT)
    raise AssertionError(opens)
