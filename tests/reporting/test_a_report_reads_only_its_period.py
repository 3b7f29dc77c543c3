"""What is read for one period gives the figures that all that is known gives, in invented worlds as at any day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reporting.domain.metrics.catalogue import CONTRACT_METRICS, METRICS
from services.reporting.domain.metrics.report import Asked, Tallies, organisation_measures, people, scopes, words_in
from services.reporting.domain.period import Period, month_of, one_month, quarter, read_period, span, year, year_of
from services.reporting.projection import tables
from services.reporting.views.figures import tallies, tallies_of
from tests.reporting.figures import TODAY, folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.worlds import CONTRACTS, worlds

_IDS = [metric.definition.id for metric in METRICS]
_MONTHS = st.integers(month_of(date(2024, 11, 1)), month_of(date(2026, 6, 1)))
_PERIODS = st.one_of(
    _MONTHS.map(one_month),
    _MONTHS.map(quarter),
    _MONTHS.map(lambda month: year(year_of(month))),
    st.tuples(_MONTHS, _MONTHS).map(lambda ends: span(min(ends), max(ends))),
)
_DAYS = st.one_of(st.just(TODAY), st.integers(0, 500).map(lambda days: date(2025, 1, 15) + timedelta(days=days)))


def _or_why_not(read: Callable[[], Any]) -> Any:
    """What is read, or that there is no such thing: days told in no order make less than nothing, with no median."""
    try:
        return read()
    except ValueError:
        return "none"


def _told(found: Tallies, asked: Asked) -> dict[tuple[str, str], Any]:
    each = {
        (metric.definition.id, contract): _or_why_not(
            lambda metric=metric, contract=contract: list(
                metric.figures(words_in(metric, (contract,), found), asked.period, asked.until)
            )
        )
        for metric in CONTRACT_METRICS
        for contract in CONTRACTS
    }
    everywhere = {
        ("measures", "*"): _or_why_not(lambda: organisation_measures(CONTRACTS, found, asked)),
        ("people", "*"): people(CONTRACTS, found, asked),
    }
    return {**each, **everywhere}


@given(st.one_of(worlds(), worlds(lifelike=True)), st.lists(st.tuples(_PERIODS, _DAYS), min_size=4, max_size=4))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_period_alone_gives_the_same_figures(
    figures: Any, world: list[Telling], questions: list[tuple[Period, date]]
) -> None:
    async with figures.acquire() as connection, connection.transaction():
        await connection.execute("delete from figures.cells; delete from figures.balances; delete from figures.ledger")
        await tables.begin(connection, tables.LIVE)
        await tables.write_changes(connection, folded(*all_of(*world)).ledger)
    wanted = scopes(CONTRACTS)
    for period, as_at in questions:
        whole = await tallies(figures, _IDS, wanted, period.last, as_at)
        alone = await tallies_of(figures, _IDS, wanted, period, as_at)
        assert _told(alone, Asked(period, as_at)) == _told(whole, Asked(period, as_at))


async def test_who_was_there_when_the_year_began_is_known_in_its_second_quarter(figures: Any) -> None:
    telling = Telling()
    telling.referral(1, of=1).received(date(2025, 2, 3)).accepted(date(2025, 2, 4))
    telling.referral(2, of=2).received(date(2025, 2, 3)).accepted(date(2025, 2, 4)).closed(date(2025, 3, 5))
    async with figures.acquire() as connection, connection.transaction():
        await tables.begin(connection, tables.LIVE)
        await tables.write_changes(connection, folded(*telling.messages).ledger)
    period = read_period("2025/26-Q2", TODAY)
    found = await tallies_of(figures, _IDS, ["rio"], period, TODAY)
    told = _told(found, Asked(period, TODAY))["new-and-carried-forward", "rio"]
    assert {figure.name: figure.value for figure in told} == {"new": 0, "carried forward": 1}


async def test_years_before_a_period_are_told_by_what_goes_on_alone(figures: Any) -> None:
    """Of two hundred referrals of past years two are still open: one cell says so, and none speaks of the others."""
    telling = Telling()
    for number in range(200):
        received = date(2023, 1, 2) + timedelta(days=number)
        referral = telling.referral(number, of=number).received(received).accepted(received)
        if number not in (7, 9):
            referral.closed(received + timedelta(days=40))
    async with figures.acquire() as connection, connection.transaction():
        await tables.begin(connection, tables.LIVE)
        await tables.write_changes(connection, folded(*telling.messages).ledger)
    period = read_period("2025/26-Q1", TODAY)
    found = await tallies_of(figures, ["referrals-received", "still-waiting", "caseload"], ["rio"], period, TODAY)
    june = 2025 * 12 + 5
    waiting = {(june, date(2023, 1, 2 + day).toordinal()): 1 for day in (7, 9)}
    assert found == {
        ("still-waiting", "rio"): {"": waiting},
        ("caseload", "rio"): {"": {(june, 1): 200, (june, 2): 198}},
    }
