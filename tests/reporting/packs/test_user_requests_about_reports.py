"""What users of such systems asked for in public, by its number in the list of thirteen requests: whole reports."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from deploy.local.report import FORMS, report
from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.pack.contract import contract_pack
from services.reporting.domain.pack.decisions import Rebase
from services.reporting.domain.pack.management import management_pack
from services.reporting.domain.pack.model import Audience, Chart, Pack
from services.reporting.domain.period import month_of, read_period
from services.reporting.domain.spc.analysis import Rule
from services.reporting.domain.terms import ReportingTerms
from services.reporting.packs.inputs import PACKAGED_VALUES, read_inputs
from services.reporting.packs.press import Press
from services.sessions.domain.session.commands import TakeRegister
from services.sessions.domain.session.decisions.deciding import decider
from tests.reporting.packs.briefs import TITLES, brief, chart, row, table
from tests.reporting.reporting_app import commissioned, take_all
from tests.reporting.telling import Telling
from tests.reporting.working import contact, meeting, sessions_of
from tests.sentences import given
from tests.sessions.builders import OTHER_PERSON, PERSON
from tests.sessions.builders import TERMS as SESSION_TERMS
from tests.sessions.gathering_builders import HELD, LINE, OTHER_LINE, PLANNED, THIRD_LINE, line


def test_the_thirteen_requests_are_thirteen_tests() -> None:
    here = Path(__file__).parents[2]
    found = {
        int(number)
        for path in here.rglob("test_user_requests_about_*.py")
        for number in re.findall(r"def test_user_request_(\d+)_", path.read_text(encoding="utf-8"))
    }
    assert found == set(range(1, 14))


def test_user_request_3_a_register_refuses_the_second_entry_of_a_person_and_counts_only_who_was_there() -> None:
    sessions = decider(SESSION_TERMS)
    came = given(sessions, PLANNED, HELD).when(TakeRegister(lines=(line(),)))
    twice = TakeRegister(lines=(line(OTHER_LINE, PERSON),))
    again = given(sessions, PLANNED, HELD, *sessions.decide(came.command, came.state)).when(twice)
    again.then_invalid(("lines.0.person_ref", "already-on-the-register"))
    with pytest.raises(Exception, match="the person is on the register already, at row 1 of the register"):
        sessions.decide(twice, again.state)
    lines = (line(LINE, PERSON), line(OTHER_LINE, OTHER_PERSON, "cancelled"), line(THIRD_LINE, None, "declined"))
    taken = sessions.decide(TakeRegister(lines=lines), sessions.fold([PLANNED, HELD]))
    assert sessions.fold([PLANNED, HELD, *taken]).present == 1

    rio = sessions_of()
    held = meeting(rio, 1).planned(date(2025, 4, 10)).held(date(2025, 4, 10))
    held.line(1, 1).line(2, 2, "cancelled").line(3, None, "declined")
    pack = contract_pack(brief((rio,), "2025-04"))
    assert row(pack, "measures", "Attendances")[0] == "1"
    assert row(pack, "measures", "People attending sessions")[0] == "1"
    assert row(pack, "attendances-by-programme", "attendances")[0] == "1"


def test_user_request_4_every_column_of_months_has_its_row_with_a_total_and_a_mean() -> None:
    rio = sessions_of()
    for number, (month, count) in enumerate(((4, 3), (5, 0), (6, 5), (12, 4))):
        for one in range(count):
            contact(rio, 10 * number + one, one, date(2025, month, 3 + one))
    pack = contract_pack(brief((rio,), "2025/26"))
    months = table(pack, "months")
    assert [column.title for column in months.columns] == [
        "Measure", "April 2025", "May 2025", "June 2025", "July 2025", "August 2025", "September 2025",
        "October 2025", "November 2025", "December 2025", "January 2026", "February 2026", "March 2026",
        "Total", "Mean",
    ]  # fmt: skip
    assert row(pack, "months", "Contacts") == [
        "3", "0", "5", "0", "0", "0", "0", "0", "4", "0", "0", "0", "12", "1.0",
    ]  # fmt: skip
    assert row(pack, "measures", "Contacts")[0] == "12"
    assert row(pack, "months", "People reached (worked with)")[-2:] == ["5", "1.0"]


def test_user_request_5_a_report_of_a_relative_range_says_and_counts_the_months_it_comes_to() -> None:
    rio = sessions_of()
    for number, day in enumerate((date(2025, 3, 31), date(2025, 4, 1), date(2026, 9, 30), date(2026, 10, 1))):
        contact(rio, number, number, day)
    pack = contract_pack(brief((rio,), "2025-04-to-last-quarter"))
    assert pack.title == "Rio: report for 2025-04-to-2026-09"
    assert (pack.period.starts_on, pack.period.ends_on) == (date(2025, 4, 1), date(2026, 9, 30))
    assert row(pack, "measures", "Contacts")[0] == "2"


@pytest.fixture
def answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A service in place of reporting; what it was asked for."""
    asked: list[str] = []
    archive = BytesIO()
    with ZipFile(archive, "w") as files:
        files.writestr("summary.csv", "Measure\n")

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            suffix = FORMS[self.path.rpartition("format=")[2]]
            self.send_response(200)
            self.send_header("Content-Disposition", f'attachment; filename="rio-2025-26.{suffix}"')
            self.end_headers()
            self.wfile.write(archive.getvalue() if suffix == "zip" else b"a report")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "ports.json").write_text(json.dumps({"reporting": server.server_address[1]}))
    monkeypatch.setenv("REDROSE_HOME", str(tmp_path))
    yield asked
    server.shutdown()
    server.server_close()


def test_user_request_7_a_long_report_says_how_far_it_is(
    answering: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = report("rio", "2016-01-to-2025-12", "team", "2026-01-31", tmp_path / "reports")
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" ...")[0] for line in lines] == [
        "[1/5] html",
        "[2/5] json",
        "[3/5] xlsx",
        "[4/5] pdf",
        "[5/5] csv",
    ]
    assert all(re.fullmatch(r"\[./5\] \w+ \.\.\. 0 KiB in \d+\.\d s", line) for line in lines)
    assert {path.name for path in written} == {
        "rio-2025-26.html", "rio-2025-26.json", "rio-2025-26.xlsx", "rio-2025-26.pdf", "summary.csv",
    }  # fmt: skip
    assert answering[0] == ("/contracts/rio/pack?period=2016-01-to-2025-12&as_at=2026-01-31&audience=team&format=html")


@dataclass
class Counting:
    """A pool that counts what it is asked."""

    pool: Any
    statements: list[str] = field(default_factory=list)

    async def fetch(self, statement: str, *arguments: object) -> Any:
        self.statements.append(statement)
        return await self.pool.fetch(statement, *arguments)


async def test_user_request_7_ten_years_of_months_are_read_in_as_many_statements_as_one_month(
    figures: Any, tmp_path: Path
) -> None:
    rio = sessions_of()
    for number in range(120):
        contact(rio, number, number % 7, date(2016, 1, 10) + timedelta(days=30 * number))
    await take_all(figures, (rio,))
    asked = {}
    for period in ("2025-10", "2016-01-to-2025-10"):
        counting = Counting(figures)
        press = Press(counting, commissioned(tmp_path), read_inputs(PACKAGED_VALUES))
        as_at = date(2025, 12, 31)
        pack = await press.contract("rio", read_period(period, as_at), as_at, Audience.TEAM)
        asked[period] = row(pack, "measures", "Contacts")[0], len(counting.statements)
    assert asked == {"2025-10": ("1", 3), "2016-01-to-2025-10": ("120", 3)}


def test_user_request_10_a_person_in_two_contracts_is_one_in_the_total_and_one_in_the_printed_overlap() -> None:
    rio, covid = Telling("rio"), Telling("long-covid")
    for telling, people in ((rio, (1, 2)), (covid, (2, 3))):
        for number in people:
            telling.referral(number, of=number).received(date(2025, 4, 1)).contacted(date(2025, 4, 5))
    pack = management_pack(brief((rio, covid), "2025/26", scope=ORGANISATION), TITLES)
    assert row(pack, "people-once", "Sum of the contracts") == ["4"]
    assert row(pack, "people-once", "All contracts, each person once") == ["3"]
    assert [[cell.value for cell in each] for each in table(pack, "overlap").rows] == [["Long Covid", "Rio", 1]]
    assert "once in the organisation" in " ".join(pack.sections[0].text)


RECEIVED = [9, 11, 10, 8, 10, 12, 9, 10, 11, 10, 9, 11, 20, 22, 19, 21, 20, 23, 20, 19, 21, 20, 22, 20]
"""Referrals of 24 months, with a step after the first twelve."""


def board_pack(*rebases: Rebase, months: int = 24) -> Pack:
    rio = Telling()
    number = 0
    for at, count in enumerate(RECEIVED[:12] * ((months - 24) // 12) + RECEIVED):
        month = month_of(date(2026, 3, 1)) - months + 1 + at
        for _ in range(count):
            number += 1
            rio.referral(number, of=number).received(date(month // 12, month % 12 + 1, 5))
    terms = ReportingTerms(headline=("referrals-received",))
    return contract_pack(brief((rio,), "2025/26", terms=terms, rebases=rebases))


def received(pack: Pack) -> Chart:
    return chart(pack, "chart-referrals-received")


def says(pack: Pack) -> set[str]:
    return {row(pack, "chart-referrals-received-months", str(each[0].value))[-1] for each in received(pack).table.rows}


def test_user_request_13_a_board_reads_two_years_by_four_rules_and_limits_move_by_decision_alone() -> None:
    plain = board_pack(months=48)
    assert [point.label for point in received(plain).points][::23] == ["Apr 2024", "Mar 2026"]
    assert len(received(plain).points) == 24
    assert {point.segment for point in received(plain).points} == {0}
    assert not any("anew" in note for note in received(plain).notes)
    (section,) = [each for each in plain.sections if each.id == "charts"]
    assert "Four rules tell a special cause" in section.text[0]
    assert len(Rule) == 4
    assert says(plain) == {
        "change: below the lower limit",
        "change: one of seven or more below the mean",
        "change: one of two in three close to the upper limit",
        "change: above the upper limit",
    }

    decided = board_pack(Rebase("referrals-received", month_of(date(2025, 4, 1)), "service-extended"))
    assert [point.segment for point in received(decided).points] == [0] * 12 + [1] * 12
    assert [point.mean for point in received(decided).points][::12] == [10, 20.58]
    assert says(decided) == {"usual variation"}
    assert received(decided).notes == ("Limits are counted anew from April 2025 on: service extended.",)
