"""The report of one contract from what was told, cell by cell: comparisons, months, what is hidden or not known."""

from datetime import date, timedelta

import pytest

from services.reporting.domain.metrics.catalogue import CONTRACT_METRICS
from services.reporting.domain.pack.contract import contract_pack
from services.reporting.domain.pack.decisions import Rebase
from services.reporting.domain.pack.model import Audience, Cell, Mark, Pack, Show
from services.reporting.domain.pack.parts import change
from services.reporting.domain.pack.words import in_words
from services.reporting.domain.period import month_of
from services.reporting.domain.terms import ReportingTerms, Target
from tests.reporting.packs.briefs import brief, chart, firsts, row, table
from tests.reporting.telling import Telling
from tests.reporting.working import contact, grant, meeting, outcomes_of, plan, reading, sessions_of, volunteering


def referrals(*months: tuple[int, int, int]) -> Telling:
    """So many referrals received in each month, of people of their own, each seen five days later."""
    rio = Telling()
    number = 0
    for year, month, count in months:
        for _ in range(count):
            number += 1
            day = date(year, month, 10)
            rio.referral(number, of=number).received(day).accepted(day).contacted(day + timedelta(days=5))
    return rio


def test_money_awarded_is_in_pounds_and_a_fund_is_called_by_its_name() -> None:
    rio = sessions_of()
    grant(rio, 1, date(2025, 8, 4), 4999)
    grant(rio, 2, date(2025, 8, 5), 0)
    pack = contract_pack(brief((rio,), "2025/26-Q2"))
    assert {first: row(pack, "grants", first)[0] for first in firsts(pack, "grants")} == {
        "applications decided": "2",
        "BRiC: applications decided": "2",
        "awards": "1",
        "BRiC: awards": "1",
        "money awarded": "£4,999",
        "BRiC: money awarded": "£4,999",
    }


def test_a_quarter_stands_beside_the_same_quarter_last_year_and_the_year_to_date() -> None:
    rio = referrals((2024, 8, 2), (2025, 5, 6), (2025, 8, 3))
    pack = contract_pack(brief((rio,), "2025/26-Q2"))
    assert row(pack, "summary", "Referrals received") == ["3", "2", "+1 (+50%)", "9", "[z]", "[z]"]
    assert row(pack, "measures", "Acceptance: accepted") == ["3", "2", "+1 (+50%)", "9", "[z]", "[z]"]
    assert row(pack, "summary", "First contact in time") == [
        "100% (3/3)", "100% (2/2)", "+0 percentage points", "100% (9/9)", "[z]", "[z]",
    ]  # fmt: skip
    assert row(pack, "summary", "Days to first contact: median")[:4] == ["5 days", "5 days", "+0 days", "5 days"]
    assert row(pack, "referrals-by-source", "GP") == ["3", "2", "9"]


@pytest.mark.parametrize(
    ("this", "before", "said"),
    [
        (Cell(15, Show.COUNT), Cell(10, Show.COUNT), "+5 (+50%)"),
        (Cell(5, Show.COUNT), Cell(10, Show.COUNT), "-5 (-50%)"),
        (Cell(9, Show.COUNT), Cell(8, Show.COUNT), "+1 (+13%)"),
        (Cell(5, Show.COUNT), Cell(0, Show.COUNT), "+5"),
        (Cell(0, Show.COUNT), Cell(0, Show.COUNT), "+0"),
        (Cell(12_500, Show.COUNT), Cell(10_000, Show.COUNT), "+2,500 (+25%)"),
        (Cell(1.5, Show.HOURS), Cell(1, Show.HOURS), "+0.5 (+50%)"),
        (Cell(0.9, Show.SHARE), Cell(0.75, Show.SHARE), "+15 percentage points"),
        (Cell(0.74, Show.SHARE), Cell(0.75, Show.SHARE), "-1 percentage point"),
        (Cell(6, Show.DAYS), Cell(5, Show.DAYS), "+1 day"),
        (Cell(4.5, Show.DAYS), Cell(7, Show.DAYS), "-2.5 days"),
        (Cell(None, Show.COUNT, Mark.CONFIDENTIAL), Cell(10, Show.COUNT), "[c]"),
        (Cell(10, Show.COUNT), Cell(None, Show.COUNT, Mark.CONFIDENTIAL), "[c]"),
        (Cell(None, Show.COUNT, Mark.CONFIDENTIAL), Cell(None, Show.COUNT, Mark.NOT_AVAILABLE), "[c]"),
        (Cell(10, Show.COUNT), Cell(None, Show.COUNT, Mark.NOT_AVAILABLE), "[z]"),
    ],
)
def test_a_change_is_told_in_the_unit_of_the_figure(this: Cell, before: Cell, said: str) -> None:
    found = change(this, before)
    assert (f"[{found.mark}]" if found.value is None else found.value) == said


def test_a_period_that_runs_on_is_provisional_and_misses_no_target_yet() -> None:
    rio = referrals((2025, 4, 4), (2025, 5, 2))
    terms = ReportingTerms(targets=(Target("referrals-received", "received", 10.0, "quarter", date(2025, 4, 1)),))
    running = contract_pack(brief((rio,), "2025/26-Q1", as_at=date(2025, 5, 20), terms=terms))
    assert (
        "As known by the end of 20 May 2025. The period runs until 30 June 2025: its figures are provisional."
        in running.sections[0].text
    )
    assert row(running, "summary", "Referrals received") == ["6", "0", "+6", "6", "10", "not yet"]
    assert table(running, "months").title == "Twelve months to May 2025"
    assert any(note.startswith("May 2025 was not over") for note in table(running, "months").notes)
    over = contract_pack(brief((rio,), "2025/26-Q1", as_at=date(2025, 6, 30), terms=terms))
    assert over.sections[0].text[0] == "As known by the end of 30 June 2025."
    assert row(over, "summary", "Referrals received")[4:] == ["10", "missed"]
    assert not any("provisional" in note for note in table(over, "months").notes)


def test_of_what_was_over_before_the_contract_began_nothing_is_available() -> None:
    rio = referrals((2025, 10, 4), (2025, 12, 2), (2026, 3, 6))
    pack = contract_pack(brief((rio,), "2025/26", terms=ReportingTerms(begins_on=date(2025, 10, 1))))
    assert row(pack, "summary", "Referrals received") == ["12", "[x]", "[z]", "12", "[z]", "[z]"]
    assert row(pack, "referrals-by-source", "GP") == ["12", "[x]", "12"]
    assert row(pack, "funnel", "received") == ["12", "[z]"]
    assert row(pack, "months", "Referrals received") == [*["[x]"] * 6, "4", "0", "2", "0", "0", "6", "12", "2.0"]
    assert row(pack, "months", "Open referrals at the end of the period")[6:] == [
        "4", "4", "6", "6", "6", "12", "[z]", "6.3",
    ]  # fmt: skip


def test_months_have_the_total_and_the_mean_that_have_sense() -> None:
    rio, sessions, outcomes = Telling(), sessions_of(), outcomes_of()
    for number in (1, 2, 3):
        case = rio.referral(number, of=number).received(date(2025, 4, 1)).accepted(date(2025, 4, 2))
        case.contacted(date(2025, 4, 3))
        if number == 1:
            case.closed(date(2025, 6, 5))
    for number, (month, who) in enumerate(((4, (1, 2)), (5, (1,)), (5, (1, 2, 3)), (9, (2, 3)))):
        held = meeting(sessions, number).planned(date(2025, month, 8)).held(date(2025, month, 8))
        for one in who:
            held.line(10 * number + one, one)
    volunteering(sessions, 1, date(2025, 4, 8), 90)
    volunteering(sessions, 2, date(2025, 7, 8), 60)
    plan(outcomes, 1, 1).agreed(date(2025, 8, 1))
    pack = contract_pack(brief((rio, sessions, outcomes), "2025/26"))
    rest = ["0"] * 6
    assert row(pack, "months", "Referrals received") == ["3", *["0"] * 11, "3", "0.3"]
    assert row(pack, "months", "Attendances") == ["2", "4", "0", "0", "0", "2", *rest, "8", "0.7"]
    assert row(pack, "months", "Volunteer hours") == ["1.5", "0", "0", "1", "0", "0", *rest, "2.5", "0.2"]
    assert row(pack, "months", "People attending sessions") == ["2", "3", "0", "0", "0", "2", *rest, "3", "0.6"]
    assert row(pack, "months", "Open referrals at the end of the period") == ["3", "3", *["2"] * 10, "[z]", "2.2"]
    assert row(pack, "months", "Caseload") == ["3", "3", *["2"] * 10, "[z]", "2.2"]
    sizes = row(pack, "months", "Mean group size: attendances per session")
    assert sizes == ["2.0", "2.0", "[z]", "[z]", "[z]", "2.0", *["[z]"] * 6, "[z]", "2.0"]
    assert "First contact in time" not in firsts(pack, "months")
    assert table(pack, "months").columns[1].title == "April 2025"


def seen_outside(rio: Telling, profile: str = "hes") -> Pack:
    return contract_pack(brief((rio,), "2025/26", audience=Audience.COMMISSIONER, profile=profile))


def test_where_a_figure_is_hidden_so_is_what_is_counted_from_it() -> None:
    rio = referrals((2024, 5, 5), (2025, 5, 21))
    rio.referral(100, of=100).received(date(2025, 6, 1))
    rio.referral(101, of=101).received(date(2025, 6, 1)).accepted(date(2025, 6, 2))
    for number in range(102, 106):
        rio.referral(number, of=number).received(date(2025, 7, 1)).accepted(date(2025, 7, 2)).closed(date(2025, 7, 3))
    pack = seen_outside(rio)
    assert row(pack, "summary", "Referrals received") == ["25", "[c]", "[c]", "25", "[z]", "[z]"]
    assert row(pack, "months", "Referrals received") == ["0", "20", "[c]", "[c]", *["0"] * 8, "25", "2.1"]
    opened = row(pack, "months", "Open referrals at the end of the period")
    assert opened == ["[c]", "25", *["30"] * 10, "[z]", "[c]"]
    assert row(pack, "months", "Acceptance: undecided")[-2:] == ["[c]", "[c]"]
    assert {first: row(pack, "funnel", first) for first in ("accepted", "first contact", "closed")} == {
        "accepted": ["25", "100% (25/25)"],
        "first contact": ["20", "80% (20/25)"],
        "closed": ["[c]", "[c]"],
    }
    assert "closed not shown" in chart(pack, "funnel-chart").description


def test_each_step_of_the_funnel_has_its_share_of_the_one_before_where_there_is_one() -> None:
    rio = Telling()
    for number in range(1, 9):
        case = rio.referral(number, of=number).received(date(2025, 5, 1))
        if number <= 6:
            case.accepted(date(2025, 5, 2))
        if number <= 3:
            case.contacted(date(2025, 5, 3))
        if number <= 4:
            case.closed(date(2025, 6, 1))
    terms = ReportingTerms(funnel=("received", "accepted", "first-contact", "closed", "plan-agreed", "first-session"))
    pack = contract_pack(brief((rio,), "2025/26", terms=terms))
    assert {first: row(pack, "funnel", first) for first in firsts(pack, "funnel")} == {
        "received": ["8", "[z]"],
        "accepted": ["6", "75% (6/8)"],
        "first contact": ["3", "50% (3/6)"],
        "closed": ["4", "[z]"],
        "plan agreed": ["0", "0% (0/4)"],
        "first session": ["0", "[z]"],
    }
    assert chart(pack, "funnel-chart").description == (
        "Referrals by step: received 8, accepted 6, first contact 3, closed 4, plan agreed 0, first session 0."
    )


def monthly(first: date, counts: list[int]) -> Telling:
    start = month_of(first)
    return referrals(*((month // 12, month % 12 + 1, count) for month, count in enumerate(counts, start)))


ONLY_REFERRALS = ReportingTerms(headline=("referrals-received", "acceptance"), begins_on=date(2025, 4, 1))


def test_a_chart_is_drawn_from_seven_months_on_unless_most_of_them_are_hidden() -> None:
    def charts(counts: list[int], as_at: date, profile: str = "none") -> list[str]:
        told = (monthly(date(2025, 4, 1), counts),)
        pack = contract_pack(brief(told, "2025/26", as_at=as_at, terms=ONLY_REFERRALS, profile=profile))
        return [each.id for section in pack.sections if section.id == "charts" for each in section.charts]

    assert charts([9] * 6, date(2025, 9, 30)) == []
    assert charts([9] * 7, date(2025, 10, 30)) == [], "the seventh month runs on"
    assert charts([9] * 7, date(2025, 10, 31)) == ["chart-referrals-received"]
    assert charts([9] * 7 + [3] * 5, date(2026, 3, 31), "hes") == ["chart-referrals-received"]
    assert charts([9] * 6 + [3] * 6, date(2026, 3, 31), "hes") == []


def test_a_chart_is_of_the_months_of_the_contract_and_tells_no_hidden_one() -> None:
    told = (monthly(date(2025, 4, 1), [9, 12, 11, 3, 14, 12, 9, 13, 10, 12, 11, 10]),)
    pack = contract_pack(brief(told, "2025/26", terms=ONLY_REFERRALS, profile="hes"))
    drawn = chart(pack, "chart-referrals-received")
    assert [point.label for point in drawn.points][:4] == ["Apr 2025", "May 2025", "Jun 2025", "Jul 2025"]
    assert [point.value for point in drawn.points] == [10, 10, 10, None, 15, 10, 10, 15, 10, 10, 10, 10]
    assert drawn.title == "Referrals received"
    assert row(pack, "chart-referrals-received-months", "July 2025")[0] == "[c]"


def test_a_rebase_is_printed_with_its_month_and_reason_where_the_chart_shows_it() -> None:
    told = (monthly(date(2025, 4, 1), [9, 10, 11, 10, 9, 10, 20, 21, 19, 20, 21, 20]),)
    decided = [
        Rebase("referrals-received", month_of(date(2025, 10, 1)), "service-extended"),
        Rebase("referrals-received", month_of(date(2026, 9, 1)), "funding-changed"),
        Rebase("people-reached", month_of(date(2025, 9, 1)), "site-closed"),
    ]
    notes = chart(
        contract_pack(brief(told, "2025/26", terms=ONLY_REFERRALS, rebases=decided)), "chart-referrals-received"
    ).notes
    assert [note for note in notes if "anew" in note] == [
        "Limits are counted anew from October 2025 on: service extended."
    ]


def test_exceptions_to_rules_have_a_section_of_their_own_by_rule_and_reason() -> None:
    rio, sessions = Telling(), sessions_of()
    case = rio.referral(1, of=1).received(date(2025, 5, 1)).accepted(date(2025, 5, 1), support_until=date(2025, 6, 1))
    case.excepted(date(2025, 5, 2), "own-consent", "urgent-risk")
    contact(sessions, 1, 1, date(2025, 5, 3), purpose="initial-engagement", staff=1)
    pack = contract_pack(brief((rio, sessions), "2025/26"))
    (section,) = [each for each in pack.sections if each.id == "exceptions"]
    assert [each.id for each in section.tables] == ["support-past-its-end", "process-exceptions"]
    assert {first: row(pack, "process-exceptions", first)[0] for first in firsts(pack, "process-exceptions")} == {
        "exceptions": "2",
        "minimum staff": "1",
        "own consent": "1",
        "own consent: urgent risk": "1",
    }
    assert row(pack, "support-past-its-end", "past its agreed end")[0] == "1"


def test_every_metric_is_defined_with_its_id_version_clock_direction_and_disclosure() -> None:
    pack = contract_pack(brief((), "2025/26"))
    assert [column.title for column in table(pack, "definitions").columns] == [
        "Measure", "Id", "Version", "Valid from", "Counts", "Of", "Unit", "Clock", "Better is", "Small numbers",
        "Method",
    ]  # fmt: skip
    rows = {each[1].value: each for each in table(pack, "definitions").rows}
    assert list(rows) == [metric.definition.id for metric in CONTRACT_METRICS]
    assert [each.id for each in pack.definitions] == list(rows)
    assert all(cell.value not in ("", None) for each in rows.values() for cell in (*each[:5], *each[6:10]))
    assert row(pack, "definitions", "Sessions held")[6:9] == [
        "day on which the session was held",
        "more",
        "of no individual",
    ]
    assert row(pack, "definitions", "First contact in time")[0:3] == ["first-contact-in-time", "1", "1 April 2025"]
    assert row(pack, "definitions", "Waiting list at the end of the period")[7:9] == ["less", "profile of the reader"]


def test_every_wait_stands_beside_those_who_wait_still() -> None:
    pack = contract_pack(brief((referrals((2025, 5, 2)),), "2025/26"))
    (section,) = [each for each in pack.sections if each.id == "waits"]
    assert [each.id for each in section.tables] == [
        "offered-in-three-weeks",
        "days-to-first-contact", "first-contact-in-time", "still-waiting",
        "days-to-first-session", "still-waiting-first-session",
        "days-to-plan", "still-waiting-plan",
        "days-to-second-contact", "still-waiting-second-contact",
        "days-to-care-in-place", "still-waiting-care-in-place",
        "waiting-list", "waiting-list-leavers",
    ]  # fmt: skip


def test_a_median_or_a_share_of_nothing_is_not_nought() -> None:
    sessions, outcomes = sessions_of(), outcomes_of()
    contact(sessions, 1, 1, date(2025, 5, 3), typed=date(2025, 5, 6))
    plan(outcomes, 1, 1).agreed(date(2024, 5, 1))
    pack = contract_pack(brief((sessions, outcomes), "2025/26"))
    assert row(pack, "days-to-recording", "median: contact") == ["3 days", "[z]", "3 days"]
    assert row(pack, "days-to-recording", "within 7 days: contact") == ["100% (1/1)", "[z]", "100% (1/1)"]
    assert row(pack, "days-to-recording", "median: support plan") == ["[z]", "0 days", "[z]"]
    assert row(pack, "completeness", "contacts with their referral") == ["0% (0/1)", "[z]", "0% (0/1)"]
    assert row(pack, "contacts-by-channel", "telephone (02)") == ["1", "0", "1"]


def test_what_one_questionnaire_says_is_none_and_not_nought_where_another_alone_was_filled_in() -> None:
    outcomes = outcomes_of()
    for number, (instrument, year) in enumerate((("barc-10", 2025), ("swemwbs", 2024))):
        reading(outcomes, 10 * number, 1, date(year, 5, 1), 2000, instrument)
        reading(outcomes, 10 * number + 1, 1, date(year, 9, 1), 2600, instrument, "review")
    pack = contract_pack(brief((outcomes,), "2025/26"))
    assert row(pack, "distance-travelled", "SWEMWBS: people") == ["0", "1", "0"]
    assert row(pack, "distance-travelled", "SWEMWBS: mean change") == ["[z]", "6.0", "[z]"]
    assert row(pack, "distance-travelled", "BARC-10: share improved") == ["100% (1/1)", "[z]", "100% (1/1)"]


def test_no_two_rows_of_a_table_have_one_name() -> None:
    sessions = sessions_of()
    meeting(sessions, 1).planned(date(2025, 4, 8)).held(date(2025, 4, 8)).line(1, 1)
    pack = contract_pack(brief((referrals((2025, 5, 2)), sessions), "2025/26"))
    for each in pack.tables():
        names = firsts(pack, each.id)
        assert len(names) == len(set(names)), each.id
    assert {"Attendances", "Attendances: of people known", "Sessions held: drop-ins"} < set(firsts(pack, "measures"))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("substance-reduction", "substance reduction"),
        ("re-offending-reduced", "re-offending reduced"),
        ("gp", "GP"),
        ("other-nhs-service", "other NHS service"),
        ("barc-10: share improved", "BARC-10: share improved"),
        ("attended: e-mail (05)", "attended: e-mail (05)"),
        ("drop-ins", "drop-ins"),
        ("gender: non-binary", "gender: non-binary"),
        ("ethnic-category: a", "ethnic category: White British (A)"),
        ("ethnic-category: not-known", "ethnic category: not known"),
    ],
)
def test_a_coded_word_is_written_as_it_is_read(code: str, said: str) -> None:
    assert in_words(code) == said
