"""The report across contracts from what was told: each beside the others, people once, and who is in two of them."""

from datetime import date, timedelta

from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.pack.decisions import Rebase
from services.reporting.domain.pack.management import management_pack
from services.reporting.domain.pack.model import Audience, Pack, PackKind
from services.reporting.domain.period import month_of
from services.reporting.domain.terms import ReportingTerms
from tests.reporting.packs.briefs import TITLES, brief, chart, firsts, row, table
from tests.reporting.telling import Telling
from tests.reporting.working import contact, hard_outcome, meeting, outcomes_of, sessions_of


def told() -> tuple[Telling, ...]:
    """Rio works with persons 1 to 4, Long Covid with 4 to 6; the fourth is one person."""
    rio, covid = Telling("rio"), Telling("long-covid")
    sessions, outcomes = sessions_of("rio"), outcomes_of("long-covid")
    for number in (1, 2, 3, 4):
        rio.referral(number, of=number).received(date(2025, 5, number)).accepted(date(2025, 5, 5)).contacted(
            date(2025, 5, 5 + number)
        )
    for number in (4, 5, 6):
        covid.referral(number, of=number).received(date(2025, 6, 1)).contacted(date(2025, 6, 21))
    covid.referral(7, of=7).received(date(2025, 6, 1), source="self").declined(date(2025, 6, 2))
    meeting(sessions, 1).planned(date(2025, 5, 20)).held(date(2025, 5, 20)).line(1, 1).line(2, 2)
    hard_outcome(outcomes, 1, 5, date(2025, 7, 1), "housing", "instances")
    return rio, covid, sessions, outcomes


def whole(period: str = "2025/26", **more: object) -> Pack:
    return management_pack(
        brief(told(), period, scope=ORGANISATION, audience=Audience.MANAGEMENT, **more),  # type: ignore[arg-type]
        TITLES,
    )


def test_people_count_once_and_the_overlap_says_why_contracts_do_not_add_up() -> None:
    pack = whole()
    assert (pack.kind, pack.scope, pack.title) == (PackKind.ORGANISATION, "*", "Everything: report for 2025/26")
    assert {first: row(pack, "people-once", first) for first in firsts(pack, "people-once")} == {
        "Long Covid": ["3"],
        "Rio": ["4"],
        "Sum of the contracts": ["7"],
        "All contracts, each person once": ["6"],
    }
    assert [[cell.value for cell in each] for each in table(pack, "overlap").rows] == [["Long Covid", "Rio", 1]]


def test_people_of_two_contracts_overlap_in_the_periods_that_hold_both() -> None:
    assert [[cell.value for cell in each] for each in table(whole("2025-05"), "overlap").rows] == [
        ["Long Covid", "Rio", 0]
    ]
    assert row(whole("2025-05"), "people-once", "All contracts, each person once") == ["4"]


def test_contracts_stand_side_by_side_before_all_of_them() -> None:
    pack = whole()
    assert [column.title for column in table(pack, "side-by-side").columns] == [
        "Measure", "Long Covid", "Rio", "All contracts",
    ]  # fmt: skip
    assert row(pack, "side-by-side", "Referrals received") == ["4", "4", "8"]
    assert row(pack, "side-by-side", "People referred") == ["4", "4", "7"]
    assert row(pack, "side-by-side", "People reached (worked with)") == ["3", "4", "6"]
    assert row(pack, "side-by-side", "Acceptance") == ["0% (0/1)", "100% (4/4)", "80% (4/5)"]
    assert row(pack, "side-by-side", "Days to first contact: median") == ["20 days", "5 days", "5 days"]
    assert row(pack, "side-by-side", "Mean group size: attendances per session") == ["[z]", "2.0", "2.0"]
    assert row(pack, "referrals-by-source", "self") == ["1", "0", "1"]
    assert row(pack, "hard-outcomes", "housing") == ["1", "0", "1"]


def test_a_median_or_a_share_that_one_contract_has_is_none_and_not_nought_in_another() -> None:
    pack = whole()
    assert row(pack, "days-to-recording", "median: session") == ["[z]", "0 days", "0 days"]
    assert row(pack, "days-to-recording", "within 7 days: hard outcome") == ["100% (1/1)", "[z]", "100% (1/1)"]
    assert row(pack, "completeness", "hard outcomes with their referral") == ["0% (0/1)", "[z]", "0% (0/1)"]


def test_of_a_contract_that_had_not_begun_nothing_is_available() -> None:
    pack = whole(begins={"long-covid": date(2026, 4, 1), "rio": date(2022, 4, 1)})
    assert row(pack, "side-by-side", "Sessions held") == ["[x]", "1", "1"]


def test_months_of_all_contracts_count_each_person_once_in_the_total() -> None:
    pack = whole()
    assert row(pack, "months", "Referrals received") == ["0", "4", "4", *["0"] * 9, "8", "0.7"]
    assert row(pack, "months", "People reached (worked with)") == ["0", "4", "3", "1", *["0"] * 8, "6", "0.7"]
    assert row(pack, "months", "Caseload") == ["0", "4", *["6"] * 10, "[z]", "5.3"]


def test_a_chart_of_all_contracts_is_rebased_by_a_decision_about_them() -> None:
    rio = Telling()
    for number in range(60):
        rio.referral(number, of=number).received(date(2025, 4, 1) + timedelta(days=6 * number))
    terms = ReportingTerms(begins_on=date(2025, 4, 1))
    decided = [Rebase("referrals-received", month_of(date(2025, 10, 1)), "recording-changed")]
    asked = brief((rio,), "2025/26", scope=ORGANISATION, terms=terms, rebases=decided)
    drawn = chart(management_pack(asked, TITLES), "chart-referrals-received")
    assert [point.segment for point in drawn.points] == [0] * 6 + [1] * 6
    assert "Limits are counted anew from October 2025 on: recording changed." in drawn.notes


def test_the_five_ways_are_drawn_and_every_metric_is_defined() -> None:
    pack = whole()
    assert chart(pack, "five-ways-chart").description == (
        "Times that each way was hit: connect 2, be active 0, take notice 0, keep learning 0, give 0."
    )
    assert len(table(pack, "definitions").rows) == len(pack.definitions) > 60
    assert [section.id for section in pack.sections] == ["people", "contracts", "months", "ways", "definitions"]


def test_a_word_of_one_contract_alone_has_a_row_for_all() -> None:
    sessions = sessions_of("rio")
    contact(sessions, 1, 1, date(2025, 5, 3), channel="05")
    pack = management_pack(brief((sessions,), "2025/26", scope=ORGANISATION), TITLES)
    assert row(pack, "contacts-by-channel", "e-mail (05)") == ["0", "1", "1"]
