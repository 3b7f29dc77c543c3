"""What is taken to hold between the counts of reports holds in invented worlds, and nothing hidden follows in them."""

from datetime import date

from hypothesis import Phase, given, settings

from services.reporting.domain.disclosure.families import counts_in
from services.reporting.domain.disclosure.profiles import HES, STRICT10
from services.reporting.domain.disclosure.protection import WIDTH, protect
from services.reporting.domain.metric import Figure, Unit
from services.reporting.domain.metrics.catalogue import METRICS
from services.reporting.domain.metrics.report import words_in
from services.reporting.domain.pack.lattice import families_of
from services.reporting.domain.pack.laws import NOT_ADDING, at_most, same_as, sums_over
from services.reporting.domain.period import Period, one_month
from tests.reporting.disclosure.attack import Attack, april_before
from tests.reporting.figures import folded
from tests.reporting.telling import Telling, all_of
from tests.reporting.worlds import CONTRACTS, worlds

_FIRST, _LAST = 2025 * 12, 2026 * 12 + 2
_AS_AT = date(2026, 11, 22)
_EXITS = {**dict.fromkeys(CONTRACTS, HES), "*": STRICT10}


def counts(world: list[Telling], contract: str, period: Period) -> dict[tuple[str, str], int]:
    """Every count that the figures of a contract tell."""
    tallies = folded(*all_of(*world))._tallies(_AS_AT)
    return {
        (metric.definition.id, name): count
        for metric in METRICS
        for figure in metric.figures(words_in(metric, (contract,), tallies), period, period.ends_on)
        for name, count in counts_in(figure).items()
    }


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_sums_and_limits_hold(world: list[Telling]) -> None:
    for contract in CONTRACTS:
        for period in (one_month(2025 * 12 + 6), Period("2025", _FIRST, _FIRST + 11)):
            found = counts(world, contract, period)
            for name, count in found.items():
                assert found.get(same_as(name), count) == count, name
            for each in sums_over(found):
                assert sum(found.get(part, 0) for part in each.parts) == found.get(each.whole, 0), each
            for smaller, larger in at_most(found):
                assert found.get(smaller, 0) <= found.get(larger, 0), (smaller, larger)


@given(worlds())
@settings(max_examples=30, deadline=None)
def test_months_of_what_adds_up_add_up(world: list[Telling]) -> None:
    tallies = folded(*all_of(*world))._tallies(_AS_AT)
    span = Period("all", _FIRST, _LAST)
    for metric in METRICS:
        if metric.once or metric.stock or metric.definition.id in NOT_ADDING:
            continue
        words = words_in(metric, CONTRACTS, tallies)
        months: dict[str, int] = {}
        for month in span.months:
            for figure in metric.figures(words, one_month(month), _AS_AT):
                for name, count in counts_in(figure).items():
                    months[name] = months.get(name, 0) + count
        for figure in metric.figures(words, span, _AS_AT):
            for name, count in counts_in(figure).items():
                assert months.get(name, 0) == count, (metric.definition.id, name)


@given(worlds())
@settings(max_examples=12, deadline=None, phases=[Phase.generate])  # To shrink what a solver says takes too long.
def test_nothing_follows_of_any_measure(world: list[Telling]) -> None:
    tallies = folded(*all_of(*world))._tallies(_AS_AT)
    months = [month for of in tallies.values() for tally in of.values() for month, _ in tally]
    until = min(months, default=_FIRST) + 4
    families = families_of(METRICS, tallies, CONTRACTS, until, _AS_AT)
    protection = protect(families, _EXITS, until)
    for family in families:
        first = min((month for of in family.counts.values() for _, month in of), default=until + 1)
        for april in range(april_before(first), until + 1, 12):
            attack = Attack(family, _EXITS, max(first, april), min(april + 11, until), protection)
            for key, (low, high) in attack.narrow_of_all(WIDTH).items():
                assert key in protection.bare
                assert low < high or attack.true(key) == 0


def test_a_count_that_goes_by_two_names_is_hidden_under_both() -> None:
    covid = Telling("long-covid")
    for number in range(1, 4):
        covid.referral(number, of=number).received(date(2025, 4, 2))
    families = families_of(METRICS, folded(*covid.messages)._tallies(_AS_AT), CONTRACTS, 2025 * 12 + 3, _AS_AT)
    protection = protect(families, _EXITS, 2025 * 12 + 3)
    for metric, name in (
        ("referrals-received", "received"),
        ("referrals-by-source", "referrals"),
        ("funnel", "received"),
    ):
        figure = Figure(name, Unit.REFERRALS, 3)
        assert protection.shown(figure, "long-covid", metric, one_month(2025 * 12 + 3)).hidden
